"""Figures: the partnership, its premises, the safety of staff. Counts are incidents unless they say otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from watchward.api.registry import Call, operation
from watchward.api.shapes import like
from watchward.collect.queries.reports import ReportRow
from watchward.measure.queries.counting import Losses
from watchward.measure.queries.mapping import map_file
from watchward.measure.queries.partnership import Compared, KindCount, MemberRow, partnership_figures
from watchward.measure.queries.places import PremisesRow
from watchward.measure.queries.planning import Wanted, propose
from watchward.measure.queries.premises import Peers, premises_figures, premises_list
from watchward.measure.queries.scope import Scope
from watchward.measure.queries.staff_safety import SafetyRow, staff_safety_figures
from watchward.measure.queries.town import town_figures
from watchward.measure.rules.periods import choices
from watchward.measure.rules.small_numbers import Cell
from watchward.partners.queries.zones import ZoneEdge
from watchward.policy import Permission
from watchward.records.ledger import record_view

PREMISES = (Permission.FIGURES_ALL, Permission.FIGURES_PREMISES)


@dataclass(frozen=True, slots=True)
class PeriodAsked:
    """Which stretch of time."""

    period: Annotated[str, "4w, 13w, 12m, all, or a year that holds reports; left out: the latest with any."] = ""


@dataclass(frozen=True, slots=True)
class FiguresAsked(PeriodAsked):
    """Which stretch of time, and which group of incident types."""

    group: Annotated[str, "An entry of the list incident_types without a parent; left out: all."] = ""


@dataclass(frozen=True, slots=True)
class PlacesAsked(FiguresAsked):
    """The same, and which premises."""

    words: Annotated[str, "In name, address, zone or type."] = ""
    sector: Annotated[str, "An id of the list premises_sectors."] = ""


@dataclass(frozen=True, slots=True)
class FiguresScope:
    """What is counted: the period in words, and its first moment and the first moment after it."""

    period: str
    words: str
    since: datetime
    until: datetime
    group: str
    periods: Annotated[tuple[str, ...], "Every period that may be asked for."]


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """Hours from an hour of the week: 0 is Monday 00:00 on the partnership's clock."""

    start: int
    hours: int
    count: int
    words: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """This period against the stretch before it; `ratio`, `low` and `high` are after to before, per day."""

    words: str
    why_not: Annotated[str, "Why nothing is compared, if nothing is."]
    before: int | None = None
    after: int | None = None
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    direction: str = "unclear"
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class PremisesCount:
    """One premises with its count and its week."""

    ref: str
    name: str
    sector: str
    zone: str
    address: str
    latitude: float | None
    longitude: float | None
    count: int
    left_out: Annotated[int, "Incidents in no hour, because their from-to time is longer than two hours."]
    week: Annotated[tuple[int, ...], "168 counts by hour of the week, Monday first."]
    window: TimeWindow | None
    claim: Annotated[TimeWindow | None, "A slot of its own that is special, where there is enough to say so."]
    verdict: Annotated[str, "Special, usual for this kind, or not enough yet."]
    finding: Annotated[str, "The verdict in a sentence, with what to expect."]


