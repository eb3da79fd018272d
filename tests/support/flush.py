"""Empty the tables after a test with real transactions, although the ledger refuses to be emptied."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.db import connection


@contextmanager
def flush_past_the_triggers() -> Iterator[None]:
    """Lift the triggers for the flush of the test runner only, and put them back."""
    operations = type(connection.ops)
    plain = operations.execute_sql_flush

    def flush(self: Any, statements: list[str]) -> None:
        with triggers_lifted(self.connection):
            plain(self, statements)

    patch = pytest.MonkeyPatch()
    patch.setattr(operations, "execute_sql_flush", flush)
    yield
    patch.undo()


def triggers_lifted(database: Any) -> AbstractContextManager[None]:
    """The hand of somebody who owns the database: nothing is refused meanwhile, and afterwards all is as before."""
    return _without_triggers(database) if database.vendor == "sqlite" else _with_triggers_off(database)


@contextmanager
def _without_triggers(database: Any) -> Iterator[None]:
    with database.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
    try:
        yield
    finally:
        with database.cursor() as cursor:
            for _name, sql in triggers:
                cursor.execute(sql)


@contextmanager
def _with_triggers_off(database: Any) -> Iterator[None]:
    with database.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE records_event DISABLE TRIGGER USER")
    try:
        yield
    finally:
        with database.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the commit would hold the table fast
            cursor.execute("ALTER TABLE records_event ENABLE TRIGGER USER")
