"""The one who acts: built once per request, handed on by keyword, never looked up again."""

from dataclasses import dataclass, field
from enum import StrEnum

from watchward.policy.budgets import LookBudget, Looks, budget_of, refuse_too_many
from watchward.policy.permissions import Permission
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
    look_percents: tuple[tuple[Role, int], ...] = field(default=(), compare=False)  # the partnership's own settings
    recused_from: frozenset[str] = field(default=frozenset(), compare=False)  # report/R-…, subject/S-…
    scopes: frozenset[Permission] | None = None  # what a program's key was made for; None: everything of the roles
    elsewhere: tuple["Actor", ...] = field(default=(), compare=False)  # the same account in other partnerships

    @property
    def roles_text(self) -> str:
        """The roles in words, in a fixed order."""
        return " and ".join(role for role in Role if role in self.roles) or "someone with no role"

    def is_recused(self, about: str) -> bool:
        """Whether this person said that they know in private whom `about` (report/R-…, subject/S-…) is about."""
        return about in self.recused_from

    def recused_refs(self, noun: str) -> tuple[str, ...]:
        """The bare references of one kind of record that this person keeps away from; empty for nearly everybody."""
        return tuple(one.partition("/")[2] for one in sorted(self.recused_from) if one.startswith(f"{noun}/"))

    @property
    def look_budget(self) -> LookBudget:
        """How many people and pictures this actor's roles usually need to look at."""
        return budget_of(self.roles, self.look_percents)

    def insist_may_look(self, in_hour: int, in_day: int, lifted: int) -> None:
        """Called by the ledger with the looks of this hour and day, the present one included.

        Raises: TooManyLooks: before anything is shown, since the look and its event go together.
        """
        looks = Looks(in_hour, in_day, lifted)
        refuse_too_many(
            self.look_budget, looks, has_confirmed=self.is_recently_confirmed, can_confirm=self.face == "web"
        )


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
