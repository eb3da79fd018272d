"""The one who acts: built once per request, handed on by keyword, never looked up again."""

from dataclasses import dataclass, field
from enum import StrEnum

from watchward.policy.roles import Role

NO_PARTNERSHIP = 0  # the instance itself: setting up, operating
CONSOLE = 0  # the operator at the machine's own console, who has no account


class Standing(StrEnum):
    """Whether the promises a member made are kept (M-01, M-02)."""

    ADMISSION = "not yet admitted"
    FULL = "in good standing"
    READ_ONLY = "read-only"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for which partnership, with which roles, from where, and how surely we know them."""

    account_id: int
    partnership_id: int
    roles: frozenset[Role]
    standing: Standing = Standing.FULL
    membership_id: int = 0
    organisation_id: int = 0
    premises: frozenset[int] = frozenset()
    zones: frozenset[int] = frozenset()
    watches: frozenset[int] = frozenset()
    has_second_factor: bool = False
    is_recently_confirmed: bool = False
    face: str = "web"
    elsewhere: tuple["Actor", ...] = field(default=(), compare=False)  # the same account in other partnerships

    @property
    def roles_text(self) -> str:
        """The roles in words, in a fixed order."""
        return " and ".join(role for role in Role if role in self.roles) or "someone with no role"


def operator_at_console() -> Actor:
    """The operator who already holds the machine: may set up partnerships, sees no people."""
    return Actor(
        account_id=CONSOLE,
        partnership_id=NO_PARTNERSHIP,
        roles=frozenset({Role.INSTANCE_OPERATOR}),
        has_second_factor=True,
        is_recently_confirmed=True,
        face="console",
    )
