"""The persons of an index in one SQLite file, with all that must change together: rows, tail, segments, position.

It is shared by every process of the host. What is deleted is overwritten (`secure_delete`), and the database of the
product stays the only truth: this file can be thrown away and made again at any time.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FILE: Final = "people.sqlite3"
FORMAT: Final = 1
WAIT_SECONDS: Final = 30  # for another process that writes; a merge of a million persons takes some ten

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS state (
    only INTEGER PRIMARY KEY CHECK (only = 1), format INTEGER NOT NULL, made_for TEXT NOT NULL,
    position INTEGER NOT NULL, changes INTEGER NOT NULL, layout INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS person (
    id INTEGER PRIMARY KEY AUTOINCREMENT, ref TEXT NOT NULL UNIQUE, scope INTEGER NOT NULL, shown INTEGER NOT NULL,
    record BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS tail (id INTEGER PRIMARY KEY, keys BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS left_tail (number INTEGER PRIMARY KEY AUTOINCREMENT, id INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS segment (name TEXT PRIMARY KEY, low INTEGER NOT NULL, high INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS wipe (id INTEGER PRIMARY KEY, keys BLOB NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class State:
    """`position`: the last change that is in. `changes` moves with every change, `layout` with every new segment."""

    position: int
    changes: int
    layout: int


class _Own:
    """One thread's connection, closed when the thread ends; never in a process that was forked from its own."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection, self.pid = connection, os.getpid()

    def __del__(self) -> None:
        if self.pid == os.getpid():
            self.connection.close()


class Store:
    """Connections to the file, one for each thread; a forked process opens its own."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._thread = threading.local()

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        own: _Own | None = getattr(self._thread, "own", None)
        if own is None:
            own = self._thread.own = _Own(self._connect())
        return own.connection

    def close(self) -> None:
        """Close this thread's connection."""
        self._thread.own = None

    def _connect(self) -> sqlite3.Connection:
        made = sqlite3.connect(
            self.path, timeout=WAIT_SECONDS, isolation_level=None, cached_statements=256, check_same_thread=False
        )
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON", "cache_size=-8000",
                       "mmap_size=2147418112", "journal_size_limit=0", "trusted_schema=OFF"):  # fmt: skip
            made.execute(f"PRAGMA {pragma}").fetchall()
        return made

    def prepare(self, made_for: str, position: int = 0) -> None:
        """Make the tables of a new file. `made_for` is the fingerprint of what its keys and records depend on."""
        self.connection.executescript(_TABLES)
        self.connection.execute("INSERT OR IGNORE INTO state VALUES (1, ?, ?, ?, 0, 0)", (FORMAT, made_for, position))

    def made_for(self) -> tuple[int, str] | None:
        """(format, fingerprint) of this file, None if it is empty or broken."""
        try:
            row = self.connection.execute("SELECT format, made_for FROM state").fetchone()
        except sqlite3.DatabaseError:
            return None
        return None if row is None else (int(row[0]), str(row[1]))

    def state(self) -> State:
        """Where the file stands now. One row."""
        return State(*self.connection.execute("SELECT position, changes, layout FROM state").fetchone())

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Everything read inside is of one moment. Inside a writing of this thread it reads what that has written."""
        mine = self.connection
        if mine.in_transaction:
            yield
            return
        mine.execute("BEGIN")
        try:
            yield
        finally:
            mine.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All or nothing, one process at a time."""
        mine = self.connection
        mine.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            mine.execute("ROLLBACK")
            raise
        mine.execute("COMMIT")

    def empty_log(self) -> None:
        """Leave no old pages in the log. While somebody reads nothing happens; whoever comes next does it."""
        self.connection.execute("PRAGMA busy_timeout=0")
        try:
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            self.connection.execute(f"PRAGMA busy_timeout={WAIT_SECONDS * 1000}")

    def people(self, idents: Sequence[int]) -> list[tuple[int, str, int, int, bytes]]:
        """(id, ref, scope, shown, record) of those who are still here, in no order."""
        if not idents:
            return []
        padded = [*idents, *[idents[-1]] * (-len(idents) % 8)]  # few different statements
        marks = ", ".join("?" * len(padded))
        sql = f"SELECT id, ref, scope, shown, record FROM person WHERE id IN ({marks})"  # noqa: S608 (marks only)
        return self.connection.execute(sql, padded).fetchall()

    def person_of(self, ref: str) -> tuple[int, int, int, bytes] | None:
        """(id, scope, shown, record) of a reference."""
        sql = "SELECT id, scope, shown, record FROM person WHERE ref = ?"
        found: tuple[int, int, int, bytes] | None = self.connection.execute(sql, (ref,)).fetchone()
        return found

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """What a statement of this package finds."""
        return self.connection.execute(sql, values).fetchall()
