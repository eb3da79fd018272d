"""What people decided: which records are the same person, and which are not. Where not all can be true, it says so.

"Not the same" wins, because joining two people by mistake does the greater harm. Of the "same" that then cannot all
hold, those whose ids come first do; the others are set aside and reported, never dropped in silence.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

Pair = tuple[Any, Any]  # ids of two records, the lower first


@dataclass(frozen=True, slots=True, order=True)
class Contradiction:
    """`same` was set aside, because with the other judgements it would join those of `different`."""

    same: Pair
    different: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """For each record in a "same": the lowest id that it is joined to; and what cannot all be true."""

    first: dict[Any, Any]
    contradictions: tuple[Contradiction, ...]


def pair_of(one: Any, other: Any) -> Pair:
    """Two ids, the lower first. Raises: ValueError: they are the same."""
    if one == other:
        raise ValueError("A record cannot be judged against itself.")
    return (one, other) if one < other else (other, one)


def decide(same: Iterable[Pair], different: Iterable[Pair]) -> Decided:
    """Join what was judged the same, as far as nothing stands against it. Their order does not matter."""
    links = sorted({pair_of(*one) for one in same})
    joined = _Joined()
    for one, other in links:
        joined.join(one, other)
    against = sorted({pair_of(*one) for one in different})
    inside = [pair for pair in against if joined.knows(pair) and joined.find(pair[0]) == joined.find(pair[1])]
    if not inside:
        return Decided(joined.lowest(), ())
    return _with_contradictions(links, inside, {joined.find(one) for one, _ in inside}, joined)


def _with_contradictions(
    links: list[Pair], inside: list[Pair], broken: set[Hashable], all_joined: "_Joined"
) -> Decided:
    """Once more, link by link, where it matters."""
    joined, barred = _Joined(), defaultdict(set)
    for pair in inside:
        for one in pair:
            barred[one].add(pair)
    found = []
    for one, other in links:
        if all_joined.find(one) in broken:
            left, right = joined.find(one), joined.find(other)
            if left != right and (both := barred[left] & barred[right]):
                found.append(Contradiction((one, other), tuple(sorted(both))))
                continue
        before = joined.find(one), joined.find(other)
        kept = joined.join(one, other)
        gone = before[0] if kept == before[1] else before[1]
        if gone != kept:
            barred[kept] |= barred.pop(gone, set())
    return Decided(joined.lowest(), tuple(found))


class _Joined:
    """Union-find whose root is the lowest id."""

    def __init__(self) -> None:
        self._up: dict[Any, Any] = {}

    def knows(self, pair: Pair) -> bool:
        return pair[0] in self._up and pair[1] in self._up

    def find(self, one: Any) -> Any:
        up = self._up
        up.setdefault(one, one)
        while up[one] != one:
            up[one] = up[up[one]]
            one = up[one]
        return one

    def join(self, one: Any, other: Any) -> Any:
        one, other = self.find(one), self.find(other)
        low, high = (one, other) if one < other else (other, one)
        self._up[high] = low
        return low

    def lowest(self) -> dict[Any, Any]:
        return {one: self.find(one) for one in list(self._up)}
