"""Months in which recording failed: recognised as such, and not announced as a fall.

What fails when recording fails is not one sort of thing in one place: everything that goes through one recorder's books
falls together, while others go on as the season has it. So a month is judged against the other recorders first, and
only then may it be said of one area that something fell.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from watchward.patterns.effect import percent, rate_intervals
from watchward.patterns.weekly import adjusted

Array = NDArray[Any]

FELL, ROSE, UNCLEAR = "fell", "rose", "no clear change"
TOO_FEW, GAP, DOUBT, NOTHING = "too few", "recording gap", "recording in doubt", "nothing recorded"
FEWEST: Final = 20  # incidents in the month and the months before together (figures d.4)
FEWEST_OF_A_KIND: Final = 30  # incidents of a recorder's kind in a month that count for what recorders do together
FEWEST_TO_FAIL: Final = 10  # incidents in a recorder's usual month: with fewer, a month without any may be chance
FEWEST_RECORDERS: Final = 5  # that show what the season did to a kind
GAP_RATIO: Final = 0.85  # a recorder whose kinds are together at less than this against the others ...
DOUBT_RATIO: Final = 0.75  # ... or one of its kinds everywhere at once at less than this ...
FAR: Final = 3.0  # ... and this many robust deviations from the other recorders
MEDIAN: Final = math.pi / 2  # how much more a median varies than a mean
LEAST_SPREAD: Final = 0.05  # of recorders' logarithms: they never agree better than that
FALSE_CLAIMS: Final = 0.05


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind in one area in one month: `counted` against `expected` from the months before and the season.

    `low` and `high` bound the ratio as for a question asked beforehand; `q` pays for all kinds of that area and month.
    """

    area: str
    kind: str
    month: str
    verdict: str
    counted: int
    expected: float
    low: float
    high: float
    q: float

    @property
    def sentence(self) -> str:
        """In plain words; a gap is never called a fall."""
        what = f"{self.kind}, {self.area}, {self.month}"
        if self.verdict == GAP:
            return (
                f"{what}: recording failed ({self.counted:,} recorded, {self.expected:,.0f} to be expected). No fall."
            )
        if self.verdict == NOTHING:
            return f"{what}: nothing was recorded by this recorder at all. No fall."
        if self.verdict == DOUBT:
            return (f"{what}: all areas of this recorder dropped at once ({self.counted:,} recorded, "
                    f"{self.expected:,.0f} to be expected). Ask the recorder before calling it a fall.")  # fmt: skip
        if self.verdict == TOO_FEW:
            return f"{what}: too few to say whether anything changed."
        within = f"{percent(self.low)} to {percent(self.high)} is possible"
        counts = f"{self.counted:,} recorded, {self.expected:,.0f} to be expected; {within}"
        alone = self.verdict != UNCLEAR and self.q > FALSE_CLAIMS
        doubt = " Among all that is counted here, one like it may be chance." if alone else ""
        return f"{what}: {self.verdict} ({counts}).{doubt}"


@dataclass(frozen=True, slots=True)
class Months:
    """Counts judged: `gap` (R, M) and `doubt` (R, K, M) say where recording is in doubt; `cells` all verdicts."""

    gap: Array
    doubt: Array
    season: Array
    cells: tuple[Cell, ...]


def judge(
    counts: Array, recorders: Sequence[str], areas: Sequence[str], kinds: Sequence[str], months: Sequence[str],
) -> Months:  # fmt: skip
    """Judge every month after the first.

    Args:    counts: (A, K, M) incidents. recorders: who recorded each of the A areas. Then the names.
    Returns: verdicts for each area, kind and month: fell, rose, no clear change, too few, recording gap, recording in
             doubt, nothing recorded. With fewer than 3 recorders no gap can be told from a fall; none is called then.
    Raises:  ValueError: names and counts that do not fit.
    Source:  the season of a kind is the median of the recorders' changes. A recorder's own shift is the weighted median
             over its kinds, judged against the spread of the recorders (median absolute deviation) and against chance.
             Cells: Poisson with a variance of their own by kind, measured robustly; Benjamini-Hochberg over the kinds
             of one area's month.
    """
    counts = np.asarray(counts, dtype=float)
    if counts.shape != (len(areas), len(kinds), len(months)) or len(recorders) != len(areas):
        raise ValueError("Counts need a row for each area, a column for each kind and a layer for each month.")
    names, of = np.unique(np.asarray(recorders, dtype=str), return_inverse=True)
    of = of.reshape(-1)
    books = np.zeros((len(names), *counts.shape[1:]))
    np.add.at(books, of, counts)
    every = books.sum(axis=1)
    usual = every.sum(axis=1) / np.maximum((every > 0).sum(axis=1), 1)
    gap = (every == 0) & (usual >= FEWEST_TO_FAIL)[:, None]
    doubt = np.zeros(books.shape, dtype=bool)
    season = np.ones(counts.shape[1:])
    cells: list[Cell] = []
    for month in range(1, len(months)):
        season[:, month] = season[:, month - 1] * np.exp(_season(books, gap, month))
        _recorders(books, season, gap, doubt, month)
        cells += _cells(counts, of, season, gap, doubt, month, (areas, kinds, months))
    return Months(gap, doubt, season, tuple(cells))


