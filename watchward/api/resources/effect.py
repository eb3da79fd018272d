"""Whether guards helped: one ratio with its interval, or the honest answer that it cannot be told."""

from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Annotated

from watchward.api.registry import Call, operation
from watchward.measure.queries.did_it_work import LIMITS, did_it_work
from watchward.policy import Permission


@dataclass(frozen=True, slots=True)
class EffectAsked:
    """Which incidents."""

    group: Annotated[str, "An entry of the list incident_types without a parent; left out: all."] = ""


@dataclass(frozen=True, slots=True)
class GuardedSlot:
    """Hours in a row that were guarded in at least half of the weeks."""

    premises_ref: str
    premises: str
    words: str
    weeks: int


@dataclass(frozen=True, slots=True)
class GuardEffect:
    """Incidents while guarded against those to be expected without; no ratio where nothing can be told."""

    verdict: Annotated[str, "fewer, more, little difference, or cannot tell yet."]
    sentence: str
    counted: float
    expected: float
    ratio: float | None
    low: float | None
    high: float | None
    moved: tuple[str, ...]
    slots: tuple[GuardedSlot, ...]
    since: datetime | None
    until: datetime | None
    limits: str


@operation("GET", "/figures/did-it-work", needs=(Permission.FIGURES_ALL,))
def get_did_it_work(call: Call, asked: EffectAsked) -> GuardEffect:
    """Say whether the latest run of deployments helped; null results too."""
    found = did_it_work(call.actor, group=asked.group, now=call.now)
    told = found.effect
    low, high = (None if told.ratio is None or not isfinite(one) else one for one in (told.low, told.high))
    slots = tuple(GuardedSlot(one.premises_ref, one.premises, one.words, one.weeks) for one in found.slots)
    return GuardEffect(
        told.verdict, told.sentence, told.counted, told.expected, told.ratio, low, high, found.moved, slots,
        found.since, found.until, LIMITS,
    )  # fmt: skip
