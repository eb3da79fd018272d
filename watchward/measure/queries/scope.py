"""Whose figures these are: the partnership, its clock, the period and the filter, decided once per page."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from watchward.kit.lists import TaxonomyList
from watchward.measure.queries.counting import data_span
from watchward.measure.rules.periods import DataSpan, Period, period_of
from watchward.partners.models import Partnership
from watchward.partners.queries.lists import list_of
from watchward.policy import ROLES, Actor, Permission, may, require

MISSING = "There is no such premises, or its figures are not yours to see. Go back to the list of premises."


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted, for whom, and in which words."""

    partnership: Partnership
    zone: ZoneInfo
    span: DataSpan
    period: Period
    types: TaxonomyList
    group: str
    hidden: frozenset[str] = frozenset()  # P-05: kinds that members never see, not even as a count at their own place

    @property
    def group_words(self) -> str:
        """The group of kinds that is counted, in words; empty for all."""
        return self.types.label(self.group) if self.group else ""

    @property
    def groups(self) -> list[tuple[str, str]]:
        """(id, words) of every group to choose from."""
        return [(entry.id, entry.label) for entry in self.types.roots()]

    def words_of(self, kind: str) -> str:
        """A kind in words; an id that no list knows any more stays as it is."""
        return self.types.label(kind) if kind in self.types else kind

    @property
    def who(self) -> str:
        """Names partnership and filter, whatever the period, for what is kept."""
        return f"{self.partnership.pk}|{self.group}|{len(self.hidden)}"


def scope_of(actor: Actor, period: str, group: str, now: datetime | None = None) -> Scope:
    """The scope that was asked for; unknown periods and groups fall back to the default and to all."""
    partnership = Partnership.everywhere.get(pk=actor.partnership_id)
    zone = partnership.zone_info
    span = data_span(partnership.pk, zone)
    types = list_of(partnership.pk, "incident_types")
    known = group if group in {entry.id for entry in types.roots()} else ""
    found = period_of(period, span, zone, now or timezone.now())
    is_wide = any(may(actor, one) for one in (Permission.FIGURES_ALL, Permission.FIGURES_STAFF_SAFETY))
    hidden = () if is_wide else (entry.id for entry in types.entries if not entry.members_may_see)
    return Scope(partnership, zone, span, found, types, known, frozenset(hidden))


def sees_all_premises(actor: Actor) -> bool:
    """Whether this actor sees every premises or only their own; raises `NotPermitted` if none at all.

    Asked by role first, so that a missing second step is answered with its remedy and not with another role.
    """
    wide = any(Permission.FIGURES_ALL in ROLES[role] for role in actor.roles)
    require(actor, Permission.FIGURES_ALL if wide else Permission.FIGURES_PREMISES)
    return wide
