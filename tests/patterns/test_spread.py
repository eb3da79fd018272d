"""An incident between two times is shared out over the hours in which it may have happened."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchward.patterns.spread import spread, spread_all, tells_the_hour

LONDON = ZoneInfo("Europe/London")
FRIDAY = datetime(2026, 1, 9, 21, 30, tzinfo=UTC)


def test_half_past_nine_to_half_past_eleven_weighs_a_quarter_a_half_and_a_quarter():
    weights = spread(FRIDAY, FRIDAY + timedelta(hours=2), LONDON)
    assert weights == {117: 0.25, 118: 0.5, 119: 0.25}


def test_an_exact_time_weighs_one_in_its_hour():
    assert spread(FRIDAY, FRIDAY, LONDON) == {117: 1.0}


def test_a_span_of_two_days_meets_no_hour_twice_but_eight_hours_over_a_day_fall_on_two_days():
    weights = spread(FRIDAY, FRIDAY + timedelta(hours=48), LONDON)
    assert len(weights) == 49
    assert sum(weights.values()) == pytest.approx(1)


def test_a_span_just_under_a_week_still_tells_and_a_week_does_not():
    week = timedelta(days=7)
    assert len(spread(FRIDAY, FRIDAY + week - timedelta(minutes=1), LONDON)) == 168
    assert tells_the_hour(FRIDAY, FRIDAY + week - timedelta(minutes=1))
    assert spread(FRIDAY, FRIDAY + week, LONDON) == {}
    assert not tells_the_hour(FRIDAY, FRIDAY + week)


def test_the_hour_repeated_in_autumn_weighs_double_and_the_one_skipped_in_spring_nothing():
    autumn = spread(datetime(2026, 10, 25, 0, tzinfo=UTC), datetime(2026, 10, 25, 3, tzinfo=UTC), LONDON)
    assert autumn == {145: pytest.approx(2 / 3), 146: pytest.approx(1 / 3)}
    spring = spread(datetime(2026, 3, 29, 0, tzinfo=UTC), datetime(2026, 3, 29, 2, tzinfo=UTC), LONDON)
    assert spring == {144: 0.5, 146: 0.5}


def test_a_zone_with_half_hours_has_full_hours_of_its_own():
    start = datetime(2026, 1, 9, 12, 30, tzinfo=UTC)  # 18:00 in India
    assert spread(start, start + timedelta(hours=1), ZoneInfo("Asia/Kolkata")) == {4 * 24 + 18: 1.0}


@settings(derandomize=True, max_examples=100, deadline=None)
@given(
    st.integers(0, 2 * 365 * 24 * 3600),
    st.integers(0, 7 * 24 * 3600 - 1),
    st.sampled_from(["Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Chicago"]),
)
def test_weights_always_sum_to_one(start, seconds, zone):
    aware = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=start)
    weights = spread(aware, aware + timedelta(seconds=seconds), ZoneInfo(zone))
    assert sum(weights.values()) == pytest.approx(1)
    assert all(0 <= hour < 168 and weight > 0 for hour, weight in weights.items())


def test_adding_up_counts_what_tells_and_what_does_not():
    spans = [(FRIDAY, FRIDAY), (FRIDAY, FRIDAY + timedelta(hours=2)), (FRIDAY, FRIDAY + timedelta(days=30))]
    total = spread_all(spans, LONDON)
    assert (total.told, total.untold) == (2, 1)
    assert sum(total.week) == pytest.approx(2)
    assert total.week[117] == 1.25


def test_a_span_that_ends_before_it_begins_or_has_no_zone_is_refused():
    with pytest.raises(ValueError, match="Swap"):
        spread(FRIDAY, FRIDAY - timedelta(minutes=1), LONDON)
    with pytest.raises(ValueError, match="no time zone"):
        spread(FRIDAY.replace(tzinfo=None), FRIDAY, LONDON)
