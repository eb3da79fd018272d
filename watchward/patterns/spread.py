"""From-to times: share one incident out over the hours in which it may have happened (aoristic weights)."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from watchward.patterns.hours import HOURS_IN_WEEK, hour_of_week

LONGEST = timedelta(days=7)  # a longer span covers every hour of the week: it says nothing about the hour


@dataclass(frozen=True, slots=True)
class Spread:
    """Many spans added up: 168 weights, how many spans they hold, how many told nothing."""

    week: tuple[float, ...]
    told: int
    untold: int


def tells_the_hour(span_from: datetime, span_to: datetime) -> bool:
    """Say whether a span tells anything about the hour of the week: it is shorter than 7 days."""
    return _ordered(span_from, span_to)[1] - span_from.astimezone(UTC) < LONGEST


def spread(span_from: datetime, span_to: datetime, zone: tzinfo) -> dict[int, float]:
    """Share one incident over the local hours of the week between two moments, by minutes covered.

    Args:    both aware; equal moments mean an exact time.
    Returns: weight per hour of the week, summing to 1; **empty** for spans of 7 days or more, which carry no
             information (see `tells_the_hour`): count those apart, never spread them evenly.
    Raises:  ValueError: a moment has no time zone, or the span ends before it begins.
    Source:  start, middle or end points mislead: Ashby and Bowers, Crime Science, 2013.
    """
    moment, end = _ordered(span_from, span_to)
    if end - moment >= LONGEST:
        return {}
    if moment == end:
        return {hour_of_week(moment, zone): 1.0}
    total, seconds = (end - moment).total_seconds(), defaultdict[int, float](float)
    while moment < end:  # in UTC, so that the hour that summer time repeats or skips has its real length
        following = min(_next_hour(moment, zone), end)
        seconds[hour_of_week(moment, zone)] += (following - moment).total_seconds()
        moment = following
    return {hour: covered / total for hour, covered in seconds.items()}


def spread_all(spans: Iterable[tuple[datetime, datetime]], zone: tzinfo) -> Spread:
    """Add many spans up, each weighing 1 in all; spans that say nothing are counted in `untold`."""
    parts: list[list[float]] = [[] for _ in range(HOURS_IN_WEEK)]
    told = untold = 0
    for span_from, span_to in spans:
        weights = spread(span_from, span_to, zone)
        told, untold = (told + 1, untold) if weights else (told, untold + 1)
        for hour, weight in weights.items():
            parts[hour].append(weight)
    return Spread(tuple(math.fsum(part) for part in parts), told, untold)


def _ordered(span_from: datetime, span_to: datetime) -> tuple[datetime, datetime]:
    if span_from.utcoffset() is None or span_to.utcoffset() is None:
        raise ValueError("A time has no time zone. Give aware datetimes.")
    start, end = span_from.astimezone(UTC), span_to.astimezone(UTC)
    if end < start:
        raise ValueError("The span ends before it begins. Swap the two times.")
    return start, end


def _next_hour(moment: datetime, zone: tzinfo) -> datetime:
    """Return the next full hour on the local clock, in UTC (zones with half-hour offsets included)."""
    local = moment.astimezone(zone)
    return (
        moment
        + timedelta(hours=1)
        - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    )
