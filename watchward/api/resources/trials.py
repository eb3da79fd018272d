"""Trials: a lot decides which slots are guarded first, so that what comes of it can be told from chance."""

from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Annotated

from watchward.act.actions.trials import draw_trial, give_up_trial
from watchward.act.queries.trials import Slot
from watchward.api.registry import Call, operation
from watchward.measure.queries.trials import candidates, trial_lines
from watchward.policy import Permission

MANAGE = (Permission.DEPLOYMENT_MANAGE,)


@dataclass(frozen=True, slots=True)
class SlotSaid:
    """Some hours of the week at one premises."""

    premises_ref: str
    start: Annotated[int, "Hour of the week, 0 is Monday 00:00."]
    hours: int


@dataclass(frozen=True, slots=True)
class CandidatesAsked:
    """How many slots."""

    many: Annotated[int, "An even number, 6 to 30."] = 12


@dataclass(frozen=True, slots=True)
class DrawSaid:
    """What is drawn. Nobody gives the seed: it is made when the lot is drawn, and stands in the ledger."""

    slots: Annotated[tuple[SlotSaid, ...], "An even number, 6 to 30, each once."]
    begins: Annotated[date, "A Monday."]
    weeks: Annotated[int, "Of each half, 4 to 12."] = 8


@dataclass(frozen=True, slots=True)
class Drawn:
    """One slot of a trial."""

    premises_ref: str
    premises: str
    words: str
    first: Annotated[bool, "Guarded before the swap; the others after it."]


@dataclass(frozen=True, slots=True)
class TrialResult:
    """What was drawn, and what may be said of it."""

    ref: str
    begins: date
    swaps: date
    ends: date
    seed: int
    given_up: bool
    slots: tuple[Drawn, ...]
    verdict: str
    sentence: str
    ratio: float | None
    low: float | None
    high: float | None
    p: float | None


@operation("GET", "/trials", needs=(Permission.FIGURES_ALL,))
def get_trials(call: Call) -> tuple[TrialResult, ...]:
    """List every trial, those that showed nothing and those that were given up too."""
    found = []
    for line in trial_lines(call.actor, now=call.now):
        one, told = line.trial, line.effect
        low, high = (None if told.ratio is None or not isfinite(end) else end for end in (told.low, told.high))
        slots = tuple(Drawn(*row) for row in line.rows)
        found.append(TrialResult(
            one.ref, one.begins, one.swaps, one.ends, one.seed, one.given_up, slots, told.verdict, told.sentence,
            told.ratio, low, high, told.p,
        ))  # fmt: skip
    return tuple(found)


@operation("GET", "/trials/candidates", needs=MANAGE)
def get_candidates(call: Call, asked: CandidatesAsked) -> tuple[SlotSaid, ...]:
    """Name the slots of two hours that expect most while the place is open."""
    many = max(2, min(asked.many, 30))
    return tuple(SlotSaid(one.premises_ref, one.start, one.hours) for one in candidates(call.actor, many, now=call.now))


@operation("POST", "/trials", needs=MANAGE, status=201)
def draw_one_trial(call: Call, body: DrawSaid) -> tuple[str, ...]:
    """Draw by lot; gives the reference of the trial. Only one runs at a time."""
    slots = [Slot(one.premises_ref, one.start, one.hours) for one in body.slots]
    made = draw_trial(actor=call.actor, slots=slots, begins=body.begins, weeks=body.weeks, now=call.now)
    return (made.ref,)


@operation("POST", "/trials/{ref}/give-up", needs=MANAGE, status=204)
def give_up_one_trial(call: Call, ref: str) -> None:
    """End a trial before its time; it stays listed as given up."""
    give_up_trial(actor=call.actor, ref=ref, now=call.now)
