"""The town on one page: slots, hot spots, what repeats nearby, what is new, and what the months did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

import numpy as np
from django.core.cache import cache
from django.db.models import Count, Max
from django.utils import timezone
from numpy.typing import NDArray

from watchward.measure.queries import counting
from watchward.measure.queries.partnership import incidents_of
from watchward.measure.queries.places import (
    EMPTY,
    PremisesRow,
    judged_places,
    judged_rows,
    premises_rows,
    registered,
    slots_of,
)
from watchward.measure.queries.scope import Scope, scope_of
from watchward.partners.queries.zones import ZoneEdge, zone_edges
from watchward.patterns.emerging import clusters
from watchward.patterns.gaps import DOUBT, GAP, NOTHING, judge
from watchward.patterns.space import hot_spots, metres, near_repeats
from watchward.patterns.trend import trend
from watchward.policy import Actor, Permission, require

Array = NDArray[Any]

REACH: Final = 200.0  # metres that count as near
SURE: Final = 0.05
WARNED_FOR: Final = timedelta(days=14)  # after a burglary
BURGLARY: Final = "burglary"
MOST_ROWS: Final = 30
MOST_MAPPED: Final = 20_000  # incidents brought into Python, the newest
FEWEST_LOST: Final = 5  # reports a month that a member is used to send, before their absence means anything
FEWEST_PLACES: Final = 3  # with a position, before anything is said of where
KEPT_SECONDS: Final = 24 * 3600
VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class HotPlace:
    """A premises with many incidents around it: `around` within 200 metres, and how surely that is no chance."""

    pk: int
    around: int
    z: float
    q: float


@dataclass(frozen=True, slots=True)
class Warned:
    """Premises near a burglary of the last fortnight, nearest first: (key, metres)."""

    at: int
    on: datetime
    near: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Fresh:
    """Something new on the map: what the scan says, whether it is sure, and the premises it touches."""

    sentence: str
    is_sure: bool
    premises: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Patterns:
    """What the engine says of where and of the months. Premises by key."""

    hot: tuple[HotPlace, ...]
    repeats: str
    warned: tuple[Warned, ...]
    fresh: tuple[Fresh, ...]
    trend: str
    gaps: tuple[str, ...]
    placed: int
    incidents: int


@dataclass(frozen=True, slots=True)
class TownFigures:
    """Everything the page of the town says; `names` holds (reference, name) of each premises by key."""

    scope: Scope
    rows: tuple[PremisesRow, ...]
    slots: tuple[PremisesRow, ...]
    patterns: Patterns
    zones: tuple[ZoneEdge, ...]
    names: dict[int, tuple[str, str]]
    total: int


def town_figures(actor: Actor, period: str = "", *, group: str = "", now: datetime | None = None) -> TownFigures:
    """Where and when, for tasking. What rests on where and on months looks two years back from the period's end."""
    require(actor, Permission.FIGURES_ALL)
    scope = scope_of(actor, period, group, now)
    register = registered(actor.partnership_id)
    places = counting.by_place(incidents_of(scope))
    rows = premises_rows(register, places, judged_places(scope, register))
    points = {one.pk: (one.latitude, one.longitude) for one in rows if one.latitude is not None}
    return TownFigures(
        scope=scope,
        rows=tuple(rows),
        slots=tuple(slots_of(rows)[:MOST_ROWS]),
        patterns=_patterns(scope, points),
        zones=zone_edges(actor.partnership_id),
        names={one.pk: (one.ref, one.name) for one in register},
        total=sum(places.get(one.pk, EMPTY).count for one in rows),
    )


