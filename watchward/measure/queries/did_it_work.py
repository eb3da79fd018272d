"""Did the guards help? Deployments that are over, held against a mirrored period, with an honest "cannot tell yet"."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from watchward.act.queries.deployments import stood_between
from watchward.measure.queries import counting
from watchward.measure.queries.places import registered, sector_words
from watchward.measure.queries.scope import Scope, scope_of
from watchward.measure.queries.standing_out import incidents_of
from watchward.partners.models import Premises
from watchward.patterns.change import reporting_note
from watchward.patterns.effect import MIRRORED, Effect, cannot_tell, premises_beside
from watchward.patterns.hours import HOURS_IN_WEEK, window_words
from watchward.patterns.incidents import Incidents
from watchward.patterns.mirror import Mirrored, Periods, estimate
from watchward.patterns.space import metres
from watchward.policy import Actor, Permission, require

Array = NDArray[Any]

LONGEST: Final = 26  # weeks of guards that are looked at, the latest
CHOSEN_BY: Final = 13  # weeks before the first guard: what the choice rested on
REGULAR: Final = 0.5  # of the weeks: an hour guarded less often is no guarded hour
FEWEST_WEEKS: Final = 4
METRES: Final = 250.0
MONDAY: Final = datetime(1970, 1, 5)  # noqa: DTZ001 (local clocks)
LIMITS: Final = (
    "Slots were chosen by people, so this compares with weeks as long before the choice as the guards stood after it. "
    "Only a draw by lot says it for certain. Guards see and report more, so more reports need not mean more crime."
)


@dataclass(frozen=True, slots=True)
class GuardedSlot:
    """Hours in a row at one premises that were guarded in at least half of the weeks."""

    premises_ref: str
    premises: str
    words: str
    weeks: int


@dataclass(frozen=True, slots=True)
class DidItWork:
    """The finding with all that it rests on; `since` and `until` are Mondays."""

    scope: Scope
    effect: Effect
    moved: tuple[str, ...]
    slots: tuple[GuardedSlot, ...]
    since: datetime | None
    until: datetime | None
    hours: float
    done: int


def did_it_work(actor: Actor, *, group: str = "", now: datetime | None = None) -> DidItWork:
    """Judge the latest run of deployments. Counts only; nobody is named. Raises: NotPermitted."""
    require(actor, Permission.FIGURES_ALL)
    at = now or timezone.now()
    scope = scope_of(actor, "12m", group, now)
    this_week = _week_of(at, scope.zone)
    spans = stood_between(actor, at - timedelta(weeks=LONGEST + 1), at)
    weeks, times, hours = _stood(spans, scope.zone, this_week)
    if not weeks:
        return _nothing(scope, len(spans), "no deployment of the last half year is over.")
    first, last = min(weeks), max(weeks) + 1
    if last - first < FEWEST_WEEKS:
        why = f"guards have stood for {last - first} of the {FEWEST_WEEKS} weeks that are the least."
        return _nothing(scope, len(spans), why)
    regular = {cell for cell, many in times.items() if many >= REGULAR * (last - first)}
    if not regular:
        return _nothing(scope, len(spans), "no hour of the week was guarded in half of the weeks.")
    register = registered(actor.partnership_id)
    periods = Periods.around((first - CHOSEN_BY, first), (first, last))
    judged, note = _judged(scope, register, regular, periods)
    return DidItWork(
        scope, _noted(judged.effect, note), tuple(one.sentence for one in judged.moved),
        _slots(register, regular, times), _monday(first, scope.zone), _monday(last, scope.zone), hours, len(spans),
    )  # fmt: skip


def _nothing(scope: Scope, done: int, why: str) -> DidItWork:
    return DidItWork(scope, cannot_tell(MIRRORED, 0, why), (), (), None, None, 0.0, done)


def _stood(
    spans: Sequence[tuple[int, datetime, datetime]], zone: ZoneInfo, this_week: int
) -> tuple[set[int], Counter[tuple[int, int]], float]:
    """Whole weeks with guards, in how many weeks each (premises, hour of the week) was guarded, and hours in all."""
    seen: dict[tuple[int, int], set[int]] = defaultdict(set)
    hours = 0.0
    for premises, begin, end in spans:
        local = begin.astimezone(zone).replace(minute=0, second=0, microsecond=0)
        last = end.astimezone(zone)
        hours += (end - begin) / timedelta(hours=1)
        while local < last:
            week = _week_of(local, zone)
            if week < this_week:
                seen[premises, local.weekday() * 24 + local.hour].add(week)
            local = (local.astimezone(UTC) + timedelta(hours=1)).astimezone(zone)
    weeks = {week for many in seen.values() for week in many}
    return weeks, Counter({cell: len(many) for cell, many in seen.items()}), hours


def _judged(
    scope: Scope, register: list[Premises], regular: set[tuple[int, int]], periods: Periods
) -> tuple[Mirrored, str]:
    since, until = _monday(periods.before[0], scope.zone), _monday(periods.guarded[1], scope.zone)
    rows = counting.incidents(scope.partnership.pk, since, until, group=scope.group, hidden=scope.hidden)
    kinds = {one.pk: sector_words(one.sector).lower() for one in register}
    found, _many = incidents_of(counting.telling(rows), kinds, zone=scope.zone, now=timezone.now())
    order = {str(one.pk): row for row, one in enumerate(register)}
    before, after = (_counts(found, order, *span) for span in (periods.before, periods.guarded))
    guarded = np.zeros(before.shape, dtype=bool)
    for premises, hour in regular:
        guarded[order[str(premises)], hour] = True
    placed = any(one.latitude is not None for one in register)
    near = premises_beside(guarded, *_at(register)) if placed else np.zeros_like(guarded)
    beside = [(f"other premises within {METRES:.0f} metres at those hours", near)] if near.any() else []
    note = reporting_note(*(_reporters(scope, *span) for span in (periods.before, periods.guarded)))
    return estimate(before, after, guarded, beside=beside), note


def _counts(found: Incidents, order: Mapping[str, int], first: int, last: int) -> Array:
    counts = np.zeros((len(order), HOURS_IN_WEEK))
    inside = (found.week >= first) & (found.week < last)
    where = np.array([order[name] for name in found.names], dtype=int)
    if inside.any():
        np.add.at(counts, (where[found.premises[inside]], found.hour[inside] % HOURS_IN_WEEK), 1)
    return counts


def _reporters(scope: Scope, first: int, last: int) -> int:
    rows = counting.incidents(scope.partnership.pk, _monday(first, scope.zone), _monday(last, scope.zone))
    return counting.count_and_reporters(rows)[1]


def _at(register: Sequence[Premises]) -> tuple[Array, Array]:
    north = np.array([np.nan if one.latitude is None else one.latitude for one in register])
    east = np.array([np.nan if one.longitude is None else one.longitude for one in register])
    return metres(north, east)


def _noted(effect: Effect, note: str) -> Effect:
    """Reporting is said first."""
    return replace(effect, note=note)


def _slots(
    register: Sequence[Premises], regular: set[tuple[int, int]], times: Counter[tuple[int, int]]
) -> tuple[GuardedSlot, ...]:
    """Guarded hours as windows, by premises and start."""
    slots = []
    for one in register:
        mine = {hour for premises, hour in regular if premises == one.pk}
        for start in sorted(hour for hour in mine if (hour - 1) % HOURS_IN_WEEK not in mine):
            length = next(more for more in range(1, HOURS_IN_WEEK + 1) if (start + more) % HOURS_IN_WEEK not in mine)
            slots.append(GuardedSlot(one.ref, one.name, window_words(start, length), times[one.pk, start]))
    return tuple(slots)


def _week_of(moment: datetime, zone: ZoneInfo) -> int:
    """The number of the local week, as `patterns.incidents` counts them."""
    return (moment.astimezone(zone).replace(tzinfo=None) - MONDAY).days // 7


def _monday(week: int, zone: ZoneInfo) -> datetime:
    return (MONDAY + timedelta(weeks=week)).replace(tzinfo=zone)
