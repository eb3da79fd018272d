"""When letters fall due, what their keys are, and the signed link that stops them. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core import signing

from watchward.share.choices import Audience, Topic

_SIGNER = "watchward.letters"
MONDAY_AT = time(8)
FIRST_AT = time(7)
CATCH_UP_DAYS = 2  # a worker that was off on Monday still writes on Tuesday and Wednesday, not later
CATCH_UP_IN_MONTH = 7
LONGEST_INTRODUCTION = 1200
GIVE_UP = timedelta(days=3)  # an address that refuses so long is given up


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday on one clock."""

    on: date
    since: datetime
    until: datetime

    @property
    def key(self) -> str:
        """`2026-W47`."""
        year, week, _day = self.on.isocalendar()
        return f"{year}-W{week:02d}"

    @property
    def words(self) -> str:
        """`16 to 22 November 2026`."""
        last = self.on + timedelta(days=6)
        first = f"{self.on.day}" if self.on.month == last.month else f"{self.on.day} {self.on:%B}"
        return f"{first} to {last.day} {last:%B %Y}"


def week_from(monday: date, zone: ZoneInfo) -> Week:
    """The week that begins on a Monday."""
    return Week(monday, _begin(monday, zone), _begin(monday + timedelta(days=7), zone))


def last_week(now: datetime, zone: ZoneInfo) -> Week:
    """The last whole week before this moment."""
    today = now.astimezone(zone).date()
    return week_from(today - timedelta(days=today.weekday() + 7), zone)


def is_monday_post(now: datetime, zone: ZoneInfo) -> bool:
    """Whether the week's letters may leave: Monday from 8, and a little later if the worker was off."""
    local = now.astimezone(zone)
    return local.weekday() <= CATCH_UP_DAYS and not (local.weekday() == 0 and local.time() < MONDAY_AT)


def is_first_post(now: datetime, zone: ZoneInfo) -> bool:
    """Whether the month's letters may leave: the 1st from 7, and up to a week later if the worker was off."""
    local = now.astimezone(zone)
    return local.day <= CATCH_UP_IN_MONTH and not (local.day == 1 and local.time() < FIRST_AT)


def month_before(now: datetime, zone: ZoneInfo) -> date:
    """The first day of the last whole month."""
    first = now.astimezone(zone).date().replace(day=1)
    return (first - timedelta(days=1)).replace(day=1)


def month_from(text: str) -> date | None:
    """The first day of `2026-10`; None for what is no month."""
    try:
        return datetime.strptime(f"{text}-01", "%Y-%m-%d").date() if len(text) == 7 else None  # noqa: DTZ007
    except ValueError:
        return None


def month_span(month: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When a month begins and ends on a clock."""
    following = (month + timedelta(days=32)).replace(day=1)
    return _begin(month, zone), _begin(following, zone)


def audience_key(audience: str, place_id: int | None) -> str:
    """`everybody`, `zones 7`: one newsletter a week and one standing order for each."""
    return audience if audience == Audience.EVERYBODY else f"{audience} {place_id}"


def stop_key(place_ref: str, topic: str) -> str:
    """What stands in the link that stops letters: signed, and good for this one thing."""
    return signing.Signer(salt=_SIGNER).sign(f"{place_ref}_{topic}").replace(":", ".")


def stopped_by(key: str) -> tuple[str, Topic] | None:
    """(reference of the place, topic) that a link names, or None if nobody here signed it."""
    said, _dot, signature = key.rpartition(".")
    try:
        ref, _line, topic = signing.Signer(salt=_SIGNER).unsign(f"{said}:{signature}").partition("_")
    except signing.BadSignature:
        return None
    return (ref, Topic(topic)) if topic in Topic.values else None


def _begin(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
