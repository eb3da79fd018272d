"""Hours of the week in local time: 0 is Monday 00:00 to 01:00, 167 is Sunday 23:00 to 24:00."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import accumulate

HOURS_IN_WEEK = 168
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Window:
    """`hours` hours from the hour of the week `start`; it may run past Sunday midnight."""

    start: int
    hours: int
    count: int

    @property
    def words(self) -> str:
        """Return the window as people say it, like "Friday 21:00 to 23:00"."""
        return window_words(self.start, self.hours)

    @property
    def cells(self) -> tuple[tuple[int, int], ...]:
        """Return its (weekday, hour) cells, ready to be outlined on a week grid."""
        return tuple(divmod(hour % HOURS_IN_WEEK, 24) for hour in range(self.start, self.start + self.hours))


def window_words(start: int, hours: int) -> str:
    """Say a window in words; the end names its day only when that is another day than midnight's."""
    day, hour = divmod(start % HOURS_IN_WEEK, 24)
    end_day, end_hour = divmod((start + hours) % HOURS_IN_WEEK, 24)
    if end_hour == 0 and hours <= 24:
        return f"{DAYS[day]} {hour:02d}:00 to midnight"
    if end_day == day and hours < 24:
        return f"{DAYS[day]} {hour:02d}:00 to {end_hour:02d}:00"
    return f"{DAYS[day]} {hour:02d}:00 to {DAYS[end_day]} {end_hour:02d}:00"


def hour_of_week(moment: datetime, zone: tzinfo) -> int:
    """Return the local hour of the week, 0 to 167; the clocks of `zone` are followed, summer time too.

    Raises: ValueError: `moment` has no time zone.
    """
    if moment.utcoffset() is None:
        raise ValueError("The time has no time zone. Give an aware datetime.")
    local = moment.astimezone(zone)
    return local.weekday() * 24 + local.hour


def week_grid(hour_counts: Mapping[int, int]) -> list[list[int]]:
    """Lay counts per hour of the week out as 7 rows (Monday first) of 24; missing hours are 0.

    Raises: ValueError: an hour outside 0-167, or a negative count.
    """
    grid = [[0] * 24 for _ in DAYS]
    for hour, count in hour_counts.items():
        if not 0 <= hour < HOURS_IN_WEEK:
            raise ValueError(f"{hour} is not an hour of the week. Use 0 to 167.")
        if count < 0:
            raise ValueError(f"Hour {hour} has the count {count}. Counts start at 0.")
        grid[hour // 24][hour % 24] = count
    return grid


def busiest_hours(happened_at: Iterable[datetime], *, slots: int = 3) -> list[tuple[int, int, int]]:
    """Find the hours of the week with the most incidents.

    Args:    happened_at: when each happened, timezone-aware, local time.
             slots: how many to return, 1 to 168.
    Returns: (weekday, hour, count) rows, busiest first; weekday 0 is Monday; ties go to the earlier hour.
    Raises:  ValueError: slots outside 1-168, or a time has no timezone.
    Source:  "9pm to 11pm on a Friday night", Portsmouth partnership document.

    >>> from datetime import timezone
    >>> friday = datetime(2026, 3, 27, 21, 15, tzinfo=timezone.utc)
    >>> monday = datetime(2026, 3, 23, 9, 0, tzinfo=timezone.utc)
    >>> busiest_hours([friday, monday, friday], slots=2)
    [(4, 21, 2), (0, 9, 1)]
    >>> busiest_hours([friday], slots=0)
    Traceback (most recent call last):
    ...
    ValueError: 0 slots were asked for. Ask for 1 to 168.
    """
    if not 1 <= slots <= HOURS_IN_WEEK:
        raise ValueError(f"{slots} slots were asked for. Ask for 1 to 168.")
    counts: Counter[tuple[int, int]] = Counter()
    for moment in happened_at:
        if moment.utcoffset() is None:
            raise ValueError("A time has no time zone. Give aware datetimes in local time.")
        counts[moment.weekday(), moment.hour] += 1
    ranked = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return [(weekday, hour, count) for (weekday, hour), count in ranked[:slots]]


def flat_week(grid: Sequence[Sequence[int]]) -> list[int]:
    """Turn a 7 x 24 grid into 168 counts.

    Raises: ValueError: the grid has another shape.
    """
    if len(grid) != len(DAYS) or any(len(row) != 24 for row in grid):
        raise ValueError("A week grid has 7 rows of 24 hours.")
    return [count for row in grid for count in row]


def window_counts(week: Sequence[int], hours: int) -> list[int]:
    """Sum every window of `hours` hours, one per starting hour; Sunday runs into Monday."""
    so_far = list(accumulate([*week, *week[:hours]], initial=0))
    return [so_far[start + hours] - so_far[start] for start in range(HOURS_IN_WEEK)]


def busiest_window(grid: Sequence[Sequence[int]], hours: int = 2) -> Window | None:
    """Find the `hours` hours in a row with the most incidents; None in an empty week.

    Ties go to the earlier start. It describes the past and claims nothing: whether a window is more than
    chance is for `slots`.

    Raises: ValueError: hours outside 1-24, or the grid is not 7 x 24.
    """
    if not 1 <= hours <= 24:
        raise ValueError(f"A window of {hours} hours was asked for. Ask for 1 to 24.")
    sums = window_counts(flat_week(grid), hours)
    best = max(range(HOURS_IN_WEEK), key=lambda start: (sums[start], -start))
    return Window(best, hours, sums[best]) if sums[best] else None
