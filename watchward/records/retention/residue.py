"""After a deletion: what the database keeps of a row that is gone, and how it is made to forget.

SQLite overwrites what it deletes (`secure_delete`), but not the copies that a page keeps when its rows move to another
page: measured, one to three in a hundred deleted texts can still be read in the file. Only a VACUUM, which writes the
file anew, and an empty write-ahead log leave none. That a VACUUM is owed is noted before the first row goes.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from django.db import OperationalError, connection

from watchward.records.engine import is_sqlite
from watchward.records.models import Turn
from watchward.records.sqlite.queue import queue_of

log = logging.getLogger(__name__)
OWED = "write the database anew"
SMALL = 500_000_000  # bytes: up to here writing the file anew takes a few seconds, so it is done at once
NIGHT = range(1, 5)  # hours (UTC) in which a larger file is written anew


def owe(now: datetime) -> None:
    """Note, before anything goes, that its traces must go too; a crash does not forget it."""
    Turn.everywhere.get_or_create(name=OWED, defaults={"due_at": now})


def sweep_residue(sweeps: Sequence[Callable[[], None]], now: datetime) -> bool:
    """Let indexes merge what they marked as deleted, then let the engine forget. True when nothing is owed any more.

    The log is cut off even when nothing is owed: a reader may have held it back, or a crash come just before.
    """
    if not Turn.everywhere.filter(name=OWED).exists():
        return empty_the_log()
    for sweep in sweeps:
        sweep()
    if is_sqlite() and not (_may_write_anew(now) and _write_anew()):
        return False
    Turn.everywhere.filter(name=OWED).delete()  # PostgreSQL: its autovacuum frees what rows held
    return empty_the_log()


def empty_the_log() -> bool:
    """SQLite keeps the pages before a change in its log until it is cut off. False while a reader holds it back."""
    if not is_sqlite() or connection.in_atomic_block:
        return not is_sqlite()
    with connection.cursor() as cursor:
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            is_busy = bool(cursor.fetchone()[0])
        except OperationalError:
            is_busy = True
    if is_busy:
        log.info("The write-ahead log is in use, so it is cut off after the next run.")
    return not is_busy


def _may_write_anew(now: datetime) -> bool:
    if connection.in_atomic_block:
        return False
    path = Path(str(connection.settings_dict["NAME"]))
    return now.hour in NIGHT or not path.is_file() or path.stat().st_size <= SMALL


def _write_anew() -> bool:
    """VACUUM in one's turn, so that nobody else waits for the pen without a place in the queue."""
    queue = queue_of(str(connection.settings_dict["NAME"]))
    if not queue.enter(float(connection.settings_dict["OPTIONS"].get("timeout", 5))):
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
    except OperationalError as trouble:
        log.warning("The database could not be written anew (%s). It is tried again after the next run.", trouble)
        return False
    finally:
        queue.leave()
    return True
