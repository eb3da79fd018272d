"""Round numbers for axes and classes."""

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale from values to places on the paper; its ticks are round."""

    low: float
    high: float
    ticks: tuple[float, ...]
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def round_scale(values: Iterable[float], start: float, end: float, *, steps: int = 4) -> Scale:
    """Make a scale from 0 to a round number above every value; whole steps where the values are whole."""
    known = list(values)
    if any(value < 0 or not math.isfinite(value) for value in known):
        raise ValueError("A chart of counts takes numbers of 0 or more.")
    highest = max(known, default=0)
    step = round_step(highest / steps, whole=all(float(value).is_integer() for value in known))
    count = max(1, math.ceil(highest / step - 1e-9))
    ticks = tuple(round(step * tick, 10) for tick in range(count + 1))
    return Scale(0.0, ticks[-1], ticks, start, end)


def round_step(rough: float, *, whole: bool = False) -> float:
    """Return the next of 1, 2, 2.5, 5 times a power of ten; at least 1 and never broken where `whole`."""
    if rough <= 0 or (whole and rough <= 1):
        return 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    for factor in (1, 2, 2.5, 5, 10):
        step = factor * power
        if step >= rough * (1 - 1e-9) and (not whole or float(step).is_integer()):
            return step
    return 10 * power


def class_tops(highest: int, classes: int) -> tuple[int, ...]:
    """Return rising upper bounds of at most `classes` classes over 1 to `highest`, the last one `highest`.

    Classes of about equal width, so that a colour means the same difference everywhere.
    """
    if highest <= classes:
        return tuple(range(1, highest + 1))
    step = round_step(highest / classes, whole=True)
    tops = [int(step * number) for number in range(1, classes) if step * number < highest]
    return (*tops, highest)
