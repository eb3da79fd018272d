"""The premises that somebody may report for."""

from dataclasses import dataclass

from watchward.partners.models import Premises
from watchward.policy import Actor


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """One premises to choose."""

    ref: str
    name: str
    organisation: str


def report_places(actor: Actor) -> tuple[ReportPlace, ...]:
    """Their own open premises, or every one of the partnership for people who work for the whole town."""
    found = Premises.everywhere.filter(partnership_id=actor.partnership_id, closed_on__isnull=True)
    if actor.premises:
        found = found.filter(pk__in=actor.premises)
    rows = found.order_by("name").values_list("ref", "name", "organisation__name")
    return tuple(ReportPlace(*row) for row in rows)
