"""Hours of the week follow the town's own clock."""

import doctest
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchward.patterns import hours
from watchward.patterns.hours import Window, busiest_hours, busiest_window, hour_of_week, week_grid

LONDON = ZoneInfo("Europe/London")


def test_friday_half_past_nine_in_summer_is_friday_21_though_utc_says_20():
    assert hour_of_week(datetime(2026, 6, 26, 20, 30, tzinfo=UTC), LONDON) == 4 * 24 + 21
    assert hour_of_week(datetime(2026, 12, 25, 20, 30, tzinfo=UTC), LONDON) == 4 * 24 + 20


def test_the_hour_that_the_clocks_repeat_is_one_hour_of_the_week():
    first, again = (datetime(2026, 10, 25, h, 30, tzinfo=UTC) for h in (0, 1))
    assert hour_of_week(first, LONDON) == hour_of_week(again, LONDON) == 6 * 24 + 1


def test_sunday_late_in_london_is_monday_early_in_india():
    moment = datetime(2026, 1, 4, 23, 0, tzinfo=UTC)
    assert hour_of_week(moment, LONDON) == 167
    assert hour_of_week(moment, ZoneInfo("Asia/Kolkata")) == 4


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        hour_of_week(datetime(2026, 1, 4), LONDON)  # noqa: DTZ001
    with pytest.raises(ValueError, match="no time zone"):
        busiest_hours([datetime(2026, 1, 4)])  # noqa: DTZ001


def test_the_examples_in_the_docstrings_are_true():
    result = doctest.testmod(hours)
    assert result.attempted > 0
    assert result.failed == 0


@settings(derandomize=True, max_examples=60)
@given(st.dictionaries(st.integers(0, 167), st.integers(0, 999)))
def test_a_grid_keeps_every_count_in_its_place(counts):
    grid = week_grid(counts)
    assert [len(row) for row in grid] == [24] * 7
    assert {h: grid[h // 24][h % 24] for h in counts} == counts
    assert sum(map(sum, grid)) == sum(counts.values())


@pytest.mark.parametrize("counts", [{168: 1}, {-1: 1}, {3: -2}])
def test_a_grid_refuses_hours_outside_the_week_and_negative_counts(counts):
    with pytest.raises(ValueError, match=r"Use 0 to 167|start at 0"):
        week_grid(counts)


def test_busiest_hours_come_first_and_ties_go_to_the_earlier_hour():
    monday = datetime(2026, 3, 23, 9, 5, tzinfo=UTC)
    times = [monday + timedelta(hours=h) for h in (0, 0, 5, 2, 2, 30)]
    assert busiest_hours(times) == [(0, 9, 2), (0, 11, 2), (0, 14, 1)]
    with pytest.raises(ValueError, match="1 to 168"):
        busiest_hours(times, slots=169)
    assert busiest_hours([monday.astimezone(timezone(timedelta(hours=2)))]) == [(0, 11, 1)]


def test_the_busiest_window_may_run_from_sunday_night_into_monday():
    window = busiest_window(week_grid({167: 3, 0: 4, 50: 6}), hours=2)
    assert window == Window(167, 2, 7)
    assert window.words == "Sunday 23:00 to Monday 01:00"
    assert window.cells == ((6, 23), (0, 0))


def test_windows_are_said_as_people_say_them():
    assert Window(4 * 24 + 21, 2, 1).words == "Friday 21:00 to 23:00"
    assert Window(4 * 24 + 22, 2, 1).words == "Friday 22:00 to midnight"
    assert Window(4 * 24 + 22, 24, 1).words == "Friday 22:00 to Saturday 22:00"


def test_an_empty_week_has_no_busiest_window_and_odd_shapes_are_refused():
    assert busiest_window(week_grid({})) is None
    with pytest.raises(ValueError, match="7 rows"):
        busiest_window([[1] * 24])
    with pytest.raises(ValueError, match="1 to 24"):
        busiest_window(week_grid({}), hours=0)
