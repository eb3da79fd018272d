"""Empty the tables after a test with real transactions, although the ledger refuses to be emptied."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations as PostgresOperations
from django.db.backends.sqlite3.operations import DatabaseOperations as SqliteOperations


def _sqlite_flush(self: Any, statements: list[str]) -> None:
    with self.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        try:
            _plain_flush["sqlite"](self, statements)
        finally:
            for _name, sql in triggers:
                cursor.execute(sql)


def _postgres_flush(self: Any, statements: list[str]) -> None:
    with self.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE records_event DISABLE TRIGGER USER")
        try:
            _plain_flush["postgresql"](self, statements)
        finally:
            cursor.execute("ALTER TABLE records_event ENABLE TRIGGER USER")


_plain_flush: dict[str, Any] = {
    "sqlite": SqliteOperations.execute_sql_flush,
    "postgresql": PostgresOperations.execute_sql_flush,
}


@contextmanager
def flush_past_the_triggers() -> Iterator[None]:
    """Lift the triggers for the flush of the test runner only, and put them back."""
    patch = pytest.MonkeyPatch()
    patch.setattr(SqliteOperations, "execute_sql_flush", _sqlite_flush)
    patch.setattr(PostgresOperations, "execute_sql_flush", _postgres_flush)
    yield
    patch.undo()
