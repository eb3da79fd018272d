"""What chance does: the greatest likelihood ratio of a week without any slot, drawn once and shared by many premises.

The null distribution of the scan depends on the usual week and on how many incidents there are, and on both only
weakly. So weeks that are alike share one of a few typical weeks, and counts share a grid of counts, between which the
logarithm of p is interpolated. Draws are nested: the 14 incidents of one replicate are its 10 and 4 more.
"""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

from watchward.patterns.hours import HOURS_IN_WEEK
from watchward.patterns.profiles import smooth

Array = NDArray[Any]

GRID: Final = (10, 14, 20, 28, 40, 57, 80, 113, 160, 226, 320, 453, 640, 905)  # beyond, the last stands
TYPICAL: Final = 5  # typical weeks that are kept
REPLICATES: Final = 9_999
TAIL: Final = 0.02  # of the replicates make the tail
FINE: Final = 1 << 16
KNOWN: Final = 3_000.0  # incidents: a usual week is an estimate, and the null draws weeks around it as if from so many
DOUBTS: Final = 16  # such weeks


@dataclass(frozen=True, slots=True)
class Tail:
    """A sorted sample of the null, and a Gumbel tail (exponential excesses) where it runs out."""

    sample: Array
    from_: float
    share: float
    scale: float

    @classmethod
    def of(cls, draws: Array, share: float = TAIL) -> "Tail":
        """Fit the excesses over the (1 - share) quantile by their mean, with two spare excesses for safety."""
        sample = np.sort(np.asarray(draws, dtype=float))
        k = max(int(len(sample) * share), min(20, len(sample) - 1))
        start = float(sample[-k - 1])
        scale = max(float((sample[-k:] - start).sum()) / max(k - 2, 1), 1e-9)
        return cls(sample, start, k / len(sample), scale)

    def p(self, values: Array) -> Array:
        """P(null >= value): counted, with the value itself among the draws, and by the tail beyond `from_`."""
        above = len(self.sample) - np.searchsorted(
            self.sample, np.asarray(values) - 1e-4
        )  # the draws are of single precision
        counted = (above + 1.0) / (len(self.sample) + 1.0)
        fitted = self.share * np.exp(-np.maximum(np.asarray(values) - self.from_, 0.0) / self.scale)
        found: Array = np.where(above >= 20, counted, np.minimum(fitted, 1.0))
        return found


