"""How it goes over the months: season, slope, what a known day changed, and changes that nobody named beforehand."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy
from scipy.stats import t as student

from watchward.patterns.change import FEWEST_FOR_AN_ARROW
from watchward.patterns.effect import percent

Array = NDArray[Any]

FELL, ROSE, UNCLEAR, TOO_FEW = "fell", "rose", "no clear change", "cannot tell yet"
FEWEST_BEFORE, FEWEST_AFTER = 6, 3  # periods on either side of a known day
SHORTEST: Final = 3  # periods between two changes
LENT: Final = 2.0  # years of no season that a season is lent
DRAWS: Final = 499
MOST_CHANGES: Final = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A ratio with its interval: of two levels, or of a year to the year before."""

    ratio: float
    low: float
    high: float

    @property
    def word(self) -> str:
        """fell, rose or no clear change."""
        return FELL if self.high < 1 else ROSE if self.low > 1 else UNCLEAR

    @property
    def words(self) -> str:
        """−30 % (−45 % to −10 %)."""
        return f"{percent(self.ratio)} ({percent(self.low)} to {percent(self.high)})"


@dataclass(frozen=True, slots=True)
class Trend:
    """Counts by period with what the model says: `usual` the fitted mean without the change, (n,)."""

    counts: Array
    usual: Array
    yearly: Part | None
    level: Part | None
    at: int | None
    dispersion: float
    note: str = ""

    @property
    def verdict(self) -> str:
        """Of the change at `at`, or of the slope where no day was named."""
        asked = self.yearly if self.at is None else self.level
        return TOO_FEW if asked is None else asked.word

    @property
    def sentence(self) -> str:
        """Reporting first, then the finding with its interval."""
        return " ".join(part for part in (self.note, self._finding()) if part)

    def _finding(self) -> str:
        total = f"{int(self.counts.sum()):,} incidents in {len(self.counts)} periods"
        if self.verdict == TOO_FEW:
            return (
                f"Cannot tell yet: {total} are too few. The least are {FEWEST_BEFORE + FEWEST_AFTER}, {FEWEST_BEFORE} "
                f"of them before a known change and {FEWEST_AFTER} after, and {FEWEST_FOR_AN_ARROW} incidents."
            )
        slope = f"From year to year: {self.yearly.words}." if self.yearly else ""
        if self.at is None:
            return f"{self.verdict.capitalize()} over {total}. {slope}"
        assert self.level is not None
        return f"From period {self.at + 1} on {self.verdict}: {self.level.words} against its own trend. {slope}"


def season(counts: Array, position: Sequence[int], length: int) -> Array:
    """How much more or less each part of the year has, 1 on average; (length,).

    Args:    counts: (n,). position: which part of the year each period is, 0 to length - 1.
    Raises:  ValueError: other lengths.
    Source:  ratios to a centred mean of one year, lent two years without season: one year alone moves it by a third.
    """
    counts, place = np.asarray(counts, dtype=float), np.asarray(position, dtype=int)
    if len(counts) != len(place) or (len(place) and not 0 <= int(place.min()) <= int(place.max()) < length):
        raise ValueError("Each period needs a count and a part of the year.")
    if len(counts) < length:
        return np.ones(length)
    window = np.ones(length + 1 - length % 2)
    if not length % 2:
        window[[0, -1]] = 0.5
    have = np.convolve(np.ones(len(counts)), window, mode="same")
    level = np.convolve(counts, window, mode="same") / have
    mean = np.bincount(place, level, length)
    index = (np.bincount(place, counts, length) + LENT * level.mean()) / np.maximum(mean + LENT * level.mean(), 1e-9)
    found: Array = index / index.mean()
    return found


def trend(
    counts: Array, *, periods_a_year: int = 12, at: int | None = None, exposure: Array | None = None,
    level: float = 0.95, note: str = "",
) -> Trend:  # fmt: skip
    """The slope of a series, and what changed at a known period.

    Args:    counts: (n,) per period. at: the first period after the change, named beforehand. exposure: (n,) such as
             opening hours or members that report.
             note: what changed in how much is reported (see `change.reporting_note`).
    Raises:  ValueError: exposures of 0 or less or of another length, or `at` outside the series.
    Source:  interrupted time series: quasi-Poisson regression on time, level after `at`, and one or two waves a year
             for the season; dispersion by Pearson, widened for lag-1 correlation of the residuals; Student's t.
    """
    counts = np.asarray(counts, dtype=float)
    n = len(counts)
    weight = np.ones(n) if exposure is None else np.asarray(exposure, dtype=float)
    if len(weight) != n or (weight <= 0).any() or (at is not None and not 0 < at < n):
        raise ValueError("Each period needs an exposure above 0, and the change lies inside the series.")
    enough = n >= FEWEST_BEFORE + FEWEST_AFTER and float(counts.sum()) >= FEWEST_FOR_AN_ARROW
    if at is not None:
        enough = enough and at >= FEWEST_BEFORE and n - at >= FEWEST_AFTER
    if not enough:
        return Trend(counts, np.full(n, counts.mean() if n else 0.0), None, None, at, 1.0, note)
    offset, years = np.log(weight), np.arange(n) / periods_a_year
    columns = [np.ones(n), years - years.mean()] + ([] if at is None else [(np.arange(n) >= at).astype(float)])
    columns += _waves(n, periods_a_year)
    table = np.column_stack(columns)
    beta, spread, dispersion = _fitted(table, counts, offset)
    wide = float(student.ppf((1 + level) / 2, n - table.shape[1]))

    def part(column: int) -> Part:
        middle, half = float(beta[column]), wide * float(np.sqrt(spread[column, column]))
        return Part(math.exp(middle), math.exp(middle - half), math.exp(min(middle + half, 50.0)))

    kept = [one for one in range(table.shape[1]) if at is None or one != 2]
    usual = np.exp(offset + table[:, kept] @ beta[kept])
    return Trend(counts, usual, part(1), None if at is None else part(2), at, dispersion, note)


