"""The weekly scan for from-to times: the likelihood of the spans themselves, against spans as long as these.

Nobody knows at which hour of a span it happened. Sharing it out evenly (bars) blurs every slot and, judged as if the
times were exact, finds slots where there are none. Here a window is judged by the probability of exactly these spans:
each is either of the window or of the rest of the usual week, by the hours that it touches.
"""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from watchward.patterns.hours import HOURS_IN_WEEK
from watchward.patterns.nulls import Tail, doubted

Array = NDArray[Any]

WEEK: Final = HOURS_IN_WEEK * 60
LENGTHS: Final = (1, 2, 3, 4, 5, 6)
FEWEST: Final = 10
MOST: Final = 2_000  # spans of one premises that are weighed; of more, an even pick
GRID: Final = (10, 20, 40, 80, 160, 320, 640)
REPLICATES: Final = 499
IN_FULL: Final = 16  # windows whose likelihood is maximised, after a look at all
STEPS: Final = 12
BATCH: Final = 16_000  # spans at a time
BINS: Final = (0, 60, 120, 240, 480, 960, 2880, WEEK)  # minutes: how long spans are, for the shared null


@dataclass(frozen=True, slots=True)
class Slot:
    """The most striking window of one premises: its share of the incidents, and its usual share."""

    start: int
    hours: int
    share: float
    usual: float
    value: float
    total: int


