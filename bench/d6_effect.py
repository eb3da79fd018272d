"""D6: what is said of guards where nobody stood, and where three in ten incidents were taken out."""

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from bench.inside.weeks import SORTS, Array, Stream, file, kind_weeks, town
from bench.results import Number
from watchward.patterns import coinflip, mirror
from watchward.patterns.effect import FEWER, MORE, Effect
from watchward.patterns.incidents import Incidents

HOW = "BENCH_PATTERNS=FOLDER python -m bench --only D6"
TAKEN = 0.7  # of the incidents where guards stood is left, where a true effect is planted
HAND = {"theft": ((13, 20), (13, 50), (26, 20), (26, 50)), "disorder": ((26, 10), (26, 20), (52, 20))}
LOT = {"theft": (20, 50, 100), "disorder": (40,)}
HALVES = 4  # random halves of the premises for each window, so that it is not always the same few stores


@dataclass(slots=True)
class Tally:
    """What came of many tries: logarithms of ratios with their weights, and how many intervals held the truth."""

    logs: list[float] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    pooled: Array = field(default_factory=lambda: np.zeros(4))  # counted, expected, before/after, other hours
    none: list[bool] = field(default_factory=list)
    true: list[bool] = field(default_factory=list)
    claims: int = 0
    found: int = 0

    def add(self, placebo: Effect, planted: Effect) -> None:
        """One try without any effect and one with three in ten taken out."""
        if placebo.ratio and not math.isinf(placebo.ratio):
            self.logs.append(math.log(placebo.ratio))
            self.weights.append(placebo.counted + placebo.expected)
        self.none.append(placebo.low <= 1 <= placebo.high)
        self.true.append(planted.low <= TAKEN <= planted.high)
        self.claims += placebo.verdict in {FEWER, MORE}
        self.found += planted.verdict == FEWER


def measure(*, quick: bool = False) -> Iterator[Number]:
    """In short: one generated town, few tries."""
    if quick:
        yield from _quick()
        return
    place = file()
    if place is None:
        print("D6 skipped: set BENCH_PATTERNS to the folder with the Chicago business stream.", file=sys.stderr)
        return
    streams = {sort: Stream(place, sort).all() for sort in SORTS}
    hand, lot, rng = Tally(), Tally(), np.random.default_rng(6)
    for sort, incidents in streams.items():
        for weeks, many in HAND[sort]:
            _by_hand(hand, incidents, weeks, many, rng, 1 if sort == "disorder" else HALVES)
        for many in LOT[sort]:
            _by_lot(lot, incidents, many, rng, HALVES)
    yield from _numbers("chosen by hand", hand, pooled=True)
    yield from _numbers("drawn by lot", lot, pooled=False)


def _quick() -> Iterator[Number]:
    years = [town(kind_weeks(4), places=200, total=60, planted=60, times=12, seed=1).incidents for _ in range(3)]
    rng, hand, lot = np.random.default_rng(1), Tally(), Tally()
    rate = years[0].counts() / 1.0
    for _ in range(30):
        before, chosen_by, after = (rng.poisson(rate) for _ in range(3))
        _one_by_hand(hand, before, chosen_by, after, 30, rng)
        _one_by_lot(lot, chosen_by, rng.poisson(rate / 4), rng.poisson(rate / 4), 40, rng)
    yield from _numbers("chosen by hand, generated", hand, pooled=True)
    yield from _numbers("drawn by lot, generated", lot, pooled=False)


def _counts(incidents: Incidents, first: int, last: int, keep: Array) -> Array:
    which = (incidents.week >= first) & (incidents.week < last) & keep[incidents.premises]
    cells = incidents.premises[which] * 168 + incidents.hour[which]
    found: Array = np.bincount(cells, minlength=len(incidents.names) * 168).reshape(-1, 168)
    return found


def _windows(incidents: Incidents, weeks: int, step: int) -> range:
    first = int(incidents.week.min())
    return range(first, int(incidents.week.max()) - weeks + 1, step)


