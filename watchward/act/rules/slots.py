"""A span of local time as moments, and what is wrong with it. Pure: dates, times and a zone in, decisions out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from watchward.kit.text import count
from watchward.partners.choices import WEEKDAYS
from watchward.partners.rules.opening_hours import DAY_MINUTES, hours_text, minutes_of
from watchward.policy import Decision

LONGEST = timedelta(hours=14)
JUST_BEGUN = timedelta(hours=1)  # an officer who is there already may still be entered
FARTHEST = timedelta(days=366)
MOST_WEEKS = 26


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment to another, half-open, in UTC."""

    starts_at: datetime
    ends_at: datetime

    @property
    def length(self) -> timedelta:
        """How long it really lasts, whatever the clocks do meanwhile."""
        return self.ends_at - self.starts_at

    def days(self, zone: ZoneInfo) -> tuple[date, date]:
        """The first and the last local day on which somebody stands there."""
        last = self.ends_at - timedelta(microseconds=1)
        return self.starts_at.astimezone(zone).date(), last.astimezone(zone).date()


def span_of(day: date, starts: time, ends: time, zone: ZoneInfo) -> Span:
    """The span that begins on `day`; an end at or before the start belongs to the next morning.

    A time that the clock skips in spring is meant an hour later on the clock; a time that it shows twice in autumn is
    the first of the two.
    """
    last_day = day + timedelta(days=1) if ends <= starts else day
    return Span(_moment(day, starts, zone), _moment(last_day, ends, zone))


def weekly(day: date, starts: time, ends: time, weeks: int, zone: ZoneInfo) -> list[Span]:
    """The same local times on the same weekday, week after week, across changes of the clock."""
    return [span_of(day + timedelta(weeks=one), starts, ends, zone) for one in range(weeks)]


def check_times(starts: time, ends: time, weeks: int) -> Decision:
    """Whether these can be a deployment at all."""
    if starts == ends:
        return Decision(False, "It ends when it starts. Check both times.")
    if not 1 <= weeks <= MOST_WEEKS:
        return Decision(False, f"Plan between 1 and {MOST_WEEKS} weeks at a time.")
    return Decision(True, "They can.")


def check_span(span: Span, now: datetime) -> Decision:
    """Not in the past, not too long, not too far ahead."""
    if span.starts_at < now - JUST_BEGUN:
        return Decision(False, "That is past. Enter a day and time that are still to come.")
    if span.length > LONGEST:
        hours = LONGEST // timedelta(hours=1)
        return Decision(False, f"It lasts longer than {count(hours, 'hour')}. Make it two deployments with two people.")
    if span.starts_at > now + FARTHEST:
        return Decision(False, "It is more than a year ahead. Plan it later.")
    return Decision(True, "It can be planned.")


def length_text(span: Span) -> str:
    """`5 hours`, `1 hour 30 minutes`."""
    hours, rest = divmod(int(span.length.total_seconds()) // 60, 60)
    return " ".join(words for number, words in ((hours, count(hours, "hour")), (rest, count(rest, "minute"))) if number)


def clock_hint(span: Span, zone: ZoneInfo) -> str:
    """A sentence where the clocks change in between, so that nobody is surprised by an hour."""
    before, after = span.starts_at.astimezone(zone).utcoffset(), span.ends_at.astimezone(zone).utcoffset()
    if before is None or after is None or before == after:
        return ""
    way = "forward" if after > before else "back"
    return f"The clocks go {way} in between: it lasts {length_text(span)}."


def hours_hint(hours: Mapping[str, Sequence[Sequence[str]]], span: Span, zone: ZoneInfo) -> str:
    """A sentence where the place is closed for part of the span; no opinion where its hours are not known."""
    begin = span.starts_at.astimezone(zone)
    day = WEEKDAYS[begin.weekday()]
    if day not in hours:
        return ""
    first = begin.hour * 60 + begin.minute
    last = first + int(span.length.total_seconds()) // 60
    yesterday, tomorrow = WEEKDAYS[begin.weekday() - 1], WEEKDAYS[(begin.weekday() + 1) % 7]
    known = [(-DAY_MINUTES, yesterday), (0, day), (DAY_MINUTES, tomorrow)]
    opened = sorted(
        (start + shift, end + shift)
        for shift, one in known
        for start, end in (minutes_of(slot) for slot in hours.get(one, ()))
    )
    reach = first
    for start, end in opened:
        if start <= reach < end:
            reach = end
    if reach >= last:
        return ""
    return f"The register says that this place opens {hours_text({day: hours[day]})}. Check that somebody is there."


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
