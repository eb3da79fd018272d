"""Days as people write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchward.kit.days import find_days

TODAY = date(2026, 3, 11)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("6 March", "2026-03-06", "2026-03-06"),
        ("6th of march 2025", "2025-03-06", "2025-03-06"),
        ("March 6", "2026-03-06", "2026-03-06"),
        ("06/03/2026", "2026-03-06", "2026-03-06"),
        ("6.3.26", "2026-03-06", "2026-03-06"),
        ("2026-03-06", "2026-03-06", "2026-03-06"),
        ("last Friday", "2026-03-06", "2026-03-06"),
        ("last Wednesday", "2026-03-04", "2026-03-04"),
        ("yesterday", "2026-03-10", "2026-03-10"),
        ("today", "2026-03-11", "2026-03-11"),
        ("last week", "2026-03-02", "2026-03-08"),
        ("last month", "2026-02-01", "2026-02-28"),
        ("February 2024", "2024-02-01", "2024-02-29"),
        ("24 December", "2025-12-24", "2025-12-24"),
        ("29 Feb", "2024-02-29", "2024-02-29"),
    ],
)
def test_a_day_is_understood(text, first, last):
    found = find_days(text, TODAY)
    assert found is not None
    assert (found.first.isoformat(), found.last.isoformat(), found.rest) == (first, last, "")


def test_the_other_words_stay():
    found = find_days("red cap last  Friday bakery", TODAY)
    assert found is not None
    assert found.rest == "red cap bakery"


@pytest.mark.parametrize("text", ["31/02/2026", "99 March", "bakery", "may have left", "AB12/03/2026X", "", "friday"])
def test_what_is_no_day_is_left_alone(text):
    assert find_days(text, TODAY) is None


@given(st.text(max_size=60))
def test_no_text_breaks_it(text):
    found = find_days(text, TODAY)
    assert found is None or found.first <= found.last


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_day_comes_back_as_it_was_written(day):
    for text in (f"{day:%d/%m/%Y}", f"{day.day} {day:%B} {day.year}", day.isoformat()):
        found = find_days(f"red cap {text}", TODAY)
        assert found is not None
        assert (found.first, found.last) == (day, day)
    assert timedelta(0) == found.last - found.first
