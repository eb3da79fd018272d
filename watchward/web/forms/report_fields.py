"""Single fields of the report form: each gives its value, or a sentence that says what to type instead."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from watchward.kit.errors import Refused
from watchward.kit.tables.errors import Wrong
from watchward.kit.tables.values import clean_text, parse_integer, parse_pence

EARLIEST = timedelta(days=366 * 5)  # an older crime goes to the police, not to a town's list
MOST_NUMBER = 1_000_000
MOST_PENCE = 1_000_000_000
REGISTRATION = re.compile(r"[A-Z0-9?]{1,12}")
UNREAD = re.compile(r"[*._]")  # people write an unread character in many ways
MOMENTS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y, %H:%M", "%d.%m.%Y %H:%M")
WHEN_ERROR = "Enter a real date and time, like 27/3/2026 21:15."


class Unreadable(Refused):
    """The text typed cannot be used; `str()` is the sentence for the person."""


@dataclass
class Problems:
    """What has to change, by the id of the field, in the order of the page."""

    by_field: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)

    def add(self, field_id: str, sentence: str, typed: str = "") -> None:
        """Keep the first sentence for a field, and what had been typed there."""
        self.by_field.setdefault(field_id, sentence)
        if typed:
            self.typed.setdefault(field_id, typed)

    def __bool__(self) -> bool:
        return bool(self.by_field)


def words(text: str | None, *, most: int) -> str:
    """Text without invisible characters; too long a text is refused, never cut in silence."""
    cleaned = clean_text(text or "")
    if len(cleaned) > most:
        raise Unreadable(f"This has {len(cleaned):,} characters. Shorten it to {most:,}.")
    return cleaned


def pence(text: str | None) -> int | None:
    """Pounds as typed, in pence; nothing typed is nothing known."""
    cleaned = clean_text(text or "")
    if not cleaned:
        return None
    found = parse_pence(cleaned)
    if isinstance(found, Wrong) or not 0 <= found <= MOST_PENCE:
        raise Unreadable("Enter an amount in pounds, like 180 or 12.50.")
    return found


def whole_number(text: str | None) -> int | None:
    """A count of people, items or days."""
    cleaned = clean_text(text or "")
    if not cleaned:
        return None
    found = parse_integer(cleaned)
    if isinstance(found, Wrong) or not 0 <= found <= MOST_NUMBER:
        raise Unreadable("Enter a whole number, like 3.")
    return found


def registration(text: str | None) -> str:
    """A registration, perhaps partial: capitals without spaces, `?` for each character that was not read."""
    plate = UNREAD.sub("?", re.sub(r"[\s\-]+", "", clean_text(text or "")).upper())
    if plate and not REGISTRATION.fullmatch(plate):
        raise Unreadable("A registration has up to 12 letters and numbers. Put ? for each one you could not read.")
    return plate


def moment(text: str | None, zone: ZoneInfo, now: datetime) -> datetime:
    """Local date and time as typed or picked; a time that the clocks skipped moves forward with them."""
    cleaned = clean_text(text or "")
    if not cleaned:
        raise Unreadable("Enter when it happened.")
    for shape in MOMENTS:
        try:
            local = datetime.strptime(cleaned, shape).replace(tzinfo=zone)
        except ValueError:
            continue
        at = local.astimezone(UTC)
        if at > now + timedelta(minutes=10):
            raise Unreadable(f"{local:%d/%m/%Y %H:%M} is in the future. Check the date and time.")
        if at < now - EARLIEST:
            raise Unreadable(f"{local:%d/%m/%Y %H:%M} is more than five years ago. Check the date.")
        return at
    raise Unreadable(WHEN_ERROR)


def device_moment(text: str | None) -> datetime | None:
    """The device's own clock as sent by the page; nonsense is no clock."""
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    if at.tzinfo is None or not date(2000, 1, 1) < at.date() < date(2200, 1, 1):
        return None
    return at


def uuid_of(text: str | None) -> UUID | None:
    """The key of one opened form."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
