"""`watchward restore`: fill an empty place from an archive, and prove that nothing is missing."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from watchward.cli.console import say
from watchward.kit.errors import Refused
from watchward.kit.text import count


class CannotRestore(Refused):
    """Nothing was filled; the text says why."""


@click.command(
    epilog="Example: watchward restore /backups/2026-03-06.tar.gz --into /srv/watchward. "
    "Exit codes: 0 restored (or sound) and verified, 1 refused or broken."
)
@click.argument("archive_file", metavar="IN", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", type=click.Path(path_type=Path), help="The home folder to fill: new or empty.")
@click.option("--check", "only_check", is_flag=True, help="A drill: unpack beside, verify everything, keep nothing.")
def restore(archive_file: Path, into: Path | None, only_check: bool) -> None:
    """Fill an empty home folder (and an empty PostgreSQL database) from IN, then verify hashes, rows and ledger."""
    if only_check == (into is not None):
        raise click.UsageError("Say either --into FOLDER or --check.")
    if into is None:
        with tempfile.TemporaryDirectory(prefix="watchward-drill-") as folder:
            manifest = _unpack(archive_file, Path(folder) / "home")
            _verify(manifest, Path(folder) / "home", in_place=False)
        say(f"{archive_file} is sound: {_held(manifest)}.")
        return
    into = into.resolve()
    manifest = fill(archive_file, into)
    say(f"Restored {_held(manifest)} into {into}.")
    if not manifest["with_keys"]:
        say("The archive holds no keys. Put your copies of *.key there before the first start.")


def fill(archive_file: Path, into: Path) -> dict[str, Any]:
    """Unpack beside the place and verify; only then give it its name. A failure leaves the place empty."""
    if into.exists() and any(into.iterdir()):
        raise CannotRestore(f"{into} is not empty. Restore into a new folder; nothing is ever overwritten.")
    into.parent.mkdir(parents=True, exist_ok=True)
    beside = into.with_name(f".{into.name}.restoring")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        manifest = _unpack(archive_file, beside)
        _verify(manifest, beside, in_place=True)
        if into.exists():
            into.rmdir()
        beside.rename(into)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return manifest


def _held(manifest: dict[str, Any]) -> str:
    """How much is in the archive, the database file itself not counted."""
    return f"{count(sum(manifest['tables'].values()), 'row')} and {count(len(manifest['files']) - 1, 'file')}"


def _unpack(archive_file: Path, home: Path) -> dict[str, Any]:
    """Files into a home folder of their own; the SQLite database under the name that the server looks for."""
    from watchward.cli import archive

    say("Unpacking and comparing every file.")
    home.mkdir(mode=0o700)
    manifest = archive.check(archive_file, into=home)
    if (home / "database.sqlite3").exists():
        (home / "database.sqlite3").rename(home / "watchward.sqlite3")
    for path in (home / "keys").glob("*.key"):
        path.rename(home / path.name)
    shutil.rmtree(home / "keys", ignore_errors=True)
    return manifest


def _verify(manifest: dict[str, Any], home: Path, *, in_place: bool) -> None:
    if manifest["engine"] == "sqlite":
        _verify_sqlite(manifest, home)
        _verify_ledger(home, {"WATCHWARD_DATABASE_URL": "sqlite://"}, keys_were_in=manifest["with_keys"])
    else:
        _verify_postgres(manifest, home, in_place=in_place)
        if in_place:
            _verify_ledger(home, {}, keys_were_in=manifest["with_keys"])


def _verify_sqlite(manifest: dict[str, Any], home: Path) -> None:
    from watchward.cli.snapshot import opened, sqlite_is_whole

    path = home / "watchward.sqlite3"
    if not sqlite_is_whole(path):
        raise CannotRestore("The database in the archive is damaged. Use another copy.")
    with opened(path) as file:
        counted = {name: file.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in manifest["tables"]}  # noqa: S608
    if counted != manifest["tables"]:
        raise CannotRestore("The database in the archive does not have the rows that it had. Use another copy.")


def _verify_postgres(manifest: dict[str, Any], home: Path, *, in_place: bool) -> None:
    """Fill the database that the settings name, if it is empty; a drill reads the dump's contents only."""
    from watchward.cli import snapshot, start_django

    dump = home / snapshot.POSTGRES_FILE
    if not in_place:
        if not snapshot.postgres_can_read(dump):
            raise CannotRestore("The database in the archive is damaged. Use another copy.")
        return
    os.environ["WATCHWARD_HOME"] = str(home)
    start_django()
    from django.db import connection

    if connection.vendor != "postgresql":
        raise CannotRestore("This backup is of PostgreSQL. Name an empty one in WATCHWARD_DATABASE_URL.")
    if not snapshot.postgres_is_empty():
        raise CannotRestore("That database is not empty. Restore into a new one; nothing is ever overwritten.")
    say("Filling the database.")
    snapshot.fill_postgres(dump)
    with connection.cursor() as cursor:
        for name, rows in manifest["tables"].items():
            cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608 (names from our own archive, verified)
            if cursor.fetchone()[0] != rows:
                raise CannotRestore(f"The table {name} does not have the rows that it had. Drop this database.")
    dump.unlink()


def _verify_ledger(home: Path, database: dict[str, str], *, keys_were_in: bool) -> None:
    """Every chain, by a process of its own that sees only the restored place."""
    say("Walking the ledger.")
    done = subprocess.run(
        [sys.executable, "-m", "watchward", "verify-ledger"],
        env=os.environ | database | {"WATCHWARD_HOME": str(home), "WATCHWARD_DEMO": "0"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if not keys_were_in:
        (home / "secret.key").unlink(missing_ok=True)  # made by that process; the operator's own belongs there
    if done.returncode != 0:
        raise CannotRestore(f"The ledger in the archive is broken. {done.stdout.strip()}{done.stderr.strip()[-400:]}")
    say(done.stdout.strip().splitlines()[-1])
