"""From the lines of a question to the few persons who are worth comparing in full.

Every line is measured first, without reading who lies under it. Short lists are followed, the shortest first; a long
one only together with another word of the name (its sides). Long lists that were not followed still count for those who
were found otherwise. All this sees the shelves of the viewer only: another shelf has other keys, so nobody hidden
lengthens a list, moves a cap or takes the place of somebody.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from watchward.identify.index.keys import Line
from watchward.identify.index.segment import NOBODY, Ids, Keys, Segment
from watchward.identify.index.tail import Tail

MOST_FOLLOWED: Final = 2000  # persons under one key; a longer list is not followed by itself
MOST_GATHERED: Final = 2000  # persons of all followed lists together; one may count several times
FEW: Final = 500  # if fewer were gathered, longer lists are followed too
NARROW_FROM: Final = 300  # a list longer than this is narrowed by the other words of the name, where there are any
MOST_RANKED: Final = 256  # persons whose order is worked out; of the others only that they are behind
MOST_CONFIRMED: Final = 20_000  # persons under a key that is only held against those already found
COMMON_BITS: Final = 20.0  # log2 of how many share a key that says nothing; each halving is one bit
CONFIRMS: Final = 0.8  # the factor of lines that are held against the found though very many share them
_SIDES: Final = 0xFF
Marks = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class View:
    """What one moment's look-up reads: segments, tail, and the highest number of a person."""

    segments: tuple[Segment, ...]
    tail: Tail
    highest: int


@dataclass(frozen=True, slots=True)
class Pool:
    """The best of the `gathered`, best first, with rough scores in bits. `too_common`: evidence that too many share."""

    ids: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float32]
    gathered: int = 0
    too_common: tuple[str, ...] = ()
    left_out: int = 0  # persons under the only key there was that were not looked at


