"""Abuse, injury and weapons against the people who work there: counts only, and no count that points at one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from watchward.collect.models import Report
from watchward.measure.queries import counting
from watchward.measure.queries.partnership import incidents_of
from watchward.measure.queries.scope import Scope, scope_of
from watchward.measure.rules.small_numbers import FEW, Cell, shown, shown_column
from watchward.partners.models import Premises
from watchward.patterns.hours import DAYS
from watchward.policy import Actor, Permission, require

HARM = Q(has_abuse=True) | Q(has_injury=True) | Q(has_weapon=True)
SIGNS = (("has_abuse", "Abuse or violence"), ("has_injury", "Injury"), ("has_weapon", "Weapon"))
NOUGHT = (0, 0, 0, 0)
PARTS_OF_DAY = ("00–06", "06–12", "12–18", "18–24")


@dataclass(frozen=True, slots=True)
class SafetyRow:
    """One premises, or one stretch of time: any of the three, then each."""

    name: str
    any: Cell
    signs: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class StaffSafetyFigures:
    """What a safety representative may know. No narratives, no references, nobody's name."""

    scope: Scope
    incidents: int
    any: Cell
    signs: tuple[tuple[str, Cell], ...]
    by_premises: tuple[SafetyRow, ...]
    quiet_premises: int
    by_time: tuple[SafetyRow, ...]
    parts_of_week: tuple[tuple[str, tuple[Cell, ...]], ...]


def staff_safety_figures(actor: Actor, period: str = "", *, now: datetime | None = None) -> StaffSafetyFigures:
    """Counts of harm to staff by premises and time; below 5 they say so and no more."""
    require(actor, Permission.FIGURES_STAFF_SAFETY)
    scope = scope_of(actor, period, "", now)
    rows = incidents_of(scope)
    harm = rows.filter(HARM)
    totals = rows.aggregate(every=Count("id"), **_counts())
    places = dict(Premises.everywhere.filter(partnership_id=actor.partnership_id).values_list("id", "name"))
    named = _named(places, _grouped(harm, "premises_id"))
    by_time = _grouped(harm.annotate(column=counting.column_of(scope.period)), "column")
    timed = [(name, by_time.get(column, NOUGHT)) for column, name in enumerate(scope.period.names)]
    rows_of_places = _rows(named)
    told = tuple(row for row in rows_of_places if row.any.words != FEW)
    return StaffSafetyFigures(
        scope=scope,
        incidents=totals["every"],
        any=shown(totals["any"]),
        signs=tuple((words, shown(totals[sign])) for sign, words in SIGNS),
        by_premises=told,
        quiet_premises=len(rows_of_places) - len(told),
        by_time=_rows(timed),
        parts_of_week=_parts_of_week(harm),
    )


def _counts() -> dict[str, Count]:
    signs = {sign: Count("id", filter=Q(**{sign: True})) for sign, _words in SIGNS}
    return {"any": Count("id", filter=HARM), **signs}


def _grouped(rows: QuerySet[Report], by: str) -> dict[int, tuple[int, ...]]:
    return {found[0]: found[1:] for found in rows.values_list(by).annotate(**_counts())}


def _named(places: Mapping[int, str], counts: Mapping[int, tuple[int, ...]]) -> list[tuple[str, tuple[int, ...]]]:
    """Every premises, most first; those with none stay in, or a hidden count could no longer be none."""
    rows = [(name, counts.get(place, NOUGHT)) for place, name in places.items()]
    return sorted(rows, key=lambda row: (-row[1][0], row[0]))


def _rows(named: Sequence[tuple[str, tuple[int, ...]]]) -> tuple[SafetyRow, ...]:
    columns = [shown_column([counts[column] for _name, counts in named]) for column in range(len(NOUGHT))]
    return tuple(
        SafetyRow(name, columns[0][position], tuple(column[position] for column in columns[1:]))
        for position, (name, _counts) in enumerate(named)
    )


def _parts_of_week(harm: QuerySet[Report]) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
    """Seven days of four parts: fine enough to plan a shift, too coarse to find a person."""
    sums = [0] * (len(DAYS) * len(PARTS_OF_DAY))
    for hour, many in harm.values_list("hour_of_week").annotate(many=Count("id")):
        sums[hour // 6] += many
    cells = shown_column(sums)
    width = len(PARTS_OF_DAY)
    return tuple((day, cells[place * width : (place + 1) * width]) for place, day in enumerate(DAYS))
