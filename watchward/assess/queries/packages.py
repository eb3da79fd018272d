"""A case as it is read: its reports, exhibits, facts and log, and as the package that an officer looks at."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from watchward.assess.choices import CaseDeed, CaseState, Certainty, FactKind, Part
from watchward.assess.models import Case, CaseEvidence, CaseReport, CaseStep, Fact, Grade
from watchward.assess.queries.cases import get_case, may_leave
from watchward.assess.queries.subjects import cluster_ids, is_vulnerable, minor_gate, reports_of, titles_of
from watchward.assess.rules.cases import may_write
from watchward.assess.rules.packages import ExhibitState, Lack, ReportState, is_reported, lacks_of
from watchward.collect.choices import EvidenceKind
from watchward.collect.models import Evidence
from watchward.collect.queries.decoys import without_decoys
from watchward.collect.queries.evidence import Step, continuity_of, shown_of
from watchward.collect.queries.reading import ReportView, size_of, view_of
from watchward.collect.queries.reports import visible_reports
from watchward.collect.rules.visibility import GATE_SHUT, may_see_pictures
from watchward.kit.errors import Refused
from watchward.kit.lists import load
from watchward.partners.queries.governance import people_may_be_shown
from watchward.policy import Actor, Permission, may

# M-08: an officer gets what the case needs. Support and vulnerability are told apart, by somebody who knows why.
NOT_IN_PACKAGE = frozenset({FactKind.SUPPORT})


@dataclass(frozen=True, slots=True)
class GradeInCase:
    """The grade that travels with a report (M-08)."""

    code: str
    source: str
    information: str
    handling: str
    conditions: str
    tlp: str
    waits_for_second: bool


@dataclass(frozen=True, slots=True)
class ReportInCase:
    """One numbered report."""

    number: int
    view: ReportView
    grade: GradeInCase | None
    is_reported: bool
    because: str
    linked_at: datetime
    linked_by: str


@dataclass(frozen=True, slots=True)
class ExhibitInCase:
    """One exhibit with what L-04 asks of it and its line of hands."""

    ref: str
    label: str
    part: str
    part_label: str
    kind: str
    size: str
    because: str
    report_number: int
    report_ref: str
    sha256: str
    camera_place: str
    camera_offset_seconds: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    exported_by_name: str
    hands: tuple[Step, ...]
    gaps: int
    has_picture: bool
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactInCase:
    """One fact of the subject: how far it goes and where it comes from (G-13)."""

    kind: str
    value: str
    certainty: str
    certainty_label: str
    grade: str
    source: str
    conditions: str
    said_on: date


@dataclass(frozen=True, slots=True)
class SubjectInCase:
    """Whom the case is about; `withheld` says why nothing of them is shown."""

    ref: str
    title: str
    facts: tuple[FactInCase, ...]
    may_be_minor: str
    is_vulnerable: bool
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class LineInCase:
    """One line of the log."""

    ref: str
    deed: str
    deed_label: str
    words: str
    because: str
    outcome: str
    reference: str
    due_on: date | None
    owner: str
    at: datetime
    by: str
    done_at: datetime | None
    done_by: str
    may_tick: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """All that the page of a case shows."""

    ref: str
    title: str
    purpose: str
    state: str
    state_label: str
    owner: str
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    closed_by: str
    subject: SubjectInCase | None
    reports: tuple[ReportInCase, ...]
    taken_out: tuple[CaseReport, ...]
    exhibits: tuple[ExhibitInCase, ...]
    to_choose: tuple[tuple[str, str], ...]
    to_link: tuple[str, ...]
    log: tuple[LineInCase, ...]
    lacks: tuple[Lack, ...]
    may_manage: bool
    may_write: tuple[str, ...]
    seen: dict[str, int]


def read_case(actor: Actor, ref: str, now: datetime | None = None) -> CaseView:
    """Read one case; what the actor may not see of its reports is withheld there as on their own pages."""
    case, moment = get_case(actor, ref), now or timezone.now()
    today = moment.astimezone(case.partnership.zone_info).date()
    reports = _reports(actor, case, moment)
    numbers = {one.view.ref: one.number for one in reports}
    exhibits, states = _exhibits(actor, case, numbers, moment)  # of the reports above, so of no report out of sight
    lacks = lacks_of([_report_state(one) for one in reports], states)
    manages = bool(may(actor, Permission.CASE_MANAGE)) and case.state != CaseState.CLOSED
    return CaseView(
        ref=case.ref,
        title=case.title,
        purpose=case.purpose,
        state=case.state,
        state_label=str(CaseState(case.state).label),
        owner=case.owner.name,
        opened_at=case.opened_at,
        opened_by=case.opened_by.name,
        closed_at=case.closed_at,
        closed_by=case.closed_by.name if case.closed_by else "",
        subject=_subject(case, numbers, today) if case.subject else None,
        reports=reports,
        taken_out=tuple(
            case.reports.filter(unlinked_at__isnull=False).select_related("report", "unlinked_by").order_by("id")
        ),
        exhibits=exhibits,
        to_choose=_to_choose(case, numbers) if manages else (),
        to_link=_to_link(actor, case) if manages else (),
        log=_log(actor, case, today),
        lacks=tuple(lacks),
        may_manage=bool(may(actor, Permission.CASE_MANAGE)),
        may_write=tuple(one.value for one in CaseDeed if may_write(actor, one)),
        seen={"reports": len(reports), "exhibits": len(exhibits)},
    )


def read_package(actor: Actor, ref: str, now: datetime | None = None) -> CaseView:
    """The same as it goes to the police. Raises: Refused: nothing of this case leaves."""
    if not (decision := may_leave(get_case(actor, ref))):
        raise Refused(decision.because)
    return read_case(actor, ref, now)


def _reports(actor: Actor, case: Case, now: datetime) -> tuple[ReportInCase, ...]:
    """The linked reports in the order of what happened, each with the grade in force."""
    links = {one.report_id: one for one in case.reports.filter(unlinked_at__isnull=True).select_related("linked_by")}
    rows = (
        without_decoys(visible_reports(actor))
        .filter(pk__in=links)
        .select_related("premises", "organisation", "reporter", "partnership")
        .prefetch_related(
            "people", "vehicles", "goods", "evidence", "addenda__added_by", "correction_requests__asked_by"
        )
    )
    grades: dict[int, Grade] = {}
    for grade in Grade.everywhere.filter(report_id__in=links).select_related("second_reading").order_by("id"):
        grades[grade.report_id] = grade
    return tuple(
        ReportInCase(
            number,
            view_of(actor, report, now),
            _grade(grades[report.pk]) if report.pk in grades else None,
            is_reported(report.form),
            links[report.pk].because,
            links[report.pk].linked_at,
            links[report.pk].linked_by.name,
        )
        for number, report in enumerate(rows.order_by("happened_at", "id"), 1)
    )


def _grade(grade: Grade) -> GradeInCase:
    second = getattr(grade, "second_reading", None)
    return GradeInCase(
        grade.code,
        load("grading_source").label(grade.source),
        load("grading_information").label(grade.information),
        load("grading_handling").label(grade.handling),
        grade.conditions,
        load("tlp").label(grade.tlp),
        grade.needs_second_reader and (second is None or not second.agrees),
    )


def _report_state(one: ReportInCase) -> ReportState:
    form = "incident" if one.is_reported else "intelligence"
    waits = one.grade is not None and one.grade.waits_for_second
    return ReportState(f"Report {one.number}", form, one.grade is not None, waits)


def _exhibits(
    actor: Actor, case: Case, numbers: dict[str, int], now: datetime
) -> tuple[tuple[ExhibitInCase, ...], list[ExhibitState]]:
    chosen = case.evidence.filter(dropped_at__isnull=True, evidence__report__ref__in=numbers)
    chosen = chosen.select_related("evidence__report__partnership")
    rows = chosen.prefetch_related("evidence__custody", "evidence__report__people").order_by("id")
    exhibits, states = [], []
    for row in rows:
        item = row.evidence
        hands = tuple(continuity_of(item))
        gaps = sum(len(one.gaps) for one in hands) if hands else 1
        state = ExhibitState(
            f"Exhibit {item.label}", row.part, item.kind, item.camera_place, item.camera_offset_seconds,
            item.starts_at, item.exported_by_name, item.original_sha256, gaps,
        )  # fmt: skip
        states.append(state)
        pictures = bool(may_see_pictures(actor, shown_of(actor, item.report, now)))
        exhibits.append(_exhibit(row, item, numbers, hands, state, pictures))
    return tuple(exhibits), states


def _exhibit(
    row: CaseEvidence, item: Evidence, numbers: dict[str, int], hands: tuple[Step, ...], state: ExhibitState,
    pictures: bool,
) -> ExhibitInCase:  # fmt: skip
    return ExhibitInCase(
        ref=item.ref,
        label=item.label,
        part=row.part,
        part_label=str(Part(row.part).label),
        kind=str(EvidenceKind(item.kind).label),
        size=size_of(item.original_bytes),
        because=row.because,
        report_number=numbers.get(item.report.ref, 0),
        report_ref=item.report.ref,
        sha256=item.original_sha256,
        camera_place=item.camera_place,
        camera_offset_seconds=item.camera_offset_seconds,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        exported_by_name=item.exported_by_name,
        hands=hands,
        gaps=state.gaps,
        has_picture=pictures and item.kind == EvidenceKind.PHOTO and bool(item.thumbnail_key),
        lacks=tuple(one.says for one in lacks_of((), (state,)) if one.name),
    )


def _subject(case: Case, numbers: dict[str, int], today: date) -> SubjectInCase:
    assert case.subject is not None
    if not people_may_be_shown(case.partnership_id, today):
        return SubjectInCase(case.subject.ref, "", (), "", is_vulnerable=False, withheld=GATE_SHUT)
    minor = minor_gate(case.subject, today)
    return SubjectInCase(
        case.subject.ref,
        titles_of([case.subject.pk])[case.subject.pk],
        _facts(case, numbers),
        minor.because if minor else "",
        is_vulnerable(case.subject),
    )


def _facts(case: Case, numbers: dict[str, int]) -> tuple[FactInCase, ...]:
    """Facts in force by how far they go; the conditions of the report that one stands on travel with it (M-08)."""
    assert case.subject is not None
    rows = Fact.everywhere.filter(subject_id__in=cluster_ids(case.subject), withdrawn_at__isnull=True)
    facts = list(rows.exclude(kind__in=NOT_IN_PACKAGE).select_related("report").order_by("kind", "said_on", "id"))
    grades = Grade.everywhere.filter(report_id__in=[one.report_id for one in facts if one.report_id]).order_by("id")
    conditions: dict[int, str] = dict(grades.values_list("report_id", "conditions"))  # the newest grade comes last
    methods = load("modus_operandi")
    return tuple(
        FactInCase(
            str(FactKind(one.kind).label),
            methods.label(one.value) if one.kind == FactKind.METHOD and one.value in methods else one.value,
            one.certainty,
            str(Certainty(one.certainty).label),
            one.grade,
            _source(one, numbers),
            conditions.get(one.report_id or 0, ""),
            one.said_on,
        )
        for one in facts
    )


def _source(fact: Fact, numbers: dict[str, int]) -> str:
    if fact.report is None:
        return fact.source
    number = numbers.get(fact.report.ref)
    return f"Report {number}" if number else fact.report.ref


def _to_choose(case: Case, numbers: dict[str, int]) -> tuple[tuple[str, str], ...]:
    """(reference, words) of the files of linked reports that are not exhibits of the case yet."""
    taken = case.evidence.filter(dropped_at__isnull=True).values("evidence_id")
    rows = Evidence.everywhere.filter(report__ref__in=numbers).exclude(pk__in=taken).select_related("report")
    found = sorted(rows, key=lambda one: (numbers[one.report.ref], one.place))
    return tuple(
        (one.ref, f"{EvidenceKind(one.kind).label} {one.label}, report {numbers[one.report.ref]}") for one in found
    )


def _to_link(actor: Actor, case: Case) -> tuple[str, ...]:
    """References of the subject's reports that are not in the case yet."""
    if case.subject is None:
        return ()
    inside = case.reports.filter(unlinked_at__isnull=True).values("report_id")
    rows = reports_of(cluster_ids(case.subject)).filter(pk__in=visible_reports(actor)).exclude(pk__in=inside)
    return tuple(rows.order_by("happened_at", "id").values_list("ref", flat=True)[:50])


