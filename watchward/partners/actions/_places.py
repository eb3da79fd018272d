"""Ending people's places, for the actions in which that happens; no action by itself."""

from collections.abc import Collection
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone

from watchward.kit.errors import Refused
from watchward.partners.choices import ID_BY_ROLE
from watchward.partners.models import Account, ApiKey, Appointment, FeedKey, Membership
from watchward.policy import Actor, Role

COORDINATOR = ID_BY_ROLE[Role.COORDINATOR]


class LastCoordinator(Refused):
    """Without a coordinator nobody could give roles any more."""

    def __init__(self) -> None:
        super().__init__(
            "This is the last coordinator of the partnership. Make somebody else a coordinator first, then do this."
        )


def end_places(actor: Actor, memberships: QuerySet[Membership], now: datetime | None = None) -> int:
    """End the places that still stand, inside an action's transaction: roles and sessions go with them at once.

    An account that works nowhere else can no longer sign in.
    Raises: LastCoordinator.
    """
    standing = list(memberships.filter(ended_at__isnull=True))
    keep_a_coordinator(actor.partnership_id, without=[one.pk for one in standing])
    ids, accounts = [one.pk for one in standing], {one.account_id for one in standing}
    ended = {"ended_at": now or timezone.now(), "ended_by": actor.account_id or None}
    Membership.everywhere.filter(pk__in=ids).update(**ended)
    end_roles(Appointment.everywhere.filter(membership__in=ids))
    at_work = Membership.everywhere.filter(account__in=accounts, ended_at__isnull=True).values("account")
    Account.everywhere.filter(pk__in=accounts, is_operator=False).exclude(pk__in=at_work).update(is_active=False)
    end_sessions(accounts)
    return len(standing)


def end_sessions(account_ids: Collection[int]) -> int:
    """Delete the sessions themselves, so that the next request of each is a stranger's; feeds end too. How many."""
    rows = UserSession.objects.filter(user__in=account_ids)
    closed, _kinds = Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()
    rows.delete()
    # A device that was signed out keeps no other way in, so the secret addresses end with the sessions.
    open_feeds = FeedKey.everywhere.filter(membership__account__in=account_ids, revoked_at__isnull=True)
    open_feeds.update(revoked_at=timezone.now())
    return closed


def end_keys(actor: Actor, account_id: int) -> int:
    """End every key of an account, wherever it works: each stands for the second step that it was made with."""
    keys = ApiKey.everywhere.filter(membership__account=account_id, revoked_at__isnull=True)
    return keys.update(revoked_at=timezone.now(), revoked_by=actor.account_id or None)


def end_roles(rows: QuerySet[Appointment]) -> None:
    """A role is held to the end of its last day, so ending it now makes yesterday the last, and a new one vanish."""
    today = timezone.now().date()
    yesterday = today - timedelta(days=1)
    open_now = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    open_now.filter(starts_on__gte=today).delete()
    open_now.update(ends_on=yesterday)


def keep_a_coordinator(partnership_id: int, *, without: list[int]) -> None:
    """Refuse what would leave the partnership without anybody who can give roles. `without`: membership ids."""
    today = timezone.now().date()
    holding = Appointment.everywhere.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        role=COORDINATOR,
        starts_on__lte=today,
        membership__partnership_id=partnership_id,
        membership__ended_at__isnull=True,
        membership__suspended_at__isnull=True,
        membership__account__is_active=True,
    )
    held = set(holding.values_list("membership_id", flat=True))
    if held & set(without) and not held - set(without):
        raise LastCoordinator
