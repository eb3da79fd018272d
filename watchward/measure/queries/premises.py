"""One premises: its week, its kinds, how it stands beside others of its type, and its latest reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import quantiles
from typing import NamedTuple

from watchward.collect.queries.reports import ReportFilter, ReportRow, newest_reports, visible_reports
from watchward.kit.errors import NotFound
from watchward.measure.queries import counting
from watchward.measure.queries.counting import Losses, Place
from watchward.measure.queries.partnership import Compared, KindCount, compared, grouped, incidents_of, ranked
from watchward.measure.queries.places import (
    EMPTY,
    PremisesRow,
    judged_places,
    judged_rows,
    premises_rows,
    registered,
)
from watchward.measure.queries.scope import MISSING, Scope, scope_of, sees_all_premises
from watchward.measure.rules.weeks import opening_cells
from watchward.partners.models import Premises
from watchward.patterns.hours import Window
from watchward.policy import Actor, Permission, may

FEWEST_PEERS = 5  # others of the type; fewer would give a neighbour's count away
LATEST = 10


@dataclass(frozen=True, slots=True)
class Peers:
    """The counts of the other premises of a type, without names: how many, and their quarters."""

    others: int
    low: float = 0
    middle: float = 0
    high: float = 0

    @property
    def is_enough(self) -> bool:
        """Whether there are enough others to say anything without pointing at one."""
        return self.others >= FEWEST_PEERS


class SlotReport(NamedTuple):
    """One report of a slot, as far as a line says it."""

    ref: str
    kind: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class PremisesFigures:
    """Everything the page of one premises says."""

    scope: Scope
    row: PremisesRow
    opening: frozenset[tuple[int, int]]
    over_time: tuple[tuple[str, int], ...]
    groups: tuple[KindCount, ...]
    kinds: tuple[KindCount, ...]
    losses: Losses
    peers: Peers
    compared: Compared
    may_read: bool
    latest: tuple[ReportRow, ...]
    left_out: tuple[str, ...]
    slot_reports: tuple[SlotReport, ...]


@dataclass(frozen=True, slots=True)
class PremisesList:
    """The register with what happened at each place that the actor may see."""

    scope: Scope
    rows: tuple[PremisesRow, ...]
    of_all: int
    sectors: tuple[tuple[str, str], ...]
    sees_all: bool


def premises_figures(
    actor: Actor, premises_ref: str, period: str = "", *, group: str = "", now: datetime | None = None
) -> PremisesFigures:
    """The figures of one premises. One that is not yours and one that does not exist give the same answer."""
    sees_all = sees_all_premises(actor)
    register = registered(actor.partnership_id)
    premises = next((one for one in register if one.ref == premises_ref), None)
    if premises is None or not (sees_all or premises.pk in actor.premises):
        raise NotFound(MISSING)
    scope = scope_of(actor, period, group, now)
    everything, rows = incidents_of(scope), incidents_of(scope, premises.pk)
    columns, kinds = counting.by_time_and_kind(rows, scope.period)
    places = counting.by_place(everything)
    judged = judged_places(scope, register)
    (row,) = premises_rows([premises], {premises.pk: places.get(premises.pk, EMPTY)}, judged)
    may_read = bool(may(actor, Permission.REPORT_READ_ALL)) or (
        premises.pk in actor.premises and bool(may(actor, Permission.REPORT_READ_PREMISES))
    )
    return PremisesFigures(
        scope=scope,
        row=row,
        opening=opening_cells(premises.opening_hours),
        over_time=tuple(zip(scope.period.names, columns, strict=True)),
        groups=grouped(scope, kinds),
        kinds=ranked(scope, kinds),
        losses=counting.losses_of(rows),
        peers=_peers(premises, register, places),
        compared=compared(scope, rows, premises.pk),
        may_read=may_read,
        latest=_latest(actor, scope, premises_ref) if may_read else (),
        left_out=judged.said if sees_all else (),  # counts of the whole town are not for one shop
        slot_reports=_in_slot(actor, scope, premises.pk, row.claim) if may_read and row.claim else (),
    )


def premises_list(
    actor: Actor, period: str = "", *, group: str = "", words: str = "", sector: str = "", now: datetime | None = None
) -> PremisesList:
    """The premises an actor may see, most incidents first; narrowed by words in name, address or zone, and by type."""
    sees_all = sees_all_premises(actor)
    scope = scope_of(actor, period, group, now)
    rows = incidents_of(scope)
    register = registered(actor.partnership_id)
    every = premises_rows(register, counting.by_place(rows), judged_places(scope, register))
    mine = [row for row in every if sees_all or row.pk in actor.premises]
    sectors = sorted({(row.sector, row.sector_words) for row in mine}, key=lambda pair: pair[1])
    asked = words.casefold().split()
    kept = [row for row in mine if sector in {"", row.sector} and _has_words(row, asked)]
    return PremisesList(scope, tuple(kept), len(mine), tuple(sectors), sees_all)


def _has_words(row: PremisesRow, asked: Sequence[str]) -> bool:
    text = f"{row.name} {row.address} {row.zone} {row.sector_words}".casefold()
    return all(word in text for word in asked)


def _peers(premises: Premises, register: Sequence[Premises], places: Mapping[int, Place]) -> Peers:
    others = [
        places.get(one.pk, EMPTY).count
        for one in register
        if one.sector == premises.sector and one.pk != premises.pk and one.closed_on is None
    ]
    if len(others) < FEWEST_PEERS:
        return Peers(len(others))
    return Peers(len(others), *quantiles(others, n=4, method="inclusive"))


def _in_slot(actor: Actor, scope: Scope, premises_id: int, claim: Window) -> tuple[SlotReport, ...]:
    """The newest reports behind a claim that this actor may read."""
    hours = [day * 24 + hour for day, hour in claim.cells]
    rows = counting.telling(judged_rows(scope)).filter(premises_id=premises_id, hour_of_week__in=hours)
    ids = list(rows.order_by("-happened_at", "-id").values_list("id", flat=True)[:LATEST])
    found = visible_reports(actor, among=ids).order_by("-happened_at", "-id").values_list("ref", "kind", "happened_at")
    return tuple(SlotReport(*one) for one in found)


def _latest(actor: Actor, scope: Scope, premises_ref: str) -> tuple[ReportRow, ...]:
    narrow = ReportFilter(
        premises_ref=premises_ref, since=scope.period.since, until=scope.period.until, kind=scope.group
    )
    return tuple(newest_reports(actor, narrow=narrow, limit=LATEST).rows)
