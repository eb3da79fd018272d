"""Shifts that might be worked, and how much the next guarded hour would meet."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from watchward.patterns.hours import HOURS_IN_WEEK

Array = NDArray[Any]

BLOCKS: Final = 4  # hours in a row that the curve counts in


@dataclass(frozen=True, slots=True)
class Rules:
    """Whole hours: the shortest and longest shift, rest between shifts; minutes of break in shifts longer than `long`.

    `walk`: minutes between two premises that one shift may join.
    Source: a break of 20 minutes in more than 6 hours and 11 hours of rest are the least that the Working Time
            Regulations 1998 give; the other numbers are this project's own.
    """

    shortest: int = 4
    longest: int = 8
    rest: int = 11
    long: int = 6
    pause: int = 20
    walk: int = 15


@dataclass(frozen=True, slots=True)
class Shift:
    """Hours in a row from hour of the week `start`: which premises when, which share of the hour, what it meets."""

    start: int
    hours: int
    cells: tuple[tuple[int, int], ...]
    weights: tuple[float, ...]
    meets: float

    @property
    def places(self) -> frozenset[int]:
        """The premises, by row."""
        return frozenset(place for place, _ in self.cells)

    @property
    def clock(self) -> tuple[int, ...]:
        """The hours of the week that it takes."""
        return tuple((self.start + more) % HOURS_IN_WEEK for more in range(self.hours))


def shifts(
    expected: Array, rules: Rules, travel: Array | None = None, *, opened: Array | None = None, many: int = 3_000
) -> list[Shift]:  # fmt: skip
    """Every shift at one premises, and those that walk to another once, the best first.

    Args:    expected: (P, 168) reports an hour, 0 where nobody may stand. travel: (P, P) minutes.
             opened: (P, 168) bool.
    Returns: at most `many`, by what they meet for their hours, with some of each premises among them.
    Raises:  ValueError: rules that allow no shift.
    Source:  minutes of walking and of break are taken out of the hour in which they fall; breaks fall in the quietest.
    """
    if not 1 <= rules.shortest <= rules.longest <= 24 or rules.rest < 0:
        raise ValueError("A shift has 1 to 24 hours, and the shortest is not longer than the longest.")
    expected = np.asarray(expected, dtype=float)
    opened = np.ones(expected.shape, dtype=bool) if opened is None else opened
    found = []
    for hours in range(rules.shortest, rules.longest + 1):
        windows = _windows(expected, opened, hours)
        for place, start in np.argwhere(windows > 0).tolist():
            found.append(_shift(expected, rules, start, [(place, hours)], 0.0))
    found = _best(found, many, len(expected))
    if travel is not None:
        singles = {place for one in found for place in one.places}
        found += _joined(expected, opened, rules, np.asarray(travel, dtype=float), sorted(singles))
        found = _best(found, many, len(expected))
    return found


def _windows(expected: Array, opened: Array, hours: int) -> Array:
    """What each window meets; 0 if the premises is not open throughout."""
    total, whole = np.zeros(expected.shape), np.ones(expected.shape, dtype=bool)
    for more in range(hours):
        total += np.roll(expected, -more, axis=1)
        whole &= np.roll(opened, -more, axis=1)
    found: Array = np.where(whole, total, 0.0)
    return found


def _shift(expected: Array, rules: Rules, start: int, legs: list[tuple[int, int]], walk: float) -> Shift:
    cells, weights, hour = list[tuple[int, int]](), list[float](), start
    for leg, (place, hours) in enumerate(legs):
        for more in range(hours):
            cells.append((place, hour % HOURS_IN_WEEK))
            weights.append(1 - walk / 60 if leg and not more else 1.0)
            hour += 1
    if len(cells) > rules.long:
        quiet = min(range(len(cells)), key=lambda at: expected[cells[at]])
        weights[quiet] = max(weights[quiet] - rules.pause / 60, 0.0)
    meets = float(sum(weight * expected[cell] for cell, weight in zip(cells, weights, strict=True)))
    return Shift(start, len(cells), tuple(cells), tuple(weights), meets)


def _joined(expected: Array, opened: Array, rules: Rules, travel: Array, places: list[int]) -> list[Shift]:
    """For each pair of neighbours and start: the turn that meets most, if it beats staying at either."""
    found = []
    length = max(rules.shortest, min(rules.longest, rules.long))
    sums = np.concatenate([expected, expected], axis=1).cumsum(axis=1)
    sums = np.concatenate([np.zeros((len(expected), 1)), sums], axis=1)
    shut = np.concatenate([~opened, ~opened], axis=1).cumsum(axis=1)
    shut = np.concatenate([np.zeros((len(opened), 1)), shut], axis=1)
    for one in places:
        for other in places:
            if one == other or not travel[one, other] <= rules.walk:
                continue
            for start in range(HOURS_IN_WEEK):
                turns = np.arange(1, length)
                free = (shut[one, start + turns] == shut[one, start]) & (
                    shut[other, start + length] == shut[other, start + turns]
                )
                met = sums[one, start + turns] - sums[one, start] + sums[other, start + length]
                met = np.where(free, met - sums[other, start + turns], -1.0)
                turn = int(turns[np.argmax(met)])
                stay = max(float(sums[at, start + length] - sums[at, start]) for at in (one, other))
                if met.max() > stay * 1.05:
                    legs = [(one, turn), (other, length - turn)]
                    found.append(_shift(expected, rules, start, legs, float(travel[one, other])))
    return found


def _best(found: list[Shift], many: int, places: int) -> list[Shift]:
    """The best by what they meet for their hours, and before those the best 20 of each premises (for floors)."""
    found.sort(key=lambda one: -one.meets / one.hours)
    seen, kept, rest = [0] * places, list[Shift](), list[Shift]()
    for one in found:
        first = min(one.places, key=lambda place: seen[place])
        (kept if seen[first] < 20 else rest).append(one)
        for place in one.places:
            seen[place] += 1
    return sorted((kept + rest)[: max(many, len(kept))], key=lambda one: -one.meets / one.hours)


@dataclass(frozen=True, slots=True)
class Curve:
    """What guarded hours meet, best first: after each of `hours` (rising) `meets` reports are met in a week."""

    hours: Array
    meets: Array

    def rate(self, first: int, last: int) -> float:
        """Reports met in 100 guarded hours, between the first-th and the last-th hour.

        Raises: ValueError: not 0 <= first < last.
        """
        if not 0 <= first < last:
            raise ValueError("Give a span of hours, such as 0 and 50.")
        low, high = np.interp([first, last], np.r_[0, self.hours], np.r_[0, self.meets])
        return float(100 * (high - low) / (last - first))

    def sentence(self, *ends: int) -> str:
        """ "The first 50 hours meet 7.5 reports in 100 hours, the first 1,000 1.7."."""
        known = [end for end in ends if end <= self.hours[-1]] if len(self.hours) else []
        if not known:
            return "There are too few hours for a curve."
        words = ", ".join(f"the first {end:,} {self.rate(0, end):.1f}" for end in known[1:])
        first = f"The first {known[0]:,} hours meet {self.rate(0, known[0]):.1f} reports in 100 hours"
        return f"{first}, {words}." if words else f"{first}."


def curve(expected: Array, *, block: int = BLOCKS) -> Curve:
    """The marginal curve: blocks of `block` hours in a row at one premises, none twice, the best first.

    Args:   expected: (P, 168) reports an hour.
    Source: greedy over all windows; shift rules, licences and rest are not in it.
    """
    expected = np.asarray(expected, dtype=float)
    sums = np.zeros(expected.shape)
    for more in range(block):
        sums += np.roll(expected, -more, axis=1)
    place, start = np.unravel_index(np.argsort(-sums, axis=None, kind="stable"), sums.shape)
    taken, met = np.zeros(expected.shape, dtype=bool), list[float]()
    for one, first in zip(place.tolist(), start.tolist(), strict=True):
        hours = [(first + more) % HOURS_IN_WEEK for more in range(block)]
        if not taken[one, hours].any():
            taken[one, hours] = True
            met.append(float(sums[one, first]))
            if sums[one, first] <= 0 or len(met) * block >= 20_000:
                break
    return Curve(block * np.arange(1, len(met) + 1), np.cumsum(met))
