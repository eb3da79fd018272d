"""The live look-up: who may this be, among a million persons, from little and misspelt evidence.

An index lies beside the database, in one folder for each host, and is shared by all its processes. The database stays
the only truth: it says what changed and in which order, and the index knows the last change that is in it.

    index = Index.open(folder, card)
    index.catch_up(changes_since)                    # before a look-up; cheap when nothing is new
    found = index.find(Viewer(frozenset({(partnership, OPEN)})), card.schema.record({"family": "Smiht"}))

Many threads may look up at once, and a forked process may go on with what it inherited. In the folder stand references,
prepared records and digests: it is as sensitive as the database, and may be thrown away and built again at any time.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import numpy as np

from watchward.identify.evidence import Record, Schema
from watchward.identify.index import pool
from watchward.identify.index.changes import Change, Put, Shelf
from watchward.identify.index.keys import VERSION, Line, asked, asked_plainly
from watchward.identify.index.pool import Pool, Scratch, View
from watchward.identify.index.ranker import Ranker
from watchward.identify.index.segment import Ids, Keys, Segment
from watchward.identify.index.store import FORMAT, Store
from watchward.identify.index.stored import Shape
from watchward.identify.index.tail import Tail
from watchward.identify.index.writing import MOST_IN_TAIL, Writer, salt, salted
from watchward.identify.model.card import Card
from watchward.identify.model.weigh import Comparison, compare, odds_bits, probability
from watchward.kit.errors import Refused

CURRENT: Final = "current"  # a file that names the folder in use, so that a new one takes its place in one step
LEAST_COMPARED, MOST_COMPARED = 3, 200
STOP_BITS: Final = 8.0  # so far behind the best in the rough order, nobody is compared any more
AGAINST: Final = 8.0  # bits that may speak against somebody who is still shown
CERTAIN: Final = 0.99  # the probability from which `resolve` looks no further
SHOWN: Final = 10  # candidates of one answer, unless more are asked for
TRIES: Final = 5  # to read files that a merge may take away in between

_Weighed = tuple[float, str, bytes]


class StaleIndexError(Refused):
    """The index was made for other fields or by another version. It holds nothing of its own: build it anew."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom is looked: the shelves they may see, and persons who do not exist for them (they stand aside)."""

    shelves: frozenset[Shelf]
    without: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Candidate:
    """Somebody who it may be. `weight` in bits, `probability` calibrated; what was compared is said when asked."""

    ref: str
    weight: float
    probability: float
    card: Card = field(repr=False, compare=False)
    asked: Record = field(repr=False, compare=False)
    record: Record = field(repr=False)

    @cached_property
    def comparison(self) -> Comparison:
        """Field by field, with words; its weight and probability are those above."""
        return compare(self.card, self.asked, self.record)

    def to_dict(self) -> dict[str, Any]:
        """For the API."""
        return {"ref": self.ref} | self.comparison.to_dict()


@dataclass(frozen=True, slots=True)
class Found:
    """The answer, best first. `gathered` persons share a key with the question, `compared` were weighed in full.

    `too_common`: evidence that so many share that it only counted for those found by other evidence. `left_out`: so
    many more share the only evidence there was; it takes more to tell them apart.
    """

    candidates: tuple[Candidate, ...]
    gathered: int = 0
    compared: int = 0
    too_common: tuple[str, ...] = ()
    left_out: int = 0

    def to_dict(self) -> dict[str, Any]:
        """For the API."""
        return {"candidates": [one.to_dict() for one in self.candidates], "gathered": self.gathered,
                "compared": self.compared, "too_common": list(self.too_common), "left_out": self.left_out}  # fmt: skip


class _Here:
    """What this process has read of one folder so far."""

    def __init__(self, folder: Path, inode: int) -> None:
        self.folder, self.inode, self.pid = folder, inode, os.getpid()
        self.store = Store(folder)
        self.lock = threading.Lock()
        self.changes = self.layout = -1
        self.last_tail = self.last_left = 0
        self.view = View((), Tail(), 0)

    def refresh(self) -> View:
        """The view of this moment. Call it inside `store.reading()`."""
        state = self.store.state()
        if state.changes == self.changes:
            return self.view
        with self.lock:
            if state.layout != self.layout:
                names = self.store.rows("SELECT name FROM segment ORDER BY low")
                segments = tuple(Segment(self.folder / name) for (name,) in names)
                self.view = View(segments, Tail(), self.view.highest)
                self.last_tail = self.last_left = 0
            self._read_tail()
            self.changes, self.layout = state.changes, state.layout
            return self.view

    def _read_tail(self) -> None:
        tail = self.view.tail
        for ident, keys in self.store.rows("SELECT id, keys FROM tail WHERE id > ? ORDER BY id", self.last_tail):
            tail.add(ident, np.frombuffer(keys, np.uint64))
            self.last_tail = ident
        left = self.store.rows("SELECT number, id FROM left_tail WHERE number > ? ORDER BY number", self.last_left)
        if left:
            tail.remove(ident for _number, ident in left)
            self.last_left = left[-1][0]
        highest = self.store.rows("SELECT max(id) FROM person")[0][0] or 0
        self.view = View(self.view.segments, tail, max(highest, self.view.highest))


