"""The measurements themselves: a check that cannot fail proves nothing, so each one is shown something wrong."""

import json
import os
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from bench.__main__ import main
from bench.client import File, multipart
from bench.inside import bulk, check
from bench.inside.lists import CASES
from bench.inside.people import actor_of, add_person, make_town
from bench.machine import cpu_of, describe, family, peak_memory
from bench.results import HERE, Number, merged, render, save
from watchward.collect.actions.reports import submit_report
from watchward.collect.files import keep_files
from watchward.collect.models import Evidence, MentionedPerson, Report
from watchward.collect.queries.reports import newest_reports
from watchward.collect.rules.drafts import PersonSaid
from watchward.collect.vaults import vault
from watchward.records.models import Delivery, Event


def number(**other: Any) -> Number:
    plain: dict[str, Any] = {
        "id": "A9", "what": "Something", "goal": "<= 2 x", "value": 1.5, "baseline": "1 ms", "unit": "x", "holds": True,
        "how": "python -m bench --only A9",
    }  # fmt: skip
    return Number(**(plain | other))


class Photo:
    """A one-pixel photograph on its way in."""

    name: str | None = "photo.png"

    def chunks(self):
        yield bytes.fromhex(
            "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301"
            "0100c9fe92ef0000000049454e44ae426082"
        )


@pytest.fixture
def sent(town):
    """One acknowledged report with a person and a file, as its client remembers it."""
    key = uuid4()
    kept, problems = keep_files([Photo()])
    assert not problems
    draft = town.draft(people=(PersonSaid(name="Person 0"),))
    report = submit_report(actor=town.actor(town.ada), draft=draft, client_key=key, files=kept)
    fact = {
        "key": str(key), "ref": report.ref, "people": 1, "goods": 0, "words": draft.narrative,
        "hashes": [kept[0].sha256], "tries": 1,
    }  # fmt: skip
    return report, [fact]


def everything(facts):
    return [*check.acknowledged(facts), *check.whole(facts), *check.events(), *check.files(), *check.chains()]


def test_a_whole_report_is_found_whole(sent):
    _report, facts = sent
    assert everything(facts) == []


def test_an_engine_that_forgets_is_called_unsafe(monkeypatch):
    monkeypatch.setattr("watchward.records.engine.durability_problems", lambda: ["fsync is off"])
    assert list(check.promises()) == ["UNSAFE: fsync is off."]


def test_an_engine_that_keeps_its_word_is_not(monkeypatch):
    monkeypatch.setattr("watchward.records.engine.durability_problems", list)
    assert list(check.promises()) == []


def test_an_acknowledged_report_that_is_gone_is_called_lost(sent):
    _report, facts = sent
    facts.append(facts[0] | {"key": str(uuid4()), "ref": "R-GONE000000"})
    assert list(check.acknowledged(facts)) == ["LOST: R-GONE000000 was acknowledged and is not stored."]


def test_a_report_that_was_never_acknowledged_may_be_absent(sent):
    _report, facts = sent
    facts.append(facts[0] | {"key": str(uuid4()), "ref": ""})
    assert everything(facts) == []


def test_a_report_stored_under_another_reference_is_noticed(sent):
    _report, facts = sent
    facts[0]["ref"] = "R-OTHER00000"
    assert [one.split(":")[0] for one in check.acknowledged(facts)] == ["RENAMED"]


def test_a_report_stored_twice_under_one_key_is_called_doubled(sent, town):
    _report, facts = sent
    again = submit_report(actor=town.actor(town.bilal), draft=town.draft(premises_ref=town.pharmacy.ref),
                          client_key=facts[0]["key"])  # fmt: skip
    assert again.client_key is not None
    assert [one.split(":")[0] for one in check.acknowledged(facts)] == ["DOUBLED"]


def test_a_report_that_nobody_sent_is_called_invented(sent, town):
    _report, facts = sent
    town.report(by=town.bilal)
    assert [one.split(":")[0] for one in check.acknowledged(facts)] == ["INVENTED"]


def test_a_report_without_its_person_is_called_half(sent):
    report, facts = sent
    MentionedPerson.everywhere.filter(report=report).delete()
    assert list(check.whole(facts)) == [f"HALF: {report.ref} has people 0, and 1 were sent."]


def test_a_report_without_its_event_is_called_half(sent, town):
    report, _facts = sent
    copy = Report.everywhere.get(pk=report.pk)
    copy.pk, copy.ref, copy.client_key = None, "R-NOEVENT000", uuid4()
    copy.save(force_insert=True)
    assert list(check.events()) == ["HALF: R-NOEVENT000 has 0 events."]