class _Measured:
    """All spans of keys of a question: for each line the whole, then one for every side; and who lies in them.

    `line` says whose span it is, `narrow` whether it is one of a side, `counts` how many lie in it.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        keys: list[int] = []
        high: list[int] = []
        self.line: list[int] = []
        for at, (key, sides, *_rest) in enumerate(lines):
            keys.append(key)
            high.append(key | _SIDES)
            self.line.append(at)
            for one in sides:
                keys.append(key | one)
                high.append(key | one)
                self.line.append(at)
        self.narrow = [after == before for before, after in pairwise([-1, *self.line])]
        self.low, self.high = np.array(keys, np.uint64), np.array(high, np.uint64)
        self.counts: list[int] = []
        self._spans: list[tuple[Ids, list[int], list[int]]] = []
        self._tails: dict[int, list[int]] = {}

    def measure(self, view: View, salts: Keys, hidden: Keys | None) -> None:
        """Count who lies in each span, without reading who it is."""
        counts = np.zeros(len(self.low), np.int64)
        for salt in salts:
            low, high = self.low ^ salt, self.high ^ salt
            for segment in view.segments:
                starts, ends = segment.spans(low, high)
                counts += ends - starts
                self._spans.append((segment.ids, starts.tolist(), ends.tolist()))
            if len(view.tail):
                self._add_tail(view.tail.filed(low.tolist(), high.tolist()))
            if hidden is not None:
                counts -= hidden.searchsorted(high, "right") - hidden.searchsorted(low, "left")
        for at, found in self._tails.items():
            counts[at] += len(found)
        self.counts = counts.tolist()

    def _add_tail(self, found: dict[int, list[int]]) -> None:
        if not self._tails:
            self._tails = found
            return
        for at, people in found.items():
            self._tails[at] = [*self._tails.get(at, ()), *people]

    def people(self, spans: Sequence[int]) -> tuple[Ids, npt.NDArray[np.int64]]:
        """The persons of these spans one after the other, and how many each has. Some come twice."""
        parts: list[Ids] = []
        sizes: list[int] = []
        for at in spans:
            size = 0
            for ids, starts, ends in self._spans:
                if ends[at] > starts[at]:
                    parts.append(ids[starts[at] : ends[at]])
                    size += ends[at] - starts[at]
            if at in self._tails:
                parts.append(np.array(self._tails[at], np.uint32))
                size += len(self._tails[at])
            sizes.append(size)
        return np.concatenate(parts), np.array(sizes, np.int64)


class Scratch:
    """One number for every person, -1 between two uses; so that persons are told apart without sorting."""

    def __init__(self) -> None:
        self.marks: Marks = np.full(0, -1, np.int32)

    def for_highest(self, highest: int) -> Marks:
        """Long enough for this number."""
        if len(self.marks) <= highest:
            self.marks = np.full(highest + highest // 8 + 1024, -1, np.int32)
        return self.marks


def gather(
    view: View, salts: Keys, lines: Sequence[Line], scratch: Scratch, hidden: tuple[Ids, Keys] | None = None
) -> Pool:
    """Whom these lines point to on the shelves of these salts. `hidden`: persons that do not exist for this viewer,
    and all their keys, sorted."""
    if not lines or not len(salts):
        return _nobody()
    measured = _Measured(lines)
    measured.measure(view, salts, None if hidden is None else hidden[1])
    followed, confirmed, is_cut = _choose(measured, lines)
    common = _too_common(measured, lines, followed)
    if not followed:
        return _nobody(common)
    marks = scratch.for_highest(view.highest)
    counting = _counting(measured, lines, [*followed, *confirmed])
    everybody, sizes = measured.people([at for _bits, _group, at in counting])
    is_followed = np.isin([at for _bits, _group, at in counting], followed)
    people, left_out = _different(everybody[np.repeat(is_followed, sizes)], marks, hidden), 0
    if is_cut:
        people = np.sort(people)
        people, left_out = people[-MOST_FOLLOWED:], max(len(people) - MOST_FOLLOWED, 0)
    scores = _score(counting, everybody, sizes, people, marks)
    order = _best(people, scores)
    return Pool(people[order], scores[order], len(people), common, left_out)


def _best(people: npt.NDArray[np.int64], scores: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
    """The places of the best, best first; of two alike, who came in first."""
    if len(scores) > 2 * MOST_RANKED:
        least = np.partition(scores, -MOST_RANKED)[-MOST_RANKED]
        near = np.flatnonzero(scores >= least)
        return near[np.lexsort((people[near], -scores[near]))]
    return np.lexsort((people, -scores))


def _nobody(common: tuple[str, ...] = ()) -> Pool:
    return Pool(np.empty(0, np.int64), np.empty(0, np.float32), 0, common)


def _counting(measured: _Measured, lines: Sequence[Line], used: Sequence[int]) -> list[tuple[float, str, int]]:
    """(bits, piece of evidence, span) of all that counts, the least first. A line counts by how few share it as a
    whole, or as it says, whether it is narrowed or not: the other word counts by itself."""
    bits: list[float] = []
    whole = 0.0
    for at, count in enumerate(measured.counts):
        if not measured.narrow[at]:
            line = lines[measured.line[at]]
            whole = line.bits or line.factor * max(COMMON_BITS - math.log2(max(count, 1)), 0.5)
        bits.append(whole)
    return sorted((bits[at], lines[measured.line[at]].group, at) for at in used)


def _choose(measured: _Measured, lines: Sequence[Line]) -> tuple[list[int], list[int], bool]:
    """(spans that are followed, spans held against those found, whether all there is, is one that is too long)."""
    first, later, longer = _by_length(measured, lines)
    followed: list[int] = []
    total = 0
    for count, at in (*first, *later):
        if total + count <= MOST_GATHERED:
            followed.append(at)
            total += count
    is_cut = bool(longer) and not followed
    if is_cut:
        followed.append(longer[0][1])
    elif total < FEW:  # what is rare led to hardly anybody: perhaps it was misspelt
        for count, at in longer:
            if total + count <= MOST_CONFIRMED:
                followed.append(at)
                total += count
    return followed, _confirmed(measured, lines, [at for _count, at in (*first, *later, *longer)], followed), is_cut


def _by_length(measured: _Measured, lines: Sequence[Line]) -> list[list[tuple[int, int]]]:
    """Three lists of (how many, span), shortest first: to follow first, to follow later, and what is too long."""
    first: list[tuple[int, int]] = []
    later: list[tuple[int, int]] = []
    longer: list[tuple[int, int]] = []
    is_short = False  # the line as a whole, which then needs no narrowing
    for at, count in enumerate(measured.counts):
        is_narrow = measured.narrow[at]
        if not is_narrow:
            is_short = count <= NARROW_FROM
        if count <= 0 or (is_narrow and is_short):
            continue
        if count > MOST_FOLLOWED:
            longer.append((count, at))
        elif is_narrow or is_short or not lines[measured.line[at]].sides:
            first.append((count, at))
        else:
            later.append((count, at))
    return [sorted(first), sorted(later), sorted(longer)]


def _confirmed(measured: _Measured, lines: Sequence[Line], there: Sequence[int], followed: Sequence[int]) -> list[int]:
    """Spans of whole lines that were not followed. Of lines for misspelt words only short ones, and others where the
    word would not count at all."""
    had, groups = set(followed), {lines[measured.line[at]].group for at in followed}
    found = []
    for at in sorted(there):
        line, count = lines[measured.line[at]], measured.counts[at]
        counts = line.factor >= CONFIRMS or count <= MOST_FOLLOWED or line.group not in groups
        if counts and at not in had and not measured.narrow[at] and count <= MOST_CONFIRMED:
            found.append(at)
    return found


def _too_common(measured: _Measured, lines: Sequence[Line], followed: Sequence[int]) -> tuple[str, ...]:
    """Pieces of evidence that somebody shares and none of whose spans was followed."""
    said = {lines[measured.line[at]].group for at, count in enumerate(measured.counts) if count > 0}
    return tuple(sorted(said - {lines[measured.line[at]].group for at in followed}))


def _different(found: Ids, marks: Marks, hidden: tuple[Ids, Keys] | None) -> npt.NDArray[np.int64]:
    """Each person once, in no order."""
    places = np.arange(len(found), dtype=np.int32)
    marks[found] = places  # where somebody stands last
    people = found[(marks[found] == places) & (found != NOBODY)].astype(np.int64)
    marks[found] = -1
    return people if hidden is None else np.asarray(people[~np.isin(people, hidden[0])], np.int64)


def _score(
    counting: Sequence[tuple[float, str, int]], everybody: Ids, sizes: npt.NDArray[np.int64],
    people: npt.NDArray[np.int64], marks: Marks,
) -> npt.NDArray[np.float32]:  # fmt: skip
    """For every person the best of each piece of evidence, added up."""
    column_of = {group: at for at, group in enumerate(dict.fromkeys(group for _bits, group, _at in counting))}
    marks[people] = np.arange(len(people), dtype=np.int32)
    rows = marks[everybody]
    marks[people] = -1
    columns = np.repeat(np.array([column_of[group] for _bits, group, _at in counting], np.int32), sizes)
    weights = np.repeat(np.array([bits for bits, _group, _at in counting], np.float32), sizes)
    table = np.zeros((len(people) + 1, len(column_of)), np.float32)
    table[rows, columns] = weights  # the last and heaviest stays; the row at the end is of those who were not found
    scores: npt.NDArray[np.float32] = table[:-1].sum(axis=1, dtype=np.float32)
    return scores
