"""Keys of programs: whose a secret is, and which keys there are."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from watchward.partners.models import ApiKey, Partnership
from watchward.partners.queries.actors import seats_of
from watchward.partners.rules.keys import is_in_force, permissions_of, sha256_of
from watchward.partners.rules.standing import StandingNow
from watchward.policy import ROLES, Actor, Permission, may

MISSING = "There is no such key, or it is not yours to end."


@dataclass(frozen=True, slots=True)
class KeySeat:
    """What a program's request stands on: the Actor with the key's scopes, and where it works."""

    actor: Actor
    partnership: Partnership
    standing: StandingNow
    account_name: str
    key_id: int
    key_ref: str
    key_name: str
    expires_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One key in a list; never its secret."""

    ref: str
    name: str
    prefix: str
    whose: str
    scopes: tuple[Permission, ...]
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    is_mine: bool
    is_in_force: bool


def seat_of_key(secret: str, now: datetime | None = None) -> KeySeat | None:
    """The seat that a secret opens now, or None: unknown, revoked, expired, or its account lost the right to keys.

    Roles, standing and place are looked up anew on every request, so that what is taken away is gone at once.
    A key stands for the second step with which it was made; it never counts as somebody who has just confirmed.
    """
    moment = now or timezone.now()
    key = (
        ApiKey.everywhere.select_related("membership__account").filter(secret_sha256=sha256_of(secret)).first()
    )  # fmt: skip
    if key is None or not is_in_force(key.expires_at, key.revoked_at, moment):
        return None
    account = key.membership.account
    if not account.is_active:
        return None
    seats = seats_of(account, has_second_factor=True, is_recently_confirmed=False, face="api", now=moment)
    seat = next((one for one in seats if one.actor.membership_id == key.membership_id), None)
    if seat is None or not any(Permission.PROGRAM_KEYS in ROLES[role] for role in seat.actor.roles):
        return None
    actor = replace(seat.actor, scopes=permissions_of(key.scopes))
    return KeySeat(
        actor, seat.partnership, seat.standing, account.name, key.pk, key.ref, key.name, key.expires_at,
        key.last_used_at,
    )  # fmt: skip


def visible_keys(actor: Actor) -> QuerySet[ApiKey]:
    """One's own keys here; every key of the partnership for those who manage its members."""
    here = ApiKey.everywhere.filter(membership__partnership_id=actor.partnership_id)
    if may(actor, Permission.MEMBERS_MANAGE):
        return here
    return here.filter(membership_id=actor.membership_id, membership__account_id=actor.account_id)


def key_lines(actor: Actor, now: datetime | None = None) -> list[KeyLine]:
    """The keys that the actor may end, one's own first, then the newest; those no longer in force come last."""
    moment = now or timezone.now()
    rows = visible_keys(actor).select_related("membership__account").order_by("-made_at", "-id")
    lines = [_line(one, actor, moment) for one in rows[:500]]
    return sorted(lines, key=lambda one: (not one.is_in_force, not one.is_mine))


def _line(key: ApiKey, actor: Actor, now: datetime) -> KeyLine:
    given = permissions_of(key.scopes)
    return KeyLine(
        ref=key.ref,
        name=key.name,
        prefix=key.prefix,
        whose=key.membership.account.name,
        scopes=tuple(one for one in Permission if one in given),
        made_at=key.made_at,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        last_used_at=key.last_used_at,
        is_mine=key.membership_id == actor.membership_id,
        is_in_force=is_in_force(key.expires_at, key.revoked_at, now),
    )
