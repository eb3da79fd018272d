"""Where a resolution keeps what it knows: the protocol that a database fulfils, and a store in memory.

A resolution asks only for the records that hang together with what changed, a whole frontier at a time, so that a store
in a database answers with one query for each step outwards.

Rows, for a database or a file (every id is text or a whole number, all of one type):

    groups      record, group                    one for each record
    earlier     record, step from 1, group       numbers that it had before groups were joined; few have any
    edges       lower record, higher record, weight in units of 1/1024 bit
    judgements  number, lower record, higher record, same?, taken back?
    ended       group that is no more, the group that took over most of it (0: none; its records were deleted)
    changes     number, cause, judgement (0: none), from group (0: new), to group (0: deleted), records
    last        the last number given to a group, to a judgement
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from watchward.identify.clusters.judged import Pair

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person decided about two records."""

    number: int
    pair: Pair
    same: bool
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """Groups that were joined, split, begun or ended, and why. Holds no record: nothing of a deleted one stays.

    `cause`: inserted, corrected, deleted, judged, taken back or renewed.  `judgement`: its number, else 0.
    `moves`: (from group, to group, how many records); 0 for new and for deleted.
    """

    number: int
    cause: str
    judgement: int
    moves: tuple[tuple[int, int, int], ...]

    @property
    def joins(self) -> dict[int, list[int]]:
        """Group -> the several groups that came together in it."""
        return self._several(1, 0)

    @property
    def splits(self) -> dict[int, list[int]]:
        """Group -> the several groups that its records are in now."""
        return self._several(0, 1)

    def _several(self, by: int, of: int) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for move in self.moves:
            if move[0] and move[1]:
                found.setdefault(move[by], []).append(move[of])
        return {group: others for group, others in found.items() if len(others) > 1}


class Store(Protocol):
    """What a resolution needs. Asked about a record that is not there, it leaves it out."""

    def groups(self, records: Collection[Any]) -> Mapping[Any, int]:
        """The group of each."""
        ...

    def near(self, records: Collection[Any]) -> Mapping[Any, Mapping[Any, int]]:
        """For each, the records it was weighed against, with the weight in units."""
        ...

    def judgements(self, records: Collection[Any]) -> Iterable[Judgement]:
        """Every judgement about any of them, taken back or not, each once or oftener."""
        ...

    def set_near(self, record: Any, weights: Mapping[Any, int]) -> None:
        """All the weights of one record, instead of those before."""
        ...

    def set_groups(self, groups: Mapping[Any, int]) -> None:
        """The group of each of these records."""
        ...

    def earlier(self, records: Collection[Any]) -> Mapping[Any, tuple[int, ...]]:
        """The numbers that each had before joins, the last at the end; those without any may be left out."""
        ...

    def set_earlier(self, earlier: Mapping[Any, tuple[int, ...]]) -> None:
        """What each of these remembers now."""
        ...

    def remove(self, record: Any) -> None:
        """Forget a record, its weights and all judgements about it."""
        ...

    def next_group(self) -> int:
        """A number that no group ever had; from 1."""
        ...

    def add_judgement(self, pair: Pair, same: bool) -> Judgement:
        """Keep a judgement under a new number; from 1."""
        ...

    def judgement(self, number: int) -> Judgement | None:
        """The judgement of that number."""
        ...

    def take_back(self, number: int) -> None:
        """Mark a judgement as taken back."""
        ...

    def add_change(self, cause: str, judgement: int, moves: tuple[tuple[int, int, int], ...]) -> Change:
        """Keep a change under a new number; from 1."""
        ...

    def end(self, group: int, into: int) -> None:
        """A group is no more; `into` took over most of it, 0 if its records were deleted."""
        ...

    def over(self, groups: Collection[int]) -> Collection[int]:
        """Those that are no more."""
        ...

    def begin_again(self, group: int) -> None:
        """A group that was no more is there again."""
        ...