def _waves(n: int, length: int) -> list[Array]:
    """One wave a year from two years on, two from three; with less, season and slope cannot be told apart."""
    turn = 2 * np.pi * np.arange(n) / length
    return [wave(pace * turn) for pace in range(1, min(n // length, 3)) for wave in (np.sin, np.cos)]


def _fitted(table: Array, counts: Array, offset: Array) -> tuple[Array, Array, float]:
    """Coefficients, their covariance, and the dispersion, by Newton's steps from the mean."""
    beta = np.zeros(table.shape[1])
    beta[0] = math.log(max(float(counts.sum()), 0.5) / float(np.exp(offset).sum()))
    for _ in range(50):
        mean = np.exp(np.clip(offset + table @ beta, -30, 30))
        inner = (table * mean[:, None]).T @ table + 1e-9 * np.eye(len(beta))
        step = np.linalg.solve(inner, table.T @ (counts - mean))
        beta = beta + np.clip(step, -2, 2)
        if float(np.abs(step).max()) < 1e-9:
            break
    mean = np.exp(np.clip(offset + table @ beta, -30, 30))
    rest = (counts - mean) / np.sqrt(np.maximum(mean, 1e-9))
    dispersion = max(float((rest**2).sum()) / max(len(counts) - len(beta), 1), 1.0)
    lag = float((rest[1:] * rest[:-1]).sum() / max(float((rest**2).sum()), 1e-9))
    dispersion *= (1 + min(max(lag, 0.0), 0.8)) / (1 - min(max(lag, 0.0), 0.8))
    return beta, np.linalg.inv(inner) * dispersion, dispersion


@dataclass(frozen=True, slots=True)
class Changed:
    """The level changed at period `at`: the ratio of after to before within its stretch, and p."""

    at: int
    ratio: float
    p: float


def changes(
    counts: Array, *, expected: Array | None = None, false_claims: float = 0.05, draws: int = DRAWS, seed: int = 22
) -> tuple[Changed, ...]:  # fmt: skip
    """Changes of level that nobody named beforehand, at most 5, in order of time.

    Args:    counts: (n,). expected: (n,) what season and exposure give, up to a factor; even if None.
    Raises:  ValueError: expected counts of 0 or less, or another length.
    Source:  the greatest Poisson likelihood ratio over all splits, its null drawn from the multinomial, divided by a
             dispersion from neighbours' differences (which no step inflates); each half is searched again (Vostrikova
             1981) at a level shared among all that may be found.
    """
    counts = np.asarray(counts, dtype=float)
    even = np.ones(len(counts)) if expected is None else np.asarray(expected, dtype=float)
    if len(even) != len(counts) or (even <= 0).any():
        raise ValueError("Each period needs something to be expected.")
    loose = _dispersion(counts, even)
    found, stretches = list[Changed](), [(0, len(counts))]
    rng = np.random.default_rng(seed)
    while stretches and len(found) < MOST_CHANGES:
        start, end = stretches.pop(0)
        if end - start < 2 * SHORTEST or counts[start:end].sum() < FEWEST_FOR_AN_ARROW:
            continue
        some, usual = counts[start:end], even[start:end]
        value, at = _greatest(some[None, :], usual)
        drawn = rng.multinomial(int(some.sum()), usual / usual.sum(), size=draws).astype(float)
        null = _greatest(drawn, usual)[0]
        p = (1 + int((null >= float(value[0]) / loose).sum())) / (1 + draws)
        if p <= false_claims / (1 + len(found)):
            split = start + int(at[0])
            before = float(counts[start:split].sum()) / float(even[start:split].sum())
            after = float(counts[split:end].sum()) / float(even[split:end].sum())
            found.append(Changed(split, after / before if before > 0 else math.inf, p))
            stretches += [(start, split), (split, end)]
    return tuple(sorted(found, key=lambda one: one.at))


def _greatest(rows: Array, usual: Array) -> tuple[Array, Array]:
    """The greatest likelihood ratio over the splits of each row, and after how many periods it splits."""
    share = usual.cumsum()[:-1] / usual.sum()
    total, first = rows.sum(axis=1, keepdims=True), rows.cumsum(axis=1)[:, :-1]
    value = xlogy(first, first / np.maximum(total * share, 1e-9)) + xlogy(
        total - first, (total - first) / np.maximum(total * (1 - share), 1e-9)
    )
    value[:, : SHORTEST - 1] = -1.0
    value[:, len(share) - SHORTEST + 1 :] = -1.0
    return value.max(axis=1), value.argmax(axis=1) + 1


def _dispersion(counts: Array, even: Array) -> float:
    rate = counts / even
    middle = np.maximum((counts[1:] + counts[:-1]) / (even[1:] + even[:-1]), 1e-9)
    squares = (rate[1:] - rate[:-1]) ** 2 / (middle * (1 / even[1:] + 1 / even[:-1]))
    return max(float(squares.mean()), 1.0) if len(squares) else 1.0
