"""Who stands where is drawn by lot: the design that answers "did it help?" whatever the reasons for the choice were.

2N slots that deserve a guard are named, N of them are guarded for some weeks, then the other N. Each slot is held
against itself, and both halves against each other, so neither a busy season nor a slot that cools by itself looks like
a success.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from watchward.patterns.change import FEWEST_FOR_AN_ARROW
from watchward.patterns.effect import BY_LOT, Effect, cannot_tell

Array = NDArray[Any]

WEEKS: Final = 8  # before the two halves swap
FEWEST: Final = 6  # slots; with fewer a lot has too few outcomes to tell anything from chance
DRAWS: Final = 4_999
WIDEST: Final = 4.0  # the effect is looked for from e^-4 to e^4


@dataclass(frozen=True, slots=True)
class Draw:
    """A lot that was drawn: anyone with the names and the seed draws it again. `first` are guarded first."""

    names: tuple[str, ...]
    first: tuple[bool, ...]
    seed: int
    weeks: int
    begins: date

    @property
    def swaps(self) -> date:
        """The day on which the other half is guarded."""
        return self.begins + timedelta(weeks=self.weeks)

    @property
    def ends(self) -> date:
        """The day after the last."""
        return self.begins + timedelta(weeks=2 * self.weeks)

    @property
    def sentence(self) -> str:
        """How it was drawn, in plain words."""
        return (
            f"{sum(self.first):,} of {len(self.names):,} slots were drawn by lot (seed {self.seed}) and are guarded "
            f"from {self.begins.isoformat()}; from {self.swaps.isoformat()} the other "
            f"{len(self.names) - sum(self.first):,} are, until {self.ends.isoformat()}."
        )


def candidates(values: Array, *, many: int, hours: int = 2, least: float = 0.0) -> tuple[Array, Array]:
    """The premises and first hours of the slots with the highest values, none overlapping, highest first.

    Args:    values: (P, 168) expected reports (see `risk`), or counts. least: slots of no more than this are left out.
    Raises:  ValueError: hours outside 1-24.
    """
    if not 1 <= hours <= 24:
        raise ValueError(f"A slot of {hours} hours was asked for. Ask for 1 to 24.")
    sums = np.zeros(values.shape)
    for more in range(hours):
        sums += np.roll(values, -more, axis=1)
    rows, starts = np.nonzero(sums > least)
    taken, found = np.zeros(values.shape, dtype=bool), list[tuple[int, int]]()
    for at in np.argsort(-sums[rows, starts], kind="stable").tolist():
        clock = (int(starts[at]) + np.arange(hours)) % values.shape[1]
        if len(found) < many and not taken[rows[at], clock].any():
            taken[rows[at], clock] = True
            found.append((int(rows[at]), int(starts[at])))
        elif len(found) >= many:
            break
    table = np.array(found, dtype=int).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def grid(shape: tuple[int, ...], premises: Array, start: Array, hours: int = 2) -> Array:
    """Slots as hours of the week; bool of shape (P, 168)."""
    found: Array = np.zeros(shape, dtype=bool)
    for more in range(hours):
        found[premises, (start + more) % shape[1]] = True
    return found


def draw(names: Sequence[str], *, begins: date, seed: int, weeks: int = WEEKS) -> Draw:
    """Draw which half of the slots is guarded first.

    Args:    names: 2N slots, each named once; their order does not matter.
    Raises:  ValueError: fewer than 6 slots, an odd number, a name twice, or no weeks.
    Source:  NumPy's PCG64 with `seed` over the names in alphabetical order.
    """
    ordered = sorted(names)
    if len(ordered) < FEWEST or len(ordered) % 2 or len(set(ordered)) < len(ordered) or weeks < 1:
        raise ValueError(f"Name an even number of slots, {FEWEST} or more, each once, and at least a week.")
    half = len(ordered) // 2
    lot = np.random.default_rng(seed).permutation(len(ordered))
    first = np.zeros(len(ordered), dtype=bool)
    first[lot[:half]] = True
    return Draw(tuple(ordered), tuple(first.tolist()), seed, weeks, begins)


def estimate(
    first: Array, before_swap: Array, after_swap: Array, *, level: float = 0.95, draws: int = DRAWS, seed: int = 1,
    note: str = "",
) -> Effect:  # fmt: skip
    """The effect of guards where their places were drawn by lot.

    Args:    first: (S,) whether each slot was guarded before the swap. before_swap, after_swap: (S,) incidents that
             guards did not find themselves (see `effect.found_by_guards`), in equally long halves.
    Returns: an Effect; p and interval are those of the lot itself and need no model of how incidents fall.
    Raises:  ValueError: other lengths, or a half without slots.
    Source:  ratio: the square root of the cross-product ratio of the four sums (each slot its own control, the season
             common to all). Interval: every ratio that the randomisation test of Fisher does not reject, for counts
             that are multiplied by it; at 5 %, 4,999 lots drawn again.
    """
    first = np.asarray(first, dtype=bool)
    one, two = np.asarray(before_swap, dtype=float), np.asarray(after_swap, dtype=float)
    if not len(first) == len(one) == len(two) or first.all() or not first.any():
        raise ValueError("Each slot needs a count in both halves, and each half needs guarded slots.")
    guarded = float(one[first].sum() + two[~first].sum())
    total = float(one.sum() + two.sum())
    if len(first) < FEWEST or total < FEWEST_FOR_AN_ARROW:
        few = f"{total:,.0f} incidents in {len(first):,} slots; {FEWEST_FOR_AN_ARROW} in {FEWEST} are the least."
        return cannot_tell(BY_LOT, len(first), few, note)
    top, bottom = one[first].sum() * two[~first].sum(), two[first].sum() * one[~first].sum()
    ratio = math.sqrt(float(top) / float(bottom)) if bottom > 0 else None
    lots = _lots(first, draws, seed)
    tail = (1 - level) / 2
    low = _edge(lambda log: _share_above(log, first, one, two, lots) - tail)
    high = _edge(lambda log: tail - _share_below(log, first, one, two, lots))
    p = min(1.0, 2 * min(_share_above(0.0, first, one, two, lots), _share_below(0.0, first, one, two, lots)))
    expected = guarded / ratio if ratio else total - guarded
    return Effect(BY_LOT, len(first), guarded, expected, ratio, low, high, level, p, note)


def _lots(first: Array, draws: int, seed: int) -> Array:
    """Other lots as signs, (draws, S): +1 guarded first, -1 guarded second."""
    rng = np.random.default_rng(seed)
    found: Array = rng.permuted(np.tile(np.where(first, 1.0, -1.0), (draws, 1)), axis=1)
    return found


def _statistics(log: float, first: Array, one: Array, two: Array, lots: Array) -> tuple[float, Array]:
    """How much more there was while guarded, once the effect `log` is taken out: as drawn, and for other lots."""
    factor = math.exp(-log)
    early, late = np.where(first, one * factor, one), np.where(first, two, two * factor)
    season = early.sum() / max(float(late.sum()), 1e-9)
    more = early - season * late
    return float((np.where(first, 1.0, -1.0) * more).sum()), lots @ more


def _share_above(log: float, first: Array, one: Array, two: Array, lots: Array) -> float:
    drawn, others = _statistics(log, first, one, two, lots)
    return (1 + int((others >= drawn - 1e-9).sum())) / (1 + len(others))


def _share_below(log: float, first: Array, one: Array, two: Array, lots: Array) -> float:
    drawn, others = _statistics(log, first, one, two, lots)
    return (1 + int((others <= drawn + 1e-9).sum())) / (1 + len(others))


def _edge(beyond: Callable[[float], float]) -> float:
    """The ratio at which `beyond` (of its logarithm) turns from below to above 0, by bisection."""
    low, high = -WIDEST, WIDEST
    if beyond(low) > 0:
        return 0.0
    if beyond(high) < 0:
        return math.inf
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if beyond(middle) > 0 else (middle, high)
    return math.exp((low + high) / 2)
