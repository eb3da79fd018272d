"""Random worlds, a run that is killed anywhere, a second run: exactly what should go is gone, with no residue."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how

from bench.inside.retention import Builder, try_world
from bench.inside.worlds import NOW, CaseSaid, ReportSaid, SubjectSaid, World, what_must_go, worlds
from watchward.records.retention import residue

PLAIN = ReportSaid(400, False, False, True, "", None, False, None, None)


@pytest.mark.django_db(transaction=True)
def test_exactly_what_should_go_is_gone_whenever_the_run_is_killed_r_01_to_r_08(town, tmp_path, settings):
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    builder = Builder(town.bakery, town.ada, town.cora)

    @how(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(worlds())
    def look(world):
        assert try_world(builder, world) == []

    look()


@pytest.mark.django_db(transaction=True)
def test_the_search_for_residue_finds_some_where_the_file_is_not_written_anew(
    town, tmp_path, settings, monkeypatch, on_sqlite
):
    if not on_sqlite:
        pytest.skip("PostgreSQL frees its files by itself.")
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    monkeypatch.setattr(residue, "sweep_residue", lambda *_: True)
    monkeypatch.setattr("watchward.records.retention.engine.sweep_residue", lambda *_: True)
    found = try_world(Builder(town.bakery, town.ada, town.cora), World((), (), (PLAIN,) * 5, 9999))
    assert any(sentence.startswith("LEFT") for sentence in found)


@pytest.mark.django_db(transaction=True)
def test_no_residue_is_left_when_the_run_is_killed_in_its_last_statements(town, tmp_path, settings):
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    builder = Builder(town.bakery, town.ada, town.cora)
    for _ in range(2):  # the first run of all makes a few rows more
        assert try_world(builder, World((), (), (PLAIN,), 9999)) == []
    ended = builder.statements
    for before_the_end in range(1, 7):
        assert try_world(builder, World((), (), (PLAIN,), ended - before_the_end)) == []
    assert builder.killed == 6


def test_the_oracle_knows_the_rules_without_the_code():
    kept, old = SubjectSaid(100, False, False, None, False), SubjectSaid(400, False, False, None, False)
    said = [
        PLAIN,
        ReportSaid(40, False, True, True, "", None, False, None, None),
        ReportSaid(400, False, False, True, "report", None, False, None, None),
        ReportSaid(400, False, False, True, "", 0, False, None, None),
        ReportSaid(400, False, False, False, "", None, False, 0, None),
        ReportSaid(400, False, False, False, "", None, False, 1, None),
    ]
    gone = what_must_go(World((CaseSaid(None, False, None),), (kept, old), tuple(said), 0))
    assert (gone.reports, gone.films, gone.subjects, gone.cases) == ({0, 5}, {1}, {1}, frozenset())
    assert NOW.tzinfo is not None
