"""Subjects: opened with a necessity, facts with their source, confirmed by those who may, closed to members."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from watchward.assess.actions._subjects import CannotChangeSubject
from watchward.assess.actions.grading import grade_report
from watchward.assess.actions.judgements import estimate_age, recognise
from watchward.assess.actions.subjects import (
    add_fact,
    confirm_subject,
    lift_vulnerable,
    mark_vulnerable,
    move_subject,
    open_subject,
    set_birth_date,
    withdraw_fact,
)
from watchward.assess.models import Fact, Subject
from watchward.assess.queries.subjects import (
    get_subject,
    is_vulnerable,
    minor_gate,
    newest_subjects,
    titles_of,
    visible_subjects,
)
from watchward.assess.rules.facts import FactSaid
from watchward.assess.rules.grading import Grading
from watchward.kit.errors import NotFound, NotPermitted
from watchward.partners.models import GovernanceDocument
from watchward.records.models import Event

ALIAS = FactSaid("alias", "Red Cap", source="The guard of the arcade")


def opened(town, **said):
    return open_subject(
        actor=town.actor(town.cora), **{"necessity": "Three thefts in a week", "facts": (ALIAS,)} | said
    )


def test_coordinator_opens_a_record_with_its_necessity_g_04(town):
    subject = opened(town)
    assert (subject.state, subject.necessity) == ("unknown", "Three thefts in a week")
    assert Event.everywhere.get(kind="subject.opened").ref == f"subject/{subject.ref}"
    with pytest.raises(CannotChangeSubject, match="G-04"):
        opened(town, necessity="  ")
    assert Subject.everywhere.count() == 1


def test_no_record_is_opened_or_read_before_the_governance_gate_is_open_g_01(town):
    subject, cora = opened(town), town.actor(town.cora)
    GovernanceDocument.everywhere.filter(partnership=town.partnership, kind="dpia").delete()
    with pytest.raises(NotPermitted, match="governance"):
        opened(town)
    with pytest.raises(NotPermitted, match="governance"):
        get_subject(cora, subject.ref)


def test_members_cannot_read_subjects_and_the_next_town_finds_none(town):
    subject = opened(town)
    for account in (town.ada, town.bilal, town.person("Mia", "store-manager", town.bakery)):
        with pytest.raises(NotPermitted):
            visible_subjects(town.actor(account))
    for role in ("police-officer", "data-protection-lead"):
        assert get_subject(town.actor(town.person(role, role)), subject.ref) == subject
    with pytest.raises(NotFound) as hidden:
        get_subject(town.other.actor(town.dev), subject.ref)
    with pytest.raises(NotFound) as absent:
        get_subject(town.other.actor(town.dev), "S-0000000000")
    assert str(hidden.value) == str(absent.value)


def test_police_read_subjects_and_cannot_change_them(town):
    subject, pat = opened(town), town.actor(town.person("Pat", "police-officer"))
    with pytest.raises(NotPermitted):
        add_fact(actor=pat, ref=subject.ref, said=ALIAS)


def test_a_fact_takes_its_grade_and_date_from_its_report_g_13(town):
    cora, report = town.actor(town.cora), town.report(by=town.ada)
    grade_report(actor=cora, ref=report.ref, grading=Grading("2", "B"))
    fact = add_fact(actor=cora, ref=opened(town).ref, said=FactSaid("method", "distraction", report_ref=report.ref))
    assert (fact.grade, fact.said_on, fact.certainty) == ("2B P", date(2026, 3, 6), "alleged")


@pytest.mark.parametrize(
    ("said", "sorry"),
    [
        (FactSaid("alias", "Red Cap"), "where the fact comes from"),
        (FactSaid("alias", "Red Cap", report_ref="R-0000000000", source="x"), "where the fact comes from"),
        (FactSaid("alias", "  ", source="x"), "Write the fact"),
        (FactSaid("alias", "x" * 301, source="x"), "Write the fact"),
        (FactSaid("faith", "any", source="x"), "Pick what"),
        (FactSaid("alias", "Red Cap", "guilty", source="x"), "G-13"),
        (FactSaid("method", "magic", source="x"), "from the list"),
        (FactSaid("alias", "Red Cap", source="x", said_on=date(2099, 1, 1)), "future"),
    ],
)
def test_a_fact_that_says_too_little_is_refused_in_words(town, said, sorry):
    subject = opened(town, facts=())
    with pytest.raises(CannotChangeSubject, match=sorry):
        add_fact(actor=town.actor(town.cora), ref=subject.ref, said=said)
    assert not Fact.everywhere.exists()


def test_a_fact_cannot_lean_on_a_report_of_another_town(town):
    theirs = town.other.report(by=town.other.ada)
    with pytest.raises(CannotChangeSubject):
        add_fact(
            actor=town.actor(town.cora), ref=opened(town).ref, said=FactSaid("alias", "Cap", report_ref=theirs.ref)
        )


def test_the_first_name_identifies_somebody_and_confirms_nobody_p_01(town):
    subject, cora = opened(town), town.actor(town.cora)
    add_fact(actor=cora, ref=subject.ref, said=FactSaid("name", "Generated Name", source="PC on patrol"))
    subject.refresh_from_db()
    assert subject.state == "identified"
    assert titles_of([subject.pk]) == {subject.pk: "Generated Name"}


def test_a_fact_taken_back_stays_readable_and_counts_no_more(town):
    subject, cora = opened(town), town.actor(town.cora)
    fact = subject.facts.get()
    withdraw_fact(actor=cora, ref=subject.ref, fact_ref=fact.ref, because="It was somebody else")
    assert titles_of([subject.pk]) == {subject.pk: "Not named"}
    assert Fact.everywhere.get().withdrawn_because == "It was somebody else"
    with pytest.raises(NotFound):
        withdraw_fact(actor=cora, ref=subject.ref, fact_ref=fact.ref, because="Again")


def test_a_fact_of_one_subject_is_not_taken_back_through_another(town):
    one, two = opened(town), opened(town)
    with pytest.raises(NotFound):
        withdraw_fact(actor=town.actor(town.cora), ref=two.ref, fact_ref=one.facts.get().ref, because="x")


def test_two_recognitions_confirm_and_one_with_a_name_told_first_does_not_p_02(town):
    subject, cora = opened(town), town.actor(town.cora)
    for account, told in ((town.ada, False), (town.bilal, True)):
        recognise(
            actor=town.actor(account), subject=subject, evidence=None, said="That is Red Cap", knows_from="My till",
            was_told_a_name=told,
        )  # fmt: skip
    with pytest.raises(CannotChangeSubject, match="Two people"):
        confirm_subject(actor=cora, ref=subject.ref, stands_on="recognitions")
    guard = town.person("Gil", "guard", town.bakery, owner_authority="Letter 1", ends_on=date(2099, 1, 1))
    recognise(
        actor=town.actor(guard), subject=subject, evidence=None, said="Red Cap", knows_from="Door",
        was_told_a_name=False,
    )  # fmt: skip
    assert confirm_subject(actor=cora, ref=subject.ref, stands_on="recognitions").state == "confirmed"


def test_nobody_recognises_the_same_picture_twice_or_in_another_town(town):
    subject, ada = opened(town), town.actor(town.ada)
    words = {"evidence": None, "said": "Red Cap", "knows_from": "Till", "was_told_a_name": False}
    recognise(actor=ada, subject=subject, **words)
    with pytest.raises(CannotChangeSubject, match="already"):
        recognise(actor=ada, subject=subject, **words)
    with pytest.raises(NotFound):
        recognise(actor=town.other.actor(town.other.ada), subject=subject, **words)


def test_police_confirm_for_the_police_and_the_coordinator_cannot(town):
    subject, pat = opened(town), town.actor(town.person("Pat", "police-officer"))
    with pytest.raises(CannotChangeSubject):
        confirm_subject(actor=town.actor(town.cora), ref=subject.ref, stands_on="police")
    assert confirm_subject(actor=pat, ref=subject.ref, stands_on="police").state == "confirmed"
    step = subject.identity_steps.latest("pk")
    assert (step.state, step.stands_on, step.taken_by.name) == ("confirmed", "police", "Pat (generated)")


def test_an_identity_goes_back_with_a_reason_and_what_has_ended_takes_nothing_more(town):
    subject, cora = opened(town), town.actor(town.cora)
    confirm_subject(actor=cora, ref=subject.ref, stands_on="manager")
    with pytest.raises(CannotChangeSubject, match="Say why"):
        move_subject(actor=cora, ref=subject.ref, state="identified", because="")
    move_subject(actor=cora, ref=subject.ref, state="identified", because="I mistook his brother")
    with pytest.raises(CannotChangeSubject):
        move_subject(actor=cora, ref=subject.ref, state="sanctioned", because="x")
    move_subject(actor=cora, ref=subject.ref, state="removed", because="Wrong person")
    with pytest.raises(CannotChangeSubject, match="ended"):
        add_fact(actor=cora, ref=subject.ref, said=ALIAS)


def test_the_minor_gate_opens_when_two_people_say_adult_and_shuts_when_a_birth_date_says_child_p_04(town):
    subject, cora = opened(town), town.actor(town.cora)
    pat, today = town.actor(town.person("Pat", "police-officer")), timezone.now().date()
    assert minor_gate(subject, today)
    estimate_age(actor=cora, ref=subject.ref, looks="adult")
    assert minor_gate(subject, today)
    estimate_age(actor=pat, ref=subject.ref, looks="adult")
    assert not minor_gate(subject, today)
    set_birth_date(actor=cora, ref=subject.ref, born_on=today - timedelta(days=16 * 365))
    assert minor_gate(subject, today)


def test_a_young_child_gets_no_birth_date_and_is_referred_p_04(town):
    subject = opened(town)
    with pytest.raises(CannotChangeSubject, match="safeguarding"):
        set_birth_date(
            actor=town.actor(town.cora), ref=subject.ref, born_on=timezone.now().date() - timedelta(days=8 * 365)
        )


def test_vulnerability_says_which_support_was_considered_p_05(town):
    subject, cora = opened(town), town.actor(town.cora)
    with pytest.raises(CannotChangeSubject, match="support"):
        mark_vulnerable(actor=cora, ref=subject.ref, support_considered="")
    mark_vulnerable(actor=cora, ref=subject.ref, support_considered="Outreach was told")
    assert is_vulnerable(subject)
    lift_vulnerable(actor=cora, ref=subject.ref)
    assert not is_vulnerable(subject)


def test_the_list_shows_the_newest_first_a_page_at_a_time(town):
    refs = [opened(town).ref for _one in range(3)]
    page = newest_subjects(town.actor(town.cora), limit=2)
    assert [row.ref for row in page.rows] == refs[:0:-1]
    rest = newest_subjects(town.actor(town.cora), limit=2, after=page.older)
    assert ([row.ref for row in rest.rows], rest.older) == (refs[:1], "")
    assert page.rows[0].title == "“Red Cap”"
