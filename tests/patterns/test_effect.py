"""Did it help? The verdicts, the lot, the mirror, and what moved."""

import math
from datetime import date

import numpy as np
import pytest

from watchward.patterns import coinflip, mirror
from watchward.patterns.change import compare
from watchward.patterns.effect import (
    FEWER,
    LITTLE,
    MORE,
    UNCLEAR,
    Effect,
    found_by_guards,
    moved,
    premises_beside,
    rate_interval,
)  # fmt: skip


def effect(counted, expected, low, high, **rest):
    return Effect("drawn by lot", 20, counted, expected, counted / expected, low, high, **rest)


@pytest.mark.parametrize(
    ("one", "verdict", "words"),
    [
        (effect(70, 100, 0.55, 0.9), FEWER, "About 30 % fewer reports with guards (−45 % to −10 % is possible)"),
        (effect(130, 100, 1.1, 1.6), MORE, "About 30 % more reports with guards"),
        (effect(700, 710, 0.91, 1.08), LITTLE, "Little difference: −9 % to +8 % is possible"),
        (effect(70, 100, 0.5, 1.1), UNCLEAR, "Cannot tell yet: anything from −50 % to +10 % is possible"),
        (effect(3, 9, 0.1, 0.9), UNCLEAR, "Cannot tell yet"),
    ],
)
def test_the_verdict_follows_the_interval_and_few_events_tell_nothing(one, verdict, words):
    assert one.verdict == verdict
    assert one.sentence.startswith(words)


def test_reporting_is_said_before_crime():
    note = found_by_guards(40, 90)
    assert "40 before, 90 after, more for the time" in note
    assert effect(70, 100, 0.5, 0.9, note=note).sentence.startswith(note)
    assert found_by_guards(0, 0) == ""


def test_without_drift_the_interval_is_the_exact_one_and_drift_widens_it():
    low, high = rate_interval(30, 40)
    plain = compare(40, 30)
    assert (low, high) == pytest.approx((plain.low, plain.high))
    assert rate_interval(30, 40, 0.1)[0] < low < high < rate_interval(30, 40, 0.1)[1]
    assert rate_interval(0, 5)[0] == 0
    assert math.isinf(rate_interval(5, 0)[1])
    with pytest.raises(ValueError, match="start at 0"):
        rate_interval(-1, 5)


def test_a_lot_is_drawn_again_from_names_and_seed_whatever_their_order():
    names = [f"Slot {one}" for one in range(20)]
    one = coinflip.draw(names, begins=date(2026, 1, 5), seed=8)
    assert coinflip.draw(names[::-1], begins=date(2026, 1, 5), seed=8) == one
    assert sum(one.first) == 10
    assert (one.swaps, one.ends) == (date(2026, 3, 2), date(2026, 4, 27))
    assert "10 of 20 slots were drawn by lot (seed 8)" in one.sentence
    assert coinflip.draw(names, begins=date(2026, 1, 5), seed=9).first != one.first


@pytest.mark.parametrize("names", [["a"] * 8, list("abcde"), list("abcdefg")])
def test_a_lot_needs_an_even_number_of_slots_each_once(names):
    with pytest.raises(ValueError, match="even number"):
        coinflip.draw(names, begins=date(2026, 1, 5), seed=1)


def test_the_lot_finds_a_fall_through_season_and_unequal_slots():
    rng = np.random.default_rng(4)
    heat, first = rng.gamma(4, 2, 40), np.arange(40) % 2 == 0
    one = rng.poisson(heat * np.where(first, 0.6, 1.0))
    two = rng.poisson(1.5 * heat * np.where(first, 1.0, 0.6))
    told = coinflip.estimate(first, one, two)
    assert told.low < 0.6 < told.high < 1
    assert (told.verdict, told.slots) == (FEWER, 40)
    assert told.p is not None
    assert told.p < 0.01
    assert coinflip.estimate(first, one, two) == told  # the same seed, the same answer


