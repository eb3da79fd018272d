"""Which pairs are worth weighing: records that share a key few others hold, or two keys that few hold together.

A key held by more than `cap` records is not followed by itself, but together with such a key of another field; what is
too common even then is left out and counted, so that the result can say so. Costs grow with records x cap, never with
the square of the records.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from watchward.identify.compare import Kind
from watchward.identify.evidence import Field, Record, Schema, own

CAP: Final = 60  # records that may share one key
Ints = NDArray[np.int64]
_NAMES: Final = frozenset({Kind.GIVEN, Kind.FAMILY, Kind.NAMES})  # one shelf: given name and surname change places


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of places, `one` < `other`, each once, in order. `too_common` keys were followed only together with
    another; `dropped` combinations were not followed at all; `lonely` records share no key that was followed."""

    one: Ints
    other: Ints
    cap: int
    too_common: int
    dropped: int
    lonely: int

    def said(self) -> str:
        """One sentence for people about what was not compared."""
        return (
            f"{len(self.one):,} pairs were compared. {self.too_common:,} keys that more than {self.cap} records share "
            f"were followed only together with a second one, {self.dropped:,} of these combinations were still too "
            f"common and left out; {self.lonely:,} records share no key with any other that was followed."
        )


def candidates(
    schema: Schema, records: Sequence[Record], *, cap: int = CAP, sides: NDArray[np.int8] | None = None
) -> Candidates:
    """Pairs worth weighing. With `sides` (0 or 1 for each record) only pairs across are returned."""
    found: list[Ints] = []
    common: list[tuple[Ints, Ints]] = []
    too_common = dropped = 0
    for holders, keys in _shelves(schema, records):
        few, many = _split(holders, keys, cap)
        found.append(_pairs(*few, len(records)))
        if len(many[0]):
            common.append(many)
            too_common += len(np.unique(many[1]))
    for first, second in combinations(common, 2):
        few, many = _split(*_together(first, second), cap)
        found.append(_pairs(*few, len(records)))
        dropped += len(np.unique(many[1]))
    codes = np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)
    one, other = np.divmod(codes, max(len(records), 1))
    if sides is not None:
        across = sides[one] != sides[other]
        one, other = one[across], other[across]
    met = np.zeros(len(records), bool)
    met[one] = met[other] = True
    return Candidates(one, other, cap, too_common, dropped, int((~met).sum()))


def _shelves(schema: Schema, records: Sequence[Record]) -> Iterable[tuple[Ints, Ints]]:
    """(record, key number) for each shelf of keys: names together, every other field by itself."""
    names = [one for one in schema if one.kind in _NAMES]
    for fields in ([names] if names else []) + [[one] for one in schema if one.kind not in _NAMES]:
        yield _keys(fields, records)


def _keys(fields: Sequence[Field], records: Sequence[Record]) -> tuple[Ints, Ints]:
    numbers: dict[str, int] = {}
    known: dict[object, tuple[int, ...]] = {}
    holders: list[int] = []
    keys: list[int] = []
    for place, record in enumerate(records):
        held: set[int] = set()
        for field in fields:
            value = own(record.get(field.name))
            if value is None:
                continue
            if (field.kind, value) not in known:
                made = sorted(set(field.comparer.keys(value)))
                known[field.kind, value] = tuple(numbers.setdefault(one, len(numbers)) for one in made)
            held.update(known[field.kind, value])
        holders += [place] * len(held)
        keys += sorted(held)
    return np.array(holders, np.int64), np.array(keys, np.int64)


def _split(holders: Ints, keys: Ints, cap: int) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
    """Keys that 2 to `cap` records hold, and those that more hold; keys of one record lead nowhere."""
    if not len(keys):
        return (holders, keys), (holders, keys)
    _, where, sizes = np.unique(keys, return_inverse=True, return_counts=True)
    held = sizes[where]
    few, many = (held > 1) & (held <= cap), held > cap
    return (holders[few], keys[few]), (holders[many], keys[many])


def _together(first: tuple[Ints, Ints], second: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Every key of one shelf together with every key of another, for each record that has both."""
    holders, keys = first
    order = np.argsort(second[0], kind="stable")
    their, other = second[0][order], second[1][order]
    start, end = np.searchsorted(their, holders, "left"), np.searchsorted(their, holders, "right")
    times = end - start
    at = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times) + np.repeat(start, times)
    width = int(np.max(other)) + 1 if len(other) else 1
    return np.repeat(holders, times), np.repeat(keys, times) * width + other[at]


def _pairs(holders: Ints, keys: Ints, records: int) -> Ints:
    """All pairs inside each key as one number each, `one * records + other`, without doubles."""
    if not len(keys):
        return np.empty(0, np.int64)
    order = np.lexsort((holders, keys))
    sorted_holders = holders[order]
    _, starts, sizes = np.unique(keys[order], return_index=True, return_counts=True)
    found = []
    for size in np.unique(sizes):
        table = sorted_holders[starts[sizes == size][:, None] + np.arange(size)]
        one, other = np.triu_indices(size, 1)
        found.append(np.unique(table[:, one].ravel() * records + table[:, other].ravel()))
    return np.unique(np.concatenate(found))
