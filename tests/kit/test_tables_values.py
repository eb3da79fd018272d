"""Cells as members type them: read for what they are, or refused in words."""

# ruff: noqa: DTZ001 - local wall times are the matter here

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchward.kit.tables.errors import TableError, Wrong
from watchward.kit.tables.times import parse_date, parse_moment, parse_span, parse_time, to_utc
from watchward.kit.tables.values import clean_text, parse_integer, parse_pence, parse_text, parse_yes_no


@pytest.mark.parametrize(
    "text",
    [
        "27/3/2026",
        "27-03-26",
        "27.3.2026",
        "27-Mar-26",
        "Fri 27 March 2026",
        "27th of March, 2026",
        "March 27, 2026",
        "2026-03-27",
        "46108",
        "2026-03-27T00:00:00",
        "27/3/2026 21:15",
    ],
)
def test_a_date_is_read_in_every_form_that_members_write(text):
    assert parse_date(text) == date(2026, 3, 27)


def test_an_ambiguous_date_is_day_first_unless_the_table_is_american():
    assert parse_date("03/04/2026") == date(2026, 4, 3)
    assert parse_date("03/04/2026", "month-first") == date(2026, 3, 4)


def test_an_impossible_date_is_refused_and_never_swapped():
    wrong = parse_date("03/27/2026")
    assert isinstance(wrong, Wrong)
    assert "no month 27" in wrong.what
    assert "month first" in wrong.todo
    assert parse_date("03/27/2026", "month-first") == date(2026, 3, 27)


@pytest.mark.parametrize(
    "text",
    [
        "30/2/2026",
        "yesterday",
        "",
        "12",
        "99999",
        "2026",
        "27/3",
        "٢٧/٣/٢٠٢٦x",
        "1" * 5000,
        "27/3/2026 99:00",
    ],
)
def test_what_is_no_date_is_refused(text):
    assert isinstance(parse_date(text), Wrong)


@pytest.mark.parametrize(
    "text", ["21:15", "21.15", "2115", "9:15 pm", "9.15pm", "9:15 P.M.", "21:15:00", "0.885416667"]
)
def test_a_time_is_read_in_every_form_that_members_write(text):
    assert parse_time(text) == time(21, 15)


@pytest.mark.parametrize(("text", "hour"), [("12am", 0), ("12pm", 12), ("noon", 12), ("midnight", 0), ("0.5", 12)])
def test_twelve_and_its_words(text, hour):
    assert parse_time(text) == time(hour)


@pytest.mark.parametrize("text", ["25:00", "9:61pm", "13pm", "about 9", "", "0pm", "-1:00", "9"])
def test_what_is_no_time_is_refused(text):
    assert isinstance(parse_time(text), Wrong)


def test_a_span_may_end_after_midnight():
    assert parse_span("between 9pm and 1.30am") == (time(21), time(1, 30))
    assert parse_span("21:15–22:30") == (time(21, 15), time(22, 30))
    assert parse_span("21:15") == (time(21, 15), None)
    assert isinstance(parse_span("21:15-late"), Wrong)


def test_a_moment_keeps_its_offset_and_a_bare_date_stays_a_date():
    assert parse_moment("27/3/2026 9:15pm") == datetime(2026, 3, 27, 21, 15)
    assert parse_moment("27/3/2026") == date(2026, 3, 27)
    assert parse_moment("46108.885416667") == datetime(2026, 3, 27, 21, 15)
    exact = parse_moment("2026-03-27T21:15:00Z")
    assert isinstance(exact, datetime)
    assert exact.tzinfo is not None
    assert isinstance(parse_moment("27/3/2026 soon"), Wrong)


@pytest.mark.parametrize(
    ("local", "zone", "utc"),
    [
        (datetime(2026, 7, 1, 12), "Europe/London", datetime(2026, 7, 1, 11, tzinfo=UTC)),
        # Clocks go forward at 1: half past one does not exist, and is read as half past two summer time.
        (datetime(2026, 3, 29, 1, 30), "Europe/London", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        # Clocks go back at 2: half past one comes twice, and the first is meant.
        (datetime(2026, 10, 25, 1, 30), "Europe/London", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime(2012, 3, 11, 2, 22), "America/Chicago", datetime(2012, 3, 11, 8, 22, tzinfo=UTC)),
    ],
)
def test_local_time_becomes_utc_also_where_clocks_change(local, zone, utc):
    assert to_utc(local, zone) == utc


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../../etc/passwd", "\0"])
def test_a_strange_time_zone_is_refused(zone):
    with pytest.raises(TableError, match="no time zone"):
        to_utc(datetime(2026, 1, 1), zone)


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("£1,234.50", 123450),
        ("1234.5", 123450),
        ("GBP 12", 1200),
        ("12.50 GBP", 1250),
        ("0", 0),
        (".99", 99),
        ("£ 1,000,000", 100000000),
        ("12.500", 1250),
        ("12.", None),
        ("1.2k", None),
        ("12,50", None),
        ("$5", None),
        ("-5", None),
        ("(50)", None),
        ("12.345", None),
        ("about £5", None),
        ("", None),
        ("9" * 400, None),
        ("99999999999", None),
        ("٣", None),
        ("1e5", None),
        ("nan", None),
    ],
)
def test_money_is_whole_pence_or_refused_but_never_guessed(text, pence):
    found = parse_pence(text)
    assert isinstance(found, Wrong) if pence is None else found == pence


@given(st.integers(0, 100_000_000_00))
def test_every_amount_survives_the_way_it_is_printed(pence):
    assert parse_pence(f"£{pence / 100:,.2f}" if pence < 10**12 else str(pence // 100)) == pence


@given(st.datetimes(datetime(1970, 1, 2), datetime(2068, 12, 31)))
def test_every_minute_survives_each_way_it_is_printed(moment):
    moment = moment.replace(second=0, microsecond=0, fold=0)
    for shape in ("%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M", "%d-%b-%y %I.%M%p", "%A %d %B %Y, %H%M"):
        assert parse_moment(f"{moment:{shape}}") == moment
    assert parse_moment(f"{moment:%m/%d/%Y %I:%M:%S %p}", "month-first") == moment


@given(st.text(max_size=60))
def test_no_text_makes_a_parser_crash(text):
    for parse in (parse_date, parse_time, parse_span, parse_moment, parse_pence, parse_yes_no, parse_integer):
        parse(text)
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned


def test_text_loses_what_cannot_be_seen_and_keeps_its_lines():
    assert clean_text("  caf\u0065\u0301\u202e\x00 \r\nnext\tcell\ufeff ") == "café \nnext cell"
    assert isinstance(parse_text("a" * 11, limit=10), Wrong)
    assert parse_text("a" * 10, limit=10) == "a" * 10


def test_yes_no_and_whole_numbers():
    assert [parse_yes_no(text) for text in ("Yes", "Y", "x", "1", "TRUE")] == [True] * 5
    assert [parse_yes_no(text) for text in ("no", "N", "None", "0", "-")] == [False] * 5
    assert isinstance(parse_yes_no("perhaps"), Wrong)
    assert [parse_integer(text) for text in ("12", "1,200", "3.0", "-4")] == [12, 1200, 3, -4]
    assert isinstance(parse_integer("1.5"), Wrong)
