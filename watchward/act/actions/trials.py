"""Decide by lot which slots are guarded first, so that what comes of it can be told from chance."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from watchward.act.queries.trials import Slot, Trial, trials_of
from watchward.kit.errors import NotFound, Refused
from watchward.kit.refs import new_ref
from watchward.partners.models import Partnership, Premises
from watchward.patterns.coinflip import FEWEST, draw
from watchward.patterns.hours import HOURS_IN_WEEK
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record

MOST_SLOTS: Final = 30
MOST_WEEKS: Final = 12
LONGEST_SLOT: Final = 12  # hours
GONE: Final = "There is no such trial in your partnership, or it was given up already."


class CannotDraw(Refused):
    """No lot was drawn, or none was given up; the text says why."""


@transaction.atomic
def draw_trial(
    *, actor: Actor, slots: Sequence[Slot], begins: date, weeks: int, now: datetime | None = None
) -> Trial:  # fmt: skip
    """Draw which half of the slots is guarded first, and write seed and outcome to the ledger before anybody stands.

    The seed is made here and not given: nobody can draw until the lot suits them. The ledger is all that keeps a trial.
    """
    require(actor, Permission.DEPLOYMENT_MANAGE)
    partnership = Partnership.everywhere.select_for_update().get(pk=actor.partnership_id)
    today = (now or timezone.now()).astimezone(partnership.zone_info).date()
    if begins.weekday() != 0 or not today <= begins <= today + timedelta(days=92):
        raise CannotDraw("A trial begins on a Monday, from today to three months ahead.")
    if not 4 <= weeks <= MOST_WEEKS:
        raise CannotDraw(f"Each half takes 4 to {MOST_WEEKS} weeks.")
    if len(slots) % 2 or not FEWEST <= len(slots) <= MOST_SLOTS or len(set(slots)) < len(slots):
        raise CannotDraw(f"Name an even number of slots, {FEWEST} to {MOST_SLOTS}, each once.")
    _check_slots(actor, slots)
    if any(one.is_running(today) for one in trials_of(actor)):
        raise CannotDraw("A trial is running. Wait for its end or give it up first: two at once spoil each other.")
    seed = secrets.randbelow(2**31)
    lot = draw([one.name for one in slots], begins=begins, seed=seed, weeks=weeks)
    by_name = {one.name: one for one in slots}
    ordered = [by_name[name] for name in lot.names]
    made = Trial(new_ref("L"), begins, weeks, seed, tuple(ordered), lot.first)
    detail = {
        "begins": begins.isoformat(), "weeks": weeks, "seed": seed, "first": list(lot.first),
        "slots": [[one.premises_ref, one.start, one.hours] for one in ordered],
    }  # fmt: skip
    record("trial.drawn", actor=actor, ref=f"trial/{made.ref}", detail=detail)
    return made


def _check_slots(actor: Actor, slots: Sequence[Slot]) -> None:
    if any(not (0 <= one.start < HOURS_IN_WEEK and 1 <= one.hours <= LONGEST_SLOT) for one in slots):
        raise CannotDraw(f"A slot begins at hour 0 to 167 of the week and has 1 to {LONGEST_SLOT} hours.")
    refs = {one.premises_ref for one in slots}
    here = Premises.everywhere.filter(partnership_id=actor.partnership_id, ref__in=refs, closed_on__isnull=True)
    if here.count() != len(refs):
        raise NotFound("One of the places is not open in your partnership. Pick them from the list.")


@transaction.atomic
def give_up_trial(*, actor: Actor, ref: str, now: datetime | None = None) -> None:
    """End a trial before its time; it stays in the list as given up, so that nothing unwelcome disappears."""
    require(actor, Permission.DEPLOYMENT_MANAGE)
    partnership = Partnership.everywhere.select_for_update().get(pk=actor.partnership_id)
    today = (now or timezone.now()).astimezone(partnership.zone_info).date()
    found = next((one for one in trials_of(actor) if one.ref == ref and not one.given_up), None)
    if found is None:
        raise NotFound(GONE)
    if found.ends <= today:
        raise CannotDraw("It is over. What came of it stays.")
    record("trial.given_up", actor=actor, ref=f"trial/{ref}")
