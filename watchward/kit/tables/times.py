"""Dates and times as people write them in logs, and the way from local time to UTC.

Day first (03/04 is 3 April) unless the table says month first. Nothing is guessed beyond that: a date that
makes no sense in the chosen order is `Wrong`, never silently swapped.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from watchward.kit.tables.errors import TableError, Wrong, shown
from watchward.kit.tables.values import clean_text

DateOrder = Literal["day-first", "month-first"]
Span = tuple[time, time | None]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july"),
            *("aug august", "sep sept september", "oct october", "nov november", "dec december"),
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]?\s+", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d])")
_FIGURES = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?![\d])")
_DAY_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/.\s]+(?:of\s+)?([a-z]{3,9})\.?[-/.,\s]+(\d{4}|\d{2})(?!\d)", re.I)
_NAMED_DAY = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)", re.I)
_SERIAL = re.compile(r"(\d{5})(?:\.(\d+))?")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap])\.?m\.?", re.I)
_CLOCK_24 = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*(?:h|hrs|hours)?", re.I)
_MILITARY = re.compile(r"(\d{2})(\d{2})\s*(?:h|hrs|hours)?", re.I)
_FRACTION = re.compile(r"0(?:\.\d|\.\d{3,})|0?\.\d{3,}")
_BETWEEN = re.compile(r"\s*(?:-|–|—|\bto\b|\buntil\b|\btill\b|\band\b)\s*", re.I)
_EXCEL_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a local wall time, as everything in this module
_SERIAL_RANGE = range(25_569, 73_051)  # 1970 to 2099: five-figure numbers outside are not dates
_TIME_TODO = "Write a time like 21:15 or 9.15pm."


def parse_date(text: str, order: DateOrder = "day-first") -> date | Wrong:
    """A calendar day; a time behind it must be midnight or is ignored only when it is a clear time."""
    found = _date_and_rest(clean_text(text), order)
    if isinstance(found, Wrong):
        return found
    day, rest = found
    if rest and isinstance(parse_time(rest), Wrong):
        return _no_date(text, order)
    return day


def parse_time(text: str) -> time | Wrong:
    """A time of day in 24 hours, with am or pm, as four figures, or as Excel's fraction of a day."""
    cleaned = clean_text(text).lower()
    if cleaned in ("noon", "midday"):
        return time(12)
    if cleaned == "midnight":
        return time(0)
    if _FRACTION.fullmatch(cleaned):
        return _from_fraction(float(cleaned))
    if found := _CLOCK.fullmatch(cleaned):
        hour = int(found[1])
        if not 1 <= hour <= 12:
            return Wrong(f"{shown(text)} is not a time with am or pm.", _TIME_TODO)
        return _clock(text, hour % 12 + (12 if found[4] == "p" else 0), found[2], found[3])
    if found := _CLOCK_24.fullmatch(cleaned):
        return _clock(text, int(found[1]), found[2], found[3])
    if found := _MILITARY.fullmatch(cleaned):
        return _clock(text, int(found[1]), found[2], None)
    return Wrong(f"{shown(text)} is not a time.", _TIME_TODO)


def parse_span(text: str) -> Span | Wrong:
    """One time, or from and to (“21:15-22:30”, “between 9pm and 11pm”); the second may be after midnight."""
    cleaned = clean_text(text)
    single = parse_time(cleaned)
    if isinstance(single, time):
        return single, None
    parts = _BETWEEN.split(re.sub(r"^(?:between|from)\s+", "", cleaned, flags=re.I))
    if len(parts) != 2:
        return single
    first, last = parse_time(parts[0]), parse_time(parts[1])
    if isinstance(first, Wrong):
        return first
    return last if isinstance(last, Wrong) else (first, last)


