"""What an incident of some kind weighs in the list by harm: set with its source, or given back to what ships."""

import math
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from watchward.assess.models import HarmWeight
from watchward.assess.queries.harm import harm_table
from watchward.kit.errors import NotFound, Refused
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record

MOST_DAYS: Final = 10_000.0
LONGEST: Final = 200


class CannotSetHarm(Refused):
    """The number stays as it was; the text says why."""


@transaction.atomic
def set_harm(*, actor: Actor, kind: str, days: float, source: str, now: datetime | None = None) -> HarmWeight:
    """Say what a kind weighs from now on, and on what that stands. It orders a list and does nothing else (G-05)."""
    require(actor, Permission.LISTS_EXTEND)
    if kind not in dict(harm_table(actor).kinds):
        raise CannotSetHarm("Pick a kind of incident from the list.", field="kind")
    if not (math.isfinite(days) and 0 < days <= MOST_DAYS):
        raise CannotSetHarm(f"Days are a number above 0, at most {MOST_DAYS:,.0f}.", field="days")
    source = " ".join(source.split())
    if not 3 <= len(source) <= LONGEST:
        raise CannotSetHarm(f"Say where the number comes from, in at most {LONGEST} characters.", field="source")
    before = HarmWeight.everywhere.select_for_update().filter(partnership_id=actor.partnership_id, kind=kind).first()
    row = before or HarmWeight(partnership_id=actor.partnership_id, kind=kind)
    was = before.days if before else None
    row.days, row.source, row.set_at, row.set_by_id = days, source, now or timezone.now(), actor.account_id
    row.save()
    record("harm.set", actor=actor, ref="list/harm", detail={"kind": kind, "days": days, "was": was})
    return row


@transaction.atomic
def give_back_harm(*, actor: Actor, kind: str) -> None:
    """Let a kind weigh again what ships. Raises: NotFound: it does already."""
    require(actor, Permission.LISTS_EXTEND)
    row = HarmWeight.everywhere.select_for_update().filter(partnership_id=actor.partnership_id, kind=kind).first()
    if row is None:
        raise NotFound("Your partnership has no number of its own for that kind.")
    detail = {"kind": kind, "was": row.days}
    row.delete()
    record("harm.given_back", actor=actor, ref="list/harm", detail=detail)
