"""How many reports to expect at a premises in a slot: its own past, helped by its kind and area, with an interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import gamma

from watchward.patterns.hours import DAYS, HOURS_IN_WEEK
from watchward.patterns.profiles import EVEN, TO_ALL, smooth

Array = NDArray[Any]

WEEKS_IN_MONTH: Final = 365.25 / 12 / 7


@dataclass(frozen=True, slots=True)
class Trust:
    """How much is lent, in incidents. Chosen on two years of a public file, each against the other; see decision 0021.

    `area`: lent to an area's week of a kind by the kind. `hours`, `days`: lent to a premises' own hours of the day and
    days of the week. `week`: lent to its own day x hour. `level`: weeks of the kind's mean lent to its own total.
    """

    area: float = 1_600.0
    hours: float = 30.0
    days: float = 160.0
    week: float = 600.0
    level: float = 4.0


@dataclass(frozen=True, slots=True)
class Expected:
    """Reports to expect in a slot over some weeks; `low` and `high` bound the mean; `usual` is the kind's."""

    start: int
    hours: int
    mean: float
    low: float
    high: float
    usual: float
    period: str

    @property
    def sentence(self) -> str:
        """As people say it, interval and the usual included."""
        return (
            f"Expected reports in {short_window(self.start, self.hours)} {self.period}: {self.mean:.1f} "
            f"({self.low:.1f}-{self.high:.1f}); usual for this kind of premises {self.usual:.1f}."
        )


@dataclass(frozen=True, slots=True)
class Risk:
    """Reports a week by premises and hour of the week (P, 168), the kind's own, and the incidents each rests on."""

    rates: Array
    usual: Array
    weight: Array

    def expected(
        self, row: int, start: int, hours: int, *, weeks: float = WEEKS_IN_MONTH, level: float = 0.95,
        period: str = "next month",
    ) -> Expected:  # fmt: skip
        """Reports in one slot of premises `row` over `weeks`, as a gamma posterior: mean and central interval.

        Raises: ValueError: a slot outside the week, or weeks or level out of range.
        """
        if not (0 <= start < HOURS_IN_WEEK and 1 <= hours <= 24 and weeks > 0 and 0 < level < 1):
            raise ValueError("Give a start of 0-167, 1-24 hours, some weeks, and a level between 0 and 1.")
        cells = np.arange(start, start + hours) % HOURS_IN_WEEK
        mean, usual = (float(one[row, cells].sum()) * weeks for one in (self.rates, self.usual))
        if mean <= 0:
            return Expected(start, hours, 0.0, 0.0, 0.0, usual, period)
        shape = max(float(self.weight[row, cells].sum()), 1e-6)
        tail = (1 - level) / 2
        low, high = (float(one) for one in gamma.ppf([tail, 1 - tail], shape, scale=mean / shape))
        return Expected(start, hours, mean, low, high, usual, period)


def fit(
    counts: Array, weeks: float, kinds: Sequence[str], areas: Sequence[str] | None = None,
    exposure: Sequence[Array | None] = (), trust: Trust | None = None,
) -> Risk:  # fmt: skip
    """Empirical-Bayes day x hour rates.

    Args:    counts: (P, 168) visits, or aoristic weights; `weeks` in which they were counted.
             kinds, areas: P texts. exposure: P weeks of weights or None; hours of weight 0 expect nothing.
    Raises:  ValueError: another shape, other lengths, or no weeks.
    Source:  gamma-Poisson, the prior of each floor the one below it: every kind, the kind, the kind in the area, the
             premises' own hours and own days, its own day x hour. What is lent is `Trust`.
    """
    counts, trust = np.asarray(counts, dtype=float), trust or Trust()
    areas = areas if areas is not None else [""] * len(counts)
    if counts.ndim != 2 or counts.shape[1] != HOURS_IN_WEEK or not len(kinds) == len(areas) == len(counts):
        raise ValueError("Counts need a row of 168 hours for each premises, and a kind and an area each.")
    if weeks <= 0:
        raise ValueError("The counts need the weeks in which they were made.")
    kind_week, kind_mean = _kinds(counts, weeks, _numbers(kinds))
    both = _numbers([f"{kind}\0{area}" for kind, area in zip(kinds, areas, strict=True)])
    area_week = _lent(smooth(_sums(counts, both)[both]), kind_week, trust.area)
    for row, one in enumerate(exposure):
        if one is not None:
            kind_week[row], area_week[row] = (_share(week * (one > 0)) for week in (kind_week[row], area_week[row]))
    prior = _own(counts, area_week, trust)
    total = counts.sum(axis=1, keepdims=True)
    level = (total + trust.level * kind_mean[:, None]) / (weeks + trust.level)
    weight = trust.week * prior + smooth(counts)
    return Risk(level * _share(weight), kind_mean[:, None] * kind_week, weight)


