"""A whole file at once: weighed pairs and judgements to groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from watchward.identify.clusters import rounds
from watchward.identify.clusters.judged import Contradiction, Pair, decide
from watchward.identify.clusters.rule import Ints, Rule

Edges = tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike]
DEFAULT: Final = Rule()


@dataclass(frozen=True, slots=True)
class Partition:
    """`records`: every id, sorted; `labels`: for each the lowest id of its group; and what judgements contradict."""

    records: npt.NDArray[Any]
    labels: npt.NDArray[Any]
    contradictions: tuple[Contradiction, ...]

    def groups(self) -> dict[Any, list[Any]]:
        """Lowest id -> ids of the group in order."""
        found: dict[Any, list[Any]] = {}
        for one, label in zip(self.records.tolist(), self.labels.tolist(), strict=True):
            found.setdefault(label, []).append(one)
        return found


def resolve(
    edges: Edges, *, same: Iterable[Pair] = (), different: Iterable[Pair] = (), rule: Rule = DEFAULT,
    records: npt.ArrayLike | None = None,
) -> Partition:  # fmt: skip
    """Put records together into people.

    Args:    edges: three arrays of one length: id, id, weight in bits (log2 of calibrated odds). In any order; a pair
             given twice counts once, with its highest weight. Pairs below the threshold speak against a group, so
             give them too.
             same, different: judged pairs of ids; no group ever holds two that were judged different.
             records: ids that may stand in no pair. Ids are whole numbers or text, all of one type.
    Returns: the same groups for the same input in any order.
    Raises:  ValueError: a weight is not a number, arrays differ in length, a record is judged against itself.
    Cost:    1,000,000 records and 3,000,000 pairs: docs/decisions/0018.
    """
    same, different = list(same), list(different)
    left, right = np.asarray(edges[0]), np.asarray(edges[1])
    units = rule.all_units(edges[2])
    if not len(left) == len(right) == len(units):
        raise ValueError("The two ids and the weight of a pair stand in arrays of one length.")
    judged = [one for pair in (*same, *different) for one in pair]
    given = [
        part
        for part in (left, right, np.array(judged), np.asarray(records if records is not None else []))
        if len(part)
    ]
    if not given:
        return Partition(np.empty(0, np.int64), np.empty(0, np.int64), ())
    ids = np.unique(np.concatenate(given))
    size = len(ids)
    decided = decide(same, different)
    first = np.arange(size)
    if decided.first:
        first[_places(ids, list(decided.first))] = _places(ids, list(decided.first.values()))
    pairs = sorted({(min(pair), max(pair)) for pair in different})
    barred = _places(ids, [one for one, _ in pairs]), _places(ids, [other for _, other in pairs])
    labels = rounds.solve(size, _once(_places(ids, left), _places(ids, right), units, size), first, barred, rule)
    return Partition(ids, ids[labels], decided.contradictions)


def _places(ids: npt.NDArray[Any], wanted: npt.ArrayLike) -> Ints:
    found = np.asarray(wanted)
    if not len(found):
        return np.empty(0, np.int64)
    if ids.dtype.kind in "iu" and int(ids[-1]) - int(ids[0]) == len(ids) - 1:
        return found.astype(np.int64) - int(ids[0])
    return np.searchsorted(ids, found)


def _once(left: Ints, right: Ints, units: Ints, size: int) -> tuple[Ints, Ints, Ints]:
    """Lower and higher place, each pair once with its highest weight, none with itself."""
    low, high = np.minimum(left, right), np.maximum(left, right)
    codes = low * size + high
    order = np.lexsort((-units, codes))
    codes = codes[order]
    kept = order[np.append(True, codes[1:] != codes[:-1])] if len(codes) else order
    kept = kept[low[kept] != high[kept]]
    return low[kept], high[kept], units[kept]
