"""Open a case, tie reports and exhibits to it and take them out again, pause it, close it, give it to somebody."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from watchward.assess.actions._cases import CannotChangeCase, locked_case, open_case_of, said, write_line
from watchward.assess.choices import CaseDeed, CaseState
from watchward.assess.models import Case, CaseEvidence, CaseReport, Subject
from watchward.assess.queries.cases import names_of, workers_of
from watchward.assess.queries.subjects import get_subject, keeper_of
from watchward.assess.rules.cases import LONGEST_TITLE, may_be_part, names_somebody
from watchward.collect.queries.evidence import get_evidence
from watchward.collect.queries.reports import get_report, visible_reports
from watchward.kit.errors import NotFound
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record

NOT_IN_CASE = "That report is not in this case. Open the case again."
NO_EXHIBIT = "That exhibit is not in this case. Open the case again."
FIRST_REASON = "Chosen when the case was opened."
LONGEST_LINE = 400


@transaction.atomic
def open_case(
    *, actor: Actor, title: str, purpose: str, subject_ref: str = "", report_refs: Sequence[str] = (),
    now: datetime | None = None,
) -> Case:  # fmt: skip
    """Open a case, about a subject or about nobody known yet, with its first reports. A title names nobody."""
    require(actor, Permission.CASE_MANAGE)
    moment = now or timezone.now()
    subject = keeper_of(get_subject(actor, subject_ref)) if subject_ref else None
    title = said(title, "Give the case a title that names nobody.", LONGEST_TITLE, field="title")
    sorry = "Say what the case is for: why it is needed, and what should come of it."
    purpose = said(purpose, sorry, 400, field="purpose")
    _refuse_names(f"{title} {purpose}", subject)
    case = Case.everywhere.create(
        partnership_id=actor.partnership_id,
        title=title,
        purpose=purpose,
        subject=subject,
        owner_id=actor.account_id,
        opened_at=moment,
        opened_by_id=actor.account_id,
    )
    for one in dict.fromkeys(report_refs):
        _link(case, actor, one, FIRST_REASON, moment)
    detail = {"subject": subject.ref if subject else "", "reports": list(dict.fromkeys(report_refs))}
    record("case.opened", actor=actor, ref=f"case/{case.ref}", detail=detail)
    return case


@transaction.atomic
def link_report(*, actor: Actor, ref: str, report_ref: str, because: str, now: datetime | None = None) -> CaseReport:
    """Put a report into a case, and say why."""
    require(actor, Permission.CASE_MANAGE)
    case = open_case_of(actor, ref)
    because = said(because, "Say why the report belongs to this case.")
    link = _link(case, actor, report_ref, because, now or timezone.now())
    record("case.report_linked", actor=actor, ref=f"case/{case.ref}", detail={"report": link.report.ref})
    return link


@transaction.atomic
def unlink_report(*, actor: Actor, ref: str, report_ref: str, because: str, now: datetime | None = None) -> CaseReport:
    """Take a report out again, its exhibits with it. The rows stay, so that the case's past stays readable."""
    require(actor, Permission.CASE_MANAGE)
    case = open_case_of(actor, ref)
    link = case.reports.select_for_update().filter(
        report__ref=report_ref, report__in=visible_reports(actor), unlinked_at__isnull=True
    ).first()  # fmt: skip
    if link is None:
        raise NotFound(NOT_IN_CASE)
    moment = now or timezone.now()
    link.unlinked_because = said(because, "Say why the report does not belong to this case.")
    link.unlinked_at, link.unlinked_by_id = moment, actor.account_id
    link.save(update_fields=["unlinked_because", "unlinked_at", "unlinked_by"])
    exhibits = case.evidence.filter(evidence__report_id=link.report_id, dropped_at__isnull=True)
    dropped = exhibits.update(dropped_at=moment, dropped_by_id=actor.account_id)
    detail = {"report": report_ref, "exhibits": dropped}
    record("case.report_unlinked", actor=actor, ref=f"case/{case.ref}", detail=detail)
    return link


@transaction.atomic
def choose_evidence(
    *, actor: Actor, ref: str, evidence_ref: str, part: str, because: str = "", now: datetime | None = None
) -> CaseEvidence:
    """Choose an exhibit of a linked report, and say what it is for in the police package (L-04)."""
    require(actor, Permission.CASE_MANAGE)
    case = open_case_of(actor, ref)
    item = get_evidence(actor, evidence_ref)
    if not case.reports.filter(report_id=item.report_id, unlinked_at__isnull=True).exists():
        raise CannotChangeCase("Put the exhibit's report into the case first.")
    if case.evidence.filter(evidence=item, dropped_at__isnull=True).exists():
        raise CannotChangeCase("This exhibit is in the case already. Let it go first to choose it as another part.")
    if not (decision := may_be_part(part, item.kind)):
        raise CannotChangeCase(decision.because)
    chosen = CaseEvidence.everywhere.create(
        case=case,
        evidence=item,
        part=part,
        because=" ".join(because.split())[:300],
        chosen_at=now or timezone.now(),
        chosen_by_id=actor.account_id,
    )
    detail = {"evidence": item.ref, "part": part}
    record("case.exhibit_chosen", actor=actor, ref=f"case/{case.ref}", detail=detail)
    return chosen


