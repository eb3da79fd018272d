# ruff: noqa: DTZ001
"""What can be counted, and what is named and left out."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from watchward.patterns.incidents import prepare

NOW = datetime(2026, 6, 1, 12)
LONDON = ZoneInfo("Europe/London")
FRIDAY = datetime(2026, 3, 27, 21, 15)


def one(start, end=None, **more):
    return prepare(["A"], [start], [end], now=NOW, **more)


def test_an_exact_time_is_counted_in_its_hour_and_a_span_keeps_its_length():
    found = prepare(["A", "A"], [FRIDAY, FRIDAY], [None, FRIDAY + timedelta(hours=4)], now=NOW)
    assert found.hour.tolist() == [4 * 24 + 21] * 2
    assert found.length.tolist() == [0, 240]
    assert found.counts().sum() == 1
    assert found.troubles == {}


@pytest.mark.parametrize(
    ("start", "end", "trouble"),
    [
        (None, None, "no time"),
        (datetime(2027, 1, 1, 9), None, "future"),
        (FRIDAY, FRIDAY - timedelta(hours=1), "reversed"),
        (FRIDAY, FRIDAY + timedelta(days=7), "long"),
    ],
)
def test_bad_times_are_left_out_and_said(start, end, trouble):
    found = one(start, end)
    assert (len(found.start), found.troubles) == (0, {trouble: 1})
    assert found.said[0].startswith("1 of 1 incidents left out")


def test_a_span_just_below_a_week_counts():
    assert one(FRIDAY, FRIDAY + timedelta(days=7, minutes=-1)).troubles == {}


def test_midnight_is_a_default_where_it_is_too_frequent_and_a_time_where_it_is_not():
    midnights = [datetime(2026, 1, day) for day in range(1, 7)]
    others = [datetime(2026, 2, 1, 9, 7) + timedelta(days=day) for day in range(28)]
    assert prepare(["A"] * 6, midnights, now=NOW).troubles["midnight"] == 6
    assert "midnight" not in prepare(["A"] * 30, [*midnights[:2], *others], now=NOW).troubles


def test_one_visit_logged_often_is_one_visit_but_another_kind_or_place_is_another():
    times = [FRIDAY + timedelta(minutes=5 * at) for at in range(6)]
    assert prepare(["A"] * 6, times, now=NOW).troubles == {"same visit": 5}
    assert len(prepare(["A"] * 6, times, now=NOW, visit_kinds=list("abcdef")).start) == 6
    assert len(prepare(list("ABCDEF"), times, now=NOW).start) == 6


def test_nights_of_summer_time_are_named_and_other_nights_not():
    spring, autumn = datetime(2026, 3, 29, 1, 30), datetime(2025, 10, 26, 1, 30)
    assert one(spring, zone=LONDON).troubles == {"skipped hour": 1}
    assert one(autumn, zone=LONDON).troubles == {"repeated hour": 1}
    assert len(one(autumn, zone=LONDON).start) == 1
    assert one(autumn + timedelta(days=1), zone=LONDON).troubles == {}


def test_an_aware_time_is_read_on_the_local_clock_and_refused_without_one():
    summer = datetime(2026, 5, 1, 20, 15, tzinfo=UTC)
    assert one(summer, zone=LONDON).hour.tolist() == [4 * 24 + 21]
    with pytest.raises(ValueError, match="whose clocks"):
        one(summer)


def test_closed_hours_are_left_out_and_premises_without_hours_are_said():
    week = [0.0] * 168
    week[4 * 24 + 20] = 1.0
    assert one(FRIDAY, hours={"A": week}).troubles == {"closed": 1}
    week[4 * 24 + 21] = 1.0
    assert one(FRIDAY, hours={"A": week}).troubles == {}
    assert "no opening hours" in one(FRIDAY).said[-1]
    with pytest.raises(ValueError, match="168"):
        one(FRIDAY, hours={"A": [1.0]})


def test_times_on_the_full_hour_are_said_to_be_rounded_but_counted():
    rounded = [datetime(2026, 1, 1, 9) + timedelta(days=day) for day in range(30)]
    plain = [moment + timedelta(minutes=day) for day, moment in enumerate(rounded)]
    assert prepare(["A"] * 30, rounded, now=NOW).troubles == {"heaped": 30}
    assert prepare(["A"] * 30, plain, now=NOW).troubles == {}


def test_a_million_reports_at_one_premises_are_counted_and_columns_have_to_fit():
    many = 1_000_000
    times = np.datetime64("1990-01-01T00:07") + np.arange(many) * np.timedelta64(15, "m")
    found = prepare(["A"] * many, times, now=NOW, same_visit=0)
    assert int(found.counts().sum()) == many
    with pytest.raises(ValueError, match="different lengths"):
        prepare(["A"], [], now=NOW)
