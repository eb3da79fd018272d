"""The stretches of time that figures are shown for, cut into columns on the partnership's own clock."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MONTHS_BEFORE_YEARS = 60  # a longer "all" is drawn per year
OLDEST_TABS = 12  # years that get a tab of their own

LAST_4_WEEKS, LAST_13_WEEKS, LAST_12_MONTHS, ALL = "4w", "13w", "12m", "all"
ROLLING = {LAST_4_WEEKS: "4 weeks", LAST_13_WEEKS: "13 weeks", LAST_12_MONTHS: "12 months"}


@dataclass(frozen=True, slots=True)
class DataSpan:
    """When the first and the last incident happened, and the local years that hold any."""

    first: datetime | None = None
    last: datetime | None = None
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time: columns from edge to edge (UTC), and the stretch before it that it may be held against.

    `edges` has one moment more than `names`. `before` ends where as much time has passed as in this period so far.
    """

    slug: str
    words: str
    edges: tuple[datetime, ...]
    names: tuple[str, ...]
    column: str
    is_last_partial: bool
    before: tuple[datetime, datetime] | None = None
    before_words: str = ""

    @property
    def since(self) -> datetime:
        """The first moment."""
        return self.edges[0]

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return self.edges[-1]


def period_of(slug: str, span: DataSpan, zone: ZoneInfo, now: datetime) -> Period:
    """The period that was asked for; the latest that holds anything where none, or an unknown one, was."""
    today = now.astimezone(zone)
    if slug in ROLLING:
        return _rolling(slug, zone, today)
    if slug == ALL:
        return _everything(span, zone, today)
    if slug.isascii() and slug.isdigit() and int(slug) in span.years:
        return _year(int(slug), zone, today)
    return period_of(default_slug(span, zone, now), span, zone, now)


def default_slug(span: DataSpan, zone: ZoneInfo, now: datetime) -> str:
    """The latest period with data: 13 weeks, else 12 months, else the last year that has any."""
    today = now.astimezone(zone)
    for slug in (LAST_13_WEEKS, LAST_12_MONTHS):
        if span.last and span.last >= _rolling(slug, zone, today).since:
            return slug
    return str(span.years[-1]) if span.years else LAST_13_WEEKS


def choices(span: DataSpan) -> list[tuple[str, str]]:
    """(slug, label) of every period to choose from."""
    years = [(str(year), str(year)) for year in reversed(span.years[-OLDEST_TABS:])]
    return [*ROLLING.items(), *years, (ALL, "All")]


def _rolling(slug: str, zone: ZoneInfo, today: datetime) -> Period:
    if slug == LAST_12_MONTHS:
        start = _months_on(today.date().replace(day=1), -11)
        return _cut(
            slug, "the last 12 months, this month included", "month", zone, today, start, _next_month,
            lambda day: f"{day:%b %y}", 12, _year_back(today), "the same months a year before",
        )  # fmt: skip
    if slug == LAST_13_WEEKS:
        start = today.date() - timedelta(days=today.weekday(), weeks=12)
        return _cut(
            slug, "the last 13 weeks, this week included", "week", zone, today, start, _next_week, _short_day, 13,
            today - timedelta(weeks=13), "the 13 weeks before", shift=timedelta(weeks=13),
        )  # fmt: skip
    start = today.date() - timedelta(days=27)
    return _cut(
        slug, "the last 4 weeks, today included", "day", zone, today, start, _next_day, _short_day, 28,
        today - timedelta(weeks=4), "the 4 weeks before", shift=timedelta(weeks=4),
    )  # fmt: skip


def _year(year: int, zone: ZoneInfo, today: datetime) -> Period:
    is_now = year == today.year
    stop = _year_back(today) if is_now else datetime.combine(date(year, 1, 1), time(), zone)
    words = f"{year} so far" if is_now else str(year)
    before = f"{year - 1} up to the same day" if is_now else str(year - 1)
    return _cut(
        str(year), words, "month", zone, today, date(year, 1, 1), _next_month, lambda day: f"{day:%b}", 12, stop, before
    )


def _everything(span: DataSpan, zone: ZoneInfo, today: datetime) -> Period:
    first = (span.first or today).astimezone(zone).date().replace(day=1)
    last = (span.last or today).astimezone(zone).date().replace(day=1)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    words = "all time" if span.first is None else f"all time, {first:%B %Y} to {last:%B %Y}"
    if months > MONTHS_BEFORE_YEARS:
        start, many = first.replace(month=1), last.year - first.year + 1
        return _cut(ALL, words, "year", zone, today, start, _next_year, lambda day: f"{day.year}", many)
    return _cut(ALL, words, "month", zone, today, first, _next_month, lambda day: f"{day:%b %Y}", months)


def _cut(
    slug: str, words: str, column: str, zone: ZoneInfo, today: datetime, start: date,
    following: Callable[[date], date], name: Callable[[date], str], many: int,
    before_until: datetime | None = None, before_words: str = "", *, shift: timedelta | None = None,
) -> Period:  # fmt: skip
    days = list(_days(start, following, many + 1))
    edges = _moments(days, zone)
    before = None
    if before_until is not None:
        first = start - shift if shift else start.replace(year=start.year - 1)
        before = (datetime.combine(first, time(), zone).astimezone(UTC), before_until.astimezone(UTC))
    names = tuple(name(day) for day in days[:-1])
    return Period(slug, words, edges, names, column, edges[-1] > today.astimezone(UTC), before, before_words)


def _days(start: date, following: Callable[[date], date], many: int) -> Iterator[date]:
    for _ in range(many):
        yield start
        start = following(start)


def _moments(days: Sequence[date], zone: ZoneInfo) -> tuple[datetime, ...]:
    """Local midnights in UTC: a week in which the clocks change is 167 or 169 hours long, and that is right."""
    return tuple(datetime.combine(day, time(), zone).astimezone(UTC) for day in days)


def _next_day(day: date) -> date:
    return day + timedelta(days=1)


def _next_week(day: date) -> date:
    return day + timedelta(weeks=1)


def _next_month(day: date) -> date:
    return _months_on(day, 1)


def _next_year(day: date) -> date:
    return day.replace(year=day.year + 1)


def _months_on(first_of_month: date, months: int) -> date:
    year, month = divmod(first_of_month.year * 12 + first_of_month.month - 1 + months, 12)
    return date(year, month + 1, 1)


def _year_back(moment: datetime) -> datetime:
    day = 28 if (moment.month, moment.day) == (2, 29) else moment.day
    return moment.replace(year=moment.year - 1, day=day)


def _short_day(day: date) -> str:
    return f"{day.day} {day:%b}"