def best_slots(rates: Array, *, hours: int = 2, many: int = 3) -> Array:
    """For each row of rates (P, 168) the starts of the `many` best slots that do not overlap, best first; (P, many)."""
    rates = np.atleast_2d(rates)
    sums = sum((np.roll(rates, -more, axis=1) for more in range(1, hours)), rates.astype(float))
    sums, found, rows = np.array(sums), np.zeros((len(rates), many), dtype=int), np.arange(len(rates))
    for at in range(many):
        found[:, at] = np.argmax(sums, axis=1)
        for shift in range(1 - hours, hours):
            sums[rows, (found[:, at] + shift) % HOURS_IN_WEEK] = -1.0
    return found


def short_window(start: int, hours: int) -> str:
    """A window in few words, like "Friday 21-23"."""
    day, hour = divmod(start % HOURS_IN_WEEK, 24)
    return f"{DAYS[day]} {hour:02d}-{(hour + hours - 1) % 24 + 1:02d}"


def _numbers(texts: Sequence[str]) -> Array:
    found: Array = np.unique(np.asarray(texts, dtype=str), return_inverse=True)[1].reshape(-1)
    return found


def _sums(counts: Array, sort: Array) -> Array:
    found = np.zeros((int(sort.max(initial=0)) + 1, counts.shape[1]))
    np.add.at(found, sort, counts)
    return found


def _share(weeks: Array) -> Array:
    total = weeks.sum(axis=-1, keepdims=True)
    found: Array = np.where(total > 0, weeks / np.where(total > 0, total, 1.0), 1 / weeks.shape[-1])
    return found


def _lent(counts: Array, prior: Array, strength: float) -> Array:
    return _share(counts + strength * prior)


def _kinds(counts: Array, weeks: float, sort: Array) -> tuple[Array, Array]:
    every = _share(smooth(counts.sum(axis=0)) + EVEN / HOURS_IN_WEEK)
    sums = _sums(counts, sort)
    week = _lent(smooth(sums), every, TO_ALL)[sort]
    return week, (sums.sum(axis=1) / np.maximum(np.bincount(sort), 1) / weeks)[sort]


def _own(counts: Array, week: Array, trust: Trust) -> Array:
    """The area's week, bent by the premises' own hours of the day and days of the week."""
    total = counts.sum(axis=1)[:, None, None]
    own, usual = counts.reshape(-1, 7, 24), week.reshape(-1, 7, 24)
    by_hour = smooth(own.sum(axis=1))
    hour = (by_hour + trust.hours * usual.sum(axis=1)) / np.maximum(
        (total[:, 0] + trust.hours) * usual.sum(axis=1), 1e-12
    )
    day = (own.sum(axis=2) + trust.days * usual.sum(axis=2)) / np.maximum(
        (total[:, 0] + trust.days) * usual.sum(axis=2), 1e-12
    )
    return _share((usual * hour[:, None, :] * day[:, :, None]).reshape(-1, HOURS_IN_WEEK))
