"""Where guards stand within a budget: whole shifts, chosen together by a solver, with the reason for each.

Input is what is to be expected at each premises in each hour of the week without guards (see `risk`), with an interval.
Output is a weekly plan, and the curve that says what the next hour would still meet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from watchward.patterns.hours import HOURS_IN_WEEK, window_words
from watchward.patterns.shifts import Rules, Shift, shifts

Array = NDArray[Any]

PREVENTED: Final = 0.16  # of what would have been reported: a randomised trial of guards at railway stations
SECONDS: Final = 10.0  # for the solver; it then says how far from the best it may be
MOST_SHIFTS: Final = 1_500  # beyond, HiGHS takes long; its presolve takes minutes on this sort of problem and is off


@dataclass(frozen=True, slots=True)
class Premises:
    """One place: whose it is, what a guard there needs (such as "door supervisor"), and its expected week.

    `expected`, `low` and `high`: (168,) reports a week without guards, or harm in any one unit. `open`: (168,) hours in
    which a guard may stand, all if None.
    """

    name: str
    member: str
    expected: Array
    low: Array
    high: Array
    licence: str = ""
    open: Array | None = None


@dataclass(frozen=True, slots=True)
class Guard:
    """One person: hours a week at most, pounds an hour, licences held in these weeks, hours they can work (or None)."""

    name: str
    hours: int
    pounds: float = 0.0
    licences: frozenset[str] = frozenset()
    free: Array | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be spent in a week: hours, pounds, or both; `floors` are hours that each member gets at the least.

    `paid` says what members put into the pool in pounds; together they are the pounds that may be spent.
    """

    hours: float | None = None
    pounds: float | None = None
    floors: Mapping[str, int] = field(default_factory=dict)
    paid: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """One shift of the plan, what it meets, and why it was chosen."""

    guard: str
    shift: Shift
    where: tuple[str, ...]
    meets: float
    low: float
    high: float
    pounds: float
    because: str

    @property
    def sentence(self) -> str:
        """In plain words."""
        return (f"{self.guard}, {window_words(self.shift.start, self.shift.hours)}, {' then '.join(self.where)}: meets "
                f"{self.meets:.2f} ({self.low:.2f}-{self.high:.2f}) reports a week. {self.because}")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """The chosen shifts, what they meet, what they prevent, what they cost, and what to say of it."""

    choices: tuple[Choice, ...]
    hours: int
    pounds: float
    meets: float
    prevents: float
    said: tuple[str, ...]


def plan(
    premises: Sequence[Premises], guards: Sequence[Guard], budget: Budget, *, rules: Rules | None = None,
    travel: Array | None = None, prevented: float = PREVENTED, seconds: float = SECONDS,
) -> Plan:  # fmt: skip
    """Choose the shifts that meet most of what is to be expected.

    Args:    travel: (P, P) minutes between premises; without it a shift stays at one place. prevented: share of what is
             met that would not happen; it scales the result, not the choice.
    Raises:  ValueError: no budget, nothing that anybody may guard, or floors that cannot all be kept.
    Source:  an integer programme: one variable for each shift and guard; no hour of a premises is guarded twice, nobody
             works two shifts within the rest, hours, pounds and floors are kept. Solved by HiGHS. Candidates beyond
             1,500 are cut, those that meet least for their hours first.
    """
    rules = rules or Rules()
    if budget.hours is None and budget.pounds is None and not budget.paid:
        raise ValueError("Say how many hours or pounds may be spent.")
    expected = np.array([one.expected for one in premises])
    opened = np.array([np.ones(HOURS_IN_WEEK) if one.open is None else one.open for one in premises]) > 0
    opened &= _anybody(premises, guards)
    offered = shifts(np.where(opened, expected, 0.0), rules, travel, opened=opened, many=MOST_SHIFTS)
    pairs = [(shift, at) for shift in offered for at, guard in enumerate(guards) if _may(guard, shift, premises)]
    if not pairs:
        raise ValueError("Nobody who is free holds the licence for any of these premises and hours.")
    chosen, bound = _solved(pairs, premises, guards, budget, rules, seconds)
    choices = tuple(_choice(pairs[one], premises, guards, pairs, chosen) for one in chosen)
    met = sum(one.meets for one in choices)
    hours = sum(one.shift.hours for one in choices)
    said = _said(choices, budget, met, bound, premises, prevented)
    return Plan(choices, hours, sum(one.pounds for one in choices), met, met * prevented, said)


def _anybody(premises: Sequence[Premises], guards: Sequence[Guard]) -> Array:
    """The hours in which somebody with the licence of the premises is free; shifts outside are not worth a thought."""
    always = np.ones(HOURS_IN_WEEK)
    free = [(one.licences, (always if one.free is None else np.asarray(one.free)) > 0) for one in guards]
    none = np.zeros(HOURS_IN_WEEK, dtype=bool)
    found: Array = np.array([
        np.any([none, *(hours for held, hours in free if not one.licence or one.licence in held)], axis=0)
        for one in premises
    ])  # fmt: skip
    return found


def _may(guard: Guard, shift: Shift, premises: Sequence[Premises]) -> bool:
    needed = {premises[one].licence for one in shift.places} - {""}
    free = guard.free is None or all(guard.free[hour] > 0 for hour in shift.clock)
    return needed <= guard.licences and shift.hours <= guard.hours and free


