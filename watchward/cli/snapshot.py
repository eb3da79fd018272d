"""A consistent copy of the database at one moment, and its way back, on both engines."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from watchward.kit.errors import Refused

SQLITE_FILE, POSTGRES_FILE = "database.sqlite3", "database.dump"
DEBIAN = Path("/usr/lib/postgresql")


class CannotCopyDatabase(Refused):
    """The database could not be copied or filled; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One file, what it holds, and which vault files its rows name."""

    path: Path
    engine: str
    tables: dict[str, int]
    ledger: list[list[Any]]  # [partnership id, rows, head]
    vault_keys: set[str]


def take(folder: Path) -> Snapshot:
    """Copy the database while others read and write it."""
    return (
        _take_sqlite(folder / SQLITE_FILE) if connection.vendor == "sqlite" else _take_postgres(folder / POSTGRES_FILE)
    )


def _take_sqlite(path: Path) -> Snapshot:
    """SQLite's own backup, in one step: one read transaction, which in WAL mode holds up no writer."""
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
        return Snapshot(path, "sqlite", *facts_of(copy.execute))


def _take_postgres(path: Path) -> Snapshot:
    """`pg_dump` and the counts read the same exported snapshot, so they speak of the same moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        name = cursor.fetchone()[0]
        _run_postgres("pg_dump", "--format=custom", f"--snapshot={name}", f"--file={path}")

        def ask(sql: str) -> Any:
            cursor.execute(sql)
            return cursor.fetchall()

        return Snapshot(path, "postgresql", *facts_of(ask))


def facts_of(ask: Any) -> tuple[dict[str, int], list[list[Any]], set[str]]:
    """(rows by table, heads of the ledger, vault keys): `ask` runs one statement and gives its rows."""
    tables = {name: next(iter(ask(f'SELECT count(*) FROM "{name}"')))[0] for name in _tables(ask)}  # noqa: S608
    heads = [list(row) for row in ask("SELECT partnership_id, seq, head FROM records_chain ORDER BY partnership_id")]
    rows = [
        *ask("SELECT original_key, shown_key, thumbnail_key FROM collect_evidence"),
        *ask("SELECT copy_key FROM share_shownpicture"),
    ]
    return tables, heads, {key for row in rows for key in row if key}


def _tables(ask: Any) -> list[str]:
    if connection.vendor == "sqlite":
        found = ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    else:
        found = ask("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    return sorted(row[0] for row in found)


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A SQLite file for reading only."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        yield file


def sqlite_is_whole(path: Path) -> bool:
    """SQLite's own check of every page and index."""
    with opened(path) as file:
        return [row[0] for row in file.execute("PRAGMA integrity_check")] == ["ok"]


def postgres_is_empty() -> bool:
    """Whether the database that the settings name holds no table yet."""
    return not connection.introspection.table_names()


def fill_postgres(path: Path) -> None:
    """All of it in one transaction, or nothing."""
    name = str(connection.settings_dict["NAME"])
    _run_postgres("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={name}", str(path))


def postgres_can_read(path: Path) -> bool:
    """Whether the dump's table of contents is whole."""
    done = subprocess.run(  # noqa: S603 (PostgreSQL's own program)
        [find_program("pg_restore"), "--list", str(path)], capture_output=True, check=False
    )
    return done.returncode == 0


def find_program(name: str) -> str:
    """A program of PostgreSQL: the newest in Debian's place, else the one on PATH."""
    versions = sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]), reverse=True)
    found = str(versions[0]) if versions else shutil.which(name)
    if found is None:
        raise CannotCopyDatabase(f"{name} is missing. On Debian or Ubuntu: sudo apt install postgresql-client.")
    return found


def _run_postgres(program: str, *options: str) -> None:
    """The password goes through the environment, where other accounts of the machine cannot read it."""
    done = subprocess.run(  # noqa: S603 (PostgreSQL's own program)
        [find_program(program), "--no-password", *options], env=os.environ | _environment(), capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        raise CannotCopyDatabase(f"{program} failed: {lines[-1]}. Check the rights of the account and the free space.")


def _environment() -> dict[str, str]:
    given = connection.settings_dict
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
    found = {ours: str(given[theirs]) for theirs, ours in names.items() if given.get(theirs)}
    return found | {f"PG{key.upper()}": str(value) for key, value in given["OPTIONS"].items() if isinstance(value, str)}
