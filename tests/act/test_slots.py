"""Local times as moments, across midnight and both changes of the clock, and what is wrong with a span."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from watchward.act.rules.officers import Authority, Guard, check_licence, may_stand, plain_licence
from watchward.act.rules.slots import (
    Span,
    check_span,
    check_times,
    clock_hint,
    hours_hint,
    length_text,
    span_of,
    weekly,
)

LONDON = ZoneInfo("Europe/London")
FRIDAY = date(2026, 3, 6)
SPRING = date(2026, 3, 29)  # the Sunday on which 01:00 becomes 02:00
AUTUMN = date(2026, 10, 25)  # the Sunday on which 02:00 becomes 01:00
NINE, ELEVEN = time(21), time(23)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_an_evening_is_an_evening_and_an_end_before_the_start_is_the_next_morning():
    assert span_of(FRIDAY, NINE, ELEVEN, LONDON) == Span(at(2026, 3, 6, 21), at(2026, 3, 6, 23))
    assert span_of(FRIDAY, NINE, time(2), LONDON) == Span(at(2026, 3, 6, 21), at(2026, 3, 7, 2))
    assert span_of(FRIDAY, NINE, time(0), LONDON) == Span(at(2026, 3, 6, 21), at(2026, 3, 7, 0))


def test_the_night_on_which_the_clocks_go_forward_is_an_hour_shorter():
    span = span_of(SPRING - timedelta(days=1), time(22), time(3), LONDON)
    assert span == Span(at(2026, 3, 28, 22), at(2026, 3, 29, 2))
    assert length_text(span) == "4 hours"
    assert clock_hint(span, LONDON) == "The clocks go forward in between: it lasts 4 hours."


def test_the_night_on_which_the_clocks_go_back_is_an_hour_longer():
    span = span_of(AUTUMN - timedelta(days=1), time(22), time(3), LONDON)
    assert span == Span(at(2026, 10, 24, 21), at(2026, 10, 25, 3))
    assert length_text(span) == "6 hours"
    assert clock_hint(span, LONDON) == "The clocks go back in between: it lasts 6 hours."
    assert clock_hint(span_of(FRIDAY, NINE, ELEVEN, LONDON), LONDON) == ""


def test_a_time_that_the_clock_skips_is_meant_an_hour_later_and_one_shown_twice_is_the_first():
    skipped = span_of(SPRING - timedelta(days=1), time(22), time(1, 30), LONDON)
    assert skipped.ends_at == at(2026, 3, 29, 1, 30)
    assert skipped.ends_at.astimezone(LONDON).time() == time(2, 30)
    twice = span_of(AUTUMN - timedelta(days=1), time(22), time(1, 30), LONDON)
    assert twice.ends_at == at(2026, 10, 25, 0, 30)
    for day in (SPRING, AUTUMN):
        inside = span_of(day, time(1, 15), time(1, 45), LONDON)
        assert inside.length == timedelta(minutes=30)


def test_each_week_has_the_same_local_time_on_both_sides_of_a_change_of_the_clock():
    spans = weekly(date(2026, 3, 20), NINE, ELEVEN, 3, LONDON)
    assert [one.starts_at for one in spans] == [at(2026, 3, 20, 21), at(2026, 3, 27, 21), at(2026, 4, 3, 20)]
    assert {one.starts_at.astimezone(LONDON).time() for one in spans} == {NINE}
    assert {one.length for one in spans} == {timedelta(hours=2)}


def test_a_span_names_the_local_days_that_it_touches_and_midnight_ends_the_day_before():
    assert span_of(FRIDAY, NINE, time(2), LONDON).days(LONDON) == (FRIDAY, date(2026, 3, 7))
    assert span_of(FRIDAY, NINE, time(0), LONDON).days(LONDON) == (FRIDAY, FRIDAY)


def test_a_past_a_too_long_and_a_far_span_are_refused_and_an_ordinary_one_is_not():
    now = at(2026, 3, 6, 12)
    assert check_span(span_of(FRIDAY, NINE, ELEVEN, LONDON), now)
    assert check_span(span_of(FRIDAY, time(11, 30), NINE, LONDON), now), "it has just begun"
    assert "past" in check_span(span_of(FRIDAY, time(10), ELEVEN, LONDON), now).because
    assert "longer than 14 hours" in check_span(span_of(FRIDAY, time(13), time(4), LONDON), now).because
    assert "year" in check_span(span_of(date(2027, 4, 6), NINE, ELEVEN, LONDON), now).because


def test_times_that_are_equal_and_too_many_weeks_are_refused():
    assert check_times(NINE, ELEVEN, 26)
    assert not check_times(NINE, NINE, 1)
    assert not check_times(NINE, ELEVEN, 0)
    assert not check_times(NINE, ELEVEN, 27)


@pytest.mark.parametrize(
    ("hours", "says"),
    [
        ({}, False),
        ({"fri": [["17:00", "23:00"]]}, False),
        ({"fri": [["17:00", "02:00"]]}, False),
        ({"fri": [["17:00", "22:00"], ["22:00", "23:30"]]}, False),
        ({"fri": [["09:00", "17:30"]]}, True),
        ({"fri": []}, True),
        ({"fri": [["17:00", "22:00"]]}, True),
    ],
)
def test_a_place_that_is_closed_for_part_of_it_is_hinted_at_and_unknown_hours_are_not(hours, says):
    assert bool(hours_hint(hours, span_of(FRIDAY, NINE, ELEVEN, LONDON), LONDON)) is says


def test_a_night_that_runs_into_the_next_day_is_inside_the_hours_of_the_evening_before():
    hours = {"fri": [["18:00", "03:00"]], "sat": []}
    assert hours_hint(hours, span_of(FRIDAY, time(22), time(2), LONDON), LONDON) == ""
    assert hours_hint(hours, span_of(date(2026, 3, 7), time(1), time(2), LONDON), LONDON) == ""


# --- who may stand where (M-03) -------------------------------------------------------------------------

GIL = Guard("Gil", {7}, [Authority(date(2026, 1, 1), date(2026, 3, 6), "Letter 1")])


def test_a_guard_stands_where_the_owner_authorised_it_and_nowhere_else_m03():
    assert may_stand(GIL, 7, "The Fox", FRIDAY, FRIDAY)
    assert "has not authorised" in may_stand(GIL, 8, "The Hen", FRIDAY, FRIDAY).because


def test_a_guard_does_not_stand_past_the_last_day_of_the_authority_not_even_after_midnight_m03():
    refused = may_stand(GIL, 7, "The Fox", FRIDAY, date(2026, 3, 7))
    assert not refused
    assert "It ends on 6 March 2026" in refused.because
    assert not may_stand(GIL, 7, "The Fox", date(2025, 12, 31), date(2025, 12, 31))


def test_a_suspended_guard_and_one_without_a_paper_do_not_stand_m03():
    assert not may_stand(Guard("Gil", {7}, GIL.authorities, is_suspended=True), 7, "The Fox", FRIDAY, FRIDAY)
    assert not may_stand(Guard("Gil", {7}, [Authority(FRIDAY, FRIDAY, " ")]), 7, "The Fox", FRIDAY, FRIDAY)


def test_a_contractor_needs_a_licence_that_is_valid_to_the_last_day():
    assert check_licence("Lee", "12-34", FRIDAY, FRIDAY)
    assert "runs out" in check_licence("Lee", "1234", FRIDAY, date(2026, 3, 7)).because
    for wrong in (("", "1234", FRIDAY), ("Lee", "--", FRIDAY), ("Lee", "1234", None)):
        assert not check_licence(*wrong, FRIDAY)
    assert plain_licence("ab 12-34") == "AB1234"
