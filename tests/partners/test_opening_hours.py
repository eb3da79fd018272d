"""Opening hours: read as people write them, refused when nobody could keep them, written back the same."""

# ruff: noqa: RUF024  (the tables of these tests are only read)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchward.partners.choices import WEEKDAYS
from watchward.partners.rules.opening_hours import BadHours, checked_hours, hours_text, minutes_of, parse_hours

NINE = [["09:00", "17:30"]]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Mon-Sat 09:00-17:30; Sun closed", {**dict.fromkeys(WEEKDAYS[:6], NINE), "sun": []}),
        ("monday to friday 9am – 5.30pm", dict.fromkeys(WEEKDAYS[:5], NINE)),
        ("daily 18:00-02:00", dict.fromkeys(WEEKDAYS, [["18:00", "02:00"]])),
        ("Fri & Sat 20:00-midnight", dict.fromkeys(("fri", "sat"), [["20:00", "24:00"]])),
        ("Thurs: 9:00-12:00, 13:00-17:30", {"thu": [["09:00", "12:00"], ["13:00", "17:30"]]}),
        ("24 hours", dict.fromkeys(WEEKDAYS, [["00:00", "24:00"]])),
        ("Sat-Mon 10-16", dict.fromkeys(("sat", "sun", "mon"), [["10:00", "16:00"]])),
        ("weekdays 10-4pm, weekends closed", {
            **dict.fromkeys(WEEKDAYS[:5], [["10:00", "16:00"]]), "sat": [], "sun": [],
        }),
        ("  ", {}),
    ],
)  # fmt: skip
def test_hours_are_read_as_people_write_them(written, read):
    assert parse_hours(written) == read


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("9-5", "two ways"),
        ("Mon 25:00-26:00", "no time"),
        ("Mon 13pm-14:00", "no time"),
        ("Mon 09:00-12:00; Monday 13:00-14:00", "given twice"),
        ("Mon, Mon 09:00-12:00", "given twice"),
        ("Mon 09:00-12:00, 11:00-13:00", "overlap"),
        ("Mon 18:00-04:00; Tue 03:00-10:00", "after Tuesday has opened"),
        ("Mon 09:00-09:00", "opens and closes at 09:00"),
        ("whenever", "not a day"),
        ("Mon", "hours are missing"),
        ("Mon 09:00-17:00ish", "no time span"),
        ("Mon 1-2pm, 3-4pm, 5-6pm, 7-8pm, 9-10pm", "4 are allowed"),
    ],
)
def test_hours_that_nobody_could_keep_are_refused_in_words(written, says):
    with pytest.raises(BadHours, match=says):
        parse_hours(written)


@st.composite
def weeks(draw):
    """Any week that a shop could keep: up to two spans a day, perhaps past midnight at the weekend."""
    hours = {}
    for one in draw(st.sets(st.sampled_from(WEEKDAYS))):
        ends = sorted(draw(st.sets(st.integers(6 * 60, 24 * 60), min_size=0, max_size=4)))
        ends = ends[: len(ends) // 2 * 2]
        slots = [[_clock(a), _clock(b)] for a, b in zip(ends[::2], ends[1::2], strict=True)]
        if slots and ends[-1] < 24 * 60 and draw(st.booleans()):
            slots[-1][1] = _clock(draw(st.integers(1, 5 * 60)))  # the next morning, before anything opens
        hours[one] = slots
    return hours


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@given(weeks())
def test_every_week_survives_being_written_and_read(hours):
    kept = checked_hours(hours)
    assert parse_hours(hours_text(kept)) == kept


@given(st.text(alphabet="monsatue 0123456789:-;,apclde&.", max_size=40))
def test_any_text_is_read_or_refused_but_never_breaks(text):
    try:
        hours = parse_hours(text)
    except BadHours as refusal:
        said = str(refusal)
    else:
        said = ""
        assert checked_hours(hours) == hours
    assert not said or said.endswith((".", "”", "”."))


def test_a_close_past_midnight_belongs_to_the_next_morning():
    assert minutes_of(["18:00", "02:00"]) == (18 * 60, 26 * 60)
    assert minutes_of(["00:00", "24:00"]) == (0, 1440)


def test_days_that_do_not_exist_are_refused():
    with pytest.raises(BadHours, match="no day"):
        checked_hours({"funday": []})