def _log(actor: Actor, case: Case, today: date) -> tuple[LineInCase, ...]:
    """The newest line first; a task that is late says so."""
    rows = case.steps.select_related("owner", "taken_by", "done_by").order_by("-id")
    outcomes = load("outcomes_police")
    is_closed = case.state == CaseState.CLOSED
    manages = bool(may(actor, Permission.CASE_MANAGE))
    lines = []
    for one in rows:
        outcome = outcomes.label(one.choice) if one.choice in outcomes else one.choice
        ticks = not is_closed and (manages or one.owner_id == actor.account_id)
        lines.append(_line(one, outcome, today, may_tick=ticks))
    return tuple(lines)


def _line(one: CaseStep, outcome: str, today: date, *, may_tick: bool) -> LineInCase:
    is_open_task = one.deed == CaseDeed.TASK and one.done_at is None
    return LineInCase(
        one.ref,
        one.deed,
        str(CaseDeed(one.deed).label),
        one.words,
        one.because,
        outcome,
        one.reference,
        one.due_on,
        one.owner.name if one.owner else "",
        one.taken_at,
        one.taken_by.name,
        one.done_at,
        one.done_by.name if one.done_by else "",
        may_tick=is_open_task and may_tick,
        is_late=is_open_task and one.due_on is not None and one.due_on < today,
    )
