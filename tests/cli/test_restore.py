"""The drill: back up a living place, restore it elsewhere, and find every row, file and chain the same."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import connection

LIVE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from uuid import uuid4
from tests.support.town import make_town
from watchward.cli.demo.pictures import picture
from watchward.collect.actions.reports import submit_report
from watchward.collect.files import keep_files
town = make_town()
for number in range(3):
    kept, _ = keep_files([picture(number)])
    draft = town.draft(narrative=f"Number {number}.")
    submit_report(actor=town.actor(town.ada), draft=draft, client_key=uuid4(), files=kept)
"""
DUMP = """
import django; django.setup()
from django.apps import apps
from django.db import connection
for table in sorted(connection.introspection.table_names()):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        for row in sorted(map(repr, cursor.fetchall())):
            print(table, row)
"""
FORGE = """
import django; django.setup()
from django.db import connection
from tests.support.flush import triggers_lifted
with triggers_lifted(connection), connection.cursor() as cursor:
    cursor.execute("UPDATE records_event SET kind = 'nothing.happened' WHERE seq = 2")
"""


@pytest.fixture
def databases(django_db_blocker) -> Iterator[tuple[str, str, str]]:
    """(address of the living database, addresses of two empty ones) on the engine of this run."""
    if connection.vendor == "sqlite":
        yield "sqlite://", "sqlite://", "sqlite://"
        return
    names = [f"drill_{uuid4().hex[:10]}" for _ in range(3)]
    given = connection.settings_dict
    host = f"{quote(given['USER'])}:{quote(given['PASSWORD'] or '')}@{given['HOST']}:{given['PORT'] or 5432}"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        for name in names:
            cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            living, empty, another = (f"postgres://{host}/{name}" for name in names)
            yield living, empty, another
        finally:
            for name in names:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def watchward(home: Path, database: str, *command: str, ok: bool = True) -> str:
    """Run the command, or Python with -c, as an operator would."""
    start = [sys.executable, *command] if command[0] == "-c" else [sys.executable, "-m", "watchward", *command]
    place = {"WATCHWARD_HOME": str(home), "WATCHWARD_DATABASE_URL": database, "WATCHWARD_TESTING": "0"}
    keep = {name: value for name, value in os.environ.items() if name != "WATCHWARD_SECRET_KEY"}
    done = subprocess.run(
        start, env=keep | place | {"DJANGO_SETTINGS_MODULE": "watchward.settings"}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode == 0) is ok, done.stdout + done.stderr
    return done.stdout + done.stderr


def files_of(home: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted((home / "vault").rglob("*"))
        if path.is_file() and "locks" not in path.parts
    }


@pytest.mark.slow
def test_drill_restores_every_row_file_and_chain(tmp_path, databases):
    live, empty, another = databases
    here, there, out = tmp_path / "here", tmp_path / "there", tmp_path / "b.tar.gz"
    watchward(here, live, "-c", LIVE)
    said = watchward(here, live, "backup", str(out))
    assert "verified" in said

    said = watchward(there, empty, "restore", str(out), "--into", str(there))
    assert "1 chain checked, all whole." in said
    assert not (there / "secret.key").exists()
    assert watchward(there, empty, "-c", DUMP) == watchward(here, live, "-c", DUMP)
    assert files_of(there) == files_of(here)
    assert len(files_of(here)) == 9

    assert "is not empty" in watchward(there, empty, "restore", str(out), "--into", str(there), ok=False)
    assert "is sound" in watchward(tmp_path / "x", empty, "restore", str(out), "--check")
    _a_forged_row_is_noticed(here, live, another, tmp_path)


def _a_forged_row_is_noticed(here: Path, live: str, another: str, tmp_path: Path) -> None:
    """A chain that was broken before the backup does not pass as restored."""
    watchward(here, live, "-c", FORGE)
    watchward(here, live, "backup", str(tmp_path / "forged.tar"))
    into = tmp_path / "forged"
    said = watchward(into, another, "restore", str(tmp_path / "forged.tar"), "--into", str(into), ok=False)
    assert "BROKEN at row 2" in said
    assert not into.exists() or not any(into.iterdir())
