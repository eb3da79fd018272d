"""Deletion by the clock: what goes, what stays, what proves it, and what a crash leaves."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.support.clockwork import (
    facts_of,
    found_in_rows,
    let_time_pass,
    plant,
    vault_files,
)
from watchward.assess.models import DeskEntry, Grade, Step
from watchward.collect.models import Evidence, Report
from watchward.kit.vault import Vault
from watchward.records.ledger import verify
from watchward.records.models import Event, Hold, Purge, Shred, Turn
from watchward.records.retention import engine
from watchward.records.retention.certificates import digest_of_list, erased_refs
from watchward.records.retention.clock import pages
from watchward.records.retention.engine import LEASE, dry_run
from watchward.wiring import RETENTION

NOW = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
YEAR = timedelta(days=365)


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def hold(town, about: str, **how) -> Hold:
    plain = {
        "partnership_id": town.partnership.pk, "owner": town.cora.pk, "reason": "The court asked.",
        "review_on": NOW.date(), "placed_at": NOW, "placed_by": town.cora.pk,
    }  # fmt: skip
    return Hold.everywhere.create(about=about, **(plain | how))


def certificates() -> list[Purge]:
    return list(Purge.everywhere.order_by("id"))


def test_after_a_year_the_facts_of_a_report_are_left_and_nothing_else_r_08(town):
    old, young = plant(town, days_ago(366), photos=1), plant(town, days_ago(364), photos=1)
    before = facts_of([old.ref, young.ref])
    assert {token for token, _where in found_in_rows(old.tokens)} == set(old.tokens) - set(old.tokens[:1])
    let_time_pass(NOW)
    assert found_in_rows(old.tokens) == set()
    assert facts_of([old.ref, young.ref]) == before
    assert vault_files() == set(young.files)
    emptied = Report.everywhere.get(ref=old.ref)
    assert (emptied.purged_at, emptied.narrative, emptied.answers, emptied.client_key) == (NOW, "", {}, None)
    assert emptied.reporter_id != town.ada.pk
    assert Report.everywhere.get(ref=young.ref).purged_at is None


def test_grades_and_steps_stay_as_facts_and_the_report_leaves_the_desk_r_08(town):
    old = plant(town, days_ago(366))
    let_time_pass(NOW)
    grade = Grade.everywhere.get(report__ref=old.ref)
    assert (grade.code, grade.conditions) == ("2B C", "Deleted when its time was over.")
    assert [one.words for one in Step.everywhere.filter(report__ref=old.ref)] == ["", "", ""]
    assert not DeskEntry.everywhere.exists()


def test_the_dry_run_counts_exactly_what_the_run_then_deletes(town):
    for days in (400, 380, 40, 10):
        plant(town, days_ago(days), photos=1, films=1)
    hold(town, f"report/{plant(town, days_ago(500)).ref}")
    expected = {one.clock.what: (one.things, dict(one.counts)) for one in dry_run(RETENTION, town.partnership.pk, NOW)}
    assert Purge.everywhere.count() == 0
    let_time_pass(NOW)
    done = {one.what: (one.things, one.counts) for one in certificates()}
    assert done == {what: said for what, said in expected.items() if said[0]}
    assert done["Words, people, files and reporters of reports"][1]["films"] == 2
    assert done["Footage that is in no case"] == (1, {"films": 1, "hand-overs": 2})
    assert all(one.expected == one.counts for one in certificates())


def test_footage_goes_after_31_days_and_the_rest_of_its_report_stays_r_07(town):
    one = plant(town, days_ago(32), photos=1, films=1)
    fresh = plant(town, days_ago(30), films=1)
    let_time_pass(NOW)
    assert found_in_rows(one.film_tokens) == set()
    assert vault_files() == {*one.files, *fresh.film_files}
    assert Report.everywhere.get(ref=one.ref).narrative
    assert [item.kind for item in Evidence.everywhere.filter(report__ref=one.ref)] == ["photo"]


def test_a_hold_stops_deletion_until_it_ends_r_04(town):
    held, other = plant(town, days_ago(366)), plant(town, days_ago(366))
    by_file = plant(town, days_ago(366), films=1)
    placed = hold(town, f"report/{held.ref}")
    second = hold(town, f"evidence/{by_file.film_refs[0]}")
    let_time_pass(NOW)
    assert Report.everywhere.get(ref=held.ref).narrative
    assert Report.everywhere.get(ref=by_file.ref).narrative
    assert not Report.everywhere.get(ref=other.ref).narrative
    Hold.everywhere.filter(pk__in=[placed.pk, second.pk]).update(ended_at=NOW, ended_by=town.cora.pk)
    let_time_pass(NOW)
    assert found_in_rows([*held.tokens, *by_file.tokens, *by_file.film_tokens]) == set()


def test_a_hold_of_the_next_town_holds_nothing_here(town):
    report = plant(town, days_ago(366))
    hold(town, f"report/{report.ref}", partnership_id=town.other.partnership.pk)
    let_time_pass(NOW)
    assert Report.everywhere.get(ref=report.ref).purged_at == NOW


def test_a_certificate_says_what_and_how_many_and_its_list_stands_in_the_ledger_r_06(town):
    gone = sorted(plant(town, days_ago(370), desk=False).ref for _ in range(3))
    let_time_pass(NOW)
    (paper,) = certificates()
    assert (paper.rule, paper.noun, paper.things, paper.finished_at) == ("R-08", "report", 3, NOW)
    assert erased_refs(paper) == [f"report/{ref}" for ref in gone]
    assert paper.digest == digest_of_list(paper)
    events = Event.everywhere.filter(partnership_id=town.partnership.pk)
    assert events.filter(kind="retention.erased").count() == 3
    assert events.get(kind="retention.certified").detail["sha256"] == paper.digest
    assert verify(town.partnership.pk) is None


def test_a_certificate_is_never_changed_nor_removed(town):
    plant(town, days_ago(370), desk=False)
    let_time_pass(NOW)
    for deed in (lambda rows: rows.update(things=1), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match=r"certificate|append-only"), transaction.atomic():
            deed(Purge.everywhere.all())


def test_nothing_is_due_twice_and_a_quiet_run_writes_nothing(town):
    plant(town, days_ago(370))
    let_time_pass(NOW)
    events = Event.everywhere.count()
    assert let_time_pass(NOW + timedelta(hours=2)) == 0
    assert (len(certificates()), Event.everywhere.count()) == (1, events)


class Killed(BaseException):
    """A process that ends in the middle of something."""


def test_a_run_that_was_killed_between_two_batches_goes_on_under_the_same_certificate(town, monkeypatch):
    planted = [plant(town, days_ago(370 + n), desk=False) for n in range(3)]
    monkeypatch.setattr(pages, "__defaults__", ("ref", 1))  # one report to a batch
    real, calls = engine._erase, []

    def erase(*given):
        calls.append(1)
        if len(calls) == 2:
            raise Killed
        return real(*given)

    monkeypatch.setattr(engine, "_erase", erase)
    with pytest.raises(Killed):
        let_time_pass(NOW)
    assert Report.everywhere.filter(purged_at__isnull=False).count() == 1
    assert let_time_pass(NOW) == 0, "the turn of the killed process has not run out"
    assert let_time_pass(NOW + LEASE) == 2
    (paper,) = certificates()
    assert (paper.things, paper.began_at, paper.finished_at) == (3, NOW, NOW + LEASE)
    assert paper.expected == paper.counts
    assert found_in_rows([token for one in planted for token in one.tokens]) == set()


def test_files_named_before_a_crash_are_deleted_by_the_next_run(town, monkeypatch):
    report = plant(town, days_ago(370), photos=1)

    def killed(_vault, _key):
        raise Killed

    with monkeypatch.context() as crash:
        crash.setattr(Vault, "delete", killed)
        with pytest.raises(Killed):
            let_time_pass(NOW)
    assert vault_files() == set(report.files)
    assert Shred.everywhere.count() == 3
    let_time_pass(NOW + LEASE)
    assert vault_files() == set()
    assert Shred.everywhere.count() == 0


def test_a_long_run_takes_turns_with_other_work(town):
    for n in range(3):
        plant(town, days_ago(370 + n), desk=False)
    assert let_time_pass(NOW, seconds=0.0) == 3  # one batch, then the others have their turn
    assert Turn.everywhere.get(name="retention").due_at <= NOW, "it is not through, so its next turn is at once"
    let_time_pass(NOW)
    assert certificates()[0].finished_at == NOW
