"""Whom words are for, as yes or no. The queries say the same to the database; a test holds the two together."""

from dataclasses import dataclass, field

from watchward.partners.choices import ID_BY_ROLE
from watchward.policy import Actor, Permission, Role, may
from watchward.share.choices import Audience

# Who works at one place is told about that place (G-11); everybody else works for the whole town.
AT_ONE_PLACE = frozenset({Role.SHOP_WORKER, Role.GUARD, Role.STORE_MANAGER})


@dataclass(frozen=True, slots=True)
class Aim:
    """An audience: everybody, or the ids of zones and watches, or of roles as `partners.choices` spells them."""

    audience: str = Audience.EVERYBODY
    zones: frozenset[int] = field(default_factory=frozenset)
    watches: frozenset[int] = field(default_factory=frozenset)
    roles: frozenset[str] = field(default_factory=frozenset)


def works_for_all(actor: Actor) -> bool:
    """Whether this person works for the whole town and not at one place in it."""
    return bool(actor.roles - AT_ONE_PLACE)


def reaches(aim: Aim, actor: Actor) -> bool:
    """Whether words for this audience are for this person, who may read bulletins."""
    if aim.audience == Audience.EVERYBODY or may(actor, Permission.BULLETIN_WRITE):
        return True
    if aim.audience == Audience.ROLES:
        return bool(aim.roles & {ID_BY_ROLE[role] for role in actor.roles})
    return works_for_all(actor) or bool(aim.zones & actor.zones) or bool(aim.watches & actor.watches)
