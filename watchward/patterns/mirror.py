"""Did guards help where their places were chosen because they were hot? Held against a period that nobody chose by.

A slot chosen because of what happened in some period was partly unlucky in it: it falls by itself afterwards. It was
just as much nearer to its usual level *before* that period. So the weeks with guards are held against equally many
weeks as long before the period of the choice as the guards stood after it. What chance and slow change do to the two is
the same from both sides, and the rest of the town says what the season did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from watchward.patterns.effect import MIRRORED, Effect, Moved, cannot_tell, hours_beside, moved, rate_interval
from watchward.patterns.hours import HOURS_IN_WEEK

Array = NDArray[Any]

FEWEST_PEERS: Final = 200  # incidents in the rest of the town, in each of the two periods
FEWEST_TO_DRIFT: Final = 10  # incidents of a premises that tell how much it changes by itself
CLEAR_HOURS: Final = 3  # round a guarded slot that do not count as the rest of the town


@dataclass(frozen=True, slots=True)
class Periods:
    """Weeks by number, each from and up to but not including: before the choice, chosen by, guarded."""

    before: tuple[int, int]
    chosen_by: tuple[int, int]
    guarded: tuple[int, int]

    @classmethod
    def around(cls, chosen_by: tuple[int, int], guarded: tuple[int, int]) -> "Periods":
        """The mirror image of the guarded weeks, seen from the middle of the weeks that the choice rests on.

        Raises: ValueError: a period without weeks, or guards that stood before the choice was made.
        """
        if chosen_by[0] >= chosen_by[1] or guarded[0] >= guarded[1] or guarded[0] < chosen_by[1]:
            raise ValueError("Guards stand after the weeks that the choice rests on, and each period has weeks.")
        gap, weeks = guarded[0] - chosen_by[1], guarded[1] - guarded[0]
        return cls((chosen_by[0] - gap - weeks, chosen_by[0] - gap), chosen_by, guarded)


@dataclass(frozen=True, slots=True)
class Mirrored:
    """The effect where guards stood, on their neighbours, and how much the town changed meanwhile."""

    effect: Effect
    moved: tuple[Moved, ...]
    season: float
    drift: float


def estimate(
    before: Array, after: Array, guarded: Array, *, beside: Sequence[tuple[str, Array]] = (), level: float = 0.95,
    note: str = "",
) -> Mirrored:  # fmt: skip
    """The effect of guards in `guarded` hours.

    Args:    before, after: (P, 168) incidents in the mirrored weeks and in the guarded ones (`Periods.around`), that
             guards did not find themselves. guarded: (P, 168) bool. beside: what neighbours are, and their hours;
             hours within 2 of a guarded one at the same premises are always looked at.
    Returns: the ratio of after to before where guards stood, over the same ratio in the rest of the town. Its interval
             holds chance and how much premises of this town change by themselves.
    Raises:  ValueError: other shapes, or nothing guarded.
    Source:  regression to the mean is the same in both directions of time if slots come and go evenly. How much
             premises change by themselves is measured where nobody stood, by moments.
    """
    before, after = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    guarded = np.asarray(guarded, dtype=bool)
    if not before.shape == after.shape == guarded.shape or guarded.shape[1:] != (HOURS_IN_WEEK,) or not guarded.any():
        raise ValueError("Counts and guarded hours need a row of 168 for each premises, and something guarded.")
    others = [("the hours beside them", hours_beside(guarded)), *((what, hours & ~guarded) for what, hours in beside)]
    rest = ~(guarded | hours_beside(guarded, CLEAR_HOURS))
    for _, hours in others:
        rest &= ~hours
    peers = float(before[rest].sum()), float(after[rest].sum())
    slots = int((guarded & ~np.roll(guarded, 1, axis=1)).sum()) or 1
    if min(peers) < FEWEST_PEERS:
        few = (f"the rest of the town has {peers[0]:,.0f} incidents before and {peers[1]:,.0f} after; {FEWEST_PEERS} "
               "each are the least that show what the season did.")  # fmt: skip
        return Mirrored(cannot_tell(MIRRORED, slots, few, note), (), 1.0, 0.0)
    season, drift = peers[1] / peers[0], _drift(before * rest, after * rest)
    season_doubt = 1 / peers[0] + 1 / peers[1]

    def held(hours: Array, words: str = "") -> Effect:
        return _held(before * hours, after * hours, season, drift, season_doubt, slots, level, words)

    effect = held(guarded, note)
    return Mirrored(effect, tuple(moved(what, effect, held(hours)) for what, hours in others), season, drift)


def _held(
    before: Array, after: Array, season: float, drift: float, doubt: float, slots: int, level: float, note: str
) -> Effect:  # fmt: skip
    old, new = float(before.sum()), float(after.sum())
    expected = old * season
    share = (before * season + after).sum(axis=1)
    share = share / max(float(share.sum()), 1e-9)
    extra = drift * float((share**2).sum()) + doubt
    low, high = rate_interval(new, old, extra, level)
    ratio = new / expected if expected > 0 else None
    return Effect(MIRRORED, slots, new, expected, ratio, low / season, high / season, level, None, note)


def _drift(before: Array, after: Array) -> float:
    """The variance of a premises' log ratio of two periods, beyond chance and season, by moments; 0 or more."""
    old, new = before.sum(axis=1), after.sum(axis=1)
    enough = old + new >= FEWEST_TO_DRIFT
    if enough.sum() < 2:
        return 0.0
    old, new = old[enough], new[enough]
    season = float(new.sum() / max(float(old.sum()), 1.0))
    middle = (old * season + new) / 2
    beyond = (new - season * old) ** 2 - (new + season**2 * old)
    return max(float(beyond.sum() / (middle**2).sum()), 0.0)
