"""Days as people write them: `6 March`, `06/03/2026`, `last Friday`, `yesterday`, `March 2026`. British order."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = "|".join(f"{one}|{one[:3]}" for one in MONTHS) + "|sept"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FORMS: Final = tuple(
    re.compile(rf"(?<![\w/.-]){form}(?![\w/-])", re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})",
        r"(?P<day>\d{1,2})[/.](?P<number>\d{1,2})[/.](?P<year>\d{4}|\d{2})",
        rf"{_DAY}\s+(?:of\s+)?(?P<month>{_MONTH})\.?(?:,?\s+(?P<year>\d{{4}}))?",
        rf"(?P<month>{_MONTH})\s+{_DAY}(?:,?\s+(?P<year>\d{{4}}))?",
        rf"(?P<month>{'|'.join(MONTHS)})\s+(?P<year>\d{{4}})",
        rf"(?:last|on)\s+(?P<weekday>{'|'.join(WEEKDAYS)})",
        r"(?P<word>today|yesterday|this week|last week|this month|last month)",
    )
)


@dataclass(frozen=True, slots=True)
class Days:
    """From one day to another, both included, and the text without the words that said so."""

    first: date
    last: date
    rest: str


def find_days(text: str, today: date) -> Days | None:
    """The first days that a text names; None where it names none. A date without a year is the latest one past.

    `last Friday` is the Friday before today; weeks begin on Monday. A date that does not exist is left in the text.
    """
    for form in _FORMS:
        for found in form.finditer(text):
            if span := _span(found, today):
                rest = " ".join(f"{text[: found.start()]} {text[found.end() :]}".split())
                return Days(*span, rest)
    return None


def _span(found: re.Match[str], today: date) -> tuple[date, date] | None:
    said = found.groupdict()
    if word := said.get("word"):
        return _relative(" ".join(word.lower().split()), today)
    if weekday := said.get("weekday"):
        back = (today.weekday() - WEEKDAYS.index(weekday.lower())) % 7 or 7
        return (today - timedelta(days=back),) * 2
    month = int(said["number"]) if said.get("number") else _month(said["month"])
    year = int(said["year"]) if said.get("year") else None
    if year is not None and year < 100:
        year += 2000
    if not said.get("day"):
        return _month_of(date(year, month, 1)) if year and 1 <= year <= 9998 else None
    return _one_day(int(said["day"]), month, year, today)


def _one_day(day: int, month: int, year: int | None, today: date) -> tuple[date, date] | None:
    """The day itself; without a year the latest that is not in the future, leap days included."""
    years = [year] if year is not None else range(today.year, today.year - 5, -1)
    for one in years:
        try:
            found = date(one, month, day)
        except ValueError:
            continue
        if year is not None or found <= today:
            return found, found
    return None


def _relative(word: str, today: date) -> tuple[date, date]:
    monday = today - timedelta(days=today.weekday())
    spans = {
        "today": (today, today),
        "yesterday": (today - timedelta(days=1),) * 2,
        "this week": (monday, today),
        "last week": (monday - timedelta(days=7), monday - timedelta(days=1)),
        "this month": (today.replace(day=1), today),
        "last month": _month_of(today.replace(day=1) - timedelta(days=1)),
    }
    return spans[word]


def _month_of(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    return first, after - timedelta(days=1)


def _month(word: str) -> int:
    return next(place for place, name in enumerate(MONTHS, 1) if name.startswith(word.lower()[:3]))
