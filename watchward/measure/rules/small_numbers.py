"""Counts that could point at one member of staff are not shown, nor left to be worked out from the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_SHOWN = 5
FEW = f"fewer than {FEWEST_SHOWN}"
WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Cell:
    """One count as it may be shown; `value` is None where it may not."""

    value: int | None
    words: str


def shown(count: int) -> Cell:
    """A count that stands alone."""
    return Cell(None, FEW) if 0 <= count < FEWEST_SHOWN else Cell(count, f"{count:,}")


def shown_column(counts: Sequence[int]) -> tuple[Cell, ...]:
    """A column whose total is known: where that total would give a hidden count away, another is withheld too.

    0 is hidden like 1 to 4, so that the hidden counts of a column can rarely be told apart. One hidden count alone,
    or hidden counts that can only all be 4, follow from the total: then the smallest shown count goes as well.
    """
    hidden = {position for position, count in enumerate(counts) if count < FEWEST_SHOWN}
    few = frozenset(hidden)
    while len(hidden) < len(counts) and _can_be_worked_out([counts[position] for position in hidden]):
        rest = [position for position in range(len(counts)) if position not in hidden]
        hidden.add(min(rest, key=lambda position: (counts[position], position)))
    return tuple(
        shown(count) if position in few or position not in hidden else Cell(None, WITHHELD)
        for position, count in enumerate(counts)
    )


def _can_be_worked_out(hidden: Sequence[int]) -> bool:
    total = sum(hidden)
    if not total:  # nobody can be pointed at by a nought
        return False
    return len(hidden) == 1 or (max(hidden) < FEWEST_SHOWN and total == (FEWEST_SHOWN - 1) * len(hidden))
