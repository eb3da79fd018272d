"""Write dates as an iCalendar file (RFC 5545); the library folds and escapes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//Watchward//Dates//EN"
ASK_AGAIN = timedelta(hours=12)  # what calendars are asked to wait between two looks


@dataclass(frozen=True, slots=True)
class Entry:
    """One date, or one stretch of time where `starts_at` and `ends_at` are given.

    Args:
        uid: the same for the same thing at every look, so that a calendar moves it instead of showing it twice.
        page, ref: the name of an address and its reference, for whoever makes links of them.
    """

    uid: str
    day: date
    title: str
    text: str = ""
    page: str = ""
    ref: str = ""
    place: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def calendar_file(name: str, entries: Iterable[tuple[Entry, str]], *, house: str, now: datetime) -> bytes:
    """The file.

    Args: entries: each with the link to its page or an empty text.  house: what makes the uids unique in the world.
    """
    from icalendar import Calendar  # loaded by the first calendar, not by every start of the server

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for entry, link in entries:
        calendar.add_component(_event(entry, link, house, now))
    file: bytes = calendar.to_ical()
    return file


def _event(entry: Entry, link: str, house: str, now: datetime) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", f"{entry.uid}@{house}")
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("summary", entry.title)
    if entry.starts_at and entry.ends_at:
        event.add("dtstart", entry.starts_at.astimezone(UTC))
        event.add("dtend", entry.ends_at.astimezone(UTC))
    else:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")  # a date to remember keeps nobody busy
    if entry.text:
        event.add("description", entry.text)
    if entry.place:
        event.add("location", entry.place)
    if link:
        event.add("url", link)
    return event
