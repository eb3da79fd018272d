"""Which group keeps its number when groups join and split.

The number of a group goes on with the part that holds the most of its old records; of several that hold as many, with
one that has no number from a greater group, then with the one whose lowest record is lowest. Where several numbers
would go on with one part, the one that brings the most records does, of several the lowest; the others end, and say
which group took over most of them. Where such a join comes undone, a number comes back to the part with the most of
those who had it. Nobody else ever gets it.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

KEPT: Final = 8  # earlier numbers that a record remembers

Overlap = Counter[tuple[int, int]]  # (number, part) -> records


@dataclass(frozen=True, slots=True)
class Numbered:
    """Record -> group, where it is another than before, and the earlier numbers that it remembers then, last at the
    end; group that ended -> the one that took over; groups that came back; what moved, as in `store.Change`."""

    groups: dict[Any, int]
    earlier: dict[Any, tuple[int, ...]]
    ended: dict[int, int]
    back: frozenset[int]
    moves: tuple[tuple[int, int, int], ...]


def number(
    before: Mapping[Any, int], parts: Iterable[Sequence[Any]], fresh: Callable[[], int], *, lost: Collection[int] = (),
    earlier: Mapping[Any, tuple[int, ...]] | None = None, over: Collection[int] = (),
) -> Numbered:  # fmt: skip
    """Number the parts.

    Args:  before: the group of each record that had one.  parts: the groups now, each sorted, in order of their
           lowest; together they hold all records of every group in `before`.  fresh: makes a new number.
           lost: the group of each record that was deleted.  earlier: numbers that records had before a join.
           over: those of them that no group has now.
    """
    parts, earlier = list(parts), earlier or {}
    overlap = Counter((before[one], at) for at, part in enumerate(parts) for one in part if one in before)
    keeps = _kept(overlap, taken=())
    came_back = _come_back(parts, keeps, earlier, over)
    numbers = [keeps.get(at) or came_back.get(at) or fresh() for at in range(len(parts))]
    heirs = {group: numbers[at] for group, at in _heirs(overlap).items()}
    going_on = set(keeps.values())
    ended = {group: into for group, into in heirs.items() if group not in going_on}
    ended |= {group: 0 for group in lost if group not in heirs}
    groups = {one: numbers[at] for at, part in enumerate(parts) for one in part if before.get(one) != numbers[at]}
    remembered = {
        one: _remembered(earlier.get(one, ()), before[one] if before[one] in ended else 0, now)
        for one, now in groups.items()
        if one in before
    }
    return Numbered(
        groups, remembered, ended, frozenset(came_back.values()), _moves(overlap, parts, before, numbers, lost)
    )


def _heirs(overlap: Overlap) -> dict[int, int]:
    """Number -> the part that holds the most of its records."""
    found: dict[int, int] = {}
    for (group, at), many in sorted(overlap.items()):
        if group not in found or many > overlap[group, found[group]]:
            found[group] = at
    return found


def _kept(overlap: Overlap, taken: Collection[int]) -> dict[int, int]:
    """Part -> its number: that of which it holds the most records, or as many as any part, if it is not `taken`."""
    most = {group: overlap[group, at] for group, at in _heirs(overlap).items()}
    found: dict[int, int] = {}
    given: set[int] = set()
    for (group, at), many in sorted(overlap.items(), key=lambda one: (-one[1], one[0])):
        if many == most[group] and group not in given and at not in found and at not in taken:
            found[at] = group
            given.add(group)
    return found


def _come_back(
    parts: Sequence[Sequence[Any]],
    keeps: Mapping[int, int],
    earlier: Mapping[Any, tuple[int, ...]],
    over: Collection[int],
) -> dict[int, int]:
    """Part without a number -> the number that most of its records had before a join."""
    if len(keeps) == len(parts) or not over:
        return {}
    had = Counter(
        (group, at) for at, part in enumerate(parts) for one in part for group in set(earlier.get(one, ())) & set(over)
    )
    return _kept(had, taken=keeps.keys())


def _remembered(earlier: tuple[int, ...], ended: int, now: int) -> tuple[int, ...]:
    """What a record remembers: up to where a number came back, and the one that just ended."""
    if now in earlier:
        return earlier[: earlier.index(now)]
    return (*earlier, ended)[-KEPT:] if ended else earlier


def _moves(
    overlap: Overlap,
    parts: Sequence[Sequence[Any]],
    before: Mapping[Any, int],
    numbers: Sequence[int],
    lost: Iterable[int],
) -> tuple[tuple[int, int, int], ...]:
    """The moves of every group that records came to or left; none of groups that stayed as they were."""
    moves: Counter[tuple[int, int]] = Counter()
    for (group, at), many in overlap.items():
        moves[group, numbers[at]] += many
    for at, part in enumerate(parts):
        if new := sum(one not in before for one in part):
            moves[0, numbers[at]] += new
    for group in lost:
        moves[group, 0] += 1
    touched = {group for pair in moves if pair[0] != pair[1] for group in pair if group}
    return tuple((*pair, many) for pair, many in sorted(moves.items()) if touched & set(pair))
