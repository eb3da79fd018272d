"""The look-up box: for police and coordinator, for a named record, written down without the words (G-12)."""

from datetime import date

import pytest
from django.utils import timezone

from watchward.assess.actions.judgements import open_subject_from
from watchward.assess.actions.looking_up import CannotLookUp, LookUp, look_up
from watchward.assess.actions.subjects import set_birth_date
from watchward.collect.rules.drafts import PersonSaid, VehicleSaid
from watchward.kit.errors import NotPermitted, Refused
from watchward.records.looks import weight_of
from watchward.records.models import Event


@pytest.fixture
def known(town):
    """Somebody with a name, a mark and a car, and the report that they are known from."""
    person = PersonSaid(name="Elizabeth Oneil", known="by-name", marks="spider tattoo on left hand")
    report = town.report(by=town.ada, people=(person,), vehicles=(VehicleSaid(registration="Q700 KTV"),))
    cora = town.actor(town.cora)
    how = {"report_ref": report.ref, "mention_ref": report.people.get().ref, "necessity": "Seen before"}
    return open_subject_from(actor=cora, **how), report


def asked(town, report, account=None, kind="identification", **what):
    return look_up(
        actor=town.actor(account or town.cora), asked=LookUp(**what), kind=kind, reference=report.ref,
        now=timezone.now(),
    )  # fmt: skip


@pytest.mark.parametrize(
    "what",
    [{"name": "Lizzie Oneill"}, {"marks": "tattoo of a spider, hand"}, {"registrations": ("Q7?0 KTV",)}],
)
def test_somebody_is_found_from_little_and_misspelt_words_with_reasons(town, known, what):
    subject, report = known
    found = asked(town, report, **what)
    assert [one.ref for one in found.best] == [subject.ref]
    assert found.best[0].reasons


def test_a_birth_date_alone_finds_them(town, known):
    subject, report = known
    set_birth_date(actor=town.actor(town.cora), ref=subject.ref, born_on=date(1990, 2, 3))
    assert [one.ref for one in asked(town, report, born_on=date(1990, 2, 3)).best] == [subject.ref]
    assert asked(town, report, born_on=date(1991, 2, 3)).best == ()


def test_the_ledger_keeps_what_for_and_who_was_shown_and_no_word_of_what_was_asked_g_12(town, known):
    subject, report = known
    asked(town, report, name="Lizzie Oneill", hair="red")
    event = Event.everywhere.get(kind="subject.looked_up")
    assert event.detail["fields"] == ["name", "hair"]
    assert event.detail["subjects"] == [subject.ref]
    assert (event.detail["purpose"], event.detail["reference"]) == ("identification", report.ref)
    assert "oneil" not in str(event.detail).casefold()
    assert weight_of(event.kind, event.detail) == 2


@pytest.mark.parametrize(
    ("kind", "reference", "why"),
    [("identification", "", "reference"), ("other", "", "sentence"), ("report", "R-0000000000", "no such report"),
     ("nonsense", "", "Pick what")],
)  # fmt: skip
def test_without_a_purpose_that_names_a_record_nobody_is_looked_up(town, known, kind, reference, why):
    how = {"actor": town.actor(town.cora), "asked": LookUp(name="Lizzie"), "now": timezone.now()}
    with pytest.raises(Refused, match=why):
        look_up(kind=kind, reference=reference, **how)
    assert not Event.everywhere.filter(kind="subject.looked_up").exists()


def test_looks_alone_look_nobody_up_and_long_words_are_refused(town, known):
    _subject, report = known
    with pytest.raises(CannotLookUp, match="looks alone"):
        asked(town, report, hair="red", build="slim")
    with pytest.raises(CannotLookUp, match="under 300"):
        asked(town, report, name="x" * 301)


def test_members_look_nobody_up_and_the_next_town_finds_nobody_of_ours(town, known):
    _subject, report = known
    for stranger in (town.ada, town.person("Mia", "store-manager", town.bakery)):
        with pytest.raises(NotPermitted):
            asked(town, report, stranger, name="Lizzie Oneill")
    theirs = town.other.report(by=town.other.ada)
    found = look_up(
        actor=town.other.actor(town.other.cora), asked=LookUp(name="Lizzie Oneill"), kind="report",
        reference=theirs.ref, now=timezone.now(),
    )  # fmt: skip
    assert found.best == ()


def test_the_police_look_up_too(town, known):
    subject, report = known
    found = asked(town, report, town.person("Pat", "police-officer"), name="Elizabeth O'Neil")
    assert [one.ref for one in found.best] == [subject.ref]
