"""The weekly scan: what chance gives is not claimed, what was planted is found."""

import numpy as np
import pytest

from watchward.patterns.nulls import GRID, Nulls, Tail, ratio
from watchward.patterns.profiles import usual_weeks
from watchward.patterns.weekly import adjusted, scan

HOURS = np.arange(168) % 24
WEEK = np.where((HOURS >= 9) & (HOURS < 23), 1 + (HOURS - 9) / 7, 0.4)
WEEK = WEEK / WEEK.sum()
SLOT = 4 * 24 + 21


@pytest.fixture(scope="module")
def nulls():
    return Nulls(WEEK[None], replicates=1_999)


def drawn(places, total, *, times=1.0, seed=1):
    week = WEEK.copy()
    week[SLOT : SLOT + 2] *= times
    return np.random.default_rng(seed).multinomial(total, week / week.sum(), size=places)


def test_under_chance_p_is_as_small_as_it_says(nulls):
    p = scan(drawn(2_000, 57), np.tile(WEEK, (2_000, 1)), nulls).p
    for level in (0.5, 0.1, 0.05):
        assert 0.6 * level < float((p <= level).mean()) < 1.2 * level + 0.01


def test_a_planted_slot_is_found_at_its_place_and_no_other_premises_is_claimed(nulls):
    counts = np.vstack([drawn(1, 80, times=14), drawn(99, 80)])
    best = scan(counts, np.tile(WEEK, (100, 1)), nulls)
    assert np.flatnonzero(best.q <= 0.05).tolist() == [0]
    assert best.start[0] <= SLOT + 1 < best.start[0] + best.hours[0]
    assert best.inside[0] > 3 * best.expected[0]


def test_a_slot_runs_over_sunday_midnight(nulls):
    counts = drawn(1, 80)
    counts[0, [167, 0]] += 12
    best = scan(counts, WEEK[None], nulls)
    assert 167 in (best.start[0] + np.arange(best.hours[0])) % 168
    assert 0 in (best.start[0] + np.arange(best.hours[0])) % 168


def test_too_few_are_not_looked_at_and_a_million_are(nulls):
    counts = np.zeros((2, 168), dtype=int)
    counts[0, SLOT] = GRID[0] - 1
    counts[1] = np.rint(1_000_000 * WEEK)
    best = scan(counts, np.tile(WEEK, (2, 1)), nulls)
    assert best.looked_at.tolist() == [False, True]
    assert best.p[0] == best.q[0] == 1
    assert best.p[1] > 0.9


def test_the_same_seed_gives_the_same_p_values():
    one, other = (Nulls(WEEK[None], replicates=99).tail(0, 1).sample for _ in range(2))
    assert one.tolist() == other.tolist()


def test_the_tail_goes_on_where_the_replicates_run_out():
    tail = Tail.of(np.random.default_rng(1).gumbel(size=9_999))
    assert float(tail.p(np.array([13.0]))[0]) == pytest.approx(np.exp(-13), rel=1.2)
    assert float(tail.p(np.array([0.0]))[0]) == pytest.approx(1 - np.exp(-1), abs=0.02)


def test_the_ratio_by_hand():
    by_hand = 4 * np.log(4 / 1) + 6 * np.log(6 / 9)
    assert float(ratio(np.array(4), 10, 0.1)) == pytest.approx(by_hand)
    assert float(ratio(np.array(1), 10, 0.1)) == 0


def test_adjusting_by_hand():
    assert adjusted(np.array([0.01, 0.04, 0.03, 0.5])).tolist() == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])


def test_shapes_that_do_not_fit_are_refused(nulls):
    with pytest.raises(ValueError, match="168"):
        scan(np.ones((1, 24)), np.ones((1, 24)), nulls)
    with pytest.raises(ValueError, match="1 to 6"):
        scan(drawn(1, 20), WEEK[None], nulls, lengths=(1, 2))


def test_the_usual_week_leaves_the_premises_itself_out_and_closed_hours_too():
    counts = drawn(10, 100)
    counts[0, SLOT] += 1_000
    closed = np.ones(168)
    closed[:24] = 0
    weeks = usual_weeks(counts, ["shop"] * 10, [None] * 9 + [closed])
    assert weeks.sum(axis=1) == pytest.approx(1)
    assert weeks[0, SLOT] < 0.05 < weeks[1, SLOT]
    assert weeks[9, :24].sum() == 0
