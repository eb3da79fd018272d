"""How long things are kept: one person proposes, another agrees."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from watchward.kit.errors import NotFound, Refused
from watchward.partners.models import Periods
from watchward.partners.periods import LIMITS, Kept
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record

GONE = "That proposal no longer waits. Open the page again."
WORDS = {
    "report_days": "Reports",
    "subject_months": "Subjects",
    "unknown_months": "Unknown people",
    "footage_days": "Footage",
    "case_days": "Closed cases",
}


class CannotChangePeriods(Refused):
    """The periods stay as they were; the text says why."""


@transaction.atomic
def propose_periods(*, actor: Actor, kept: Kept, now: datetime | None = None) -> Periods:
    """Propose other periods, within the limits. A newer proposal takes the place of one that still waits."""
    require(actor, Permission.GOVERNANCE_MANAGE)
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(kept, name) <= most:
            raise CannotChangePeriods(f"{WORDS[name]}: between {least} and {most:,}.")
    moment = now or timezone.now()
    _waiting(actor).update(dropped_at=moment, dropped_by_id=actor.account_id)
    row = Periods.everywhere.create(
        partnership_id=actor.partnership_id, proposed_at=moment, proposed_by_id=actor.account_id,
        **{name: getattr(kept, name) for name in LIMITS},
    )  # fmt: skip
    detail = {name: getattr(kept, name) for name in LIMITS}
    record("periods.proposed", actor=actor, ref=f"periods/{row.ref}", detail=detail)
    return row


@transaction.atomic
def agree_periods(*, actor: Actor, ref: str, now: datetime | None = None) -> Periods:
    """Agree as the second person; from now on the clocks go by them."""
    require(actor, Permission.GOVERNANCE_MANAGE)
    row = _waiting(actor).select_for_update().filter(ref=ref).first()
    if row is None:
        raise NotFound(GONE)
    if row.proposed_by_id == actor.account_id:
        raise CannotChangePeriods("You proposed this, so somebody else agrees to it.")
    row.agreed_at, row.agreed_by_id = now or timezone.now(), actor.account_id
    row.save(update_fields=["agreed_at", "agreed_by"])
    record("periods.agreed", actor=actor, ref=f"periods/{row.ref}")
    return row


@transaction.atomic
def drop_periods(*, actor: Actor, ref: str, now: datetime | None = None) -> Periods:
    """Take a proposal back, or say no to it."""
    require(actor, Permission.GOVERNANCE_MANAGE)
    row = _waiting(actor).select_for_update().filter(ref=ref).first()
    if row is None:
        raise NotFound(GONE)
    row.dropped_at, row.dropped_by_id = now or timezone.now(), actor.account_id
    row.save(update_fields=["dropped_at", "dropped_by"])
    record("periods.dropped", actor=actor, ref=f"periods/{row.ref}")
    return row


def _waiting(actor: Actor) -> QuerySet[Periods]:
    return Periods.everywhere.filter(
        partnership_id=actor.partnership_id, agreed_at__isnull=True, dropped_at__isnull=True
    )
