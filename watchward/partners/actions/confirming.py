"""Somebody who knows says who still works here (every 90 days); who is not confirmed can only report."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.partners.actions._places import end_sessions, keep_a_coordinator
from watchward.partners.models import Account, Membership
from watchward.partners.models.people import canonical_email
from watchward.partners.queries.confirming import confirmable
from watchward.policy import Actor, Permission, Remedy, require
from watchward.records.ledger import Entry, record, record_many

MISSING = "One of these people is not yours to confirm, or has left. Load the page again."


class CannotConfirmPlaces(Refused):
    """Nothing was confirmed."""


@transaction.atomic
def confirm_places(*, actor: Actor, membership_refs: Sequence[str], now: datetime | None = None) -> int:
    """Say of all these people at once that they still work here. Returns how many."""
    wanted = set(membership_refs)
    if not wanted:
        raise CannotConfirmPlaces("Tick those who still work here, then confirm them.")
    found = list(confirmable(actor).filter(ref__in=wanted).order_by("id"))
    if len(found) != len(wanted):
        raise NotFound(MISSING)
    if any(one.pk == actor.membership_id for one in found) and not actor.is_recently_confirmed:
        raise NotPermitted("To confirm your own place, confirm that it is still you.", Remedy.CONFIRM)
    Membership.everywhere.filter(pk__in=[one.pk for one in found]).update(
        confirmed_at=now or timezone.now(), confirmed_by=actor.account_id
    )
    record_many([Entry("membership.confirmed", f"membership/{one.ref}", {}) for one in found], actor=actor)
    return len(found)


@transaction.atomic
def say_has_left(*, actor: Actor, membership_ref: str, now: datetime | None = None) -> Membership:
    """Say that somebody no longer works here: reading stops at once, and a coordinator ends the place."""
    membership = confirmable(actor).select_related("account").filter(ref=membership_ref).first()
    if membership is None:
        raise NotFound(MISSING)
    if membership.pk == actor.membership_id:
        raise CannotConfirmPlaces("You cannot say this of yourself. Make somebody else a coordinator first.")
    keep_a_coordinator(actor.partnership_id, without=[membership.pk])
    membership.suspended_at, membership.suspended_by_id = now or timezone.now(), actor.account_id
    membership.save(update_fields=["suspended_at", "suspended_by"])
    end_sessions([membership.account_id])
    record("membership.left", actor=actor, ref=f"membership/{membership.ref}")
    return membership


@transaction.atomic
def confirm_places_as_operator(*, actor: Actor, email: str, now: datetime | None = None) -> int:
    """The way out when the last coordinator was not confirmed in time: every place of one account counts again."""
    require(actor, Permission.INSTANCE_OPERATE)
    account = Account.everywhere.filter(email=canonical_email(email)).first()
    if account is None:
        raise NotFound("Nobody here signs in with that address.")
    places = list(Membership.everywhere.filter(account=account, ended_at__isnull=True).order_by("id"))
    if not places:
        raise CannotConfirmPlaces("This account has no place in a partnership, so there is nothing to confirm.")
    for place in places:
        place.confirmed_at, place.confirmed_by = now or timezone.now(), None
        place.save(update_fields=["confirmed_at", "confirmed_by"])
        record(
            "membership.confirmed", actor=actor, ref=f"membership/{place.ref}", partnership_id=place.partnership_id
        )  # fmt: skip
    return len(places)
