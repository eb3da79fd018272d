"""Changes on their way into the file: rows and tail at once, segments when the tail is long, wiping after the commit.

A segment never takes part in a transaction: a new one is whole on the disk before its name is committed, and an old
one is taken away after its name is gone. Who was dropped is written down until they are wiped out of the segments, so
that a process that dies on the way leaves the rest to the next one.
"""

import shutil
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Final
from uuid import uuid4

import numpy as np

from watchward.identify.evidence import Schema
from watchward.identify.index import segment
from watchward.identify.index.changes import Change, Drop, Put, Shelf
from watchward.identify.index.keys import digest, filed
from watchward.identify.index.segment import Keys, Segment
from watchward.identify.index.store import Store
from watchward.identify.index.stored import Shape

MOST_IN_TAIL: Final = 4096  # persons; then they become a segment
MOST_BY_DAY: Final = 65_536  # persons of a segment that is made of smaller ones while people wait
BATCH: Final = 20_000  # persons of one segment while an index is built


def salt(shelf: Shelf) -> int:
    """What sets the keys of one shelf apart from all others; the lowest bits stay as they are."""
    return digest("shelf", f"{shelf[0]} {shelf[1]}")


def salted(schema: Schema, put: Put) -> Keys:
    """The keys of a person on their shelf, sorted."""
    keys = np.fromiter(filed(schema, put.record), np.uint64)
    return np.sort(keys ^ np.uint64(salt(put.shelf)))


class Writer:
    """Writes one folder. Every method but `tidy` runs inside `store.writing()`."""

    def __init__(self, store: Store, folder: Path, shape: Shape, most_in_tail: int = MOST_IN_TAIL) -> None:
        self.store, self.folder, self.shape, self.most_in_tail = store, folder, shape, most_in_tail
        self.has_left_overs = False  # whether there is something to tidy after the commit

    def take_in(self, changes: Iterable[Change], position: int) -> None:
        """Every change in its order, then the position."""
        for one in changes:
            if isinstance(one, Drop):
                self._drop(one.ref)
            else:
                self._put(one)
        self.store.rows("UPDATE state SET position = ?, changes = changes + 1", position)
        ((low, high),) = self.store.rows("SELECT (SELECT min(id) FROM tail), (SELECT max(id) FROM tail)")
        if low is not None and high - low + 1 >= self.most_in_tail:
            self.file_tail()

    def fill(self, people: Iterable[Put]) -> None:
        """Everybody of a new index, then one segment of all."""
        people = iter(people)
        while batch := list(islice(people, BATCH)):
            self.store.connection.executemany(
                "INSERT INTO person (ref, scope, shown, record) VALUES (?, ?, ?, ?)",
                [(one.ref, one.scope, one.shown, self.shape.written(one.record)) for one in batch],
            )
            last = int(self.store.rows("SELECT max(id) FROM person")[0][0])
            keys = [salted(self.shape.schema, one) for one in batch]
            self._add_segment(keys, range(last - len(batch) + 1, last + 1))
        self.merge()

    def file_tail(self) -> None:
        """Make a segment of the tail, and one of it and those small ones before it that are not much larger."""
        self.finish_wipes()
        rows = self.store.rows("SELECT id, keys FROM tail ORDER BY id")
        if rows:
            self._add_segment([np.frombuffer(keys, np.uint64) for _id, keys in rows], [row[0] for row in rows])
            self.store.rows("DELETE FROM tail")
        self.store.rows("DELETE FROM left_tail")
        small = self._segments()
        last = [small.pop()] if small else []
        size = sum(high - low for _name, low, high in last)
        while small and (before := small[-1][2] - small[-1][1]) <= min(2 * size, MOST_BY_DAY - size):
            last.insert(0, small.pop())
            size += before
        self._join(last)

    def merge(self) -> None:
        """One segment of all."""
        if self.store.rows("SELECT 1 FROM tail LIMIT 1"):
            self.file_tail()
        self.finish_wipes()
        self._join(self._segments())

    def finish_wipes(self) -> None:
        """Leave nothing in the segments of those who were dropped."""
        rows = self.store.rows("SELECT id, keys FROM wipe")
        if not rows:
            return
        for name, low, high in self._segments():
            mine = {ident: np.frombuffer(keys, np.uint64).tolist() for ident, keys in rows if low <= ident <= high}
            if mine:
                Segment(self.folder / name).wipe(mine)
        self.store.rows("DELETE FROM wipe")

    def tidy(self) -> None:
        """After a commit: wipe, empty SQLite's log of old pages, take away files that are no longer named."""
        if self.store.rows("SELECT 1 FROM wipe LIMIT 1"):
            with self.store.writing():
                self.finish_wipes()
        self.store.empty_log()
        with self.store.writing():  # so that no segment that is being written looks like one that was left
            named = {name for name, _low, _high in self._segments()}
            for path in self.folder.glob("segment-*"):
                if path.name not in named:
                    shutil.rmtree(path, ignore_errors=True)

    def _put(self, put: Put) -> None:
        written = self.shape.written(put.record)
        old = self.store.person_of(put.ref)
        if old is not None:
            if old[1:] == (put.scope, put.shown, written):
                return
            self._drop(put.ref)
        ident = self.store.connection.execute(
            "INSERT INTO person (ref, scope, shown, record) VALUES (?, ?, ?, ?)",
            (put.ref, put.scope, put.shown, written),
        ).lastrowid
        self.store.rows("INSERT INTO tail VALUES (?, ?)", ident, salted(self.shape.schema, put).tobytes())

    def _drop(self, ref: str) -> None:
        """Take the row away. Segments are wiped after the commit, for until then readers still see the person."""
        old = self.store.person_of(ref)
        if old is None:
            return
        self.has_left_overs = True
        ident, scope, shown, written = old
        self.store.rows("DELETE FROM person WHERE id = ?", ident)
        if self.store.rows("DELETE FROM tail WHERE id = ? RETURNING id", ident):
            self.store.rows("INSERT INTO left_tail (id) VALUES (?)", ident)
        else:
            keys = salted(self.shape.schema, Put(ref, scope, shown, self.shape.read(written)))
            self.store.rows("INSERT INTO wipe VALUES (?, ?)", ident, keys.tobytes())

    def _segments(self) -> list[tuple[str, int, int]]:
        return self.store.rows("SELECT name, low, high FROM segment ORDER BY low")

    def _add_segment(self, keys: Sequence[Keys], idents: Sequence[int]) -> None:
        people = np.repeat(np.array(idents, np.uint32), [len(one) for one in keys])
        self._name(idents[0], idents[-1], [segment.in_order(np.concatenate(keys), people)])

    def _join(self, rows: Sequence[tuple[str, int, int]]) -> None:
        if len(rows) < 2:
            return
        self.has_left_overs = True
        parts = segment.merged([Segment(self.folder / name) for name, _low, _high in rows])
        self.store.connection.executemany("DELETE FROM segment WHERE name = ?", [row[:1] for row in rows])
        self._name(rows[0][1], rows[-1][2], parts)

    def _name(self, low: int, high: int, parts: Iterable[segment.Pairs]) -> None:
        name = f"segment-{uuid4().hex[:12]}"
        segment.write(self.folder / name, parts)
        self.store.rows("INSERT INTO segment VALUES (?, ?, ?)", name, low, high)
        self.store.rows("UPDATE state SET layout = layout + 1, changes = changes + 1")
