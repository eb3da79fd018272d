"""How many people and pictures a role looks at on a good day, and what happens beyond that.

Beyond the first number the person confirms that it is them; beyond the last one looking stops until the next day, or
until somebody with that power lifts it. Reporting never stops. A partnership may move each role's numbers, but only
between the limits here, so that no setting can open the gallery to a scraper or close the desk to its coordinator.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from watchward.kit.errors import NotPermitted
from watchward.policy.remedies import Remedy
from watchward.policy.roles import Role

LEAST_PERCENT, MOST_PERCENT = 50, 200  # of the numbers below; the hard limits of the setting


class TooManyLooks(NotPermitted):
    """More was looked at than the role usually needs."""


@dataclass(frozen=True, slots=True)
class LookBudget:
    """Looks in one hour and in one day before the person is asked to confirm, and the most in a day."""

    ask_hour: int
    ask_day: int
    most_day: int


@dataclass(frozen=True, slots=True)
class Looks:
    """What one account has looked at; `lifted` is what was added to today's budget."""

    in_hour: int
    in_day: int
    lifted: int = 0


# Measured on the days of the people who use the product: a coordinator opens each of 200 waiting reports about four
# times; a shop worker opens a gallery of 60 pictures and comes back to it.
MEMBER = LookBudget(150, 300, 450)
BUDGETS: dict[Role, LookBudget] = {
    Role.SHOP_WORKER: MEMBER,
    Role.GUARD: MEMBER,
    Role.STORE_MANAGER: LookBudget(200, 400, 600),
    Role.COORDINATOR: LookBudget(600, 2000, 4000),
    Role.BOARD_MEMBER: LookBudget(30, 60, 120),
    Role.POLICE_OFFICER: LookBudget(150, 400, 800),
    Role.CCTV_OPERATOR: LookBudget(60, 200, 400),
    Role.COUNCIL_OFFICER: LookBudget(30, 60, 120),
    Role.SAFETY_REPRESENTATIVE: LookBudget(30, 60, 120),
    Role.DATA_PROTECTION_LEAD: LookBudget(300, 1000, 2000),
    Role.INSTANCE_OPERATOR: LookBudget(0, 0, 0),  # sees no people
}
NO_ROLE = LookBudget(30, 60, 120)  # one's own reports and pictures


def scaled(budget: LookBudget, percent: int) -> LookBudget:
    """A budget by the partnership's setting, never beyond the hard limits."""
    share = min(max(percent, LEAST_PERCENT), MOST_PERCENT)
    return LookBudget(budget.ask_hour * share // 100, budget.ask_day * share // 100, budget.most_day * share // 100)


def budget_of(roles: Collection[Role], percents: Iterable[tuple[Role, int]] = ()) -> LookBudget:
    """The largest of each number among the roles held."""
    said = dict(percents)
    held = [scaled(BUDGETS[role], said.get(role, 100)) for role in roles]
    held.append(NO_ROLE)
    return LookBudget(
        max(one.ask_hour for one in held), max(one.ask_day for one in held), max(one.most_day for one in held)
    )


def refuse_too_many(budget: LookBudget, looks: Looks, *, has_confirmed: bool, can_confirm: bool) -> None:
    """Let the look pass, ask for a confirmation, or stop until tomorrow. A program cannot confirm, so only the last
    number holds for it.

    Raises: TooManyLooks.
    """
    most = budget.most_day + looks.lifted
    if looks.in_day > most:
        raise TooManyLooks(
            f"You have looked at {most:,} people and pictures today, more than your role usually needs, so looking is "
            "paused until tomorrow. You can still send reports. If your work needs more today, ask your coordinator "
            "to lift the pause."
        )
    many = looks.in_hour > budget.ask_hour or looks.in_day > budget.ask_day + looks.lifted
    if many and can_confirm and not has_confirmed:
        raise TooManyLooks(
            "You have looked at many people and pictures in a short time. Confirm that it is still you, then go on.",
            Remedy.CONFIRM,
        )
