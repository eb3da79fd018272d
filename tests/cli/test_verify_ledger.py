"""The command that walks every chain."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from django.db import connection

from watchward.cli.verify_ledger import verify_ledger


def _forge(sql: str, *values: object) -> None:
    """Change a row as somebody with the database file could: past the trigger."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'records_event'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            cursor.execute("ALTER TABLE records_event DISABLE TRIGGER USER")
        cursor.execute(sql, values)


def test_whole_chains_are_counted_by_partnership_and_end_well(town):
    town.report(by=town.ada)
    town.report(by=town.ada)
    done = CliRunner().invoke(verify_ledger)
    assert done.exit_code == 0
    assert f"{town.partnership.name}: 2 rows, whole." in done.output
    assert "1 chain checked, all whole." in done.output


@pytest.mark.parametrize(
    ("forgery", "row", "why"),
    [
        ("UPDATE records_event SET ref = 'report/R-0000000000' WHERE seq = 2", 2, "does not match its digest"),
        ("DELETE FROM records_event WHERE seq = 2", 2, "row 2 is missing"),
        ("DELETE FROM records_event WHERE seq = 3", 4, "cut off"),
    ],
)
def test_an_edited_removed_or_cut_off_row_is_named_and_fails(town, forgery, row, why):
    for _ in range(3):
        town.report(by=town.ada)
    with connection.cursor() as cursor:  # nobody waits for these events here, so only the ledger is forged
        cursor.execute("DELETE FROM records_delivery")
    _forge(forgery)
    done = CliRunner().invoke(verify_ledger)
    assert done.exit_code == 1
    assert why in done.output
    assert f"BROKEN at row {row if row != 4 else 3}" in done.output


@pytest.mark.parametrize("command", [["verify-ledger"], ["backup", "{here}/out.tar.gz"]])
def test_a_folder_without_an_installation_is_named_in_one_sentence(tmp_path, command):
    words = [word.format(here=tmp_path) for word in command]
    where = {**os.environ, "WATCHWARD_HOME": str(tmp_path), "WATCHWARD_DATABASE_URL": "sqlite://"}
    where["DJANGO_SETTINGS_MODULE"] = "watchward.settings"
    program = [sys.executable, "-m", "watchward", *words]
    done = subprocess.run(program, env=where, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"There is no Watchward in {tmp_path} yet." in done.stderr
    assert "Traceback" not in done.stderr