class Index:
    """See the top of this file. Open one with `open`, make one of everybody with `build`."""

    def __init__(self, path: Path, card: Card, *, most_in_tail: int = MOST_IN_TAIL) -> None:
        self.path, self.card, self.schema = path, card, card.schema
        self._shape, self._most_in_tail = Shape(self.schema), most_in_tail
        self._ranker = Ranker(card)
        self._current = str(path / CURRENT)
        self._own = threading.local()
        self._opened: _Here | None = None
        self._inherited: list[_Here] = []  # of the process that this one was forked from: never to be closed here

    @classmethod
    def open(cls, path: Path, card: Card) -> "Index":
        """Open the index in this folder; where there is none, an empty one is made.

        Raises: StaleIndexError: it was made for other fields or by another version.
        """
        index = cls(path, card)
        if not (path / CURRENT).exists():
            index._use(index._new_folder(0))
        index._here()
        return index

    @classmethod
    def build(cls, path: Path, card: Card, people: Iterable[Put], position: int) -> "Index":
        """Make the index anew of everybody there is; `position`: the last change that is in them.

        Look-ups go on in the old one meanwhile, and every process changes over by itself. Two minutes for a million.
        """
        index = cls(path, card)
        folder = index._new_folder(position)
        store = Store(folder)
        with store.writing():
            Writer(store, folder, index._shape).fill(people)
        Writer(store, folder, index._shape).tidy()
        store.close()
        index._use(folder)
        return index

    @property
    def position(self) -> int:
        """The last change that is in the index."""
        return self._here().store.state().position

    def __len__(self) -> int:
        """How many persons are in it, on all shelves."""
        return int(self._here().store.rows("SELECT count(*) FROM person")[0][0])

    def apply(self, changes: Iterable[Change], position: int) -> None:
        """Take in these changes in their order, all or none; afterwards `position` is that of the index.

        Nothing happens if the index is there already, so two processes may both try.
        """
        self._catch_up(lambda _position: (changes, position))

    def catch_up(self, changes_since: Callable[[int], tuple[Iterable[Change], int]]) -> int:
        """Take in what is new, and say where the index is then.

        `changes_since(position)` answers with the changes after it and the position of the last of them.
        """
        before = self.position
        if changes_since(before)[1] > before:
            return self._catch_up(changes_since)
        return before

    def find(self, viewer: Viewer, record: Record, *, most: int = SHOWN) -> Found:
        """Who this may be, best first, among those whom the viewer may see. Where nothing is asked, nobody is found."""
        with self._moment() as (here, view):
            return self._found(here, view, viewer, record, asked(self.schema, record), most)

    def resolve(self, viewer: Viewer, record: Record) -> Candidate | None:
        """Who this most probably is, for reports in great numbers; None if nobody shares anything.

        Who is as good as certain by what is written alike is not looked for by what is misspelt as well.
        """
        with self._moment() as (here, view):
            for lines in (asked_plainly, asked):
                found = self._found(here, view, viewer, record, lines(self.schema, record), 1).candidates
                if found and found[0].probability >= CERTAIN:
                    break
        return found[0] if found else None

    def _found(
        self, here: _Here, view: View, viewer: Viewer, record: Record, lines: list[Line], most: int
    ) -> Found:  # fmt: skip
        salts = np.array([salt(one) for one in sorted(viewer.shelves)], np.uint64)
        gathered = pool.gather(view, salts, lines, self._scratch(), self._hidden(here, viewer))
        weighed = self._weighed(here, viewer, record, gathered, max(most, LEAST_COMPARED))
        shown = tuple(
            Candidate(ref, bits, probability(self.card, bits), self.card, record, self._shape.read(written))
            for bits, ref, written in weighed[:most]
        )
        return Found(shown, gathered.gathered, len(weighed), gathered.too_common, gathered.left_out)

    def merge(self) -> None:
        """Make one segment of all: once a night, for look-ups are quickest then. Some 15 s for a million persons, in
        which changes wait and look-ups do not."""
        here = self._here()
        writer = self._writer(here)
        with here.store.writing():
            writer.merge()
        writer.tidy()

    def close(self) -> None:
        """Close this thread's connection; the next call opens another."""
        if self._opened is not None:
            self._opened.store.close()

    def _catch_up(self, changes_since: Callable[[int], tuple[Iterable[Change], int]]) -> int:
        here = self._here()
        writer = self._writer(here)
        with here.store.writing():
            before = here.store.state().position
            changes, position = changes_since(before)  # asked again: another process may have been faster
            if position > before:
                writer.take_in(changes, position)
        if writer.has_left_overs:
            writer.tidy()
        return max(before, position)

    def _writer(self, here: _Here) -> Writer:
        return Writer(here.store, here.folder, self._shape, self._most_in_tail)

    def _here(self) -> _Here:
        """The folder in use; opened anew after a fork, and after the index was built anew."""
        inode = os.stat(self._current).st_ino  # noqa: PTH116 (a tenth of the time, at every look-up)
        mine = self._opened
        if mine is None or mine.inode != inode or mine.pid != os.getpid():
            mine = _Here(self.path / (self.path / CURRENT).read_text(encoding="ascii"), inode)
            if self._opened is not None and self._opened.pid != os.getpid():
                self._inherited.append(self._opened)
            if mine.store.made_for() != (FORMAT, made_for(self.schema)):
                raise StaleIndexError(
                    "The index for look-ups was made for other fields or by another version. Build it."
                )
            self._opened = mine
        return mine

    @contextmanager
    def _moment(self) -> Iterator[tuple[_Here, View]]:
        """One moment of the index: everything read inside belongs together."""
        for left in reversed(range(TRIES)):
            here = self._here()
            with here.store.reading():
                try:
                    view = here.refresh()
                except FileNotFoundError:  # a merge took a segment away between its name and its files
                    if not left:
                        raise
                    continue
                yield here, view
                return

    def _hidden(self, here: _Here, viewer: Viewer) -> tuple[Ids, Keys] | None:
        """Those who do not exist for this viewer though they stand on a visible shelf, with all their keys."""
        if not viewer.without:
            return None
        rows = [(ref, row) for ref in sorted(viewer.without) if (row := here.store.person_of(ref)) is not None]
        kept = [(row[0], Put(ref, row[1], row[2], self._shape.read(row[3]))) for ref, row in rows]
        keys = [salted(self.schema, put) for _ident, put in kept if put.shelf in viewer.shelves]
        idents = np.array([ident for ident, _put in kept], np.uint32)
        return (idents, np.sort(np.concatenate(keys))) if keys else None

    def _weighed(self, here: _Here, viewer: Viewer, record: Record, gathered: Pool, least: int) -> list[_Weighed]:
        """(weight, ref, stored record) of the first `least` in the rough order and all close behind, best first.

        Whoever nearly everything speaks against is left out: the rough order among them depends on how many were
        deleted since the last merge, and nobody needs it.
        """
        enough = int(np.searchsorted(-gathered.scores, STOP_BITS - gathered.scores[0])) if len(gathered.ids) else 0
        chosen = gathered.ids[: min(max(enough, least), MOST_COMPARED)].tolist()
        weight, lines = self._ranker.asked(record), self._shape.lines
        found = [
            (weight(lines(written)), ref, written)
            for _ident, ref, scope, shown, written in here.store.people(chosen)
            if (scope, shown) in viewer.shelves and ref not in viewer.without
        ]
        nothing = odds_bits(self.card.prior) - AGAINST
        return sorted((one for one in found if one[0] > nothing), key=lambda one: (-one[0], one[1]))

    def _scratch(self) -> Scratch:
        mine = getattr(self._own, "scratch", None)
        if mine is None:
            mine = self._own.scratch = Scratch()
        return mine

    def _new_folder(self, position: int) -> Path:
        folder = self.path / f"people-{uuid4().hex[:12]}"
        folder.mkdir(parents=True, mode=0o700)
        store = Store(folder)
        store.prepare(made_for(self.schema), position)
        store.close()
        return folder

    def _use(self, folder: Path) -> None:
        """From now on this folder is the index; others go."""
        named = self.path / f"{CURRENT}.{folder.name}"
        named.write_text(folder.name, encoding="ascii")
        named.replace(self.path / CURRENT)
        for other in self.path.glob("people-*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)


def made_for(schema: Schema) -> str:
    """What the keys and the stored records of an index depend on."""
    return f"{VERSION}: " + ", ".join(f"{one.name}={one.kind}/{one.partner}" for one in schema)
