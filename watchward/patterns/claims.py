"""The product's own hit rate: what was called special, scored on what came later."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from watchward.patterns.exact import binomial_interval
from watchward.patterns.hours import HOURS_IN_WEEK, window_words

Array = NDArray[Any]

QUARTER: Final = timedelta(weeks=13)
FEWEST: Final = 5.0  # incidents to be expected altogether before a hit rate is worth a word


@dataclass(frozen=True, slots=True)
class Claim:
    """On `said_on` the slot of `hours` hours from hour of the week `start` was called special at `premises`.

    `usual`: the share of a week's incidents that the usual week of the kind gives it.
    """

    premises: str
    start: int
    hours: int
    usual: float
    said_on: date

    @property
    def due(self) -> date:
        """The day on which it is scored."""
        return self.said_on + QUARTER


@dataclass(frozen=True, slots=True)
class Scored:
    """One claim a quarter later: `counted` in the slot of `total`, where the usual week gives `expected`."""

    claim: Claim
    counted: int
    total: int
    expected: float

    @property
    def held(self) -> bool:
        """More happened there than the usual week gives: the claim pointed the right way."""
        return self.counted > self.expected

    @property
    def sentence(self) -> str:
        """In plain words; a claim that did not hold is kept and said too."""
        where = f"{self.claim.premises}, {window_words(self.claim.start, self.claim.hours)}"
        if not self.total:
            return f"{where}: nothing was reported there since, so nothing can be said."
        return (f"{where}: {self.counted:,} since, where the usual week gives {self.expected:.1f}. "
                f"{'It held' if self.held else 'It did not hold'}.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class HitRate:
    """All scored claims together: how many held, and their pooled rate against the usual week, with intervals."""

    scored: tuple[Scored, ...]
    held: int
    held_low: float
    held_high: float
    ratio: float | None
    low: float
    high: float

    @property
    def sentence(self) -> str:
        """In plain words, with the honest answer where there is too little."""
        told = sum(one.total > 0 for one in self.scored)
        expected = sum(one.expected for one in self.scored)
        if expected < FEWEST or self.ratio is None:
            return f"Cannot tell yet how good these claims are: {told} could be scored so far."
        return (f"{self.held} of {told} slots that were called special still had more than usual a quarter later "
                f"({100 * self.held_low:.0f} to {100 * self.held_high:.0f} %). Together they ran at "
                f"{self.ratio:.1f} times the usual ({self.low:.1f} to {self.high:.1f}).")  # fmt: skip


def score(claims: Sequence[Claim], premises: Sequence[str], hour: Array, day: Sequence[date], today: date) -> HitRate:
    """Score every claim that is due on the incidents of the quarter after it.

    Args:    premises, hour, day: of n incidents, visits counted once; hour of the week 0 to 167.
    Raises:  ValueError: columns of different length, or a slot outside the week.
    Source:  intervals: Clopper-Pearson for the share that held, and the exact Poisson interval of the pooled count,
             slots and claims taken as independent.
    """
    if not len(premises) == len(hour) == len(day):
        raise ValueError("Each incident needs a premises, an hour and a day.")
    if any(not (0 <= one.start < HOURS_IN_WEEK and 1 <= one.hours <= 24) for one in claims):
        raise ValueError("A slot starts at hour 0 to 167 and has 1 to 24 hours.")
    place, at = np.asarray(premises, dtype=str), np.asarray(hour, dtype=int)
    when = np.array([one.toordinal() for one in day], dtype=int)
    scored = []
    for claim in claims:
        if claim.due <= today:
            since = claim.said_on.toordinal()
            mine = (place == claim.premises) & (when > since) & (when <= claim.due.toordinal())
            inside = mine & ((at - claim.start) % HOURS_IN_WEEK < claim.hours)
            total = int(mine.sum())
            scored.append(Scored(claim, int(inside.sum()), total, total * claim.usual))
    return _together(tuple(scored))


def _together(scored: tuple[Scored, ...]) -> HitRate:
    told = [one for one in scored if one.total]
    held, counted = sum(one.held for one in told), sum(one.counted for one in told)
    expected = sum(one.expected for one in told)
    low, high = binomial_interval(held, len(told)) if told else (0.0, 1.0)
    if expected <= 0:
        return HitRate(scored, held, low, high, None, 0.0, math.inf)
    bottom = float(chi2.ppf(0.025, 2 * counted)) / 2 if counted else 0.0
    top = float(chi2.ppf(0.975, 2 * counted + 2)) / 2
    return HitRate(scored, held, low, high, counted / expected, bottom / expected, top / expected)
