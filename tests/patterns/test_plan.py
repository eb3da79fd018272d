"""Shifts within rules and a budget, by a solver, each with its reason."""

from itertools import pairwise

import numpy as np
import pytest

from watchward.patterns.plan import Budget, Guard, Premises, plan
from watchward.patterns.shifts import Rules, curve, shifts

FRIDAY = 4 * 24 + 20


def place(name, member="", licence="", peak=FRIDAY, rate=0.5, open_=None):
    week = np.full(168, 0.01)
    week[peak : peak + 4] = rate
    return Premises(name, member or name, week, week / 2, week * 2, licence, open_)


ANN, BOB = Guard("Ann", 40, 15.0, frozenset({"door"})), Guard("Bob", 40, 14.0)


def test_the_plan_meets_the_peaks_and_says_why():
    told = plan([place("Bakery"), place("Kiosk", rate=0.1)], [ANN, BOB], Budget(hours=8))
    assert [one.where for one in told.choices] == [("Bakery",), ("Kiosk",)] or told.choices[0].where == ("Bakery",)
    first = told.choices[0]
    assert (first.shift.start, first.shift.hours, round(first.meets, 2)) == (FRIDAY, 4, 2.0)
    assert "50.0 in 100 guarded hours" in first.because
    assert "Friday 20:00 to midnight, Bakery: meets 2.00 (1.00-4.00)" in first.sentence
    assert told.hours <= 8
    assert told.prevents == pytest.approx(told.meets * 0.16)


def test_the_solver_does_better_than_the_first_best_shift():
    """Two guards' hours and one that overlaps both: the greedy choice would leave one peak unmet."""
    one = place("Bakery", peak=FRIDAY - 3)
    other = place("Kiosk", peak=FRIDAY + 3)
    told = plan([one, other], [Guard("Cy", 8, 10.0), Guard("Di", 8, 10.0)], Budget(hours=8))
    assert told.meets == pytest.approx(4.0)


def test_nobody_works_without_the_licence_or_outside_their_hours():
    pub = place("Pub", licence="door")
    assert {one.guard for one in plan([pub], [ANN, BOB], Budget(hours=8)).choices} == {"Ann"}
    with pytest.raises(ValueError, match="holds the licence"):
        plan([pub], [BOB], Budget(hours=8))
    mornings = np.zeros(168)
    mornings[4 * 24 + 6 : 4 * 24 + 12] = 1
    told = plan([place("Bakery")], [Guard("Eve", 40, 10.0, free=mornings)], Budget(hours=8))
    assert all(4 * 24 + 6 <= hour < 4 * 24 + 12 for one in told.choices for hour in one.shift.clock)


def test_guards_rest_between_shifts_and_no_hour_is_guarded_twice():
    told = plan([place("Bakery"), place("Kiosk", peak=FRIDAY + 6)], [ANN], Budget(hours=40))
    starts = sorted((one.shift.start, one.shift.hours) for one in told.choices)
    assert all(later - start >= hours + 11 for (start, hours), (later, _) in pairwise(starts))
    cells = [cell for one in told.choices for cell in one.shift.cells]
    assert len(cells) == len(set(cells))


def test_pounds_and_pooled_funds_are_kept_and_floors_give_everybody_hours():
    both = [place("Bakery"), place("Kiosk", rate=0.02)]
    told = plan(both, [ANN, BOB], Budget(paid={"Bakery": 30.0, "Kiosk": 30.0}))
    assert told.pounds <= 60
    assert any("Kiosk pays £30" in one for one in told.said)
    told = plan(both, [ANN, BOB], Budget(hours=8, floors={"Kiosk": 4}))
    assert {name for one in told.choices for name in one.where} == {"Bakery", "Kiosk"}
    with pytest.raises(ValueError, match="Lower the floors"):
        plan(both, [ANN], Budget(hours=8, floors={"Kiosk": 9}))
    with pytest.raises(ValueError, match="how many hours or pounds"):
        plan(both, [ANN], Budget())


def test_closed_hours_are_never_guarded():
    shut = np.ones(168)
    shut[FRIDAY + 1] = 0
    told = plan([place("Bakery", open_=shut)], [ANN], Budget(hours=40))
    assert all((0, FRIDAY + 1) not in one.shift.cells for one in told.choices)


def test_a_shift_may_walk_to_a_neighbour_and_loses_the_minutes():
    near = np.array([[0.0, 6.0], [6.0, 0.0]])
    bakery, kiosk = place("Bakery", peak=FRIDAY), place("Kiosk", peak=FRIDAY + 4)
    told = plan([bakery, kiosk], [Guard("Cy", 6, 10.0)], Budget(hours=6), travel=near)
    assert len(told.choices[0].where) == 2
    assert told.choices[0].meets == pytest.approx(6 * 0.5 - 0.1 * 0.5)
    far = plan([bakery, kiosk], [Guard("Cy", 6, 10.0)], Budget(hours=6), travel=near * 10)
    assert all(len(one.where) == 1 for one in far.choices)


def test_long_shifts_have_a_break_in_their_quietest_hour():
    week = np.full((1, 168), 0.3)
    long = [one for one in shifts(week, Rules()) if one.hours == 8]
    assert long[0].meets == pytest.approx(0.3 * (8 - 1 / 3))
    with pytest.raises(ValueError, match="1 to 24 hours"):
        shifts(week, Rules(shortest=9))


def test_the_curve_falls_and_says_so():
    rng = np.random.default_rng(1)
    found = curve(rng.gamma(0.3, 0.1, (40, 168)))
    assert found.rate(0, 50) > found.rate(50, 200) > found.rate(1_000, 2_000)
    assert found.sentence(48, 1_000).startswith("The first 48 hours meet")
    assert "the first 1,000" in found.sentence(48, 1_000)
    with pytest.raises(ValueError, match="a span of hours"):
        found.rate(50, 50)
