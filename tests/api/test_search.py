"""Searching by program: the same gate as on the page, and no name in an address, a log or the ledger."""

from typing import get_args, get_type_hints

import pytest

from tests.support.programs import program
from watchward.api import limits
from watchward.api.resources.search import PurposeSaid
from watchward.assess.actions.subjects import open_subject
from watchward.assess.rules.facts import FactSaid
from watchward.collect.rules.drafts import PersonSaid
from watchward.partners.models import StatedPurpose
from watchward.policy import Permission
from watchward.policy.purposes import PURPOSES
from watchward.records.models import Event
from watchward.records.outbox import work_once
from watchward.wiring import SUBSCRIBERS

pytestmark = pytest.mark.django_db
RANG = {"kind": "other", "words": "A colleague rang about somebody in the arcade."}


@pytest.fixture(autouse=True)
def _fresh_count():
    limits.forget()


def sent(town, by=None, **said):
    report = town.report(by=by or town.ada, **said)
    work_once(SUBSCRIBERS)
    return report


def kinds_by(account) -> list[str]:
    rows = Event.everywhere.filter(account_id=account.pk, face="api", kind__startswith="search.")
    return list(rows.order_by("seq").values_list("kind", flat=True))


def test_an_office_program_says_what_for_and_finds_reports_and_subjects(town):
    report = sent(town, people=(PersonSaid(name="Zelda Quartermain"),), narrative="Took gin.")
    known = FactSaid("name", "Zelda Quartermain", source="PC")
    subject = open_subject(actor=town.actor(town.cora), necessity="Reports", facts=(known,))
    office = program(town.cora)
    refused = office.send("/search", {"text": "Zelda Quartermane"})
    assert refused.status_code == 400
    assert [one["pointer"] for one in refused.json()["errors"]] == ["#/purpose"]
    assert kinds_by(town.cora) == [], "nothing was looked at"
    found = office.send("/search", {"text": "Zelda Quartermane", "purpose": RANG}).json()
    assert [one["ref"] for one in found["subjects"]] == [subject.ref]
    assert (found["subjects"][0]["found_by"][0]["text"], found["searched_all"]) == ("Zelda Quartermain", True)
    assert [(one["ref"], one["is_near"]) for one in found["reports"]] == [(report.ref, True)]
    gin = office.send("/search", {"text": "gin", "purpose": RANG}).json()["reports"][0]
    assert gin["snippets"][0]["hits"] == ["gin"]


def test_the_purpose_is_noted_once_and_each_search_once_without_a_name_anywhere_g_12(town, caplog):
    sent(town, people=(PersonSaid(name="Zelda Quartermain"),))
    office = program(town.cora)
    for text in ("Zelda Quartermain", "zelda   QUARTERMAIN"):
        assert office.send("/search", {"text": text, "purpose": RANG}).status_code == 200
    office.send("/search", {"text": "Zelda Quartermain"})
    assert kinds_by(town.cora) == ["search.purpose_given", "search.made", "search.made"]
    assert StatedPurpose.everywhere.count() == 1
    rows = Event.everywhere.filter(kind="search.made")
    assert {(one.detail["people"], one.detail["purpose"]) for one in rows} == {(True, "other")}
    assert "zelda" not in str([(one.ref, one.detail) for one in Event.everywhere.all()]).casefold()
    assert "zelda" not in caplog.text.casefold()


@pytest.mark.parametrize("kind", ["report", "case", "identification"])
def test_a_record_that_is_made_up_or_of_the_next_town_is_no_purpose(town, kind):
    theirs = town.other.report(by=town.dev).ref
    office = program(town.cora)
    answers = [
        office.send("/search", {"text": "cap", "purpose": {"kind": kind, "reference": ref}})
        for ref in (theirs, "R-0000000001", "Y-0000000001", "")
    ]
    assert [one.status_code for one in answers] == [422] * 4
    assert answers[0].content == answers[1].content
    mine = {"kind": kind, "reference": sent(town).ref}
    assert office.send("/search", {"text": "cap", "purpose": mine}).status_code == 200


def test_a_key_for_reports_alone_looks_nobody_up_but_finds_a_day_and_a_reference(town):
    report = sent(town)
    screen = program(town.cora, [Permission.REPORT_READ_ALL])
    refused = screen.send("/search", {"text": "cakes", "purpose": RANG})
    assert (refused.status_code, kinds_by(town.cora)) == (403, [])
    assert screen.send("/search", {"text": "yesterday"}).status_code == 200
    assert screen.send("/search", {"text": report.ref}).json()["reference"] == {"sort": "report", "ref": report.ref}


def test_a_member_searches_their_own_rows_without_a_purpose_and_finds_nobody_elses(town):
    mine, theirs = sent(town, narrative="Took gin."), sent(town, by=town.bilal, narrative="Took gin.")
    manager = program(town.person("Mia", "store-manager", town.bakery))
    found = manager.send("/search", {"text": "gin"}).json()
    assert [one["ref"] for one in found["reports"]] == [mine.ref]
    assert (found["subjects"], found["searched_all"]) == ([], False)
    hidden, missing = (manager.send("/search", {"text": ref}) for ref in (theirs.ref, "R-0000000000"))
    assert hidden.content == missing.content


def test_reports_go_on_from_the_last_one_and_a_page_that_is_gone_says_so(town):
    for _ in range(21):
        town.report(by=town.ada, narrative="Took gin.")
    work_once(SUBSCRIBERS)
    office, asked = program(town.cora), {"text": "gin", "purpose": RANG}
    first = office.send("/search", asked).json()
    second = office.send("/search", asked | {"after": first["older"]}).json()
    assert (len(first["reports"]), len(second["reports"]), second["older"]) == (20, 1, "")
    assert office.send("/search", asked | {"after": "R-0000000000"}).status_code == 404


def test_what_is_nothing_to_search_for_is_named_with_its_place(town):
    office = program(town.cora)
    for said, place in (({}, "#/text"), ({"text": "the of"}, "#/text"), ({"kind": "x"}, "#/kind")):
        answer = office.send("/search", said)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, place)
    assert office.get("/search").status_code == 405, "a name in an address would stand in a log"
    assert set(get_args(get_type_hints(PurposeSaid)["kind"])) == set(PURPOSES)