def test_the_lot_covers_the_truth_and_few_slots_or_incidents_tell_nothing():
    rng = np.random.default_rng(5)
    first, covered = np.arange(24) % 2 == 0, 0
    for _ in range(60):
        heat = rng.gamma(2, 2, 24)
        told = coinflip.estimate(first, rng.poisson(heat), rng.poisson(heat), draws=399)
        covered += told.low <= 1 <= told.high
    assert covered >= 53
    assert coinflip.estimate(first, np.zeros(24), np.ones(24) * 0.5).verdict == UNCLEAR
    assert "4 slots" in coinflip.estimate(first[:4], np.ones(4) * 20, np.ones(4) * 20).sentence
    with pytest.raises(ValueError, match="guarded slots"):
        coinflip.estimate(np.ones(24), np.ones(24), np.ones(24))


def test_periods_mirror_the_guarded_weeks():
    found = mirror.Periods.around((52, 104), (108, 121))
    assert found.before == (35, 48)
    with pytest.raises(ValueError, match="after the weeks"):
        mirror.Periods.around((0, 52), (40, 60))


def a_town(seed, effect_of_guards=1.0, season=0.8):
    """Three years of 150 premises; the 30 hottest hours of the second are guarded in the third."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(0.15, 1 / 0.15, (150, 168)) * 0.12
    before, chosen_by = rng.poisson(rate), rng.poisson(rate)
    hot = np.argsort(-(chosen_by + rng.random(rate.shape) * 0.5), axis=None)[:30]
    guarded = np.zeros(rate.shape, dtype=bool)
    guarded[np.unravel_index(hot, rate.shape)] = True
    after = rng.poisson(rate * season * np.where(guarded, effect_of_guards, 1.0))
    return before, chosen_by, after, guarded


def test_what_falls_by_itself_is_no_success_and_a_naive_comparison_would_say_so():
    told, naive = [], []
    for seed in range(20):
        before, chosen_by, after, guarded = a_town(seed)
        told.append(mirror.estimate(before, after, guarded).effect)
        naive.append(after[guarded].sum() / chosen_by[guarded].sum())
    assert np.mean(naive) < 0.7
    assert 0.9 < sum(one.counted for one in told) / sum(one.expected for one in told) < 1.1
    assert sum(one.low <= 1 <= one.high for one in told) >= 18


def test_a_true_fall_is_found_beside_it():
    before, _, after, guarded = a_town(3, effect_of_guards=0.4)
    told = mirror.estimate(before, after, guarded)
    assert told.effect.verdict == FEWER
    assert told.season == pytest.approx(0.8, abs=0.05)
    assert "hours beside them" in told.moved[0].sentence


def test_a_small_town_cannot_say_what_the_season_did():
    before, _, after, guarded = (one[:5] for one in a_town(3))
    guarded[0, 10] = True
    told = mirror.estimate(before, after, guarded)
    assert told.effect.verdict == UNCLEAR
    assert "the rest of the town" in told.effect.sentence
    with pytest.raises(ValueError, match="something guarded"):
        mirror.estimate(before, after, np.zeros_like(guarded))


def test_neighbours_are_near_premises_in_the_same_hours():
    guarded = np.zeros((3, 168), dtype=bool)
    guarded[0, 10] = True
    beside = premises_beside(guarded, np.array([0.0, 100.0, 900.0]), np.zeros(3))
    assert np.argwhere(beside).tolist() == [[1, 10]]


@pytest.mark.parametrize(
    ("neighbours", "words"),
    [
        (effect(60, 40, 1.1, 2.0), "may have moved"),
        (effect(60, 100, 0.4, 0.8), "nothing moved there"),
        (effect(60, 60, 0.7, 1.4), "cannot be told"),
    ],
)
def test_what_moved_is_said_only_where_it_can_be_told(neighbours, words):
    assert words in moved("the hours beside them", effect(70, 100, 0.5, 0.9), neighbours).sentence
