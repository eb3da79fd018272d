"""Reading a week of hours: evenings, opening hours, and the busiest time of one place."""

from collections.abc import Mapping, Sequence

from watchward.patterns.hours import HOURS_IN_WEEK, Window, busiest_window, week_grid

EVENING_FROM, EVENING_TO = 17, 5  # an evening ends the next morning: it belongs to the day on which it began
EVENING_WORDS = "17:00 to 05:00 the next morning"
FEWEST_IN_WINDOW = 5  # a busiest time is named only where at least this many fall into it
WINDOW_HOURS = 3
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def evenings(week: Sequence[int]) -> tuple[int, ...]:
    """Counts of the seven evenings, Monday first; Sunday's runs into Monday morning."""
    length = 24 - EVENING_FROM + EVENING_TO
    return tuple(
        sum(week[(day * 24 + EVENING_FROM + hour) % HOURS_IN_WEEK] for hour in range(length)) for day in range(7)
    )


def usual_trouble(week: Sequence[int]) -> Window | None:
    """The busiest hours of a place; None where too few incidents fall into any to name one."""
    window = busiest_window(week_grid(dict(enumerate(week))), WINDOW_HOURS)
    return window if window and window.count >= FEWEST_IN_WINDOW else None


def opening_cells(opening_hours: Mapping[str, Sequence[Sequence[str]]]) -> frozenset[tuple[int, int]]:
    """(weekday, hour) of every hour in which a place is open, even in part; past midnight runs into the next day."""
    cells = set()
    for day, name in enumerate(WEEKDAYS):
        for opens, closes in opening_hours.get(name, ()):
            start, end = _minutes(opens), _minutes(closes)
            end += 24 * 60 if end <= start else 0
            for hour in range(start // 60, -(-end // 60)):
                cells.add(divmod((day * 24 + hour) % HOURS_IN_WEEK, 24))
    return frozenset(cells)


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes or 0)
