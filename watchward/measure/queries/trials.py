"""Which slots deserve a draw by lot, and what came of those that were drawn."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

import numpy as np
from django.utils import timezone

from watchward.act.queries.trials import Slot, Trial, trials_of
from watchward.measure.queries import counting
from watchward.measure.queries.places import registered, sector_words
from watchward.measure.queries.planning import expected_weeks
from watchward.measure.queries.scope import Scope, scope_of
from watchward.measure.queries.standing_out import incidents_of
from watchward.partners.models import Premises
from watchward.patterns import coinflip
from watchward.patterns.effect import BY_LOT, Effect, cannot_tell
from watchward.patterns.incidents import Incidents
from watchward.policy import Actor, Permission, require

HOURS: Final = 2  # of a slot
MONDAY: Final = date(1970, 1, 5)


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One trial with the names of its places and what may be said of it."""

    trial: Trial
    rows: tuple[tuple[str, str, str, bool], ...]  # reference and name of the premises, when, guarded first
    effect: Effect


def candidates(actor: Actor, many: int, *, now: datetime | None = None) -> list[Slot]:
    """The `many` slots of two hours that expect most while the place is open, for a lot. Raises: CannotPlan."""
    require(actor, Permission.DEPLOYMENT_MANAGE)
    require(actor, Permission.FIGURES_ALL)
    scope = scope_of(actor, "13w", "", now)
    places, risk, opened, _left_out = expected_weeks(scope)
    rows, starts = coinflip.candidates(risk.rates * opened, many=many, hours=HOURS)
    pairs = zip(rows.tolist(), starts.tolist(), strict=True)
    return [Slot(places[row].ref, start, HOURS) for row, start in pairs]


def trial_lines(actor: Actor, *, now: datetime | None = None) -> tuple[TrialLine, ...]:
    """Every trial, what was guarded when, and its effect; those that showed nothing and were given up too."""
    require(actor, Permission.FIGURES_ALL)
    scope = scope_of(actor, "13w", "", now)
    register = {one.ref: one for one in registered(actor.partnership_id)}
    today = (now or timezone.now()).astimezone(scope.zone).date()
    return tuple(_line(one, scope, register, today) for one in trials_of(actor))


def _line(one: Trial, scope: Scope, register: dict[str, Premises], today: date) -> TrialLine:
    rows = tuple(
        (slot.premises_ref, register[slot.premises_ref].name if slot.premises_ref in register else "Gone", slot.words,
         first)
        for slot, first in zip(one.slots, one.first, strict=True)
    )  # fmt: skip
    return TrialLine(one, rows, _effect(one, scope, register, today))


def _effect(one: Trial, scope: Scope, register: dict[str, Premises], today: date) -> Effect:
    if one.given_up:
        return cannot_tell(BY_LOT, len(one.slots), "it was given up before its end.")
    if today < one.ends:
        return cannot_tell(BY_LOT, len(one.slots), f"it ends on {one.ends:%d %B %Y}.")
    since, until = (datetime.combine(day, time(), tzinfo=scope.zone) for day in (one.begins, one.ends))
    rows = counting.telling(counting.incidents(scope.partnership.pk, since, until, hidden=scope.hidden))
    kinds = {place.pk: sector_words(place.sector).lower() for place in register.values()}
    found, _many = incidents_of(rows, kinds, zone=scope.zone, now=timezone.now())
    keys = [register[slot.premises_ref].pk if slot.premises_ref in register else 0 for slot in one.slots]
    first_week = (one.begins - MONDAY) // timedelta(weeks=1)
    halves = (range(first_week, first_week + one.weeks), range(first_week + one.weeks, first_week + 2 * one.weeks))
    before, after = (
        np.array([_counted(found, str(key), slot, half) for key, slot in zip(keys, one.slots, strict=True)])
        for half in halves
    )
    return coinflip.estimate(np.array(one.first), before, after)


def _counted(found: Incidents, name: str, slot: Slot, weeks: range) -> int:
    if name not in found.names:
        return 0
    mine = (found.premises == found.names.index(name)) & (found.week >= weeks.start) & (found.week < weeks.stop)
    return int((mine & ((found.hour % 168 - slot.start) % 168 < slot.hours)).sum())
