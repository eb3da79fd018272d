"""The usual week: how the incidents of a kind of premises fall on the 168 hours, shrunk where little is known."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from watchward.patterns.hours import HOURS_IN_WEEK

Array = NDArray[Any]

EVEN: Final = 24.0  # incidents spread evenly over the week, so that no hour is impossible
TO_ALL: Final = 200.0  # incidents of all kinds together that each kind is lent
KERNEL: Final = (0.25, 0.5, 0.25)  # neighbouring hours lend to each other


def smooth(weeks: Array) -> Array:
    """Each hour with a quarter of both neighbours, round the week; shape (..., 168), sums kept."""
    side, middle, _ = KERNEL
    found: Array = middle * weeks + side * (np.roll(weeks, 1, axis=-1) + np.roll(weeks, -1, axis=-1))
    return found


def usual_weeks(counts: Array, kinds: Sequence[str], exposure: Sequence[Array | None] = ()) -> Array:
    """For each premises the share of each hour, as the *other* premises of its kind show it; shape (P, 168).

    Args:    counts: (P, 168) counts, or aoristic weights. kinds: P kinds. exposure: P weeks of 168
             weights or None; hours of weight 0 get the share 0.
    Raises:  ValueError: another shape, or other lengths.
    Source:  every row sums to 1. A kind borrows 200 incidents from all kinds, and those 24 from an even week; its
             own incidents are left out of a premises' usual week, so that a slot cannot hide itself.
    """
    counts = np.asarray(counts, dtype=float)
    if counts.ndim != 2 or counts.shape[1] != HOURS_IN_WEEK or len(kinds) != len(counts):
        raise ValueError("Counts need a row of 168 hours for each premises, and a kind each.")
    _, sort = np.unique(np.asarray(kinds, dtype=str), return_inverse=True)
    sort = sort.reshape(-1)
    by_kind = np.zeros((max(sort.tolist(), default=0) + 1, HOURS_IN_WEEK))
    np.add.at(by_kind, sort, counts)
    peers = smooth(by_kind[sort] - counts)
    every = smooth(counts.sum(axis=0)[None, :] - counts) + EVEN / HOURS_IN_WEEK
    lent = TO_ALL * every / every.sum(axis=1, keepdims=True)
    week = peers + lent
    for row, open_week in enumerate(exposure):
        if open_week is not None:
            week[row] *= open_week
    share: Array = week / week.sum(axis=1, keepdims=True)
    return share
