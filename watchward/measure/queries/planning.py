"""Where guards would meet most within some hours a week: a proposal, which a person rosters or does not."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from watchward.kit.errors import Refused
from watchward.measure.queries import counting
from watchward.measure.queries.places import judged_rows, registered, sector_words
from watchward.measure.queries.scope import Scope, scope_of
from watchward.measure.queries.standing_out import compared_kinds, incidents_of
from watchward.measure.rules.weeks import opening_cells
from watchward.partners.models import Premises
from watchward.patterns import plan as engine
from watchward.patterns.hours import HOURS_IN_WEEK
from watchward.patterns.risk import Expected, Risk, fit
from watchward.patterns.shifts import Curve, Rules, curve
from watchward.policy import Actor, Permission, require

Array = NDArray[Any]

MOST_HOURS: Final = 400  # a week
MOST_GUARDS: Final = 20
MOST_PREMISES: Final = 60  # those that expect most; the others are said
SECONDS: Final = 3.0  # for the solver, while somebody waits
FEWEST_INCIDENTS: Final = 50  # in two years, before a plan rests on anything
CURVE_AT: Final = (20, 50, 100, 200, 500, 1_000)


class CannotPlan(Refused):
    """No plan; the text says why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What may be spent in a week and by which rules. `pounds` is what an hour costs, 0 if it does not matter."""

    hours: int = 40
    guards: int = 2
    shortest: int = 3
    longest: int = 6
    pounds: float = 0.0


@dataclass(frozen=True, slots=True)
class PlannedShift:
    """One shift of the proposal: a place, its first hour of the week, and what to expect in it in a week."""

    premises_ref: str
    premises: str
    start: int
    hours: int
    expected: Expected
    because: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The shifts in the order of the week, what to say of them, and the curve of what more hours would meet."""

    scope: Scope
    wanted: Wanted
    shifts: tuple[PlannedShift, ...]
    hours: int
    cost: float
    said: tuple[str, ...]
    curve: tuple[tuple[int, float], ...]
    curve_says: str


def propose(actor: Actor, wanted: Wanted, *, group: str = "", now: datetime | None = None) -> Proposal:
    """Plan a week on what the last two years let expect. Nothing is kept and nobody is booked.

    Raises: NotPermitted.  CannotPlan: figures out of range, too few incidents, or nothing that fits.
    """
    require(actor, Permission.DEPLOYMENT_MANAGE)
    require(actor, Permission.FIGURES_ALL)
    _check(wanted)
    scope = scope_of(actor, "13w", group, now)
    places, risk, opened, left_out = expected_weeks(scope)
    made = _solved(places, risk, opened, wanted)
    held = curve(risk.rates * opened)
    shifts = sorted((_shift(one, places, risk) for one in made.choices), key=lambda one: (one.start, one.premises))
    said = list(made.said)
    if left_out:
        said.append(f"{left_out:,} premises that expect less were not looked at.")
    return Proposal(
        scope, wanted, tuple(shifts), made.hours, made.hours * wanted.pounds, tuple(said),
        tuple((end, held.rate(0, end)) for end in CURVE_AT if len(held.hours) and end <= held.hours[-1]),
        _curve_says(held),
    )  # fmt: skip


def expected_weeks(scope: Scope) -> tuple[list[Premises], Risk, Array, int]:
    """The premises that expect most, their weeks, when they are open (P, 168), and how many were left out.

    Raises: CannotPlan: too few incidents.
    """
    register = [one for one in registered(scope.partnership.pk) if one.closed_on is None]
    places, risk, left_out = _expected(scope, register)
    return places, risk, np.array([_opened(one) for one in places]), left_out


def _check(wanted: Wanted) -> None:
    if not 1 <= wanted.hours <= MOST_HOURS or not 1 <= wanted.guards <= MOST_GUARDS:
        raise CannotPlan(f"Ask for 1 to {MOST_HOURS} hours a week and 1 to {MOST_GUARDS} guards.")
    if not 1 <= wanted.shortest <= wanted.longest <= 12 or wanted.shortest > wanted.hours:
        raise CannotPlan("A shift has 1 to 12 hours, the shortest no longer than the longest and than all hours.")
    if not 0 <= wanted.pounds <= 1_000:
        raise CannotPlan("An hour costs 0 to 1,000 pounds.")


def _expected(scope: Scope, register: list[Premises]) -> tuple[list[Premises], Risk, int]:
    """The premises that expect most, and their weeks; how many were left out."""
    kinds = {one.pk: sector_words(one.sector).lower() for one in register}
    rows = counting.telling(judged_rows(scope)).filter(premises_id__in=kinds)
    found, many = incidents_of(rows, kinds, zone=scope.zone, now=timezone.now())
    if many < FEWEST_INCIDENTS:
        raise CannotPlan(
            f"{many:,} incidents with a known hour in two years are too few to plan by; {FEWEST_INCIDENTS} are the "
            "least. Deploy by what members ask for, and plan when more is reported."
        )
    keys = [one.pk for one in register]
    counts = np.zeros((len(keys), HOURS_IN_WEEK))
    where = np.array([keys.index(int(name)) for name in found.names])
    np.add.at(counts, where, found.counts())
    words = compared_kinds(kinds)
    weeks = max(found.weeks, timedelta(weeks=4) / timedelta(weeks=1))
    risk = fit(counts, weeks, [words[one] for one in keys])
    best = np.argsort(-risk.rates.sum(axis=1), kind="stable")[:MOST_PREMISES]
    some = Risk(risk.rates[best], risk.usual[best], risk.weight[best])
    return [register[one] for one in best.tolist()], some, len(keys) - len(best)


def _opened(premises: Premises) -> Array:
    """Hours in which a guard may stand there: when it is open, or all where no hours are known."""
    cells = opening_cells(premises.opening_hours)
    week = np.zeros(HOURS_IN_WEEK) if cells else np.ones(HOURS_IN_WEEK)
    for day, hour in cells:
        week[day * 24 + hour] = 1.0
    return week


def _solved(places: list[Premises], risk: Risk, opened: Array, wanted: Wanted) -> engine.Plan:
    offered = [
        engine.Premises(one.ref, str(one.organisation_id), risk.rates[row], risk.rates[row], risk.rates[row],
                        open=opened[row])
        for row, one in enumerate(places)
    ]  # fmt: skip
    guards = [engine.Guard(f"Guard {number + 1}", min(wanted.hours, 48)) for number in range(wanted.guards)]
    rules = Rules(shortest=wanted.shortest, longest=wanted.longest)
    try:
        return engine.plan(offered, guards, engine.Budget(hours=wanted.hours), rules=rules, seconds=SECONDS)
    except ValueError as nothing:
        raise CannotPlan(f"Nothing fits: {nothing}") from nothing


def _shift(one: engine.Choice, places: list[Premises], risk: Risk) -> PlannedShift:
    row = next(at for at, place in enumerate(places) if place.ref == one.where[0])
    expected = risk.expected(row, one.shift.start, one.shift.hours, weeks=1, period="in a week")
    return PlannedShift(places[row].ref, places[row].name, one.shift.start, one.shift.hours, expected, one.because)


def _curve_says(held: Curve) -> str:
    return held.sentence(*(end for end in CURVE_AT if len(held.hours) and end <= held.hours[-1]))
