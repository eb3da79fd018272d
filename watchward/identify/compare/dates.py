"""Dates of birth: whole, in part, the day and month the other way round, misread, or guessed."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final, NamedTuple

from watchward.identify.compare.base import (
    AGREED,
    CLOSE,
    DISAGREED,
    Comparer,
    Frequency,
    Level,
    text,
)  # fmt: skip
from watchward.identify.names import typing_errors


class Born(NamedTuple):
    """A date of birth as written, 0 for a part that is not known. An impossible day stays: it was one once."""

    year: int
    month: int
    day: int
    is_guess: bool = False


LEVELS: Final = (
    Level("same", AGREED, "born on the same day", 0.78, 0.0002, 0.5),
    Level("swapped", CLOSE, "the same date with day and month the other way round", 0.02, 0.0001),
    Level("digit", CLOSE, "the dates of birth are one digit apart, or two neighbouring digits changed places",
          0.08, 0.0009),
    Level("parts", CLOSE, "two of day, month and year are the same", 0.05, 0.008),
    Level("known", CLOSE, "what is known of the date of birth fits", 0.03, 0.01),
    Level("year", CLOSE, "born in about the same year", 0.02, 0.05),
    Level("different", DISAGREED, "the dates of birth differ", 0.02, 0.9308),
)  # fmt: skip
_MONTHS: Final = {one: at + 1 for at, one in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())}  # noqa: SIM905
_GUESS: Final = re.compile(r"\b(?:c|ca|circa|about|abt|around|est|estimated)\b\.?|~", re.IGNORECASE)


def prepare(raw: object) -> Born | None:
    """ISO, `19560409`, British order, `Apr 1956`, `1956`, `c 1956`; a date or a datetime. None if nothing is read."""
    if isinstance(raw, (date, datetime)):
        return Born(raw.year, raw.month, raw.day)
    written = text(raw)[:60]
    is_guess = bool(_GUESS.search(written))
    written = _GUESS.sub(" ", written.split("T")[0] if re.match(r"\d{4}-\d", written) else written)
    named = re.search(r"[A-Za-z]{3,}", written)
    month = _MONTHS.get(named.group()[:3].lower(), 0) if named else 0
    groups = re.findall(r"\d+", written)
    found = _with_name(groups, month) if month else _from_digits(groups)
    return Born(*found, is_guess) if found and any(found) else None


def _with_name(groups: list[str], month: int) -> tuple[int, int, int] | None:
    years = [int(one) for one in groups if len(one) == 4]
    days = [int(one) for one in groups if len(one) <= 2]
    return (years[0], month, days[0] if days else 0) if years else None


def _from_digits(groups: list[str]) -> tuple[int, int, int] | None:
    """What digits say; text after the date (a time) is not looked at."""
    lengths = [len(one) for one in groups]
    numbers = [int(one) for one in groups if len(one) <= 9]
    if lengths[:1] == [8]:
        return _eight(groups[0])
    if lengths[:1] == [6]:  # yyyymm
        return int(groups[0][:4]), int(groups[0][4:]), 0
    if lengths[:1] == [4]:
        parts = [*numbers[:3], 0, 0]
        return (parts[0], parts[1], parts[2]) if all(one <= 2 for one in lengths[1:3]) else (parts[0], 0, 0)
    if len(groups) >= 3 and lengths[2] == 4 and lengths[0] <= 2 and lengths[1] <= 2:
        return numbers[2], numbers[1], numbers[0]
    if len(groups) == 2 and lengths == [2, 4]:
        return numbers[1], numbers[0], 0
    if len(groups) == 3 and max(lengths) <= 2:
        return numbers[2] + (2000 if numbers[2] <= 25 else 1900), numbers[1], numbers[0]
    return None


def _eight(digits: str) -> tuple[int, int, int]:
    if digits[:2] in {"18", "19", "20"} or digits[4:6] not in {"18", "19", "20"}:
        return int(digits[:4]), int(digits[4:6]), int(digits[6:])
    return int(digits[4:]), int(digits[2:4]), int(digits[:2])


def level(one: Born, other: Born) -> int:
    """Level of two dates of birth."""
    whole = one.month and other.month and one.day and other.day and one.year and other.year
    if whole and not one.is_guess and not other.is_guess:
        return _whole(one, other)
    if one.is_guess or other.is_guess:
        return 4 if one.year == other.year else 5 if abs(one.year - other.year) <= 3 else 6
    known = [(a, b) for a, b in zip(one[:3], other[:3], strict=True) if a and b]
    wrong = sum(a != b for a, b in known)
    if known and not wrong:
        return 4 if len(known) > 1 or one.year == other.year else 5
    return 5 if wrong == 1 and one.year and other.year and abs(one.year - other.year) <= 1 else 6


def _whole(one: Born, other: Born) -> int:
    if one[:3] == other[:3]:
        return 0
    if one.year == other.year and one.month == other.day and one.day == other.month:
        return 1
    if typing_errors(digits(one), digits(other), 2) == 1:
        return 2
    if sum(a == b for a, b in zip(one[:3], other[:3], strict=True)) == 2:
        return 3
    return 5 if abs(one.year - other.year) <= 1 else 6


def digits(born: Born) -> str:
    """Eight digits, so that a mistaken one shows."""
    return f"{born.year:04d}{born.month:02d}{born.day:02d}"[:8]


def keys(value: Born) -> Iterable[str]:
    """Two parts of three, whatever the order of day and month."""
    few, many = sorted((value.month, value.day))
    if few:
        yield f"{few}-{many}"
    for part in {value.month, value.day} if few and value.year else ():
        yield f"{value.year}/{part}"
    yield f"{value.year}"


def terms(value: Born) -> tuple[str, ...]:
    """The whole date; first of January is written where nobody knew."""
    return (digits(value),)


def chance(one: Born, other: Born, level: int, frequency: Frequency) -> float | None:  # noqa: ARG001
    """How common this very date is."""
    return frequency(digits(one))


DATE = Comparer(LEVELS, prepare, level, keys, terms, chance)