def _solved(
    pairs: Sequence[tuple[Shift, int]], premises: Sequence[Premises], guards: Sequence[Guard], budget: Budget,
    rules: Rules, seconds: float,
) -> tuple[list[int], float]:  # fmt: skip
    """Which pairs to take, and the most that any plan could meet."""
    rows: list[tuple[dict[int, float], float, float]] = []
    cells: dict[tuple[int, int], dict[int, float]] = {}
    busy: dict[tuple[int, int], dict[int, float]] = {}
    for at, (shift, guard) in enumerate(pairs):
        for place, hour in shift.cells:
            cells.setdefault((place, hour), {})[at] = 1.0
        for more in range(shift.hours + rules.rest):
            busy.setdefault((guard, (shift.start + more) % HOURS_IN_WEEK), {})[at] = 1.0
    rows += [(row, 0.0, 1.0) for row in (*cells.values(), *busy.values()) if len(row) > 1]
    hours = {at: float(shift.hours) for at, (shift, _) in enumerate(pairs)}
    cost = {at: shift.hours * guards[guard].pounds for at, (shift, guard) in enumerate(pairs)}
    for at, guard_one in enumerate(guards):
        rows.append(({one: hours[one] for one, pair in enumerate(pairs) if pair[1] == at}, 0.0, float(guard_one.hours)))
    if budget.hours is not None:
        rows.append((hours, 0.0, float(budget.hours)))
    pounds = [one for one in (budget.pounds, sum(budget.paid.values()) if budget.paid else None) if one is not None]
    if pounds:
        rows.append((cost, 0.0, min(pounds)))
    for member, floor in budget.floors.items():
        own = {at: float(sum(premises[place].member == member for place, _ in shift.cells))
               for at, (shift, _) in enumerate(pairs)}  # fmt: skip
        rows.append(({at: one for at, one in own.items() if one}, float(floor), np.inf))
    value = np.array([shift.meets for shift, _ in pairs])
    found = milp(-value, constraints=_matrix(rows, len(pairs)), integrality=np.ones(len(pairs)), bounds=Bounds(0, 1),
                 options={"time_limit": seconds, "mip_rel_gap": 1e-3, "presolve": False})  # fmt: skip
    if found.x is None:
        raise ValueError("No plan keeps all of this. Lower the floors, or give more hours, guards or pounds.")
    bound = -float(found.mip_dual_bound) if found.mip_dual_bound is not None else float(value @ found.x)
    return np.flatnonzero(found.x > 0.5).tolist(), bound


def _matrix(rows: Sequence[tuple[dict[int, float], float, float]], columns: int) -> LinearConstraint:
    row = np.repeat(np.arange(len(rows)), [len(one) for one, _, _ in rows])
    column = np.concatenate([np.fromiter(one.keys(), dtype=int, count=len(one)) for one, _, _ in rows])
    data = np.concatenate([np.fromiter(one.values(), dtype=float, count=len(one)) for one, _, _ in rows])
    table = csr_matrix((data, (row, column)), shape=(len(rows), columns))
    return LinearConstraint(table, np.array([low for _, low, _ in rows]), np.array([high for _, _, high in rows]))


def _choice(
    pair: tuple[Shift, int], premises: Sequence[Premises], guards: Sequence[Guard],
    pairs: Sequence[tuple[Shift, int]], chosen: Sequence[int],
) -> Choice:  # fmt: skip
    shift, guard = pair
    usual, low, high = (
        float(sum(weight * getattr(premises[place], which)[hour]
                  for (place, hour), weight in zip(shift.cells, shift.weights, strict=True)))
        for which in ("expected", "low", "high")
    )  # fmt: skip
    taken = {cell for one in chosen for cell in pairs[one][0].cells}
    left = [one.meets / one.hours for one, _ in pairs if not taken & set(one.cells)]
    rate, next_best = 100 * shift.meets / shift.hours, 100 * max(left, default=0.0)
    because = f"That is {rate:.1f} in 100 guarded hours; the best shift left out has {next_best:.1f}."
    if rate < next_best:
        because += " It is here for a floor, or because the better one would not fit hours, rest, licence or budget."
    where = tuple(dict.fromkeys(premises[place].name for place, _ in shift.cells))
    return Choice(guards[guard].name, shift, where, usual, low, high, shift.hours * guards[guard].pounds, because)


def _said(
    choices: Sequence[Choice], budget: Budget, met: float, bound: float, premises: Sequence[Premises], prevented: float
) -> tuple[str, ...]:  # fmt: skip
    hours = sum(one.shift.hours for one in choices)
    total = float(sum(one.expected.sum() for one in premises))
    said = [
        f"{hours:,} hours meet {met:.2f} of {total:.1f} reports to be expected in a week "
        f"({100 * met / max(hours, 1):.1f} in 100 hours). If guards prevent {prevented:.0%} of what they meet, that is "
        f"{met * prevented:.2f} a week; only a draw by lot can tell.".replace("%", " %"),
    ]
    if bound > met * 1.001 + 1e-9:
        said.append(f"The solver ran out of time: at most {100 * (bound / max(met, 1e-9) - 1):.1f} % more can be met.")
    if budget.hours is not None and hours < budget.hours:
        said.append(f"{budget.hours - hours:g} hours are left over: no whole shift fits them.")
    given = {one.member for one in premises for choice in choices if one.name in choice.where}
    said += [
        f"{member} pays £{paid:,.0f} into the pool and gets no shift by itself. A floor would give one."
        for member, paid in sorted(budget.paid.items()) if paid and member not in given
    ]  # fmt: skip
    return tuple(said)
