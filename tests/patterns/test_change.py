"""Two periods are compared with doubt, or not at all."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchward.patterns.change import compare, reporting_note


def upper(hits: int, tries: int, share: Fraction) -> float:
    """P(X >= hits), summed term by term in fractions."""
    return float(sum(math.comb(tries, k) * share**k * (1 - share) ** (tries - k) for k in range(hits, tries + 1)))


def test_the_bounds_leave_two_and_a_half_per_cent_on_each_side():
    change = compare(40, 20)
    low, high = (Fraction(b) / (1 + Fraction(b)) for b in (change.low, change.high))
    assert upper(20, 60, low) == pytest.approx(0.025, rel=1e-7)
    assert 1 - upper(21, 60, high) == pytest.approx(0.025, rel=1e-7)
    assert change.ratio == 0.5


def test_a_halving_of_forty_is_said_with_its_interval_and_an_arrow():
    change = compare(40, 20)
    assert change.may_show_arrow
    assert change.direction == "down"
    assert change.sentence == (
        "40 before and 20 after: a fall of about 50 % (anything from −72 % to −12 % is possible)."
    )


def test_nineteen_events_show_no_arrow_however_clear_and_twenty_may_d_4():
    few, enough = compare(19, 0), compare(20, 0)
    assert few.is_clear
    assert not few.may_show_arrow
    assert few.direction == "unclear"
    assert "too few to say" in few.sentence
    assert enough.may_show_arrow


def test_an_unclear_change_shows_no_arrow_however_many_events():
    change = compare(500, 520)
    assert not change.may_show_arrow
    assert change.sentence.startswith("500 before and 520 after: no clear change (anything from −")


def test_a_longer_period_is_no_rise():
    assert compare(30, 90, exposure_before=4, exposure_after=12).ratio == pytest.approx(1)
    assert compare(30, 90, exposure_before=4, exposure_after=12).direction == "unclear"
    assert compare(30, 90).direction == "up"


def test_nothing_before_gives_no_ratio_and_no_upper_bound():
    change = compare(0, 30)
    assert change.ratio is None
    assert math.isinf(change.high)
    assert change.direction == "up"
    assert change.sentence == "0 before and 30 after: a rise from nothing."


def test_nothing_at_all_says_too_few():
    change = compare(0, 0)
    assert (change.low, change.high) == (0, math.inf)
    assert change.sentence == "0 before and 0 after: too few to say whether anything changed."


def test_more_reporters_are_told_with_the_change_and_equal_ones_are_not():
    note = reporting_note(10, 16)
    assert "went from 10 to 16, so more reports may mean better reporting, not more crime." in note
    assert compare(40, 80, reporting_note=note).sentence.startswith(note)
    assert "fewer reports may mean weaker reporting, not less crime" in reporting_note(16, 10)
    assert reporting_note(10, 10) == ""


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.integers(0, 400), st.integers(0, 400))
def test_the_bounds_hold_the_ratio_and_turn_round_with_the_periods(before, after):
    change, back = compare(before, after), compare(after, before)
    if change.ratio is not None:
        assert change.low <= change.ratio <= change.high
    if after and before:
        assert change.low == pytest.approx(1 / back.high, rel=1e-6)


def test_the_interval_covers_at_least_as_often_as_it_says():
    total, truth = 40, 1.5
    share = Fraction(3, 5)
    missed = sum(
        math.comb(total, k) * share**k * (1 - share) ** (total - k)
        for k in range(total + 1)
        if not compare(total - k, k).low <= truth <= compare(total - k, k).high
    )
    assert 0.01 < float(missed) <= 0.05


@pytest.mark.parametrize(("counts", "exposure"), [((-1, 2), 1), ((1, -2), 1), ((1, 2), 0), ((1, 2), math.nan)])
def test_impossible_counts_and_exposures_are_refused(counts, exposure):
    with pytest.raises(ValueError, match=r"Counts start at 0|above 0"):
        compare(*counts, exposure_after=exposure)
