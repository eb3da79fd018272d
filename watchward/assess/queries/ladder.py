"""What became of a report, as its reporter is told it (L-07), and as the desk sees it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from watchward.assess.choices import Pile, Rung, Waits
from watchward.assess.models import DeskEntry, Grade, Step
from watchward.assess.rules.desk import LADDER, harm_of
from watchward.collect.models import Report
from watchward.collect.queries.reports import MISSING, visible_reports
from watchward.kit.errors import NotFound
from watchward.kit.lists import load
from watchward.policy import Actor, Permission, may


@dataclass(frozen=True, slots=True)
class RungLine:
    """One rung that was reached, or the ones still above."""

    label: str
    at: datetime | None
    says: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class GradeLine:
    """The grade in force, and whether a second person has read it."""

    ref: str
    code: str
    source: str
    information: str
    handling: str
    conditions: str
    tlp: str
    at: datetime
    by: str
    waits_for_second: bool
    second: str
    second_words: str


@dataclass(frozen=True, slots=True)
class DeskCard:
    """What the office needs beside a report."""

    pile: str
    due_at: datetime | None
    because: str
    waits_for: str
    is_closed: bool
    grade: GradeLine | None
    may_grade: bool
    may_read_second: bool
    may_tell: bool


def ladder_of(actor: Actor, ref: str) -> list[RungLine]:
    """Every rung that a report reached, oldest first; its first is that it arrived."""
    report = _found(actor, ref)
    steps = Step.everywhere.filter(report_id=report.pk).order_by("id")
    return [RungLine(str(Rung.RECEIVED.label), report.told_at), *(_rung(one) for one in steps)]


def rungs_ahead(reached: Collection[str]) -> list[str]:
    """The labels that may still come, for a report that is not closed."""
    if str(Rung.CLOSED.label) in reached:
        return []
    return [str(one.label) for one in LADDER if str(one.label) not in reached]


def states_of(actor: Actor, refs: Collection[str]) -> dict[str, RungLine]:
    """The latest rung of each of these reports that the actor may read; one that only arrived is left out."""
    mine = visible_reports(actor).filter(ref__in=refs)
    steps = Step.everywhere.filter(report__in=mine).select_related("report").order_by("id")
    return {one.report.ref: _rung(one) for one in steps}


def desk_card(actor: Actor, ref: str) -> DeskCard | None:
    """What the desk says of one report, for those who work on it; None for everybody else."""
    grades, reads, tells = (
        bool(may(actor, one))
        for one in (Permission.REPORT_GRADE, Permission.GRADE_SECOND_READ, Permission.REPORT_PROGRESS)
    )
    if not (grades or reads or tells):
        return None
    report = _found(actor, ref)
    entry = DeskEntry.everywhere.filter(report_id=report.pk).first()
    grade = grade_in_force(report)
    return DeskCard(
        pile=str(Pile(entry.pile).label) if entry else "",
        due_at=entry.due_at if entry else None,
        because=harm_of(report).because,
        waits_for=str(Waits(entry.waits_for).label) if entry and entry.waits_for else "",
        is_closed=entry is not None and entry.pile == Pile.DONE,
        grade=_grade(grade) if grade else None,
        may_grade=grades,
        may_read_second=reads and grade is not None and _waits(grade) and grade.graded_by_id != actor.account_id,
        may_tell=tells,
    )


def grade_in_force(report: Report) -> Grade | None:
    """The newest grade of a report."""
    return report.grades.select_related("graded_by", "second_reading__read_by").order_by("-id").first()


def _found(actor: Actor, ref: str) -> Report:
    """The report alone: the page has read its people and files already."""
    report = visible_reports(actor).filter(ref=ref).first()
    if report is None:
        raise NotFound(MISSING)
    return report


def _waits(grade: Grade) -> bool:
    return grade.needs_second_reader and not hasattr(grade, "second_reading")


def _grade(grade: Grade) -> GradeLine:
    second = getattr(grade, "second_reading", None)
    return GradeLine(
        ref=grade.ref,
        code=grade.code,
        source=load("grading_source").label(grade.source),
        information=load("grading_information").label(grade.information),
        handling=load("grading_handling").label(grade.handling),
        conditions=grade.conditions,
        tlp=load("tlp").label(grade.tlp),
        at=grade.graded_at,
        by=grade.graded_by.name,
        waits_for_second=_waits(grade),
        second=f"{second.read_by.name} {'agrees' if second.agrees else 'does not agree'}" if second else "",
        second_words=second.words if second else "",
    )


def _rung(step: Step) -> RungLine:
    says = ""
    if step.rung == Rung.OUTCOME:
        says = load("outcomes_police").label(step.choice)
    elif step.rung == Rung.CLOSED:
        says = load("closing_reasons").label(step.choice)
    return RungLine(str(Rung(step.rung).label), step.taken_at, says, step.words)