def test_an_event_that_is_not_in_the_outbox_is_called_half(sent):
    Delivery.everywhere.all().delete()
    assert list(check.events()) == ["HALF: 1 events and 0 of them in the outbox."]


def test_a_missing_file_is_called_half(sent):
    item = Evidence.everywhere.get()
    vault().delete(item.original_key)
    assert list(check.files()) == [f"HALF: the file of {item.ref} is missing or changed."]


def test_a_missing_clean_copy_is_called_half(sent):
    item = Evidence.everywhere.get()
    vault().delete(item.thumbnail_key)
    assert list(check.files()) == [f"HALF: {item.ref} lacks {[item.thumbnail_key]!r}."]


def test_a_changed_ledger_is_called_broken(sent, on_sqlite):
    with connection.cursor() as cursor:
        if on_sqlite:
            cursor.execute("DROP TRIGGER records_event_no_update")
        else:
            cursor.execute("ALTER TABLE records_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE records_event SET kind = 'report.praised' WHERE kind = 'report.submitted'")
    assert any(one.startswith("BROKEN: chain") for one in check.chains())
    assert not Event.everywhere.filter(kind="report.submitted").exists()


@pytest.mark.django_db(transaction=True)
def test_loaded_reports_are_listed_as_real_ones_and_every_index_comes_back():
    before = indexes()
    town = make_town("Loaded", premises=2, reporters=2)
    cora = add_person("cora@loaded.example", {town.partnership.pk: "coordinator"})
    bulk.reports_into(([town], 70), ([town], 50))
    assert indexes() == before
    first = newest_reports(actor_of(cora))
    assert len(first.rows) == 50
    assert len(newest_reports(actor_of(cora), after=first.older).rows) == 50
    assert Report.everywhere.count() == 120
    assert MentionedPerson.everywhere.filter(report__isnull=False).count() > 20


def indexes():
    with connection.cursor() as cursor:
        return {
            table: sorted(connection.introspection.get_constraints(cursor, table))
            for table in (bulk.REPORT, bulk.PERSON)
        }


def test_the_goal_names_both_reaches_and_the_next_page():
    assert {(one.everywhere, one.page) for one in CASES if one.in_goal} == {
        (False, 1),
        (True, 1),
        (False, 2),
        (True, 2),
    }


def test_a_form_is_written_as_a_browser_writes_it():
    body = multipart([("word", "héllo")], [File("photos", "a.jpg", b"\xff\xd8")], "edge")
    assert body == (
        b'--edge\r\nContent-Disposition: form-data; name="word"\r\n\r\nh\xc3\xa9llo\r\n'
        b'--edge\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n\xff\xd8\r\n--edge--\r\n"
    )


def test_a_new_measurement_replaces_only_its_own_id():
    old = [{"id": "A1", "value": 9}, {"id": "A2", "value": 2}, {"id": "A1", "value": 8}]
    assert merged(old, [{"id": "A1", "value": 1}]) == [{"id": "A1", "value": 1}, {"id": "A2", "value": 2}]


def test_a_value_that_falls_short_is_written_down_and_says_so(tmp_path):
    results, page = tmp_path / "results.json", tmp_path / "README.md"
    save([number(), number(what="Too slow", value=9.9, holds=False)], results, page)
    rows = json.loads(results.read_text())
    assert set(rows[0]) == {
        "id", "what", "goal", "value", "baseline", "unit", "holds", "how", "machine", "date",
    }  # fmt: skip
    text = page.read_text()
    assert "1 of 2 numbers hold. These fall short: A9." in text
    assert "| A9 | Too slow | <= 2 x | 9.9 x | 1 ms | **no** |" in text


def test_the_page_keeps_its_words_around_the_table():
    assert render([], f"Before.\n{HERE}\nAfter.\n").startswith("Before.\n0 of 0 numbers hold.")


def test_the_machine_is_described_without_its_name():
    said = describe()
    assert "cores" in said
    assert "SQLite" in said
    assert os.uname().nodename not in said


def test_own_processor_time_memory_and_family_are_read_from_the_system():
    assert cpu_of(os.getpid()) >= 0
    assert peak_memory() > 1_000_000
    assert family(os.getpid())[0] == os.getpid()


def test_an_unknown_number_is_refused_in_words(capsys):
    with pytest.raises(SystemExit):
        main(["--only", "A77"])
    assert "There is no A77." in capsys.readouterr().err