def _patterns(scope: Scope, points: dict[int, tuple[Any, Any]]) -> Patterns:
    rows = judged_rows(scope)
    state = rows.aggregate(many=Count("id"), newest=Max("id"))
    today = min(scope.period.until, timezone.now())
    described = f"{VERSION}|{scope.who}|{today:%Y%m%d}|{state['many']}|{state['newest']}|{sorted(points.items())}"
    key = f"town-{sha256(described.encode()).hexdigest()}"
    kept: Patterns | None = cache.get(key)
    if kept is None:
        columns = rows.values_list("premises_id", "kind", "happened_at", "organisation_id")
        kept = _found(scope, list(columns.order_by("-happened_at", "-id")[:MOST_MAPPED]), points, today)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _found(
    scope: Scope, incidents: Sequence[tuple[int, str, datetime, int]], points: dict[int, tuple[Any, Any]],
    today: datetime,
) -> Patterns:  # fmt: skip
    said, gaps = _months(scope, incidents, today)
    placed = [one for one in incidents if one[0] in points]
    if len(points) < FEWEST_PLACES or not placed:
        return Patterns((), "", (), (), said, gaps, len(points), len(placed))
    keys = sorted(points)
    x, y = metres(np.array([points[one][0] for one in keys]), np.array([points[one][1] for one in keys]))
    at = np.searchsorted(keys, [one[0] for one in placed])
    day = np.array([one[2].timestamp() / 86_400 for one in placed])
    recent = [one for one in placed if scope.period.since <= one[2] < scope.period.until]
    warned = _warned(placed, keys, x, y, today)
    burglaries = np.array([one[1].split(".")[0] == BURGLARY for one in placed])
    some = burglaries if burglaries.sum() >= 10 and not scope.group else np.ones(len(placed), dtype=bool)
    what = "Burglaries. " if some is burglaries else ""
    return Patterns(
        _hot(keys, x, y, recent), what + near_repeats(x[at][some], y[at][some], day[some]).sentence, warned,
        _fresh(keys, x, y, at, day, today), said, gaps, len(points), len(placed),
    )  # fmt: skip


def _hot(keys: list[int], x: Array, y: Array, recent: Sequence[tuple[int, str, datetime, int]]) -> tuple[HotPlace, ...]:
    counts = np.bincount(np.searchsorted(keys, [one[0] for one in recent]), minlength=len(keys)).astype(float)
    found = hot_spots(counts, x, y, reach=REACH)
    around = [float(counts[np.hypot(x - x[one], y - y[one]) <= REACH].sum()) for one in range(len(keys))]
    sure = np.flatnonzero((found.q <= SURE) & (found.z > 0))
    order = sure[np.argsort(-found.z[sure], kind="stable")][:MOST_ROWS].tolist()
    return tuple(HotPlace(keys[one], int(around[one]), float(found.z[one]), float(found.q[one])) for one in order)


def _warned(
    placed: Sequence[tuple[int, str, datetime, int]], keys: list[int], x: Array, y: Array, today: datetime
) -> tuple[Warned, ...]:
    told = []
    for where, kind, moment, _ in placed:
        if kind.split(".")[0] == BURGLARY and today - WARNED_FOR <= moment <= today:
            here = keys.index(where)
            apart = np.hypot(x - x[here], y - y[here])
            near = [one for one in np.argsort(apart, kind="stable").tolist() if apart[one] <= REACH and one != here]
            told.append(Warned(where, moment, tuple((keys[one], round(float(apart[one]))) for one in near)))
    return tuple(told[:MOST_ROWS])


def _fresh(keys: list[int], x: Array, y: Array, at: Array, day: Array, today: datetime) -> tuple[Fresh, ...]:
    found = clusters(x[at], y[at], np.floor(day), today=int(today.timestamp() // 86_400), many=5)
    told = []
    for one in found:
        inside = np.hypot(x - one.x, y - one.y) <= one.radius + 1
        told.append(Fresh(one.sentence, one.p <= SURE, tuple(keys[row] for row in np.flatnonzero(inside).tolist())))
    return tuple(told)


def _months(
    scope: Scope, incidents: Sequence[tuple[int, str, datetime, int]], today: datetime
) -> tuple[str, tuple[str, ...]]:
    """What the whole months did, recording gaps of members first: a month without books is no fall."""
    local = today.astimezone(scope.zone)
    last = local.year * 12 + local.month - 2  # the last whole month
    months = [(one[2].astimezone(scope.zone), one[3]) for one in incidents]
    numbers = [(at.year * 12 + at.month - 1, member) for at, member in months]
    numbers = [(month, member) for month, member in numbers if month <= last]
    if not numbers:
        return "", ()
    first = min(month for month, _ in numbers)
    members = sorted({member for _, member in numbers})
    table = np.zeros((len(members), 1, last - first + 1))
    for month, member in numbers:
        table[members.index(member), 0, month - first] += 1
    names = [f"{date(month // 12, month % 12 + 1, 1):%B %Y}" for month in range(first, last + 1)]
    judged = judge(table, [str(one) for one in members], ["" for _ in members], ["all"], names)
    lost = {one.month for one in judged.cells if one.verdict in {GAP, DOUBT, NOTHING} and one.expected >= FEWEST_LOST}
    kept = table.sum(axis=(0, 1))
    gaps = tuple(f"{name}: the books of some members look incomplete; no fall is read into it."
                 for name in names if name in lost)  # fmt: skip
    return trend(kept).sentence, gaps