def coverage(start: Array, length: Array) -> Array:
    """How much of each hour of the week each span covers, 0 to 1; shape (n, 168); an exact time covers its hour.

    Args: start, length: minutes since Monday 00:00, and minutes, less than a week.
    """
    start = np.asarray(start, dtype=np.int64)
    end = start + np.maximum(np.asarray(length, dtype=np.int64), 0)
    edges = np.arange(2 * HOURS_IN_WEEK) * 60
    covered = np.clip(np.minimum(end[:, None], edges + 60) - np.maximum(start[:, None], edges), 0, 60) / 60.0
    week = covered[:, :HOURS_IN_WEEK] + covered[:, HOURS_IN_WEEK:]
    exact = np.flatnonzero(end == start)
    week[exact, start[exact] // 60] = 1.0
    found: Array = np.minimum(week, 1.0).astype(np.float32)
    return found


def strongest(start: Array, length: Array, week: Array) -> Slot:
    """The window in which these spans (minutes, n) are likeliest to have more than the usual week (168) gives it."""
    start, length = _picked(np.asarray(start), np.asarray(length))
    value, first, hours, share, usual = (one[0] for one in _scan(coverage(start, length)[None], week))
    return Slot(int(first), int(hours), float(share), float(usual), float(value), len(start))


def windows(start: Array, length: Array, week: Array, hours: int) -> Array:
    """The log likelihood ratio of every window of `hours` hours, shape (168,): to name the best two hours, say."""
    start, length = _picked(np.asarray(start), np.asarray(length))
    inside, share = _rolled(_weights(coverage(start, length)[None], week), week, hours)
    rows, columns = np.zeros(HOURS_IN_WEEK, dtype=int), np.arange(HOURS_IN_WEEK)
    return _maximised(inside, np.broadcast_to(share, (1, HOURS_IN_WEEK)), rows, columns)[0]


def _picked(start: Array, length: Array) -> tuple[Array, Array]:
    if len(start) <= MOST:
        return start, length
    pick = np.linspace(0, len(start) - 1, MOST).astype(int)
    return start[pick], length[pick]


def _weights(covered: Array, week: Array) -> Array:
    """For each span, by the usual week, the share of each hour it may have been in: (R, n, 168), rows sum to 1."""
    weights = covered * week.astype(np.float32)
    total = weights.sum(axis=-1, keepdims=True)
    found: Array = np.where(total > 0, weights / np.maximum(total, 1e-30), week.astype(np.float32))
    return found


def _rolled(weights: Array, week: Array, hours: int) -> tuple[Array, Array]:
    inside, share = weights, week
    for more in range(1, hours):
        inside = inside + np.roll(weights, -more, axis=-1)
        share = share + np.roll(week, -more)
    return inside, np.clip(share, 1e-9, 1 - 1e-9)


def _scan(covered: Array, week: Array) -> tuple[Array, Array, Array, Array, Array]:
    """Ratio, start, hours, share and usual share of the best window of each of R premises: five columns of R."""
    weights = _weights(covered, week)
    many = len(weights)
    looks = np.empty((many, len(LENGTHS), HOURS_IN_WEEK), dtype=np.float32)
    rolls, inside = [], weights
    for at, hours in enumerate(LENGTHS):
        inside = weights if at == 0 else inside + np.roll(weights, -at, axis=-1)
        share = np.clip(sum(np.roll(week, -more) for more in range(hours)), 1e-9, 1 - 1e-9)
        rolls.append((inside, share))
        slope = (inside.sum(axis=1) - weights.shape[1] * share) / (share * (1 - share))
        square = (np.einsum("rnh,rnh->rh", inside, inside) - 2 * share * inside.sum(axis=1)) + weights.shape[
            1
        ] * share**2
        looks[:, at] = np.where(slope > 0, slope**2 / np.maximum(square / (share * (1 - share)) ** 2, 1e-12), 0.0)
    flat = looks.reshape(many, -1)
    pick = np.argpartition(flat, -IN_FULL, axis=1)[:, -IN_FULL:]
    out = np.zeros((many, IN_FULL, 3))
    for at, (inside, share) in enumerate(rolls):
        rows, places = np.nonzero(pick // HOURS_IN_WEEK == at)
        columns = pick[rows, places] % HOURS_IN_WEEK
        value, part = _maximised(inside, np.broadcast_to(share, (many, HOURS_IN_WEEK)), rows, columns)
        out[rows, places] = np.stack([value, part, share[columns]], axis=1)
    best = np.argmax(out[:, :, 0], axis=1)
    row = np.arange(many)
    chosen = pick[row, best]
    value, part, usual = out[row, best].T
    return value, chosen % HOURS_IN_WEEK, chosen // HOURS_IN_WEEK + 1, part, usual


def _maximised(inside: Array, share: Array, rows: Array, columns: Array) -> tuple[Array, Array]:
    """Largest log ratio over the share of the window, for some windows (k): Newton's steps on a concave curve."""
    usual = share[rows, columns][:, None]
    b = inside[rows, :, columns].astype(float)  # (k, n)
    slope = b / usual - (1 - b) / (1 - usual)
    part = np.clip(b.mean(axis=1, keepdims=True), usual, 1 - 1e-6)
    low, high = usual.copy(), np.full_like(usual, 1 - 1e-9)
    for _ in range(STEPS):
        each = slope / (1 + (part - usual) * slope)
        first, second = each.sum(axis=1, keepdims=True), (each**2).sum(axis=1, keepdims=True)
        low, high = np.where(first > 0, part, low), np.where(first > 0, high, part)
        stepped = part + first / np.maximum(second, 1e-12)
        part = np.where((stepped > low) & (stepped < high), stepped, (low + high) / 2)
    value = np.log(np.maximum(1 + (part - usual) * slope, 1e-300)).sum(axis=1)
    return np.maximum(value, 0.0), part[:, 0]


@dataclass(slots=True)
class SpanNulls:
    """Null distributions of `strongest` for spans drawn on typical weeks with lengths like those given.

    `typical`: (K, 168). `lengths`: minutes of the spans that lengths are redrawn from. Premises whose spans are
    about as long (in eighths of seven classes) share one. Made when first wanted, and kept.
    """

    typical: Array
    lengths: Array
    replicates: int = REPLICATES
    seed: int = 21
    made: dict[tuple[int, int, tuple[int, ...]], Tail] = field(default_factory=dict)

    def p(self, slot: Slot, week: Array, lengths: Array) -> float:
        """P that chance alone, with spans as long as these, shows a window as striking."""
        near = int(np.argmax(np.sqrt(self.typical) @ np.sqrt(week)))
        mix = _mix(lengths)
        at = int(np.clip(np.searchsorted(GRID, slot.total, side="right") - 1, 0, len(GRID) - 2))
        part = float(np.clip(np.log(slot.total / GRID[at]) / np.log(GRID[at + 1] / GRID[at]), 0, 1))
        value = np.array([slot.value])
        low = float(self.tail(near, at, mix).p(value)[0])
        high = low if part == 0 else float(self.tail(near, at + 1, mix).p(value)[0])
        return float(np.exp((1 - part) * np.log(low) + part * np.log(high)))

    def tail(self, near: int, at: int, mix: tuple[int, ...]) -> Tail:
        """The null of a typical week, a number of spans of the grid, and a mixture of lengths in eighths."""
        key = (near, at, mix)
        if key not in self.made:
            self.made[key] = Tail.of(self._drawn(*key), share=0.1)
        return self.made[key]

    def _drawn(self, near: int, at: int, mix: tuple[int, ...]) -> Array:
        total, week = GRID[at], self.typical[near]
        rng = np.random.default_rng((self.seed, near, at, *mix))
        pool, weights = _pool(self.lengths, mix)
        out, step = [], min(max(BATCH // total, 1), 25)
        for first in range(0, self.replicates, step):
            many = min(step, self.replicates - first)
            true = doubted(week, 1, rng)[0]  # the usual week is an estimate
            hours = rng.choice(HOURS_IN_WEEK, size=(many, total), p=true)
            length = rng.choice(pool, size=(many, total), p=weights)
            start = (hours * 60 + rng.integers(0, 60, (many, total)) - (rng.random((many, total)) * length)) % WEEK
            covered = coverage(start.reshape(-1).astype(np.int64), length.reshape(-1)).reshape(many, total, -1)
            out.append(_scan(covered, week)[0])
        found: Array = np.concatenate(out)
        return found


def _mix(lengths: Array) -> tuple[int, ...]:
    """How many eighths of the spans are of each length, in the bins; the largest remainder fills up to eight."""
    sort = np.searchsorted(BINS, np.asarray(lengths), side="left")
    share = np.bincount(np.minimum(sort, len(BINS) - 1), minlength=len(BINS)) / max(len(sort), 1) * 8
    eighths = np.floor(share).astype(int)
    for one in np.argsort(eighths - share)[: 8 - int(eighths.sum())].tolist():
        eighths[one] += 1
    return tuple(eighths.tolist())


def _pool(lengths: Array, mix: tuple[int, ...]) -> tuple[Array, Array]:
    """The lengths to draw from, weighted so that each bin has its eighths."""
    lengths = np.asarray(lengths, dtype=np.int64)
    sort = np.minimum(np.searchsorted(BINS, lengths, side="left"), len(BINS) - 1)
    there = np.bincount(sort, minlength=len(BINS))
    pool, kinds = [lengths], [sort]
    for empty in np.flatnonzero((there == 0) & (np.array(mix) > 0)).tolist():
        pool.append(np.array([BINS[empty]]))
        kinds.append(np.array([empty]))
    every, kind = np.concatenate(pool), np.concatenate(kinds)
    weight = np.array(mix)[kind] / np.maximum(np.bincount(kind, minlength=len(BINS)), 1)[kind]
    return every, weight / weight.sum()