@dataclass
class Memory:
    """A store in memory, to and from rows."""

    _groups: dict[Any, int] = field(default_factory=dict)
    _earlier: dict[Any, tuple[int, ...]] = field(default_factory=dict)
    _near: dict[Any, dict[Any, int]] = field(default_factory=dict)
    _judgements: dict[int, Judgement] = field(default_factory=dict)
    _judged: dict[Any, set[int]] = field(default_factory=dict)
    ended: dict[int, int] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    last_group: int = 0
    last_judgement: int = 0

    def groups(self, records: Collection[Any]) -> Mapping[Any, int]:
        return {one: self._groups[one] for one in records if one in self._groups}

    def near(self, records: Collection[Any]) -> Mapping[Any, Mapping[Any, int]]:
        return {one: self._near.get(one, {}) for one in records}

    def judgements(self, records: Collection[Any]) -> Iterable[Judgement]:
        if not self._judged:
            return []
        return [self._judgements[number] for one in records for number in self._judged.get(one, ())]

    def set_near(self, record: Any, weights: Mapping[Any, int]) -> None:
        for other in self._near.get(record, {}):
            del self._near[other][record]
        self._near[record] = dict(weights)
        for other, units in weights.items():
            self._near.setdefault(other, {})[record] = units

    def set_groups(self, groups: Mapping[Any, int]) -> None:
        self._groups.update(groups)
        self.last_group = max(self.last_group, max(groups.values(), default=0))

    def earlier(self, records: Collection[Any]) -> Mapping[Any, tuple[int, ...]]:
        return {one: self._earlier[one] for one in records if one in self._earlier} if self._earlier else {}

    def set_earlier(self, earlier: Mapping[Any, tuple[int, ...]]) -> None:
        for record, groups in earlier.items():
            if groups:
                self._earlier[record] = groups
            else:
                self._earlier.pop(record, None)

    def remove(self, record: Any) -> None:
        self.set_near(record, {})
        self._earlier.pop(record, None)
        del self._near[record], self._groups[record]
        for number in self._judged.pop(record, set()):
            pair = self._judgements.pop(number).pair
            for other in pair:
                if other != record:
                    self._judged[other].discard(number)

    def next_group(self) -> int:
        self.last_group += 1
        return self.last_group

    def add_judgement(self, pair: Pair, same: bool) -> Judgement:
        self.last_judgement += 1
        made = Judgement(self.last_judgement, pair, same)
        self._keep(made)
        return made

    def judgement(self, number: int) -> Judgement | None:
        return self._judgements.get(number)

    def take_back(self, number: int) -> None:
        before = self._judgements[number]
        self._judgements[number] = Judgement(number, before.pair, before.same, taken_back=True)

    def add_change(self, cause: str, judgement: int, moves: tuple[tuple[int, int, int], ...]) -> Change:
        made = Change(len(self.changes) + 1, cause, judgement, moves)
        self.changes.append(made)
        return made

    def end(self, group: int, into: int) -> None:
        self.ended[group] = into

    def over(self, groups: Collection[int]) -> Collection[int]:
        return {one for one in groups if one in self.ended}

    def begin_again(self, group: int) -> None:
        del self.ended[group]

    def records(self) -> Collection[Any]:
        """Every record."""
        return self._groups.keys()

    def all_groups(self) -> dict[Any, int]:
        """Record -> group, of all."""
        return dict(self._groups)

    def all_judgements(self) -> list[Judgement]:
        """Every judgement, by number."""
        return [self._judgements[number] for number in sorted(self._judgements)]

    def edges(self) -> list[tuple[Any, Any, int]]:
        """Every weighed pair once: lower, higher, units."""
        return [(one, other, units) for one, near in self._near.items() for other, units in near.items() if one < other]

    def set_edges(self, one: Iterable[Any], other: Iterable[Any], units: Iterable[int]) -> None:
        """All weights, instead of those before; the highest of a pair given twice."""
        self._near = {record: {} for record in self._groups}
        for left, right, weight in zip(one, other, units, strict=True):
            if left != right:
                weight = max(weight, self._near.setdefault(left, {}).get(right, weight))
                self._near[left][right] = self._near.setdefault(right, {})[left] = weight

    def to_rows(self) -> Rows:
        """Everything, as this module's docstring says; in order, so that equal stores give equal rows."""
        return {
            "groups": sorted(self._groups.items()),
            "earlier": sorted(
                (one, at, group) for one, had in self._earlier.items() for at, group in enumerate(had, 1)
            ),
            "edges": sorted(self.edges()),
            "judgements": [(one.number, *one.pair, one.same, one.taken_back) for one in self.all_judgements()],
            "ended": sorted(self.ended.items()),
            "changes": [(one.number, one.cause, one.judgement, *move) for one in self.changes for move in one.moves],
            "last": [(self.last_group, self.last_judgement)],
        }

    @classmethod
    def from_rows(cls, rows: Mapping[str, Iterable[tuple[Any, ...]]]) -> "Memory":
        """The store that these rows came from."""
        found = cls()
        found.set_groups(dict(_pairs(rows["groups"])))
        for record, _, group in sorted(rows["earlier"]):
            found._earlier[record] = (*found._earlier.get(record, ()), group)
        found._near = {record: {} for record in found._groups}
        for one, other, units in rows["edges"]:
            found._near[one][other] = found._near[other][one] = units
        for number, one, other, same, taken_back in rows["judgements"]:
            found._keep(Judgement(number, (one, other), bool(same), bool(taken_back)))
        found.ended = dict(_pairs(rows["ended"]))
        moves: dict[tuple[int, str, int], list[tuple[int, int, int]]] = {}
        for number, cause, judgement, *move in rows["changes"]:
            moves.setdefault((number, cause, judgement), []).append((move[0], move[1], move[2]))
        found.changes = [Change(*key, tuple(one)) for key, one in sorted(moves.items())]
        ((found.last_group, found.last_judgement),) = rows["last"]
        return found

    def _keep(self, made: Judgement) -> None:
        self._judgements[made.number] = made
        for one in made.pair:
            self._judged.setdefault(one, set()).add(made.number)


def _pairs(rows: Iterable[tuple[Any, ...]]) -> Iterable[tuple[Any, Any]]:
    return ((row[0], row[1]) for row in rows)
