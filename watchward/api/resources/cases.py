"""Cases: reports, exhibits and a log under one purpose. What is withheld on a report's own page is withheld here."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from watchward.api.reading import Unreadable, Wrong
from watchward.api.registry import Call, operation
from watchward.api.shapes import like
from watchward.assess.actions.case_steps import add_step, tick_task
from watchward.assess.actions.cases import (
    choose_evidence,
    close_case,
    drop_evidence,
    give_case,
    link_report,
    open_case,
    pause_case,
    reopen_case,
    unlink_report,
)
from watchward.assess.choices import CaseDeed, Part
from watchward.assess.queries.cases import (
    CaseFilter,
    CaseRow,
    TaskRow,
    case_workers,
    cases_about,
    list_cases,
    tasks_to_do,
)
from watchward.assess.queries.packages import LineInCase, read_case
from watchward.assess.rules.cases import StepSaid
from watchward.policy import Permission
from watchward.records.ledger import record_view

READ = (Permission.CASE_READ,)
MANAGE = (Permission.CASE_MANAGE,)


@dataclass(frozen=True, slots=True)
class CasesAsked:
    """Which cases; they come by pages with numbers, since their order changes as tasks fall due."""

    closed: bool = False
    mine: bool = False
    page: Annotated[int, {"description": "From 1.", "minimum": 1, "maximum": 9999}] = 1


@dataclass(frozen=True, slots=True)
class Cases:
    """One page of cases, and what is to be done in them."""

    items: tuple[CaseRow, ...]
    has_more: bool
    tasks: tuple[TaskRow, ...]


@dataclass(frozen=True, slots=True)
class CaseExhibit:
    """One exhibit and what it is for."""

    ref: str
    label: str
    part: str
    kind: str
    because: str
    report_ref: str


@dataclass(frozen=True, slots=True)
class Case:
    """One case. Its reports and its subject are read at their own addresses."""

    ref: str
    title: str
    purpose: str
    state: str
    owner: str
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    closed_by: str
    subject: Annotated[str, "The reference of the subject, or empty."]
    reports: tuple[str, ...]
    exhibits: tuple[CaseExhibit, ...]
    log: tuple[LineInCase, ...]


@dataclass(frozen=True, slots=True)
class CaseSaid:
    """A case to open: its purpose is never empty."""

    title: str
    purpose: str
    subject: str = ""
    reports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkSaid:
    """A report, and why it belongs to the case or no longer does."""

    report: str
    because: str


@dataclass(frozen=True, slots=True)
class ExhibitSaid:
    """An exhibit and what it is for."""

    evidence: str
    part: Part
    because: str = ""


@dataclass(frozen=True, slots=True)
class DropSaid:
    """An exhibit."""

    evidence: str


@dataclass(frozen=True, slots=True)
class LineSaid:
    """A line of the log: a note, a task with its day and who does it, a decision, what was sent, what came of it."""

    deed: CaseDeed
    words: str
    because: str = ""
    choice: str = ""
    reference: str = ""
    due_on: date | None = None
    owner: Annotated[str, "The reference of the membership that does a task."] = ""
    tell_reporters: bool = False


@dataclass(frozen=True, slots=True)
class WhySaid:
    """Why the case is paused, closed or opened again."""

    because: str


@dataclass(frozen=True, slots=True)
class GiveSaid:
    """Who works on the case from now on: the reference of their membership."""

    to: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class CaseWorker:
    """Somebody who can own a case or a task: the reference of their membership, and their name."""

    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class CaseMade:
    """The reference of what was made."""

    ref: str


@operation("GET", "/cases", needs=READ)
def get_cases(call: Call, asked: CasesAsked) -> Cases:
    """List cases, what is due first on top."""
    if not 1 <= asked.page <= 9999:
        raise Unreadable([Wrong("page", "Send a number from 1 to 9999.")])
    page = list_cases(call.actor, CaseFilter(asked.closed, asked.mine), page=asked.page)
    tasks = [] if asked.closed else tasks_to_do(call.actor, only_mine=asked.mine)
    return Cases(tuple(page.rows), page.has_more, tuple(tasks))


@operation("POST", "/cases", needs=MANAGE, status=201)
def open_one_case(call: Call, body: CaseSaid) -> CaseMade:
    """Open a case, about a subject or about nobody known yet."""
    made = open_case(
        actor=call.actor, title=body.title, purpose=body.purpose, subject_ref=body.subject, report_refs=body.reports,
        now=call.now,
    )  # fmt: skip
    return like(CaseMade, made)


@operation("GET", "/cases/workers", needs=READ)
def get_case_workers(call: Call) -> tuple[CaseWorker, ...]:
    """List everybody who can own a case or a task."""
    return tuple(CaseWorker(ref, name) for ref, name in case_workers(call.actor, call.now))


@operation("GET", "/subjects/{ref}/cases", needs=READ)
def get_cases_about(call: Call, ref: str) -> tuple[CaseRow, ...]:
    """List the cases of one subject, open ones first; reports and tasks are counted in /cases."""
    return tuple(cases_about(call.actor, ref))


@operation("GET", "/cases/{ref}", needs=READ)
def get_one_case(call: Call, ref: str) -> Case:
    """Read one case; the look is in the ledger (G-12)."""
    view = read_case(call.actor, ref, call.now)
    subject = view.subject.ref if view.subject and not view.subject.withheld else ""
    reports = tuple(one.view.ref for one in view.reports)
    shown = {"subject": subject, "reports": list(reports), **view.seen}
    record_view("case.viewed", actor=call.actor, ref=f"case/{view.ref}", detail=shown)
    return like(Case, view, subject=subject, reports=reports)


@operation("POST", "/cases/{ref}/reports", needs=MANAGE, status=204)
def link_one_report(call: Call, ref: str, body: LinkSaid) -> None:
    """Put a report into a case."""
    link_report(actor=call.actor, ref=ref, report_ref=body.report, because=body.because, now=call.now)


@operation("POST", "/cases/{ref}/reports/remove", needs=MANAGE, status=204)
def unlink_one_report(call: Call, ref: str, body: LinkSaid) -> None:
    """Take a report out of a case, with a reason."""
    unlink_report(actor=call.actor, ref=ref, report_ref=body.report, because=body.because, now=call.now)


@operation("POST", "/cases/{ref}/exhibits", needs=MANAGE, status=204)
def choose_one_exhibit(call: Call, ref: str, body: ExhibitSaid) -> None:
    """Choose an exhibit and say what it is for (L-04)."""
    choose_evidence(
        actor=call.actor, ref=ref, evidence_ref=body.evidence, part=body.part, because=body.because, now=call.now
    )  # fmt: skip


@operation("POST", "/cases/{ref}/exhibits/remove", needs=MANAGE, status=204)
def drop_one_exhibit(call: Call, ref: str, body: DropSaid) -> None:
    """Take an exhibit out of the case."""
    drop_evidence(actor=call.actor, ref=ref, evidence_ref=body.evidence, now=call.now)


@operation("POST", "/cases/{ref}/log", needs=READ, status=201)
def add_one_line(call: Call, ref: str, body: LineSaid) -> CaseMade:
    """Write a line of the log; what was written is never rewritten."""
    said = StepSaid(body.deed, body.words, body.because, body.choice, body.reference, body.due_on, body.owner)
    made = add_step(actor=call.actor, ref=ref, said=said, tell_reporters=body.tell_reporters, now=call.now)
    return like(CaseMade, made)


@operation("POST", "/cases/{ref}/log/{line}/tick", needs=READ, status=204)
def tick_one_task(call: Call, ref: str, line: str) -> None:
    """Say that a task is done."""
    tick_task(actor=call.actor, ref=ref, step_ref=line, now=call.now)


@operation("POST", "/cases/{ref}/pause", needs=MANAGE, status=204)
def pause_one_case(call: Call, ref: str, body: WhySaid) -> None:
    """Let a case rest, with a reason."""
    pause_case(actor=call.actor, ref=ref, because=body.because, now=call.now)


@operation("POST", "/cases/{ref}/close", needs=MANAGE, status=204)
def close_one_case(call: Call, ref: str, body: WhySaid) -> None:
    """Close a case, with a reason."""
    close_case(actor=call.actor, ref=ref, because=body.because, now=call.now)


@operation("POST", "/cases/{ref}/reopen", needs=MANAGE, status=204)
def reopen_one_case(call: Call, ref: str, body: WhySaid) -> None:
    """Take a case up again, with a reason."""
    reopen_case(actor=call.actor, ref=ref, because=body.because, now=call.now)


@operation("POST", "/cases/{ref}/give", needs=MANAGE, status=204)
def give_one_case(call: Call, ref: str, body: GiveSaid) -> None:
    """Give a case to somebody else."""
    give_case(actor=call.actor, ref=ref, to_ref=body.to, because=body.because, now=call.now)