@dataclass(slots=True)
class Nulls:
    """Null distributions, made when first wanted and kept. The same seed gives the same p-values.

    `typical` holds up to 5 weeks of shares (K, 168); `longest` is the longest window in hours.
    """

    typical: Array
    longest: int = 6
    replicates: int = REPLICATES
    seed: int = 20
    made: dict[int, list[Tail]] = field(default_factory=dict)

    @classmethod
    def for_weeks(cls, weeks: Array, **rest: Any) -> "Nulls":
        """Choose the typical weeks among those of the premises, (P, 168): each as far as possible from those chosen."""
        root = np.sqrt(np.asarray(weeks, dtype=float))
        chosen = [int(np.argmin(((root - root.mean(axis=0)) ** 2).sum(axis=1)))]
        far = ((root - root[chosen[0]]) ** 2).sum(axis=1)
        while len(chosen) < TYPICAL and float(far.max()) > 0.01:
            chosen.append(int(np.argmax(far)))
            far = np.minimum(far, ((root - root[chosen[-1]]) ** 2).sum(axis=1))
        return cls(np.asarray(weeks, dtype=float)[chosen], **rest)

    def nearest(self, weeks: Array) -> Array:
        """The typical week of each week, by Hellinger distance; shape (P,)."""
        alike = np.sqrt(weeks) @ np.sqrt(self.typical).T
        found: Array = np.argmax(alike, axis=1)
        return found

    def p(self, weeks: Array, totals: Array, values: Array) -> Array:
        """P-values of the greatest likelihood ratios `values` (P,) for `totals` incidents (P,) on `weeks` (P, 168)."""
        out = np.ones(len(values))
        near, logs = self.nearest(weeks), np.log(GRID)
        at = np.clip(np.searchsorted(GRID, totals, side="right") - 1, 0, len(GRID) - 2)
        part = np.clip((np.log(np.maximum(totals, 1)) - logs[at]) / (logs[at + 1] - logs[at]), 0.0, 1.0)
        for week in np.unique(near).tolist():
            for step in np.unique(at[near == week]).tolist():
                rows = np.flatnonzero((near == week) & (at == step))
                low, high = (np.log(self.tail(week, step + more).p(values[rows])) for more in (0, 1))
                out[rows] = np.exp((1 - part[rows]) * low + part[rows] * high)
        return out

    def tail(self, week: int, step: int) -> Tail:
        """The null of one typical week and one count of the grid."""
        tails = self.made.setdefault(week, [])
        if len(tails) <= step:
            wanted = next(size for size in (8, 11, len(GRID)) if size > step)
            tails[:] = self._drawn(week, wanted)
        return tails[step]

    def _drawn(self, week: int, steps: int) -> list[Tail]:
        rng = np.random.default_rng((self.seed, week))
        tables = np.array([_table(one) for one in doubted(self.typical[week], DOUBTS, rng)])
        group = np.arange(self.replicates) % DOUBTS
        counts = np.zeros((HOURS_IN_WEEK, self.replicates), dtype=np.int16)
        column, before, found = np.arange(self.replicates), 0, []
        for total in GRID[:steps]:
            more = tables[group, rng.integers(0, FINE, size=(total - before, self.replicates), dtype=np.uint16)]
            flat = more.astype(np.int64) * self.replicates + column
            drawn = np.bincount(flat.reshape(-1), minlength=HOURS_IN_WEEK * self.replicates)
            counts += drawn.reshape(HOURS_IN_WEEK, -1).astype(np.int16)
            before = total
            found.append(Tail.of(_greatest(counts, self.typical[week], total, self.longest)))
        return found


def doubted(week: Array, many: int, rng: np.random.Generator) -> Array:
    """Weeks that the true one may be, if this one was estimated from 3,000 incidents and smoothed; (many, 168)."""
    found: Array = smooth(rng.gamma(KNOWN * week + 1e-9, size=(many, HOURS_IN_WEEK))) * (week > 0)
    # smoothing also flattens; only its noise is wanted
    found = found / np.maximum(KNOWN * smooth(week), 1e-12) * week
    shares: Array = found / found.sum(axis=1, keepdims=True)
    return shares


def _table(week: Array) -> Array:
    """65,536 cells in which each hour has its share: a draw is one look."""
    edges = np.round(np.cumsum(week) / week.sum() * FINE).astype(np.int64)
    found: Array = np.repeat(np.arange(HOURS_IN_WEEK), np.diff(edges, prepend=0)).astype(np.int16)
    return found


def _greatest(counts: Array, week: Array, total: int, longest: int) -> Array:
    """The greatest ratio over all windows for each column of counts (168, R). A table by count is read per window."""
    best = np.zeros(counts.shape[1], dtype=np.float32)
    found = np.empty_like(best)
    numbers = np.arange(total + 1)
    for start in range(HOURS_IN_WEEK):
        inside, share = np.zeros(counts.shape[1], dtype=np.int16), 0.0
        for more in range(longest):
            hour = (start + more) % HOURS_IN_WEEK
            if more and week[hour] <= 0:
                break
            inside += counts[hour]
            share += float(week[hour])
            if not 0 < share < 1:
                break
            table = ratio(numbers, total, share).astype(np.float32)
            np.take(table, inside, out=found, mode="clip")
            np.maximum(best, found, out=best)
    return best


def ratio(inside: Array, total: Array | int, share: Array | float) -> Array:
    """Log likelihood ratio of `inside` of `total` in a window of this share; 0 where there are not more than expected.

    Source: Kulldorff, A spatial scan statistic, 1997, conditional on the total.
    """
    expected = total * np.asarray(share)
    found = xlogy(inside, inside / np.maximum(expected, 1e-300)) + xlogy(
        total - inside, (total - inside) / np.maximum(total - expected, 1e-300)
    )
    out: Array = np.where(inside > expected, found, 0.0)
    return out
