"""Marked pictures of one viewer and one day, kept in the memory of this process and nowhere else."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from threading import Lock
from typing import NamedTuple

MOST_BYTES = 48_000_000  # some 1,500 small pictures; what was not asked for the longest goes first


class Key(NamedTuple):
    """For whom, of what, how large and on which day: a new day is a new mark."""

    account_id: int
    picture: str
    sha256: str
    size: str
    day: date


class MarkedPictures:
    """A bounded store. Whether somebody may see a picture is asked before, each time; this only spares the drawing."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self.held_bytes = 0
        self._kept: OrderedDict[Key, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, draw: Callable[[], bytes]) -> bytes:
        """The picture of this key, drawn if it is not held. Two at once may both draw it; both are right."""
        with self._lock:
            held = self._kept.get(key)
            if held is not None:
                self._kept.move_to_end(key)
                return held
        drawn = draw()
        with self._lock:
            self._keep(key, drawn)
        return drawn

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self.held_bytes = 0

    def _keep(self, key: Key, drawn: bytes) -> None:
        before = self._kept.pop(key, b"")
        self._kept[key] = drawn
        self.held_bytes += len(drawn) - len(before)
        while self.held_bytes > self.most_bytes:
            _oldest, dropped = self._kept.popitem(last=False)
            self.held_bytes -= len(dropped)


MARKED = MarkedPictures()
