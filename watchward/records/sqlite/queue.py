"""First come, first served: SQLite lets one transaction write at a time and gives the turn to whoever asks at the right
moment, so that with many writers somebody waits for seconds. Here they stand in line, within and across processes.
"""

import fcntl
import os
import threading
import time
from collections import deque
from pathlib import Path

SHORTEST_PAUSE, LONGEST_PAUSE = 0.0005, 0.005  # seconds between two looks at another process's turn


class Turnstile:
    """A lock that is given in the order in which it was asked for."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._is_taken = False
        self._line: deque[threading.Event] = deque()

    def take(self, seconds: float) -> bool:
        """Wait for one's turn; False if it did not come in time."""
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return True
            called = threading.Event()
            self._line.append(called)
        if called.wait(seconds):
            return True
        with self._guard:
            if called.is_set():  # the call came while we gave up
                return True
            self._line.remove(called)
            return False

    def give(self) -> None:
        """Hand the turn to the next in line."""
        with self._guard:
            if self._line:
                self._line.popleft().set()
            else:
                self._is_taken = False


class Queue:
    """The line for one database file. The lock file frees itself when its process is killed."""

    def __init__(self, database: str) -> None:
        self._turnstile = Turnstile()
        self._path = None if ":memory:" in database or "mode=memory" in database else Path(f"{database}.queue")
        self._descriptor = -1

    def enter(self, seconds: float) -> bool:
        """Take the pen; False if nobody gave it up in time."""
        deadline = time.monotonic() + seconds
        if not self._turnstile.take(seconds):
            return False
        if self._path is None or self._lock_file(deadline):
            return True
        self._turnstile.give()
        return False

    def leave(self) -> None:
        """Put the pen down."""
        if self._path is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        self._turnstile.give()

    def _lock_file(self, deadline: float) -> bool:
        """Only the thread whose turn it is comes here, so each process asks with one voice."""
        if self._descriptor < 0:
            self._descriptor = os.open(str(self._path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        pause = SHORTEST_PAUSE
        while True:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    return False
                time.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                return True


_queues: dict[str, Queue] = {}
_queues_guard = threading.Lock()


def queue_of(database: str) -> Queue:
    """The one line of this process for one database file."""
    with _queues_guard:
        return _queues.setdefault(database, Queue(database))
