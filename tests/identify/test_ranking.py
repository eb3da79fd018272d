"""Rankings: what is long ago counts less, few incidents make no sure place, and the order of acts changes nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchward.identify.ranking import Act, harmful, prolific, travelling

BUSY = [Act("A", day) for day in range(0, 60, 2)]
ONCE = [Act("B", 5.0), Act("C", 200.0)]


def places(found):
    return {one.person: one.place for one in found}


def test_who_acts_most_stands_first_and_what_is_long_ago_counts_less():
    found = prolific([*BUSY, *ONCE], half_life=90)
    assert places(found) == {"A": 1, "B": 2, "C": 3}
    assert found[1].now == pytest.approx(2 ** (-5 / 90))
    assert found[0].acts == 30


def test_an_old_series_falls_behind_a_fresh_one():
    old, fresh = [Act("old", 400 + day) for day in range(20)], [Act("fresh", float(day)) for day in range(5)]
    assert places(prolific([*old, *fresh], half_life=60))["fresh"] == 1
    assert places(prolific([*old, *fresh], half_life=4000))["old"] == 1


def test_one_report_makes_no_sure_place_and_thirty_do():
    found = {one.person: one for one in prolific([*BUSY, *(Act(f"P{n}", 9.0) for n in range(20))], half_life=90)}
    assert found["A"].is_sure
    assert (found["A"].best, found["A"].worst) == (1, 1)
    assert not found["P3"].is_sure
    assert found["P3"].worst - found["P3"].best > 8
    assert all(one.best <= one.place <= one.worst for one in found.values())


def test_harm_ranks_a_grave_act_above_many_small_ones():
    acts = [*(Act("small", float(n), harm=1) for n in range(9)), Act("grave", 3.0, harm=200)]
    assert places(harmful(acts, half_life=90)) == {"grave": 1, "small": 2}
    assert places(prolific(acts, half_life=90)) == {"small": 1, "grave": 2}


def test_travelling_is_several_zones_within_a_window():
    seen = (("A", 10, "North"), ("A", 3, "South"), ("B", 90, "North"), ("B", 3, "South"), ("C", 1, "North"))
    acts = [*(Act(person, days, zone=zone) for person, days, zone in seen), Act("C", 2, zone="North"), Act("D", 1)]
    assert travelling(acts, window=14) == {"A": ("North", "South")}
    assert set(travelling(acts, window=120)) == {"A", "B"}


@pytest.mark.parametrize("wrong", [[Act("A", -1)], [Act("A", 1, harm=0)], [Act("A", float("nan"))]])
def test_what_lies_ahead_or_does_no_harm_is_refused(wrong):
    with pytest.raises(ValueError, match="An act lies"):
        prolific(wrong, half_life=90)
    with pytest.raises(ValueError, match="half-life"):
        prolific(BUSY, half_life=0)


def test_a_few_that_are_asked_for_have_the_places_that_they_have_among_all():
    acts = [*BUSY, *(Act(f"P{n}", float(n)) for n in range(30))]
    whole = prolific(acts, half_life=90)
    assert prolific(acts, half_life=90, most=3, also={"P29"}) == [
        *whole[:3],
        *(one for one in whole if one.person == "P29"),
    ]
    assert harmful(acts, half_life=90, most=2) == harmful(acts, half_life=90)[:2]


def test_harm_that_stands_on_one_grave_act_among_many_small_ones_is_less_sure():
    even = [Act("even", float(n), harm=20) for n in range(20)]
    one_grave = [*(Act("odd", float(n), harm=1) for n in range(19)), Act("odd", 1.0, harm=381)]
    others = [Act(f"P{n}", float(k), harm=10 + n) for n in range(20) for k in range(20)]
    found = {one.person: one for one in harmful([*even, *one_grave, *others], half_life=900)}
    assert found["even"].now == pytest.approx(found["odd"].now, rel=0.02)
    assert found["odd"].worst - found["odd"].best > found["even"].worst - found["even"].best


def test_nobody_makes_an_empty_list():
    assert prolific([], half_life=90) == []
    assert travelling([], window=9) == {}


@settings(max_examples=10, deadline=None)
@given(st.permutations([*BUSY[:8], *ONCE]))
def test_the_order_of_the_reports_changes_no_place(order):
    assert places(prolific(order, half_life=90)) == places(prolific([*BUSY[:8], *ONCE], half_life=90))
