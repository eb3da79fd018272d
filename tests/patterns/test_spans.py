"""From-to times are judged as spans, against spans as long."""

import numpy as np
import pytest

from watchward.patterns.nulls import ratio
from watchward.patterns.spans import SpanNulls, coverage, strongest, windows

HOURS = np.arange(168) % 24
WEEK = 0.05 + np.exp(-0.5 * ((HOURS - 15) / 4.0) ** 2)
WEEK = WEEK / WEEK.sum()
SLOT = 4 * 24 + 19


def drawn(rng, total, hours, times=1.0):
    week = WEEK.copy()
    week[SLOT : SLOT + 2] *= times
    at = rng.choice(168, size=total, p=week / week.sum()) * 60 + rng.integers(0, 60, total)
    length = np.full(total, hours * 60)
    return (at - rng.random(total) * length).astype(int) % (168 * 60), length


def test_a_span_covers_its_hours_by_the_minute_and_round_the_week():
    covered = coverage(np.array([167 * 60 + 30, 90]), np.array([60, 0]))
    assert covered[0, [167, 0]].tolist() == [0.5, 0.5]
    assert covered[0].sum() == 1
    assert covered[1, 1] == covered[1].sum() == 1


def test_exact_times_give_the_plain_ratio():
    start = np.repeat([SLOT * 60 + 7, 9 * 60], [4, 6])
    found = windows(start, np.zeros(10, dtype=int), WEEK, 2)
    assert found[SLOT] == pytest.approx(float(ratio(np.array(4), 10, WEEK[SLOT : SLOT + 2].sum())), rel=1e-4)


def test_spans_by_chance_are_called_as_often_as_they_should():
    rng, nulls = np.random.default_rng(3), SpanNulls(WEEK[None], np.array([240]))
    draws = [drawn(rng, 40, 4) for _ in range(300)]
    p = [nulls.p(strongest(start, length, WEEK), WEEK, length) for start, length in draws]
    assert 0.01 < float((np.array(p) <= 0.05).mean()) < 0.09


def test_a_planted_slot_is_found_within_an_hour_although_each_span_takes_four():
    rng, nulls = np.random.default_rng(4), SpanNulls(WEEK[None], np.array([240]))
    start, length = drawn(rng, 80, 4, times=25)
    assert nulls.p(strongest(start, length, WEEK), WEEK, length) < 0.01
    assert abs(int(np.argmax(windows(start, length, WEEK, 2))) - SLOT) <= 1
