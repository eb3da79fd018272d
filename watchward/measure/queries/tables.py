"""The tables of figures as rows for a file: what the page shows, in whole numbers and words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from watchward.kit.errors import NotFound
from watchward.measure.queries.partnership import PartnershipFigures, partnership_figures
from watchward.measure.queries.places import PremisesRow, slots_of
from watchward.measure.queries.premises import PremisesList
from watchward.patterns.hours import window_words
from watchward.policy import Actor

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Rows = list[tuple[object, ...]]


def premises_table(found: PremisesList) -> Rows:
    """One row per premises: how many incidents, and how many in the evening of each day."""
    header = (
        "Reference",
        "Premises",
        "Type",
        "Zone",
        "Incidents",
        *(f"{day} evening" for day in DAYS),
        "Verdict",
        "In words",
    )
    return [header, *(_premises(row) for row in found.rows)]


def figures_table(
    actor: Actor, table: str, period: str = "", *, group: str = "", now: datetime | None = None
) -> tuple[PartnershipFigures, Rows]:
    """One table of the dashboard: `kinds`, `time`, `members` or `slots`. Raises: NotFound for any other."""
    make = TABLES.get(table)
    if make is None:
        raise NotFound("There is no such table. Go back to the dashboard.")
    figures = partnership_figures(actor, period, group=group, now=now)
    return figures, list(make(figures))


def _premises(row: PremisesRow) -> tuple[object, ...]:
    return (row.ref, row.name, row.sector_words, row.zone, row.count, *row.evenings, row.verdict, row.finding)


def _kinds(figures: PartnershipFigures) -> Iterator[tuple[object, ...]]:
    yield "Kind", "Kind in words", "Incidents"
    for one in figures.kinds:
        yield one.id, one.words, one.count


def _time(figures: PartnershipFigures) -> Iterator[tuple[object, ...]]:
    yield f"{figures.scope.period.column.capitalize()} from", "In words", "Incidents"
    begins: Sequence[datetime] = figures.scope.period.edges
    for begin, (words, count) in zip(begins, figures.over_time, strict=False):
        yield begin.astimezone(figures.scope.zone).date(), words, count


def _members(figures: PartnershipFigures) -> Iterator[tuple[object, ...]]:
    yield "Member", "Premises", "Reports"
    for one in figures.members:
        yield one.name, one.premises, one.reports


def _slots(figures: PartnershipFigures) -> Iterator[tuple[object, ...]]:
    """For tasking: where to stand when, what to expect there, and whether that is more than usual."""
    yield (
        "Premises", "Type", "Zone", "Slot", "Verdict", "Expected in a month", "From", "To", "Usual for the type",
        "In words",
    )  # fmt: skip
    for row in slots_of(figures.premises):
        assert row.expected is not None, "slots_of keeps those with an expectation"
        said = (row.expected.mean, row.expected.low, row.expected.high, row.expected.usual)
        yield (
            row.name, row.sector_words, row.zone, window_words(row.expected.start, row.expected.hours), row.verdict,
            *(round(one, 2) for one in said), row.finding,
        )  # fmt: skip


TABLES: Mapping[str, Callable[[PartnershipFigures], Iterator[tuple[object, ...]]]] = {
    "kinds": _kinds,
    "time": _time,
    "members": _members,
    "slots": _slots,
}
