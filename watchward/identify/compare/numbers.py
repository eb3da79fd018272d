"""Telephone numbers, e-mail addresses, and when something happened."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import JaroWinkler

from watchward.identify.compare.base import (
    AGREED,
    CLOSE,
    DISAGREED,
    Comparer,
    Frequency,
    Level,
    text,
    texts,
)  # fmt: skip
from watchward.identify.names import typing_errors

Texts = tuple[str, ...]
FEWEST_DIGITS: Final = 4
WHOLE: Final = 9  # digits without the leading 0; shorter ones were seen in part
ANYWHERE: Final = 6  # digits of a part that may stand anywhere; shorter parts count at the end only

PHONES_LEVELS: Final = (
    Level("same", AGREED, "a telephone number is the same", 0.70, 0.00005, 0.5),
    Level("typing", CLOSE, "telephone numbers are one digit apart, or end alike", 0.08, 0.0001),
    Level("different", DISAGREED, "the telephone numbers differ", 0.22, 0.99985),
)
EMAILS_LEVELS: Final = (
    Level("same", AGREED, "an e-mail address is the same", 0.70, 0.0001, 0.5),
    Level("typing", CLOSE, "e-mail addresses are a typing error or two apart", 0.12, 0.0001),
    Level("name", CLOSE, "the e-mail addresses have the same name at another place", 0.06, 0.0005),
    Level("alike", CLOSE, "the e-mail addresses look alike", 0.04, 0.003),
    Level("different", DISAGREED, "the e-mail addresses differ", 0.08, 0.9963),
)
TIME_LEVELS: Final = (
    Level("same", AGREED, "at about the same time", 0.20, 0.001),
    Level("day", CLOSE, "within a day", 0.15, 0.005),
    Level("week", CLOSE, "within a week", 0.20, 0.03),
    Level("month", CLOSE, "within a month", 0.25, 0.12),
    Level("different", DISAGREED, "more than a month apart", 0.20, 0.844),
)


def prepare_phones(raw: object) -> Texts | None:
    """The last ten digits of each, so that +44 7700 and 07700 meet; fewer than four say nothing."""
    digits = {re.sub(r"\D", "", one) for one in texts(raw)}
    found = {one.lstrip("0")[-10:] if len(one) >= WHOLE else one for one in digits}
    return tuple(sorted(one for one in found if len(one) >= FEWEST_DIGITS)) or None


def phones_level(one: Texts, other: Texts) -> int:
    """The best level of any with any."""
    if set(one) & set(other):
        return 0
    return 1 if any(_ends_alike(a, b) for a in one for b in other) else 2


def _ends_alike(one: str, other: str) -> bool:
    """One digit apart, or alike at the end; of a number that was seen in part, all of that part."""
    short, long = sorted((one, other), key=len)
    if len(short) < WHOLE:
        return long.endswith(short) or (len(short) >= ANYWHERE and short in long) or typing_errors(one, other, 2) <= 1
    return typing_errors(one, other, 2) <= 1 or one[-7:] == other[-7:]


def prepare_emails(raw: object) -> Texts | None:
    """In small letters; without an @ it is only the part before it."""
    found = {re.sub(r"[\s<>]", "", one).lower()[:100] for one in texts(raw)}
    return tuple(sorted(one for one in found if len(one) > 2)) or None


def emails_level(one: Texts, other: Texts) -> int:
    """The best level of any with any."""
    return min(_email(a, b) for a in one for b in other)


@lru_cache(maxsize=262144)
def _email(one: str, other: str) -> int:
    if one == other:
        return 0
    name, name_other = one.split("@")[0], other.split("@")[0]
    if typing_errors(one, other, 3) <= 2:
        return 1
    if name == name_other:
        return 2
    return 3 if min(len(name), len(name_other)) > 3 and JaroWinkler.similarity(name, name_other) >= 0.9 else 4


def prepare_time(raw: object) -> tuple[float, float] | None:
    """One ISO time, or two with `;` between them: (from, to) in hours since 1970; without an offset UTC is meant."""
    moments = [raw] if isinstance(raw, datetime) else [_moment(one) for one in texts(raw)[:2]]
    hours = sorted(
        (one if one.tzinfo else one.replace(tzinfo=UTC)).timestamp() / 3600 for one in moments if one is not None
    )
    return (hours[0], hours[-1]) if hours else None


def _moment(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text(written))
    except ValueError:
        return None


def time_level(one: tuple[float, float], other: tuple[float, float]) -> int:
    """Level of two spans by the gap between them."""
    gap = max(0.0, max(one[0], other[0]) - min(one[1], other[1]))
    return next((at for at, most in enumerate((1.0, 24.0, 168.0, 744.0)) if gap <= most), 4)


def phones_keys(value: Texts) -> Iterable[str]:
    """The whole and the last six."""
    return {key for one in value for key in (one, one[-6:])}


def emails_keys(value: Texts) -> Iterable[str]:
    """The whole, and what stands before the @ without digits."""
    return {key for one in value for key in (one, "<" + re.sub(r"\d", "", one.split("@")[0])[:12])}


def time_keys(value: tuple[float, float]) -> Iterable[str]:
    """The day on which it began."""
    return (str(int(value[0] // 24)),)


def texts_terms(value: Texts) -> tuple[str, ...]:
    """Each of them."""
    return value


def texts_chance(one: Texts, other: Texts, level: int, frequency: Frequency) -> float | None:  # noqa: ARG001
    """The rarest that is shared."""
    shared = set(one) & set(other)
    return min(map(frequency, shared)) if shared else None


PHONES = Comparer(PHONES_LEVELS, prepare_phones, phones_level, phones_keys, texts_terms, texts_chance)
EMAILS = Comparer(EMAILS_LEVELS, prepare_emails, emails_level, emails_keys, texts_terms, texts_chance)
TIME = Comparer(TIME_LEVELS, prepare_time, time_level, time_keys)
