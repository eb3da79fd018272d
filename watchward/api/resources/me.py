"""Who this key is, and what it may do now."""

from dataclasses import dataclass
from datetime import datetime

from watchward.api.registry import Call, operation
from watchward.partners.rules.keys import scope_id
from watchward.policy import Permission, Role, may


@dataclass(frozen=True, slots=True)
class Partnership:
    """The partnership that a key works for; times without an offset on its pages are on this clock."""

    ref: str
    name: str
    time_zone: str
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class Key:
    """The key that was sent with this request."""

    ref: str
    name: str
    scopes: tuple[str, ...]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Me:
    """The account behind a key. `may` is what opens now: the scopes of the key, as far as roles and standing hold."""

    account: str
    roles: tuple[str, ...]
    standing: str
    because: str
    partnership: Partnership
    key: Key
    may: tuple[str, ...]


@operation("GET", "/me")
def who_am_i(call: Call) -> Me:
    """Say whose key this is, for which partnership, and what it may do now."""
    seat, actor = call.seat, call.actor
    town = seat.partnership
    return Me(
        account=seat.account_name,
        roles=tuple(str(role) for role in Role if role in actor.roles),
        standing=str(actor.standing),
        because=seat.standing.because,
        partnership=Partnership(town.ref, town.name, town.time_zone, town.jurisdiction),
        key=Key(seat.key_ref, seat.key_name, _ids(actor.scopes or frozenset()), seat.expires_at),
        may=_ids(frozenset(one for one in Permission if may(actor, one))),
    )


def _ids(permissions: frozenset[Permission]) -> tuple[str, ...]:
    return tuple(scope_id(one) for one in Permission if one in permissions)