def parse_moment(text: str, order: DateOrder = "day-first") -> datetime | date | Wrong:
    """A date with its time, naive and local (aware if it has an offset or Z); without a time, a date."""
    cleaned = clean_text(text)
    if (exact := _iso_exact(cleaned)) is not None:
        return exact
    found = _date_and_rest(cleaned, order)
    if isinstance(found, Wrong):
        return found
    day, rest = found
    if not rest:
        return day
    clock = parse_time(rest)
    if isinstance(clock, Wrong):
        return Wrong(f"{shown(text)} is not a date with a time.", "Write it like 27/3/2026 21:15.")
    return datetime.combine(day, clock)


def to_utc(local: datetime, zone: str) -> datetime:
    """Local wall time -> aware UTC; an aware datetime is only converted.

    When clocks go forward, a time inside the missing hour is read as if they had not yet moved (02:22 becomes
    03:22 summer time). When they go back, a time that comes twice is the first of the two. Both follow
    PEP 495 with fold=0, so no report is lost for the hour it was written in.
    """
    return (local if local.tzinfo else local.replace(tzinfo=zone_named(zone))).astimezone(UTC)


@lru_cache(maxsize=64)
def zone_named(zone: str) -> ZoneInfo:
    """The time zone of that name. Raises: TableError for a name that is none."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as missing:
        raise TableError(f"There is no time zone {shown(zone)}. Use a name like Europe/London.") from missing


def _iso_exact(text: str) -> datetime | None:
    """The fast path: what computers write (2026-03-27T21:15), which `fromisoformat` reads as it is."""
    if len(text) < 16 or text[4] != "-" or text[10] not in " T":
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _date_and_rest(text: str, order: DateOrder) -> tuple[date, str] | Wrong:
    """The date that the text starts with, and the text behind it (a time, or nothing)."""
    if found := _SERIAL.fullmatch(text):
        return _from_serial(text, order)
    bare = _WEEKDAY.sub("", text, count=1) if text[:1].isalpha() else text
    if found := _ISO.match(bare):
        day = _day(text, found[1], int(found[2]), found[3], order)
    elif found := _FIGURES.match(bare):
        first, second = (found[1], found[2]) if order == "day-first" else (found[2], found[1])
        day = _day(text, found[3], int(second), first, order)
    elif found := _DAY_NAMED.match(bare):
        day = _day(text, found[3], _MONTHS.get(found[2].lower(), 0), found[1], order)
    elif found := _NAMED_DAY.match(bare):
        day = _day(text, found[3], _MONTHS.get(found[1].lower(), 0), found[2], order)
    else:
        return _no_date(text, order)
    if isinstance(day, Wrong):
        return day
    return day, re.sub(r"^(?:[,T\s]|at\s)+", "", bare[found.end() :], flags=re.I)


def _day(text: str, year: str, month: int, day: str, order: DateOrder) -> date | Wrong:
    full = int(year) if len(year) == 4 else 2000 + int(year) - (100 if int(year) >= 70 else 0)
    if month > 12:
        other = "month first" if order == "day-first" else "day first"
        return Wrong(
            f"{shown(text)} has no month {month}.",
            f"Check the date, or choose {other} if this file writes it so.",
        )
    try:
        return date(full, month, int(day))
    except ValueError:
        return _no_date(text, order)


def _no_date(text: str, order: DateOrder) -> Wrong:
    example = "27/3/2026" if order == "day-first" else "3/27/2026"
    return Wrong(f"{shown(text)} is not a date.", f"Write a real date like {example}.")


def _from_serial(text: str, order: DateOrder) -> tuple[date, str] | Wrong:
    serial = float(text)
    if int(serial) not in _SERIAL_RANGE:
        return _no_date(text, order)
    moment = _EXCEL_DAY_ZERO + timedelta(minutes=round(serial * 1440))
    return moment.date(), f"{moment:%H:%M}" if "." in text else ""


def _from_fraction(part: float) -> time | Wrong:
    minutes = round(part * 1440)
    return time(minutes // 60, minutes % 60) if minutes < 1440 else time(23, 59)


def _clock(text: str, hour: int, minute: str | None, second: str | None) -> time | Wrong:
    try:
        return time(hour, int(minute or 0), int(second or 0))
    except ValueError:
        return Wrong(f"{shown(text)} is not a time of day.", _TIME_TODO)