@dataclass(frozen=True, slots=True)
class Figures:
    """The partnership at a glance."""

    scope: FiguresScope
    total: int
    reports: Annotated[int, "Reports of every form and kind."]
    over_time: tuple[tuple[str, int], ...]
    week: tuple[int, ...]
    left_out: int
    groups: tuple[KindCount, ...]
    kinds: tuple[KindCount, ...]
    losses: Losses
    other_forms: tuple[tuple[str, int], ...]
    members: tuple[MemberRow, ...]
    silent: tuple[MemberRow, ...]
    premises: tuple[PremisesCount, ...]
    zones: tuple[ZoneEdge, ...]
    compared: Comparison
    judged_incidents: int
    judged_is_capped: bool


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """One premises: its week, its kinds, how it stands beside others of its type."""

    scope: FiguresScope
    row: PremisesCount
    opening: Annotated[tuple[tuple[int, int], ...], "(weekday, hour) in which it is open, Monday is 0."]
    over_time: tuple[tuple[str, int], ...]
    groups: tuple[KindCount, ...]
    kinds: tuple[KindCount, ...]
    losses: Losses
    peers: Peers
    compared: Comparison
    latest: tuple[ReportRow, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """The premises that this key may see, most incidents first."""

    scope: FiguresScope
    of_all: int
    rows: tuple[PremisesCount, ...]


@dataclass(frozen=True, slots=True)
class PartOfWeek:
    """One day in four parts: 00-06, 06-12, 12-18, 18-24."""

    day: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class NamedCount:
    """One sign of harm and its count."""

    name: str
    count: Cell


@dataclass(frozen=True, slots=True)
class StaffSafety:
    """Counts of harm to staff; a count that could point at one person has no `value` and says so in words."""

    scope: FiguresScope
    incidents: int
    any: Cell
    signs: tuple[NamedCount, ...]
    by_premises: tuple[SafetyRow, ...]
    quiet_premises: int
    by_time: tuple[SafetyRow, ...]
    parts_of_week: tuple[PartOfWeek, ...]


@dataclass(frozen=True, slots=True)
class PlanAsked:
    """What may be spent in a week, and by which rules."""

    hours: Annotated[int, "Guard hours a week, 1 to 400."] = 40
    guards: Annotated[int, "1 to 20."] = 2
    shortest: Annotated[int, "Hours of the shortest shift, 1 to 12."] = 3
    longest: Annotated[int, "Hours of the longest shift, 1 to 12."] = 6
    pounds: Annotated[float, "What an hour costs; 0 if it does not matter."] = 0.0
    group: Annotated[str, "An entry of the list incident_types without a parent; left out: all."] = ""


@dataclass(frozen=True, slots=True)
class GuardShift:
    """One proposed shift; `expected` reports in a week with the bounds of their mean at 95 %."""

    premises_ref: str
    premises: str
    start: Annotated[int, "Hour of the week, 0 is Monday 00:00."]
    hours: int
    expected: float
    low: float
    high: float
    because: str


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Reports met in 100 hours by the first `hours` hours of a week."""

    hours: int
    per_100_hours: float


@dataclass(frozen=True, slots=True)
class GuardPlan:
    """A proposal that a person rosters or leaves."""

    shifts: tuple[GuardShift, ...]
    hours: int
    cost: float
    said: tuple[str, ...]
    curve: tuple[CurvePoint, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """Hours of one premises with what to expect in a month; `low` and `high` bound the mean at 95 %."""

    premises_ref: str
    name: str
    verdict: Annotated[str, "Special, usual for this kind, or not enough yet."]
    start: Annotated[int, "Hour of the week, 0 is Monday 00:00."]
    hours: int
    expected: float
    low: float
    high: float
    usual: Annotated[float, "What the usual week of its type gives."]


@dataclass(frozen=True, slots=True)
class HotSpot:
    """A premises with many incidents around it (Getis-Ord Gi*)."""

    premises_ref: str
    name: str
    around: Annotated[int, "Incidents within 200 metres."]
    z: float
    q: Annotated[float, "The share of false claims among places at least as hot."]


@dataclass(frozen=True, slots=True)
class NewCluster:
    """What the space-time scan found, and the premises in it."""

    sentence: str
    is_sure: bool
    premises_refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Burglary:
    """A burglary of the last fortnight and the premises within 200 metres, nearest first."""

    premises_ref: str
    happened_at: datetime
    near_refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Town:
    """The town on one page."""

    scope: FiguresScope
    total: int
    slots: tuple[Slot, ...]
    hot_spots: tuple[HotSpot, ...]
    repeats: str
    new_clusters: tuple[NewCluster, ...]
    burglaries: tuple[Burglary, ...]
    trend: str
    gaps: tuple[str, ...]


@operation("GET", "/figures/partnership", needs=(Permission.FIGURES_ALL,))
def get_partnership_figures(call: Call, asked: FiguresAsked) -> Figures:
    """Give the figures of the whole partnership."""
    found = partnership_figures(call.actor, asked.period, group=asked.group, now=call.now)
    return like(
        Figures,
        found,
        scope=_scope(found.scope),
        premises=tuple(map(_row, found.premises)),
        compared=_compared(found.compared),
    )


@operation("GET", "/figures/premises", needs=PREMISES)
def get_premises_list(call: Call, asked: PlacesAsked) -> Places:
    """List the premises with what happened at each; members see their own places only."""
    found = premises_list(
        call.actor, asked.period, group=asked.group, words=asked.words[:80], sector=asked.sector, now=call.now
    )  # fmt: skip
    return Places(_scope(found.scope), found.of_all, tuple(map(_row, found.rows)))


@operation("GET", "/figures/premises/{ref}", needs=PREMISES)
def get_premises_figures(call: Call, ref: str, asked: FiguresAsked) -> PlaceFigures:
    """Give the figures of one premises."""
    found = premises_figures(call.actor, ref, asked.period, group=asked.group, now=call.now)
    return like(
        PlaceFigures,
        found,
        scope=_scope(found.scope),
        row=_row(found.row),
        opening=tuple(sorted(found.opening)),
        compared=_compared(found.compared),
    )


@operation("GET", "/figures/staff-safety", needs=(Permission.FIGURES_STAFF_SAFETY,))
def get_staff_safety(call: Call, asked: PeriodAsked) -> StaffSafety:
    """Give counts of abuse, injury and weapons against staff; none that points at one person."""
    found = staff_safety_figures(call.actor, asked.period, now=call.now)
    return like(
        StaffSafety,
        found,
        scope=_scope(found.scope),
        signs=tuple(NamedCount(*one) for one in found.signs),
        parts_of_week=tuple(PartOfWeek(*one) for one in found.parts_of_week),
    )


@operation("GET", "/figures/town", needs=(Permission.FIGURES_ALL,))
def get_town(call: Call, asked: FiguresAsked) -> Town:
    """Say where to stand when, hot spots, what repeats nearby and what is new; for tasking."""
    found = town_figures(call.actor, asked.period, group=asked.group, now=call.now)
    said, names = found.patterns, found.names
    return Town(
        _scope(found.scope),
        found.total,
        tuple(
            Slot(
                row.ref, row.name, row.verdict, row.expected.start, row.expected.hours,
                row.expected.mean, row.expected.low, row.expected.high, row.expected.usual,
            )
            for row in found.slots
            if row.expected is not None
        ),
        tuple(HotSpot(*names[one.pk], one.around, one.z, one.q) for one in said.hot),
        said.repeats,
        tuple(NewCluster(one.sentence, one.is_sure, tuple(names[pk][0] for pk in one.premises)) for one in said.fresh),
        tuple(Burglary(names[one.at][0], one.on, tuple(names[pk][0] for pk, _ in one.near)) for one in said.warned),
        said.trend,
        said.gaps,
    )  # fmt: skip


@operation("GET", "/figures/plan", needs=(Permission.DEPLOYMENT_MANAGE,))
def get_plan(call: Call, asked: PlanAsked) -> GuardPlan:
    """Propose where guards would meet most of what is to be expected. Nothing is kept and nobody is booked."""
    wanted = Wanted(asked.hours, asked.guards, asked.shortest, asked.longest, asked.pounds)
    found = propose(call.actor, wanted, group=asked.group, now=call.now)
    shifts = tuple(
        GuardShift(
            one.premises_ref, one.premises, one.start, one.hours, one.expected.mean, one.expected.low,
            one.expected.high, one.because,
        )
        for one in found.shifts
    )  # fmt: skip
    return GuardPlan(shifts, found.hours, found.cost, found.said, tuple(CurvePoint(*one) for one in found.curve))


@operation("GET", "/figures/map", needs=(Permission.FIGURES_ALL,))
def get_map(call: Call, asked: FiguresAsked) -> Mapping[str, Any]:
    """Zones and premises as GeoJSON (RFC 7946), with no count below five; taking it is in the ledger."""
    found = map_file(call.actor, asked.period, group=asked.group, now=call.now)
    detail = {
        "table": "map", "form": "geojson", "count": len(found.collection["features"]),
        "period": found.scope.period.slug, "kind": found.scope.group,
    }  # fmt: skip
    record_view("figures.exported", actor=call.actor, ref="figures", detail=detail)
    return found.collection


def _scope(scope: Scope) -> FiguresScope:
    period = scope.period
    slugs = tuple(slug for slug, _label in choices(scope.span))
    return FiguresScope(period.slug, period.words, period.since, period.until, scope.group, slugs)


def _row(row: PremisesRow) -> PremisesCount:
    return like(PremisesCount, row)


def _compared(found: Compared) -> Comparison:
    said: dict[str, Any] = {"words": found.words, "why_not": found.why_not}
    return like(Comparison, found.change, **said) if found.change else Comparison(**said)
