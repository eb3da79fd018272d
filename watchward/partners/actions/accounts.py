"""Accounts and their places: what a coordinator stops, stops at once."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from watchward.kit.errors import NotFound, Refused
from watchward.partners.actions._places import end_roles
from watchward.partners.models import Account, Appointment, Membership
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record


class CannotChangeMembership(Refused):
    """The membership stays as it is."""


@transaction.atomic
def use_partnership(*, account_id: int, partnership_ref: str) -> None:
    """Remember which partnership a person works in now. A preference, not an act: no event."""
    place = Membership.everywhere.filter(
        account_id=account_id, partnership__ref=partnership_ref, ended_at__isnull=True
    ).first()
    if place is None:
        raise NotFound("You have no place in that partnership.")
    Account.everywhere.filter(pk=account_id).update(last_partnership_id=place.partnership_id)


@transaction.atomic
def suspend_membership(*, actor: Actor, membership_ref: str, now: datetime | None = None) -> Membership:
    """Stop reading at once; sending reports stays possible (M-02). Every session is closed."""
    membership = _managed(actor, membership_ref)
    if membership.suspended_at is not None:
        raise CannotChangeMembership("This membership is suspended already.")
    membership.suspended_at = now or timezone.now()
    membership.suspended_by_id = actor.account_id or None
    membership.save(update_fields=["suspended_at", "suspended_by"])
    _close_sessions(membership.account_id)
    record("membership.suspended", actor=actor, ref=f"membership/{membership.ref}")
    return membership


@transaction.atomic
def restore_membership(*, actor: Actor, membership_ref: str) -> Membership:
    """Lift a suspension; the promises of the person count as before."""
    membership = _managed(actor, membership_ref)
    if membership.suspended_at is None:
        raise CannotChangeMembership("This membership is not suspended.")
    membership.suspended_at = membership.suspended_by = None
    membership.save(update_fields=["suspended_at", "suspended_by"])
    record("membership.restored", actor=actor, ref=f"membership/{membership.ref}")
    return membership


@transaction.atomic
def end_membership(*, actor: Actor, membership_ref: str, now: datetime | None = None) -> Membership:
    """End a place and its roles at once. An account that works nowhere else can no longer sign in."""
    membership = _managed(actor, membership_ref)
    moment = now or timezone.now()
    membership.ended_at, membership.ended_by_id = moment, actor.account_id or None
    membership.save(update_fields=["ended_at", "ended_by"])
    end_roles(Appointment.everywhere.filter(membership=membership))
    account = membership.account
    if not account.is_operator and not account.memberships.filter(ended_at__isnull=True).exists():
        account.is_active = False
        account.save(update_fields=["is_active"])
    _close_sessions(account.pk)
    record("membership.ended", actor=actor, ref=f"membership/{membership.ref}")
    return membership


@transaction.atomic
def close_sessions(*, actor: Actor, membership_ref: str) -> int:
    """Sign a person out everywhere, for example after a lost phone. Returns how many sessions there were."""
    membership = _managed(actor, membership_ref, but_oneself=False)
    closed = _close_sessions(membership.account_id)
    record("membership.signed_out", actor=actor, ref=f"membership/{membership.ref}", detail={"sessions": closed})
    return closed


def _managed(actor: Actor, membership_ref: str, *, but_oneself: bool = True) -> Membership:
    """A living membership that this actor may change; nobody locks themselves out."""
    require(actor, Permission.MEMBERS_MANAGE)
    membership = (
        Membership.everywhere.select_for_update(of=("self",))
        .select_related("account", "partnership")
        .filter(partnership_id=actor.partnership_id, ref=membership_ref, ended_at__isnull=True)
        .first()
    )
    if membership is None:
        raise NotFound("There is no such person in your partnership.")
    if but_oneself and membership.account_id == actor.account_id:
        raise CannotChangeMembership("You cannot do this to yourself. Ask another coordinator.")
    return membership


def _close_sessions(account_id: int) -> int:
    """Delete the sessions themselves, so that the next request of each is a stranger's."""
    rows = UserSession.objects.filter(user_id=account_id)
    closed, _kinds = Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()
    rows.delete()
    return closed
