"""Grading 3x5x2, its label, and the second reader."""

import pytest
from django.db import IntegrityError, connection, transaction

from watchward.assess.actions.grading import CannotGradeReport, CannotReadGrade, grade_report, read_grade_second
from watchward.assess.choices import Pile, Waits
from watchward.assess.models import DeskEntry, Grade, SecondReading
from watchward.assess.rules.grading import Grading, check, needs_second_reader
from watchward.collect.rules.drafts import PersonSaid
from watchward.kit.errors import NotFound, NotPermitted
from watchward.records.models import Event

GOOD = Grading("2", "A")


def test_two_taps_make_a_whole_grade():
    assert check(GOOD)
    assert (GOOD.handling, GOOD.tlp) == ("P", "amber")


@pytest.mark.parametrize(
    ("wrong", "sorry"),
    [
        (Grading("", "A"), "how reliable"),
        (Grading("4", "A"), "how reliable"),
        (Grading("1", "F"), "how it was known"),
        (Grading("1", "A", "C.A1"), "who may have it"),
        (Grading("1", "A", tlp="clear"), "label"),
        (Grading("1", "A", "C"), "conditions"),
        (Grading("1", "A", "C", "Police only.", "green"), "stricter label"),
        (Grading("1", "A", "C", "x" * 401, "amber"), "longer than"),
    ],
)
def test_a_grade_that_says_too_little_or_shares_too_widely_is_refused_in_words(wrong, sorry):
    """M-08: the conditions travel with it."""
    decision = check(wrong)
    assert not decision
    assert sorry in decision.because


def test_one_reader_is_enough_for_an_ordinary_report_and_two_read_what_is_grave_for_somebody():
    """P-04: who may be under 18 is read by two."""
    assert not needs_second_reader(GOOD, is_own=False, may_be_minor=False)
    assert needs_second_reader(GOOD, is_own=True, may_be_minor=False)
    assert "P-04" in needs_second_reader(GOOD, is_own=False, may_be_minor=True).because
    assert needs_second_reader(Grading("3", "A"), is_own=False, may_be_minor=False)
    assert needs_second_reader(Grading("1", "E"), is_own=False, may_be_minor=False)


@pytest.mark.django_db
def test_coordinator_grades_a_report_once_however_often_she_taps(town):
    report, cora = town.report(by=town.ada), town.actor(town.cora)
    first = grade_report(actor=cora, ref=report.ref, grading=GOOD)
    again = grade_report(actor=cora, ref=report.ref, grading=GOOD)
    assert first == again
    assert first.code == "2A P"
    assert Event.everywhere.filter(kind="report.graded").count() == 1
    assert Event.everywhere.get(kind="report.graded").detail["code"] == "2A P"


@pytest.mark.django_db
def test_a_new_look_is_a_new_grade_and_the_old_one_stays(town):
    report, cora = town.report(by=town.ada), town.actor(town.cora)
    grade_report(actor=cora, ref=report.ref, grading=GOOD)
    grade_report(actor=cora, ref=report.ref, grading=Grading("1", "B", "C", "Police only until Friday."))
    assert [one.code for one in Grade.everywhere.order_by("id")] == ["2A P", "1B C"]
    assert "Police" not in str(Event.everywhere.filter(kind="report.graded").last().detail)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["store-manager", "police-officer", "board-member", "data-protection-lead"])
def test_nobody_but_a_coordinator_grades(town, role):
    report = town.report(by=town.ada)
    somebody = town.person("Sam", role, *([town.bakery] if role == "store-manager" else []))
    with pytest.raises(NotPermitted):
        grade_report(actor=town.actor(somebody), ref=report.ref, grading=GOOD)
    assert not Grade.everywhere.exists()


@pytest.mark.django_db
def test_the_next_towns_coordinator_finds_no_such_report(town):
    report = town.report(by=town.ada)
    with pytest.raises(NotFound):
        grade_report(actor=town.other.actor(town.dev), ref=report.ref, grading=GOOD)


@pytest.mark.django_db
def test_a_wrong_grade_changes_nothing(town):
    report = town.report(by=town.ada)
    with pytest.raises(CannotGradeReport, match="conditions"):
        grade_report(actor=town.actor(town.cora), ref=report.ref, grading=Grading("1", "A", "C"))
    assert not Grade.everywhere.exists()
    assert not Event.everywhere.filter(kind="report.graded").exists()


@pytest.fixture
def minor(town):
    """A report in which somebody seemed under 18, graded by Cora."""
    report = town.report(by=town.ada, people=(PersonSaid(alias="Red Cap", seemed_under_18=True),))
    return report, grade_report(actor=town.actor(town.cora), ref=report.ref, grading=GOOD)


@pytest.mark.django_db
def test_a_second_person_reads_what_is_about_a_minor_and_it_comes_back(town, minor):
    report, grade = minor
    entry = DeskEntry.everywhere.get()
    assert (entry.pile, entry.waits_for) == (Pile.WAITING, Waits.SECOND_READER)
    dot = town.actor(town.person("Dot", "data-protection-lead"))
    read_grade_second(actor=dot, ref=report.ref, grade_ref=grade.ref, agrees=True)
    entry.refresh_from_db()
    assert (entry.pile, entry.waits_for) == (Pile.TO_DO, "")
    with pytest.raises(NotFound):
        read_grade_second(actor=dot, ref=report.ref, grade_ref=grade.ref, agrees=True)
    assert Event.everywhere.filter(kind="report.grade_read").count() == 1


@pytest.mark.django_db
def test_nobody_is_their_own_second_reader_and_who_disagrees_says_why(town, minor):
    report, grade = minor
    with pytest.raises(CannotReadGrade, match="somebody else"):
        read_grade_second(actor=town.actor(town.cora), ref=report.ref, grade_ref=grade.ref, agrees=True)
    dot = town.actor(town.person("Dot", "data-protection-lead"))
    with pytest.raises(CannotReadGrade, match="why"):
        read_grade_second(actor=dot, ref=report.ref, grade_ref=grade.ref, agrees=False)
    read_grade_second(actor=dot, ref=report.ref, grade_ref=grade.ref, agrees=False, words="She only heard it.")
    assert SecondReading.everywhere.get().words == "She only heard it."


@pytest.mark.django_db
def test_a_new_grade_by_the_coordinator_ends_the_wait_only_if_it_needs_no_second_reader(town):
    report, cora = town.report(by=town.ada), town.actor(town.cora)
    grade_report(actor=cora, ref=report.ref, grading=Grading("3", "A"))
    assert DeskEntry.everywhere.get().waits_for == Waits.SECOND_READER
    grade_report(actor=cora, ref=report.ref, grading=GOOD)
    assert DeskEntry.everywhere.get().pile == Pile.TO_DO


@pytest.mark.django_db
def test_the_database_refuses_to_rewrite_a_grade_and_lets_its_words_go(town):
    report, cora = town.report(by=town.ada), town.actor(town.cora)
    grade = grade_report(actor=cora, ref=report.ref, grading=Grading("1", "A", "C", "Police only."))
    for change in ("source = '3'", "conditions = 'Everybody.'"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE assess_grade SET {change} WHERE id = %s", [grade.pk])
    assert Grade.everywhere.get().code == "1A C"
