"""Legal holds (R-04): placed on one thing with a reason and a day of review, looked at again, ended."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from watchward.kit.errors import NotFound, Refused
from watchward.kit.refs import tidy_ref
from watchward.partners.queries.retention import get_hold
from watchward.partners.rules.holds import check_hold
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record
from watchward.records.models import Hold
from watchward.records.retention.clock import Retention

NOTHING = "There is nothing of that kind and reference here to hold. Check both."


class CannotHold(Refused):
    """The hold stays as it was; the text says why."""


@transaction.atomic
def place_hold(
    *, actor: Actor, noun: str, ref: str, reason: str, review_on: date | None, retention: Retention,
    now: datetime | None = None,
) -> Hold:  # fmt: skip
    """Stop the deletion of one thing, and of what it needs to be understood. Visibility does not change.

    The event comes first: it takes the pen that a running deletion needs, so the thing is there or it is not.
    """
    require(actor, Permission.HOLD_MANAGE)
    moment, ref = now or timezone.now(), tidy_ref(ref)
    if not (decision := check_hold(reason, review_on, timezone.localdate(moment))):
        raise CannotHold(decision.because)
    assert review_on is not None
    hold = Hold(
        partnership_id=actor.partnership_id,
        about=f"{noun}/{ref}",
        owner=actor.account_id,
        reason=reason.strip(),
        review_on=review_on,
        placed_at=moment,
        placed_by=actor.account_id,
    )
    record("hold.placed", actor=actor, ref=f"hold/{hold.ref}", detail={"review_on": f"{review_on}"})
    if noun not in retention.knows or not retention.knows[noun](ref, actor.partnership_id):
        raise NotFound(NOTHING)
    hold.save()
    return hold


@transaction.atomic
def review_hold(*, actor: Actor, ref: str, review_on: date | None, now: datetime | None = None) -> Hold:
    """Somebody looked at the hold again and keeps it until the next review; they answer for it from now on."""
    require(actor, Permission.HOLD_MANAGE)
    hold = get_hold(actor, ref)
    if not (decision := check_hold(hold.reason, review_on, timezone.localdate(now or timezone.now()))):
        raise CannotHold(decision.because)
    hold.review_on, hold.owner = review_on or hold.review_on, actor.account_id
    hold.save(update_fields=["review_on", "owner"])
    record("hold.reviewed", actor=actor, ref=f"hold/{hold.ref}", detail={"review_on": f"{review_on}"})
    return hold


@transaction.atomic
def end_hold(*, actor: Actor, ref: str, now: datetime | None = None) -> Hold:
    """End a hold. What is over its time goes with the next run."""
    require(actor, Permission.HOLD_MANAGE)
    hold = get_hold(actor, ref)
    hold.ended_at, hold.ended_by = now or timezone.now(), actor.account_id
    hold.save(update_fields=["ended_at", "ended_by"])
    record("hold.ended", actor=actor, ref=f"hold/{hold.ref}")
    return hold
