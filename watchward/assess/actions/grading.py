"""Grade a report, and read a grade as the second."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from watchward.assess.actions._desk import entry_of, open_entry_of, put
from watchward.assess.choices import Pile, Rung, Waits
from watchward.assess.models import Grade, SecondReading, Step
from watchward.assess.queries.ladder import grade_in_force
from watchward.assess.queries.recusals import report_to_work_on
from watchward.assess.rules.grading import LONGEST, Grading, check, needs_second_reader
from watchward.collect.models import Report
from watchward.collect.rules.visibility import seems_under_18
from watchward.kit.errors import NotFound, Refused
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record


class CannotGradeReport(Refused):
    """The grade was not taken; the text says what is missing."""


class CannotReadGrade(Refused):
    """The second reading was not taken."""


@transaction.atomic
def grade_report(*, actor: Actor, ref: str, grading: Grading, now: datetime | None = None) -> Grade:
    """Grade a report 3x5x2 with its label. The same grade again by the same person is the same grade.

    A grade that needs a second reader waits for one; the first grade is the second rung of the ladder (L-07).
    """
    require(actor, Permission.REPORT_GRADE)
    report = report_to_work_on(actor, ref)
    if not (decision := check(grading)):
        raise CannotGradeReport(decision.because)
    entry = open_entry_of(report)
    before = grade_in_force(report)
    if before is not None and _same(before, actor, grading):
        return before
    moment = now or timezone.now()
    needs = needs_second_reader(grading, is_own=report.reporter_id == actor.account_id, may_be_minor=_minor(report))
    grade = Grade.everywhere.create(
        report=report,
        source=grading.source,
        information=grading.information,
        handling=grading.handling,
        conditions=grading.conditions.strip(),
        tlp=grading.tlp,
        needs_second_reader=bool(needs),
        graded_at=moment,
        graded_by_id=actor.account_id,
    )
    if before is None:
        Step.everywhere.create(report=report, rung=Rung.TRIAGED, taken_at=moment, taken_by_id=actor.account_id)
        entry.rung = Rung.TRIAGED
    if needs:
        put(entry, Pile.WAITING, Waits.SECOND_READER, moment)
    elif entry.waits_for == Waits.SECOND_READER:
        put(entry, Pile.TO_DO, "", moment)
    else:
        entry.save(update_fields=["rung"])
    detail = {"grade": grade.ref, "code": grade.code, "tlp": grade.tlp, "needs_second": bool(needs)}
    record("report.graded", actor=actor, ref=f"report/{report.ref}", detail=detail)
    return grade


@transaction.atomic
def read_grade_second(
    *, actor: Actor, ref: str, grade_ref: str, agrees: bool, words: str = "", now: datetime | None = None
) -> SecondReading:
    """Agree with a grade or say why not; the report goes back to the one who grades."""
    require(actor, Permission.GRADE_SECOND_READ)
    report = report_to_work_on(actor, ref)
    entry = entry_of(report)
    grade = grade_in_force(report)
    if grade is None or grade.ref != grade_ref or not grade.needs_second_reader or hasattr(grade, "second_reading"):
        raise NotFound("That grade no longer waits for a second reader. Open the report again.")
    if grade.graded_by_id == actor.account_id:
        raise CannotReadGrade("You graded this report, so somebody else reads it as the second.")
    if not agrees and not words.strip():
        raise CannotReadGrade("Say why you do not agree.")
    if len(words) > LONGEST:
        raise CannotReadGrade(f"The words are longer than {LONGEST} characters. Shorten them.")
    moment = now or timezone.now()
    reading = SecondReading.everywhere.create(
        grade=grade, agrees=agrees, words=words.strip(), read_at=moment, read_by_id=actor.account_id
    )
    put(entry, Pile.TO_DO, "", moment)
    record("report.grade_read", actor=actor, ref=f"report/{report.ref}", detail={"grade": grade.ref, "agrees": agrees})
    return reading


def _same(grade: Grade, actor: Actor, grading: Grading) -> bool:
    said = (grade.source, grade.information, grade.handling, grade.conditions, grade.tlp, grade.graded_by_id)
    new = (grading.source, grading.information, grading.handling, grading.conditions.strip(), grading.tlp)
    return said == (*new, actor.account_id)


def _minor(report: Report) -> bool:
    return any(seems_under_18(said_so=one.seemed_under_18, age_band=one.age_band) for one in report.people.all())