def _season(books: Array, gap: Array, month: int) -> Array:
    """The logarithm of how each kind changed against the month before; (K,)."""
    fine = ~(gap[:, month] | gap[:, month - 1])[:, None]
    fine = fine & (np.minimum(books[:, :, month], books[:, :, month - 1]) >= FEWEST_OF_A_KIND)
    step = np.log((books[:, :, month] + 0.5) / (books[:, :, month - 1] + 0.5))
    shown = [float(np.median(step[fine[:, kind], kind])) if fine[:, kind].sum() >= FEWEST_RECORDERS else math.nan
             for kind in range(step.shape[1])]  # fmt: skip
    known = [one for one in shown if not math.isnan(one)]
    usual = float(np.median(known)) if known else 0.0
    return np.array([usual if math.isnan(one) else one for one in shown])


def _before(counts: Array, season: Array, trusted: Array, month: int) -> tuple[Array, Array]:
    """What the trusted months before hold, and their season's weight together; two arrays (rows, K)."""
    part = trusted[:, :, :month]
    return (counts[:, :, :month] * part).sum(axis=2), (season[None, :, :month] * part).sum(axis=2)


def _recorders(books: Array, season: Array, gap: Array, doubt: Array, month: int) -> None:
    """Mark the recorders whose books failed this month, and the kinds that dropped in all their areas at once."""
    held, weight = _before(books, season, ~(gap[:, None, :] | doubt), month)
    expected = held / np.maximum(weight, 1e-9) * season[:, month]
    enough = (expected >= FEWEST_OF_A_KIND) & ~gap[:, month, None]
    shift = np.log((books[:, :, month] + 0.5) / (expected + 0.5))
    own = np.array([
        _weighted_median(shift[row, some], np.sqrt(expected[row, some])) if some.sum() >= 2 else 0.0
        for row, some in enumerate(enough)
    ])  # fmt: skip
    if (enough.sum(axis=1) >= 2).sum() < 3:
        return
    every, before = (np.where(enough, one, 0.0).sum(axis=1) for one in (books[:, :, month], held))
    chance = np.sqrt(MEDIAN * (1 / (every + 0.5) + 1 / (before + 0.5)))  # small books fall by chance alone
    gap[:, month] |= (own < math.log(GAP_RATIO)) & (own < -FAR * np.maximum(_spread(own), chance))
    for kind in range(books.shape[1]):
        rows = enough[:, kind]
        if rows.sum() >= FEWEST_RECORDERS:
            alone = np.sqrt(1 / (books[rows, kind, month] + 0.5) + 1 / (held[rows, kind] + 0.5))
            far = FAR * np.maximum(_spread(shift[rows, kind]), alone)
            doubt[rows, kind, month] = shift[rows, kind] < np.minimum(math.log(DOUBT_RATIO), -far)


def _weighted_median(values: Array, weights: Array) -> float:
    order = np.argsort(values)
    upto = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(upto, upto[-1] / 2)])


def _spread(values: Array) -> float:
    return max(1.4826 * float(np.median(np.abs(values - np.median(values)))), LEAST_SPREAD)


def _cells(
    counts: Array, of: Array, season: Array, gap: Array, doubt: Array, month: int,
    names: tuple[Sequence[str], Sequence[str], Sequence[str]],
) -> list[Cell]:  # fmt: skip
    held, weight = _before(counts, season, ~(gap[:, None, :] | doubt)[of], month)
    now, share = counts[:, :, month], season[None, :, month] / np.maximum(weight, 1e-9)
    expected = held * share
    enough = (now + held >= FEWEST) & (weight > 0)
    trusted = enough & ~gap[of, month, None] & ~doubt[of, :, month]
    log = np.log((now + 0.5) / (expected + 0.5))
    chance = 1 / (now + 0.5) + 1 / (held + 0.5)
    own = np.array([_own_variance(log[trusted[:, kind], kind], chance[trusted[:, kind], kind])
                    for kind in range(counts.shape[1])])  # fmt: skip
    p = 2 * norm.sf(np.abs(log) / np.sqrt(chance + own))
    q = np.ones(now.shape)
    for area in np.flatnonzero(trusted.any(axis=1)).tolist():
        q[area, trusted[area]] = adjusted(p[area, trusted[area]])
    empty = (np.bincount(of, now.sum(axis=1), minlength=len(gap)) == 0) & gap[:, month]
    lows, highs = rate_intervals(now, held, np.broadcast_to(own, now.shape))
    found = []
    for area, kind in np.argwhere((now + held > 0) | gap[of, month, None]).tolist():
        low, high = float(lows[area, kind]), float(highs[area, kind])
        scale = float(share[area, kind]) if weight[area, kind] > 0 else math.inf
        word = (
            NOTHING if empty[of[area]] else GAP if gap[of[area], month] else DOUBT if doubt[of[area], kind, month]
            else TOO_FEW if not enough[area, kind] else FELL if high < scale else ROSE if low > scale else UNCLEAR
        )  # fmt: skip
        found.append(Cell(names[0][area], names[1][kind], names[2][month], word, int(now[area, kind]),
                          float(expected[area, kind]), low / scale, high / scale, float(q[area, kind])))  # fmt: skip
    return found


def _own_variance(log: Array, chance: Array) -> float:
    """How much areas differ beyond chance, so that half of the squares lie where they should; 0 or more."""
    if len(log) < 10:
        return 0.02
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if float(np.median(log**2 / (chance + middle))) > 0.4549 else (low, middle)
    return high
