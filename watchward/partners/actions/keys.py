"""Make a key for a program, and end it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from watchward.kit.errors import NotFound, Refused
from watchward.kit.text import listed
from watchward.partners.models import ApiKey, Membership
from watchward.partners.queries.keys import MISSING, visible_keys
from watchward.partners.rules.keys import (
    COARSE,
    LONGEST_DAYS,
    LONGEST_NAME,
    MOST_KEYS,
    grantable,
    new_secret,
    scope_id,
)
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record


class CannotMakeKey(Refused):
    """No key was made; the text says why."""


class CannotRevokeKey(Refused):
    """The key stays as it is."""


@transaction.atomic
def make_key(
    *, actor: Actor, name: str, scopes: Collection[Permission], days: int, now: datetime | None = None
) -> tuple[ApiKey, str]:
    """Make a key for one program, for this membership. Returns the key and its secret, which is kept nowhere.

    Raises: NotPermitted: also asks for the password or passkey again.  CannotMakeKey.
    """
    require(actor, Permission.PROGRAM_KEYS)
    moment, name = now or timezone.now(), " ".join(name.split())
    membership = Membership.everywhere.select_for_update().get(pk=actor.membership_id)
    _check(actor, membership, name, scopes, days, moment)
    secret = new_secret()
    key = ApiKey.everywhere.create(
        membership=membership,
        name=name,
        scopes=[scope_id(one) for one in Permission if one in scopes],
        secret_sha256=secret.sha256,
        prefix=secret.prefix,
        made_at=moment,
        made_by_id=actor.account_id,
        expires_at=moment + timedelta(days=days),
    )
    record("key.made", actor=actor, ref=f"key/{key.ref}", detail={"scopes": key.scopes, "days": days})
    return key, secret.text


@transaction.atomic
def revoke_key(*, actor: Actor, ref: str, now: datetime | None = None) -> ApiKey:
    """End a key at once: one's own, or any of the partnership for those who manage its members.

    It asks for no confirmation: whoever has to stop a program should not be held up.
    """
    key = visible_keys(actor).select_for_update(of=("self",)).filter(ref=ref).first()
    if key is None:
        raise NotFound(MISSING)
    if key.revoked_at is not None:
        raise CannotRevokeKey("This key was ended already. Nothing can be done with it any more.")
    key.revoked_at, key.revoked_by_id = now or timezone.now(), actor.account_id
    key.save(update_fields=["revoked_at", "revoked_by"])
    record("key.revoked", actor=actor, ref=f"key/{key.ref}")
    return key


def note_use(*, actor: Actor, key_id: int, now: datetime) -> None:
    """Remember to the hour when a key was last used. Upkeep, not an act: no event."""
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - COARSE)
    mine = ApiKey.everywhere.filter(stale, pk=key_id, membership_id=actor.membership_id)
    mine.update(last_used_at=now.replace(minute=0, second=0, microsecond=0))


def _check(
    actor: Actor, membership: Membership, name: str, scopes: Collection[Permission], days: int, now: datetime
) -> None:
    if not name or len(name) > LONGEST_NAME:
        raise CannotMakeKey(f"Say which program gets the key, in at most {LONGEST_NAME} characters.")
    if not scopes:
        raise CannotMakeKey("Tick at least one thing that the program may do.")
    if beyond := [one for one in scopes if one not in grantable(actor)]:
        raise CannotMakeKey(f"You cannot make a key to {listed(beyond, 'or')}. A key holds only what you may do.")
    if not 1 <= days <= LONGEST_DAYS:
        raise CannotMakeKey(f"A key lives for 1 to {LONGEST_DAYS} days. Make a new one before it ends.")
    held = ApiKey.everywhere.filter(membership=membership, revoked_at__isnull=True)
    if held.filter(name=name).exists():
        raise CannotMakeKey(f"You have a key called “{name}” already. End that one first, or choose another name.")
    if held.filter(expires_at__gt=now).count() >= MOST_KEYS:
        raise CannotMakeKey(f"You have {MOST_KEYS} keys in force. End one that is no longer used.")
