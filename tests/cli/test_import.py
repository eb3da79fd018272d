"""`watchward import`: rows in, problems out, and an exit code that a script can read."""

import csv
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from watchward.cli import cli
from watchward.collect.actions import imports
from watchward.collect.actions.imports import work
from watchward.collect.models import ImportBatch, Report
from watchward.records.models import Event

HEADER = "Ref,Date,Time,Store,Type,Details\n"


def line(n, shop="Bakery, Borrowmarket"):
    return f'INC{n},06/03/2026,21:15,"{shop}",Shop theft,Took {n} cakes.\n'


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(HEADER + "".join(line(n) for n in range(12)), encoding="utf-8")
    return path


def run(town, log, *more, email="", member="", partnership=""):
    named = {
        "--partnership": partnership or town.partnership.name,
        "--organisation": member or town.bakery.organisation.name,
        "--as": email or town.cora.email,
    }
    words = ["import", str(log), *more, *(word for pair in named.items() for word in pair)]
    return CliRunner().invoke(cli, words, catch_exceptions=False)


def test_operator_brings_in_a_log_as_the_coordinator(town, log):
    done = run(town, log)
    assert done.exit_code == 0
    assert "12 reports made, 0 rows here already, 0 rows with problems" in done.output
    assert Report.everywhere.filter(reporter=town.cora).count() == 12
    assert Event.everywhere.filter(kind="report.imported", face="console").count() == 12


def test_running_it_again_makes_nothing_twice(town, log):
    run(town, log)
    again = run(town, log)
    assert again.exit_code == 0
    assert "0 reports made, 12 rows here already" in again.output


def test_rows_with_problems_give_code_three_and_a_file_that_runs_no_formula(town, log, tmp_path):
    log.write_text(HEADER + line(1) + line(2, shop="=HYPERLINK(1)"), encoding="utf-8")
    done = run(town, log, "--errors", str(tmp_path / "errors.csv"))
    assert done.exit_code == 3
    with (tmp_path / "errors.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1][:3] == ["3", "Store", "'=HYPERLINK(1)"]


def test_a_dry_run_writes_no_report(town, log):
    done = run(town, log, "--dry-run")
    assert done.exit_code == 0
    assert "Looked at the first 12 rows: 12 can come in, 0 cannot." in done.output
    assert not Report.everywhere.exists()


def test_a_killed_command_goes_on_with_the_same_import(town, log, monkeypatch):
    monkeypatch.setattr(work, "CHUNK", 5)
    monkeypatch.setattr(work.work_import, "__kwdefaults__", work.work_import.__kwdefaults__ | {"chunk": 5})
    real, calls = imports._write.record_quietly, []

    def dies(*args, **named):
        calls.append(1)
        if len(calls) == 2:
            raise SystemExit(137)
        real(*args, **named)

    with monkeypatch.context() as patch:
        patch.setattr(imports._write, "record_quietly", dies)
        assert run(town, log).exit_code == 137
    work._held.clear()
    ImportBatch.everywhere.update(claimed_until=datetime(2026, 1, 1, tzinfo=UTC))  # the lease has run out
    again = run(town, log)
    assert "Going on with import" in again.output
    assert again.exit_code == 0
    assert ImportBatch.everywhere.count() == 1
    assert Report.everywhere.count() == 12


def test_command_waits_for_a_worker_that_was_faster(town, log, monkeypatch):
    """The worker holds the lease; the command watches until it is done, and says how it went."""
    real = work.work_import

    def busy(batch_id, **how):
        real(batch_id)
        raise imports.ImportIsBusy("busy")

    monkeypatch.setattr("watchward.cli.importing.work_import", busy)
    done = run(town, log)
    assert done.exit_code == 0
    assert "12 reports made" in done.output


def test_unreadable_file_is_refused_with_code_one(town, tmp_path):
    (tmp_path / "log.pdf").write_bytes(b"%PDF-1.7")
    done = run(town, tmp_path / "log.pdf")
    assert done.exit_code == 1
    assert "PDF" in done.output


def test_member_of_another_town_is_refused_with_code_one(town, log):
    done = run(town, log, member=town.other.bakery.organisation.ref)
    assert done.exit_code == 1
    assert "no such member" in done.output


def test_account_without_the_power_is_refused_with_code_one(town, log):
    done = run(town, log, email=town.ada.email)
    assert done.exit_code == 1
    assert "Only a store manager or coordinator can import" in done.output


def test_unknown_account_and_unknown_mapping_are_code_two(town, log):
    assert run(town, log, email="nobody@example.org").exit_code == 2
    assert run(town, log, "--mapping", "Lost").exit_code == 2


def test_mapping_file_decides_what_the_columns_mean(town, log, tmp_path):
    path = tmp_path / "mapping.json"
    path.write_text(
        '{"columns": {"happened_on": "Date", "type": "Type", "narrative": "Details", "premises": "Store"},'
        ' "translations": {"type": {"Shop theft": "theft.bulk"}}}',
        encoding="utf-8",
    )
    assert run(town, log, "--mapping", str(path)).exit_code == 0
    assert Report.everywhere.filter(kind="theft.bulk").count() == 12


def test_help_names_the_exit_codes():
    said = CliRunner().invoke(cli, ["import", "--help"]).output
    assert "3" in said
    assert "some rows had problems" in " ".join(said.split())
