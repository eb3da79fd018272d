"""Sorted keys and the persons filed under each, in three flat files that every process of the host maps into memory.

    keys    uint64[k], ascending                what somebody is filed under, see keys.py
    starts  uint32[k + 1]                       where the ids of each key begin; the last is n
    ids     uint32[n], ascending for each key   the inner numbers of persons; 0 where one was wiped out

A segment is written once. Only wiping changes it, in place: the number becomes 0, and a key under which nobody is left
takes the value of its neighbour. So nothing stays behind of who was erased, not even a digest.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Ids = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]
Pairs = tuple[Keys, Ids]  # of one length: under which key which person

PARTS: Final = 32  # of the range of keys; merging holds one part in memory at a time
WIDEST: Final = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
NOBODY: Final = 0


class Segment:
    """One set of flat files, mapped for reading. All processes share the pages, and the system may drop them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys: Keys = _mapped(folder / "keys", np.uint64)
        self.starts: npt.NDArray[np.uint32] = _mapped(folder / "starts", np.uint32)
        self.ids: Ids = _mapped(folder / "ids", np.uint32)

    def __len__(self) -> int:
        return len(self.ids)

    def spans(self, low: Keys, high: Keys) -> tuple[Places, Places]:
        """Where in `ids` those filed under `low` to `high` (both included) begin and end; one span for each pair."""
        first = self.keys.searchsorted(low, "left")
        last = self.keys.searchsorted(high, "right")
        return self.starts[first].astype(np.int64), self.starts[last].astype(np.int64)

    def pairs(self, low: np.uint64, high: np.uint64) -> Pairs:
        """Everything filed under keys from `low` up to and with `high`."""
        first, last = int(self.keys.searchsorted(low, "left")), int(self.keys.searchsorted(high, "right"))
        start, end = int(self.starts[first]), int(self.starts[last])
        starts = self.starts[first : last + 1].astype(np.int64)
        sizes = starts[1:] - starts[:-1]
        return np.repeat(self.keys[first:last], sizes), np.array(self.ids[start:end])

    def wipe(self, people: Mapping[int, Sequence[int]]) -> None:
        """Leave nothing of these persons, given with all their keys. May be repeated, in whole or in part; a reader
        beside it sees the old or the new."""
        if not len(self.ids):
            return
        filed: Any = np.memmap(self.folder / "keys", np.uint64, "r+")
        ids: Any = np.memmap(self.folder / "ids", np.uint32, "r+")
        for ident, keys in people.items():
            first = filed.searchsorted(np.array(keys, np.uint64), "left").tolist()
            for at, key in zip(first, keys, strict=True):
                while at < len(filed) and int(filed[at]) == key:
                    self._wipe_one(filed, ids, at, ident)
                    at += 1
        filed.flush()
        ids.flush()

    def _wipe_one(self, filed: Any, ids: Any, at: int, ident: int) -> None:
        mine = ids[int(self.starts[at]) : int(self.starts[at + 1])]
        mine[mine == ident] = NOBODY
        if not mine.any():  # the key goes too; the order of keys stays
            beside = at - 1 if at else 1
            filed[at] = filed[beside] if beside < len(filed) else 0


def write(folder: Path, parts: Iterable[Pairs]) -> None:
    """Write a segment into a new folder, and see that it has reached the disk.

    Every part is sorted by key and then by person; the parts follow each other in the order of keys and share none.
    """
    folder.mkdir(parents=True)
    written = 0
    with (
        (folder / "keys").open("wb") as keys,
        (folder / "starts").open("wb") as starts,
        (folder / "ids").open("wb") as ids,
    ):
        for filed, people in parts:
            first = np.flatnonzero(np.diff(filed, prepend=~filed[:1])) if len(filed) else np.empty(0, np.int64)
            filed[first].tofile(keys)
            (first + written).astype(np.uint32).tofile(starts)
            people.astype(np.uint32).tofile(ids)
            written += len(people)
        np.array([written], np.uint32).tofile(starts)
        for file in (keys, starts, ids):
            file.flush()
            os.fsync(file.fileno())
    _sync_folder(folder)
    _sync_folder(folder.parent)


def merged(segments: Sequence[Segment]) -> Iterator[Pairs]:
    """Everything in these segments as parts of one, without those who were wiped out. Older segments come first."""
    edges = [np.uint64(part * (2**64 // PARTS)) for part in range(PARTS)]
    for part, low in enumerate(edges):
        high = edges[part + 1] - np.uint64(1) if part + 1 < PARTS else WIDEST
        found = [one.pairs(low, high) for one in segments]
        yield in_order(np.concatenate([keys for keys, _ids in found]), np.concatenate([ids for _keys, ids in found]))


def in_order(keys: Keys, ids: Ids) -> Pairs:
    """Sorted by key; persons keep their order under each. Those who were wiped out are left out."""
    kept = ids != NOBODY
    if not kept.all():
        keys, ids = keys[kept], ids[kept]
    order = np.argsort(keys, kind="stable")
    return keys[order], ids[order]


def _mapped(path: Path, kind: Any) -> Any:
    if not path.stat().st_size:  # nothing can be mapped of an empty file
        return np.empty(0, kind)
    return np.asarray(np.memmap(path, kind, "r"))


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
