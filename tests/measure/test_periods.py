"""Periods are cut on the partnership's own clock, and open where there is something to see."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from watchward.measure.rules.periods import ALL, DataSpan, choices, default_slug, period_of

LONDON, CHICAGO = ZoneInfo("Europe/London"), ZoneInfo("America/Chicago")
NOW = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)
NOTHING = DataSpan()


def test_thirteen_weeks_begin_on_a_monday_and_the_last_is_not_over():
    period = period_of("13w", NOTHING, LONDON, NOW)
    assert period.since == datetime(2025, 12, 22, tzinfo=UTC)
    assert period.until == datetime(2026, 3, 23, tzinfo=UTC)
    assert len(period.names) == 13
    assert (period.names[0], period.names[-1]) == ("22 Dec", "16 Mar")
    assert period.is_last_partial


def test_as_much_time_before_as_has_passed_is_held_against_it():
    period = period_of("13w", NOTHING, LONDON, NOW)
    assert period.before == (datetime(2025, 9, 22, 0, 0, tzinfo=LONDON), datetime(2025, 12, 17, 12, 0, tzinfo=UTC))
    assert NOW - period.since == (period.before[1] - period.before[0]) - timedelta(hours=1)  # the clocks went back


def test_the_week_in_which_the_clocks_go_back_has_169_hours_and_forward_167():
    autumn = period_of("13w", NOTHING, LONDON, datetime(2026, 10, 28, 12, tzinfo=UTC))
    spring = period_of("13w", NOTHING, LONDON, datetime(2026, 4, 1, 12, tzinfo=UTC))
    assert autumn.edges[-2] - autumn.edges[-3] == timedelta(hours=169)
    assert spring.edges[-2] - spring.edges[-3] == timedelta(hours=167)


def test_a_year_begins_at_midnight_where_the_partnership_is():
    span = DataSpan(datetime(2013, 5, 1, tzinfo=UTC), datetime(2014, 5, 1, tzinfo=UTC), (2013, 2014))
    year = period_of("2014", span, CHICAGO, NOW)
    assert year.since == datetime(2014, 1, 1, 6, tzinfo=UTC)
    assert year.until == datetime(2015, 1, 1, 6, tzinfo=UTC)
    assert not year.is_last_partial
    assert year.before == (datetime(2013, 1, 1, 6, tzinfo=UTC), datetime(2014, 1, 1, 6, tzinfo=UTC))
    assert (year.words, year.before_words) == ("2014", "2013")


def test_this_year_is_held_against_last_year_up_to_the_same_day():
    span = DataSpan(NOW - timedelta(days=600), NOW, (2024, 2025, 2026))
    year = period_of("2026", span, LONDON, NOW)
    assert year.before == (datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 3, 18, 12, tzinfo=UTC))
    assert year.is_last_partial


def test_the_29th_of_february_has_a_year_before():
    leap = period_of("12m", NOTHING, LONDON, datetime(2028, 2, 29, 12, tzinfo=UTC))
    assert leap.before[1] == datetime(2027, 2, 28, 12, tzinfo=UTC)


def test_an_old_stream_opens_at_its_last_year_and_a_living_one_at_13_weeks():
    old = DataSpan(datetime(2012, 1, 1, tzinfo=UTC), datetime(2014, 12, 30, tzinfo=UTC), (2012, 2013, 2014))
    assert default_slug(old, CHICAGO, NOW) == "2014"
    assert default_slug(DataSpan(NOW - timedelta(days=9), NOW, (2026,)), LONDON, NOW) == "13w"
    quiet = DataSpan(NOW - timedelta(days=200), NOW - timedelta(days=200), (2025,))
    assert default_slug(quiet, LONDON, NOW) == "12m"
    assert default_slug(NOTHING, LONDON, NOW) == "13w"


@pytest.mark.parametrize("slug", ["", "1999", "5w", "２０１４", "-1", "all'--"])
def test_an_unknown_period_falls_back_to_the_default(slug):
    assert period_of(slug, NOTHING, LONDON, NOW).slug == "13w"


def test_all_time_runs_from_the_first_month_to_the_last_and_a_long_one_by_years():
    few = DataSpan(datetime(2012, 1, 9, tzinfo=UTC), datetime(2014, 12, 30, tzinfo=UTC), (2012, 2013, 2014))
    assert len(period_of(ALL, few, CHICAGO, NOW).names) == 36
    many = DataSpan(datetime(2001, 3, 9, tzinfo=UTC), datetime(2014, 12, 30, tzinfo=UTC), (2014,))
    assert period_of(ALL, many, CHICAGO, NOW).names == tuple(str(year) for year in range(2001, 2015))
    assert period_of(ALL, NOTHING, LONDON, NOW).before is None


def test_every_edge_is_later_than_the_one_before_it():
    for slug in ("4w", "13w", "12m", ALL):
        edges = period_of(slug, NOTHING, ZoneInfo("America/Sao_Paulo"), NOW).edges
        assert all(earlier < later for earlier, later in pairwise(edges))


def test_only_years_with_data_can_be_chosen_newest_first():
    span = DataSpan(datetime(2012, 1, 1, tzinfo=UTC), NOW, (2012, 2014))
    assert [slug for slug, _label in choices(span)] == ["4w", "13w", "12m", "2014", "2012", "all"]
