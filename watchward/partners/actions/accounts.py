"""Accounts and their places: what a coordinator stops, stops at once."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.partners.actions._places import end_keys, end_places, end_sessions
from watchward.partners.models import Account, Membership
from watchward.partners.models.people import canonical_email
from watchward.policy import Actor, Permission, Remedy, require
from watchward.records.ledger import record

BEYOND_US = (
    "This account also works outside your partnership, so you cannot reset its second step. "
    "Ask the operator of this installation to do it."
)
NOTHING_TO_RESET = "This person has not set up a second step, so there is nothing to reset."


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
    end_sessions([membership.account_id])
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
    end_places(actor, Membership.everywhere.filter(pk=membership.pk), now)
    membership.refresh_from_db(fields=["ended_at", "ended_by"])
    record("membership.ended", actor=actor, ref=f"membership/{membership.ref}")
    return membership


@transaction.atomic
def close_sessions(*, actor: Actor, membership_ref: str) -> int:
    """Sign a person out everywhere, for example after a lost phone. Returns how many sessions there were."""
    membership = _managed(actor, membership_ref, but_oneself=False)
    closed = end_sessions([membership.account_id])
    record("membership.signed_out", actor=actor, ref=f"membership/{membership.ref}", detail={"sessions": closed})
    return closed


@transaction.atomic
def reset_second_step(*, actor: Actor, membership_ref: str) -> Membership:
    """Take a lost passkey or phone off an account, so that its person sets up a new one (M-01). The letter says so.

    A password or a link by e-mail still stands between this and a stranger; whoever works elsewhere too, or runs the
    instance, would lose more than this partnership may take, so that is the operator's decision.
    """
    membership = _managed(actor, membership_ref)
    if not actor.is_recently_confirmed:
        why = "To reset somebody's second step, confirm that it is still you."
        raise NotPermitted(why, Remedy.CONFIRM)
    account = membership.account
    elsewhere = account.memberships.filter(ended_at__isnull=True).exclude(pk=membership.pk).exists()
    if elsewhere or account.is_operator:
        raise CannotChangeMembership(BEYOND_US)
    detail = _take_second_step(actor, account)
    record("account.second_step_reset", actor=actor, ref=f"membership/{membership.ref}", detail=detail)
    return membership


@transaction.atomic
def reset_second_step_as_operator(*, actor: Actor, email: str) -> Account:
    """The same by the operator, for those whom no coordinator may help: in several towns, or the only coordinator.

    The event stands in the chain of the instance and names the account, so each town's own chain stays its own.
    """
    require(actor, Permission.INSTANCE_OPERATE)
    account = Account.everywhere.select_for_update().filter(email=canonical_email(email)).first()
    if account is None:
        raise NotFound("Nobody here signs in with that address.")
    detail = _take_second_step(actor, account)
    record("account.second_step_reset", actor=actor, ref=f"account/{account.ref}", detail=detail)
    return account


def _take_second_step(actor: Actor, account: Account) -> dict[str, int]:
    removed, _kinds = Authenticator.objects.filter(user_id=account.pk).delete()
    if not removed:
        raise CannotChangeMembership(NOTHING_TO_RESET)
    keys = end_keys(actor, account.pk)
    return {"authenticators": removed, "sessions": end_sessions([account.pk]), "keys": keys}


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
