"""Which windows of the week stand out from the usual week of the kind, and is it chance? Exact times."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from watchward.patterns.hours import HOURS_IN_WEEK
from watchward.patterns.nulls import GRID, Nulls, ratio

Array = NDArray[Any]

LENGTHS: Final = (1, 2, 3, 4, 5, 6)
FEWEST: Final = GRID[0]  # incidents; below, a premises is not looked at


@dataclass(frozen=True, slots=True)
class Best:
    """The most striking window of each premises, in columns of P: hour of the week, hours, counts and p.

    `p` is paid for every window of that premises, `q` for every premises as well; both are 1 where fewer than 10
    incidents were counted (`looked_at` is false there).
    """

    start: Array
    hours: Array
    inside: Array
    expected: Array
    value: Array
    p: Array
    q: Array
    looked_at: Array


def scan(counts: Array, weeks: Array, nulls: Nulls, *, lengths: Sequence[int] = LENGTHS) -> Best:
    """Look at every window of 1-6 hours from each of the 168 hours, round the week, at each premises.

    Args:    counts: (P, 168) visits with a known hour. weeks: (P, 168) shares of the usual week (`profiles`).
    Raises:  ValueError: another shape, or a length beyond what the null distributions were drawn for.
    Source:  Kulldorff 1997 for the ratio; Benjamini and Hochberg 1995 over the premises looked at.
    """
    counts, weeks = np.atleast_2d(counts), np.atleast_2d(weeks)
    if counts.shape != weeks.shape or counts.shape[1] != HOURS_IN_WEEK:
        raise ValueError("Counts and usual weeks need a row of 168 hours for each premises.")
    if list(lengths) != list(range(1, nulls.longest + 1)):
        raise ValueError(f"The null distributions were drawn for windows of 1 to {nulls.longest} hours.")
    total = counts.sum(axis=1)
    places = len(counts)
    best = np.full((4, places), 0.0)  # value, start, hours, share
    best[2] = 1
    inside, share = np.zeros_like(counts), np.zeros_like(weeks)
    rows = np.arange(places)
    for hours in lengths:
        inside = inside + np.roll(counts, 1 - hours, axis=1)
        share = share + np.roll(weeks, 1 - hours, axis=1)
        value = _values(inside, total, share)
        start = np.argmax(value, axis=1)
        better = value[rows, start] > best[0] + 1e-9
        found = np.stack([value[rows, start], start, np.full(places, hours), share[rows, start]])
        best[:, better] = found[:, better]
    return _judged(best, counts, weeks, total, nulls)


def _values(inside: Array, total: Array, share: Array) -> Array:
    value = np.zeros(inside.shape)
    row, column = np.nonzero((inside > total[:, None] * share) & (share < 1))
    value[row, column] = ratio(inside[row, column], total[row], share[row, column])
    return value


def _judged(best: Array, counts: Array, weeks: Array, total: Array, nulls: Nulls) -> Best:
    value, start, hours, share = best[0], best[1].astype(int), best[2].astype(int), best[3]
    looked_at = total >= FEWEST
    p = np.ones(len(total))
    if looked_at.any():
        p[looked_at] = nulls.p(weeks[looked_at], total[looked_at], value[looked_at])
    q = np.ones(len(total))
    q[looked_at] = adjusted(p[looked_at])
    around = (start[:, None] + np.arange(nulls.longest)) % HOURS_IN_WEEK
    within = np.arange(nulls.longest) < hours[:, None]
    inside = (np.take_along_axis(counts, around, axis=1) * within).sum(axis=1)
    return Best(start, hours, inside, total * share, value, p, q, looked_at)


def adjusted(p: Array) -> Array:
    """Benjamini-Hochberg: of the claims with q <= 0.05, 5 % are false on average; shape (m,)."""
    order = np.argsort(p)[::-1]
    many = len(p)
    q = np.empty(many)
    q[order] = np.minimum.accumulate(p[order] * many / np.arange(many, 0, -1)) if many else p
    found: Array = np.minimum(q, 1.0)
    return found