def _by_hand(tally: Tally, incidents: Incidents, weeks: int, many: int, rng: np.random.Generator, halves: int) -> None:
    for first in _windows(incidents, 3 * weeks, max(weeks // 4, 3)):
        for _ in range(halves):
            keep = rng.random(len(incidents.names)) < (0.5 if halves > 1 else 2.0)
            before, chosen_by, after = (
                _counts(incidents, first + at * weeks, first + (at + 1) * weeks, keep) for at in range(3)
            )
            _one_by_hand(tally, before, chosen_by, after, many, rng)


def _one_by_hand(
    tally: Tally, before: Array, chosen_by: Array, after: Array, many: int, rng: np.random.Generator
) -> None:  # fmt: skip
    rows, starts = coinflip.candidates(chosen_by, many=many, least=1)
    if len(rows) < many:
        return
    guarded = coinflip.grid(before.shape, rows, starts)
    placebo = mirror.estimate(before, after, guarded).effect
    thinned = np.where(guarded, rng.binomial(after, TAKEN), after)
    tally.add(placebo, mirror.estimate(before, thinned, guarded).effect)
    others = ~guarded & np.isin(np.arange(len(before)), rows)[:, None]
    change = after[others].sum() / max(int(chosen_by[others].sum()), 1)
    tally.pooled += [placebo.counted, placebo.expected, chosen_by[guarded].sum(), chosen_by[guarded].sum() * change]


def _by_lot(tally: Tally, incidents: Incidents, many: int, rng: np.random.Generator, halves: int) -> None:
    for first in _windows(incidents, 52 + 2 * coinflip.WEEKS, coinflip.WEEKS):
        for _ in range(halves):
            keep = rng.random(len(incidents.names)) < 0.5
            ends = (first, first + 52, first + 52 + coinflip.WEEKS, first + 52 + 2 * coinflip.WEEKS)
            chosen_by, one, two = (_counts(incidents, ends[at], ends[at + 1], keep) for at in range(3))
            _one_by_lot(tally, chosen_by, one, two, many, rng)


def _one_by_lot(
    tally: Tally, chosen_by: Array, one: Array, two: Array, many: int, rng: np.random.Generator
) -> None:  # fmt: skip
    rows, starts = coinflip.candidates(chosen_by, many=many, least=1)
    if len(rows) < many:
        return
    first, early, late = np.zeros(many, dtype=bool), np.zeros(many, dtype=int), np.zeros(many, dtype=int)
    first[rng.permutation(many)[: many // 2]] = True
    for more in range(2):
        early += one[rows, (starts + more) % 168]
        late += two[rows, (starts + more) % 168]
    placebo = coinflip.estimate(first, early, late, draws=999)
    early, late = np.where(first, rng.binomial(early, TAKEN), early), np.where(first, late, rng.binomial(late, TAKEN))
    planted = coinflip.estimate(first, early, late, draws=999)
    if placebo.ratio is not None and planted.ratio is not None:  # else it says that there are too few to tell
        tally.add(placebo, planted)


def _numbers(what: str, tally: Tally, *, pooled: bool) -> Iterator[Number]:
    tries, said = len(tally.none), ""
    if pooled:
        counted, expected, before, beside = tally.pooled.tolist()
        bias = counted / expected - 1
        said = (f"before and after {100 * (counted / before - 1):+.0f} %, against other hours of the same premises "
                f"{100 * (counted / beside - 1):+.0f} %; ")  # fmt: skip
    else:
        bias = math.exp(float(np.average(tally.logs, weights=tally.weights))) - 1
    beside_it = f"{said}{tries:,} tries, {tally.claims} of them claimed something where nothing was done"
    yield Number(id="D6", what=f"Effect where nothing was done, slots {what}", goal="within +-5 %",
                 value=round(100 * bias, 1), baseline=beside_it, unit="%", holds=abs(bias) <= 0.05, how=HOW,
                 gross=abs(bias) > 0.2)  # fmt: skip
    for words, hits, more in (
        ("no effect", tally.none, ""),
        ("a true -30 %", tally.true, f", called a fall in {100 * tally.found / max(tries, 1):.0f} %"),
    ):
        share = float(np.mean(hits))
        yield Number(id="D6", what=f"95 % intervals that hold {words}, slots {what}", goal=">= 93 %",
                     value=round(100 * share, 1), baseline=f"{tries:,} tries{more}", unit="%", holds=share >= 0.93,
                     how=HOW, gross=share < 0.8)  # fmt: skip
