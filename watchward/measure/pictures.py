"""The charts of the figures: one picture for page, mail and print, each with its sentence and its denominator."""

from collections.abc import Collection, Sequence

from watchward.kit.charts import Chart, Outline, Place, bars, columns_over_time, dot_map, heat_grid
from watchward.kit.text import count
from watchward.measure.queries.counting import Losses
from watchward.measure.queries.partnership import KindCount
from watchward.measure.queries.places import PremisesRow
from watchward.measure.queries.premises import PremisesFigures
from watchward.measure.queries.scope import Scope
from watchward.measure.queries.staff_safety import StaffSafetyFigures
from watchward.partners.queries.zones import ZoneEdge
from watchward.patterns.hours import week_grid

UNIT = "incidents"
MOST_BARS = 10


def time_chart(scope: Scope, over_time: Sequence[tuple[str, int]]) -> Chart:
    """Counts over time, noughts included; a column that is not over is quiet."""
    total = sum(many for _name, many in over_time)
    return columns_over_time(
        over_time,
        title=f"Incidents per {scope.period.column}",
        unit=UNIT,
        heading=scope.period.column.capitalize(),
        is_last_partial=scope.period.is_last_partial,
        denominator=f"{count(total, 'incident')} reported in {scope.period.words}, as {len(over_time)} "
        f"{scope.period.column}s; a {scope.period.column} without a report counts as nought.",
    )


def week_chart(
    week: Sequence[int], left_out: int, *, opening: Collection[tuple[int, int]] = (), outline: str = "opening hours"
) -> Chart:
    """The hours of the week; what is left out is said."""
    total = sum(week)
    return heat_grid(
        week_grid(dict(enumerate(week))),
        title="Incidents by hour of the week",
        unit=UNIT,
        outline=opening,
        outline_means=outline if opening else "",
        denominator=hours_denominator(total, left_out),
    )


def hours_denominator(told: int, left_out: int) -> str:
    """Out of how many, and which are in no hour."""
    every = f"{told:,} of {count(told + left_out, 'incident')} with a known hour"
    if not left_out:
        return f"{every}. A short from-to time counts at its start."
    verb = "has" if left_out == 1 else "have"
    be = "is" if left_out == 1 else "are"
    return f"{every}; {left_out:,} {verb} a from-to time longer than two hours and {be} left out."


def kinds_chart(kinds: Sequence[KindCount], total: int) -> Chart:
    """Which kinds are most frequent; the rest is one bar, so that the bars add up."""
    shown = [(one.words, one.count) for one in kinds[:MOST_BARS]]
    if rest := sum(one.count for one in kinds[MOST_BARS:]):
        shown.append((f"{len(kinds) - MOST_BARS} other kinds", rest))
    return bars(
        shown,
        title="Kinds of incident",
        unit=UNIT,
        heading="Kind",
        denominator=f"{count(total, 'incident')}, each counted under one kind.",
    )


def map_chart(rows: Sequence[PremisesRow], zones: Sequence[ZoneEdge], total: int) -> Chart:
    """The town: dots by count, no ground from anywhere else."""
    placed = [
        Place(row.name, row.latitude, row.longitude, row.count)
        for row in rows
        if row.latitude is not None and row.longitude is not None
    ]
    here = sum(place.count for place in placed)
    return dot_map(
        placed,
        [Outline(zone.name, zone.corners) for zone in zones],
        title="Incidents by premises",
        unit=UNIT,
        denominator=f"{here:,} of {count(total, 'incident')} at {len(placed):,} of "
        f"{len(rows):,} premises that have a position.",
    )


def safety_chart(figures: StaffSafetyFigures) -> Chart:
    """Premises whose count may be shown."""
    rows = [(row.name, row.any.value) for row in figures.by_premises if row.any.value is not None]
    return bars(
        rows[:MOST_BARS],
        title="Incidents with abuse, an injury or a weapon, by premises",
        unit=UNIT,
        heading="Premises",
        total=figures.any.value,  # of all, also of those at premises too small to show
        denominator=f"The {count(min(len(rows), MOST_BARS), 'premises', 'premises')} with the most, "
        f"of {len(rows) + figures.quiet_premises:,}.",
    )


def losses_sentence(losses: Losses) -> str:
    """Never a sum without how many say one."""
    if not losses.lost_said:
        return f"None of {count(losses.incidents, 'incident')} says what was lost."
    return f"{losses.lost_said:,} of {count(losses.incidents, 'incident')} say a value; the others may have lost more."


def recovered_sentence(losses: Losses) -> str:
    """What came back, as far as said."""
    if not losses.recovered_said:
        return f"None of {count(losses.incidents, 'incident')} says what was recovered."
    return f"{losses.recovered_said:,} of {count(losses.incidents, 'incident')} say what was recovered."


def peers_sentence(figures: PremisesFigures) -> str:
    """How this place stands among others of its type, without naming one."""
    peers, sector = figures.peers, figures.row.sector_words.lower()
    if not peers.is_enough:
        return (
            f"There {'is' if peers.others == 1 else 'are'} {peers.others} other premises of the type {sector}. "
            "Fewer than 5 are not compared, since that would give a neighbour's count away."
        )
    return (
        f"{count(figures.row.count, 'incident')} here. Of {peers.others} other premises of the type {sector}, "
        f"the one in the middle has {peers.middle:,.0f}, and half lie between {peers.low:,.0f} and {peers.high:,.0f}. "
        "Places differ in size and in how much they report."
    )