@transaction.atomic
def drop_evidence(*, actor: Actor, ref: str, evidence_ref: str, now: datetime | None = None) -> CaseEvidence:
    """Let an exhibit go; it stays with its report, and the row stays here."""
    require(actor, Permission.CASE_MANAGE)
    case = open_case_of(actor, ref)
    chosen = case.evidence.select_for_update().filter(
        evidence__ref=evidence_ref, evidence__report__in=visible_reports(actor), dropped_at__isnull=True
    ).first()  # fmt: skip
    if chosen is None:
        raise NotFound(NO_EXHIBIT)
    chosen.dropped_at, chosen.dropped_by_id = now or timezone.now(), actor.account_id
    chosen.save(update_fields=["dropped_at", "dropped_by"])
    record("case.exhibit_dropped", actor=actor, ref=f"case/{case.ref}", detail={"evidence": evidence_ref})
    return chosen


@transaction.atomic
def pause_case(*, actor: Actor, ref: str, because: str, now: datetime | None = None) -> Case:
    """Lay a case aside with a reason; its reports are kept meanwhile."""
    require(actor, Permission.CASE_MANAGE)
    case = locked_case(actor, ref)
    _insist(case, {CaseState.OPEN}, "Only a case that is open can be paused.")
    _move(case, actor, CaseState.PAUSED, CaseDeed.PAUSED, said(because, "Say why it is paused."), now)
    record("case.paused", actor=actor, ref=f"case/{case.ref}")
    return case


@transaction.atomic
def close_case(*, actor: Actor, ref: str, because: str, now: datetime | None = None) -> Case:
    """Close a case with its reason; from now on its reports follow their own clocks."""
    require(actor, Permission.CASE_MANAGE)
    case = open_case_of(actor, ref)
    moment = now or timezone.now()
    case.closed_at, case.closed_by_id = moment, actor.account_id
    _move(case, actor, CaseState.CLOSED, CaseDeed.CLOSED, said(because, "Say why it is closed."), moment)
    record("case.closed", actor=actor, ref=f"case/{case.ref}")
    return case


@transaction.atomic
def reopen_case(*, actor: Actor, ref: str, because: str, now: datetime | None = None) -> Case:
    """Work again on a case that was paused or closed."""
    require(actor, Permission.CASE_MANAGE)
    case = locked_case(actor, ref)
    _insist(case, {CaseState.PAUSED, CaseState.CLOSED}, "This case is open already.")
    deed = CaseDeed.REOPENED if case.state == CaseState.CLOSED else CaseDeed.RESUMED
    case.closed_at, case.closed_by = None, None
    _move(case, actor, CaseState.OPEN, deed, said(because, "Say why it is taken up again."), now)
    record("case.reopened", actor=actor, ref=f"case/{case.ref}")
    return case


@transaction.atomic
def give_case(*, actor: Actor, ref: str, to_ref: str, because: str = "", now: datetime | None = None) -> Case:
    """Give a case to somebody else who may read cases."""
    require(actor, Permission.CASE_MANAGE)
    case = open_case_of(actor, ref)
    moment = now or timezone.now()
    found = [one for one in workers_of(actor.partnership_id, moment.date()) if one.ref == to_ref]
    if not found:
        raise CannotChangeCase("Pick somebody who may read cases.")
    if found[0].account_id == case.owner_id:
        raise CannotChangeCase("It is theirs already.")
    case.owner = found[0].account
    case.save(update_fields=["owner"])
    words = f"To {case.owner.name}. {' '.join(because.split())}".strip()[:LONGEST_LINE]
    write_line(case, actor, CaseDeed.GIVEN, words, moment)
    record("case.given", actor=actor, ref=f"case/{case.ref}", detail={"to": to_ref})
    return case


def _insist(case: Case, states: set[CaseState], sorry: str) -> None:
    if case.state not in states:
        raise CannotChangeCase(sorry)


def _move(case: Case, actor: Actor, state: CaseState, deed: CaseDeed, because: str, now: datetime | None) -> None:
    case.state = state
    case.save(update_fields=["state", "closed_at", "closed_by"])
    write_line(case, actor, deed, because, now or timezone.now())


def _link(case: Case, actor: Actor, report_ref: str, because: str, moment: datetime) -> CaseReport:
    report = get_report(actor, report_ref)
    if case.reports.filter(report=report, unlinked_at__isnull=True).exists():
        raise CannotChangeCase(f"{report.ref} is in this case already.")
    return CaseReport.everywhere.create(
        case=case, report=report, because=because, linked_at=moment, linked_by_id=actor.account_id
    )


def _refuse_names(text: str, subject: Subject | None) -> None:
    """Titles and purposes stand in lists and letters, so they say nobody's name."""
    if subject is not None and (word := names_somebody(text, names_of(subject))):
        raise CannotChangeCase(f"“{word}” is part of the subject's name. Say it without: titles stand in lists.")
