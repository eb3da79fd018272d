"""Which group keeps its number when groups join and split.

The number of a group goes on with the part that holds the most of its old records, of several with the part whose
lowest record is lowest. Where several numbers would go on with one part, the one that brings the most records does, of
several the lowest. No number is ever used again; a number that ends says which group took over most of it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Numbered:
    """Record -> group, where it is another than before; group that ended -> the one that took over; what moved."""

    groups: dict[Any, int]
    ended: dict[int, int]
    moves: tuple[tuple[int, int, int], ...]


def number(
    before: Mapping[Any, int], parts: Iterable[Sequence[Any]], fresh: Callable[[], int], lost: Iterable[int] = ()
) -> Numbered:
    """Number the parts.

    Args:  before: the group of each record that had one.  parts: the groups now, each sorted, in order of their
           lowest; together they hold all records of every group in `before`.  fresh: makes a new number.
           lost: the group of each record that was deleted.
    """
    parts = list(parts)
    overlap = Counter((before[one], at) for at, part in enumerate(parts) for one in part if one in before)
    heir: dict[int, int] = {}  # old group -> the part that holds the most of it
    for (group, at), many in sorted(overlap.items()):
        if group not in heir or many > overlap[group, heir[group]]:
            heir[group] = at
    keeps: dict[int, int] = {}  # part -> the number that goes on with it
    for group, at in sorted(heir.items()):
        if at not in keeps or overlap[group, at] > overlap[keeps[at], at]:
            keeps[at] = group
    numbers = [keeps[at] if at in keeps else fresh() for at in range(len(parts))]
    moves: Counter[tuple[int, int]] = Counter()
    for (group, at), many in overlap.items():
        moves[group, numbers[at]] += many
    for at, part in enumerate(parts):
        if new := sum(one not in before for one in part):
            moves[0, numbers[at]] += new
    gone = Counter(lost)
    for group, many in gone.items():
        moves[group, 0] += many
    ended = {group: numbers[at] for group, at in heir.items() if numbers[at] != group}
    ended |= {group: 0 for group in gone if group not in heir}
    changed = {one: numbers[at] for at, part in enumerate(parts) for one in part if before.get(one) != numbers[at]}
    return Numbered(changed, ended, _telling(moves))


def _telling(moves: Mapping[tuple[int, int], int]) -> tuple[tuple[int, int, int], ...]:
    """The moves of every group that others came to or left, began or ended; none of groups that stayed as they were."""
    touched = {group for pair in moves if pair[0] != pair[1] for group in pair if group}
    return tuple((*pair, many) for pair, many in sorted(moves.items()) if touched & set(pair))
