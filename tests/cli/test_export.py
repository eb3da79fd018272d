"""`watchward export`: the same rows, the same rules, as a file."""

import csv
import stat

import pytest
from click.testing import CliRunner

from watchward.cli import cli
from watchward.collect.rules.drafts import PersonSaid
from watchward.partners.models import GovernanceDocument
from watchward.records.models import Event


def run(town, out, *more, email=""):
    words = ["export", "--partnership", town.partnership.ref, "--as", email or town.cora.email, "--out", str(out)]
    return CliRunner().invoke(cli, [*words, *more], catch_exceptions=False)


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_coordinator_writes_the_towns_reports_and_nothing_of_the_next(town, tmp_path):
    mine = town.report(by=town.ada)
    town.other.report(by=town.dev)
    done = run(town, tmp_path / "out.csv")
    assert done.exit_code == 0
    assert [row["Reference"] for row in rows_of(tmp_path / "out.csv")] == [mine.ref]
    event = Event.everywhere.get(kind="report.exported")
    assert (event.detail["count"], event.detail["people"], event.face) == (1, False, "console")
    assert stat.S_IMODE((tmp_path / "out.csv").stat().st_mode) == 0o600


def test_words_and_people_leave_only_when_asked_for_and_cannot_run_as_formulas(town, tmp_path):
    town.report(by=town.ada, narrative="=SUM(A1)", people=(PersonSaid(name="Generated Person"),))
    run(town, tmp_path / "plain.csv")
    assert "What happened" not in rows_of(tmp_path / "plain.csv")[0]
    assert "Generated Person" not in (tmp_path / "plain.csv").read_text(encoding="utf-8-sig")
    run(town, tmp_path / "people.csv", "--people")
    row = rows_of(tmp_path / "people.csv")[0]
    assert row["What happened"] == "'=SUM(A1)"
    assert row["People"] == "Generated Person"


def test_people_do_not_leave_before_the_gate_is_passed(town, tmp_path):
    """G-01."""
    town.report(by=town.ada)
    GovernanceDocument.everywhere.filter(partnership=town.partnership).delete()
    done = run(town, tmp_path / "out.csv", "--people")
    assert done.exit_code == 1
    assert "G-01" in done.output
    assert not (tmp_path / "out.csv").exists()
    assert run(town, tmp_path / "out.csv").exit_code == 0


@pytest.mark.parametrize("role", ["shop-worker", "store-manager", "police-officer", "board-member"])
def test_roles_that_export_nothing_get_no_file(town, tmp_path, role):
    olu = town.person("Olu", role, town.bakery)
    done = run(town, tmp_path / "out.csv", email=olu.email)
    assert done.exit_code == 1
    assert not (tmp_path / "out.csv").exists()
    assert not Event.everywhere.filter(kind="report.exported").exists()


def test_days_narrow_the_file_and_the_last_day_counts(town, tmp_path):
    town.report(by=town.ada)  # on Friday 6 March 2026
    run(town, tmp_path / "in.csv", "--since", "2026-03-06", "--until", "2026-03-06")
    run(town, tmp_path / "out.csv", "--since", "2026-03-07")
    assert len(rows_of(tmp_path / "in.csv")) == 1
    assert rows_of(tmp_path / "out.csv") == []


def test_a_file_that_exists_is_never_written_over(town, tmp_path):
    (tmp_path / "out.csv").write_text("mine")
    assert run(town, tmp_path / "out.csv").exit_code == 2
    assert (tmp_path / "out.csv").read_text() == "mine"
