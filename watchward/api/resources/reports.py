"""Reports: send one, read them, add to one's own, ask its reporter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from watchward.api.reading import Unreadable, Wrong
from watchward.api.registry import Answer, Call, Page, Paged, operation
from watchward.api.shapes import like
from watchward.assess.queries.ladder import ladder_of
from watchward.collect.actions.evidence import add_files
from watchward.collect.actions.reports import add_to_report, ask_correction, submit_report
from watchward.collect.choices import Form
from watchward.collect.files import FileProblem, KeptFile, drop_files, keep_files
from watchward.collect.queries.reading import PersonLine, ReportView, read_report
from watchward.collect.queries.reports import ReportFilter, ReportRow, get_report, newest_reports, report_rows
from watchward.collect.rules.checking import Checked, checked
from watchward.collect.rules.drafts import Draft
from watchward.collect.rules.facts import must_call_999
from watchward.kit.errors import Refused
from watchward.kit.sensitive_words import scan
from watchward.partners.queries.lists import list_of
from watchward.partners.queries.report_places import report_places
from watchward.policy import Permission
from watchward.records.ledger import record_view

READS = (Permission.REPORT_SUBMIT, Permission.REPORT_READ_PREMISES, Permission.REPORT_READ_ALL)
CALL_999 = "Somebody is in danger: call 999 now. Sending a report calls nobody."


@dataclass(frozen=True, slots=True)
class ReportsAsked(Paged):
    """What the list is narrowed to."""

    form: Annotated[Form | None, "One form only."] = None
    kind: Annotated[str, "An incident type; its children come with it."] = ""
    premises: Annotated[str, "The reference of one premises."] = ""
    since: Annotated[datetime | None, "Happened at this moment or later."] = None
    until: Annotated[datetime | None, "Happened before this moment."] = None
    mine: Annotated[bool, "Only what this account sent."] = False


@dataclass(frozen=True, slots=True)
class SeenGoods:
    """One sort of goods."""

    goods: str
    note: str
    quantity: int | None
    value_pence: int | None
    recovered_pence: int | None


@dataclass(frozen=True, slots=True)
class SeenFile:
    """One file of a report; `picture` is empty where it has none or it is not yours to see."""

    ref: str
    title: str
    kind: str
    width: int | None
    height: int | None
    size: str
    picture: str
    thumbnail: str


@dataclass(frozen=True, slots=True)
class Words:
    """Words that were added or asked later; `by` is empty where the name is not yours to know."""

    ref: str
    text: str
    said_at: datetime | None
    by: str
    answers: Annotated[str, "What was asked, if this is an answer."]
    is_open: Annotated[bool, "A request that nobody answered yet."]


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of what became of a report (L-07)."""

    label: str
    at: datetime | None
    says: str
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """One report as this key may read it. What is not yours to see is not here; `people_withheld` says why."""

    ref: str
    form: str
    kind: str
    kind_label: str
    happened_at: datetime
    happened_until: datetime | None
    told_at: datetime
    device_at: datetime | None
    origin: str
    premises_ref: str
    premises_name: str
    organisation: str
    loss_pence: int | None
    value_band: str
    recovered_pence: int | None
    police_reference: str
    is_danger: bool
    has_injury: bool
    has_weapon: bool
    has_abuse: bool
    is_hate: bool
    lists_version: str
    is_own: bool
    reporter: str
    narrative: str
    answers: Mapping[str, Any]
    answers_in_words: tuple[tuple[str, str], ...]
    goods: tuple[SeenGoods, ...]
    vehicles: tuple[str, ...]
    people: tuple[PersonLine, ...]
    people_withheld: str
    files: tuple[SeenFile, ...]
    pictures_withheld: str
    added: tuple[Words, ...]
    asked: tuple[Words, ...]
    ladder: tuple[Rung, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a report that was sent: it is durable now. `files` names what could not be used, and why."""

    ref: str
    url: str
    files: tuple[FileProblem, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """Files that were added, by reference, and those that could not be used."""

    evidence: tuple[str, ...]
    files: tuple[FileProblem, ...]


@dataclass(frozen=True, slots=True)
class WordsSaid:
    """Words for one's own report; with `request`, as the answer to what was asked."""

    text: str
    request: str = ""


@dataclass(frozen=True, slots=True)
class QuestionSaid:
    """What the reporter is asked to put right."""

    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """The reference of what was written."""

    ref: str


@operation("GET", "/reports", needs=READS)
def get_reports(call: Call, asked: ReportsAsked) -> Page[ReportRow]:
    """List the reports that this key may read, what happened last first; no people."""
    narrow = ReportFilter(
        form=asked.form or "", kind=asked.kind, premises_ref=asked.premises, since=asked.since, until=asked.until,
        only_mine=asked.mine,
    )  # fmt: skip
    page = newest_reports(call.actor, narrow=narrow, after=asked.after, limit=asked.limit)
    return Page(tuple(page.rows), page.older)


@operation("POST", "/reports", needs=(Permission.REPORT_SUBMIT,), status=201, files="many", key="must")
def send_report(call: Call, body: Draft) -> Answer[Sent]:
    """Send one report, with files in the parts `file` if there are any. It is kept once the answer is here."""
    found = _checked(call, body)
    kept, problems = keep_files(call.files)
    report = submit_report(
        actor=call.actor, draft=found.draft, client_key=_key(call), files=kept, now=call.now
    )  # fmt: skip
    is_new = report.told_at == call.now
    notes = [*found.notes, *(f"“{one.word}”: {one.advice}" for one in scan(report.narrative))]
    if must_call_999(report.answers):
        notes.insert(0, CALL_999)
    return Answer(Sent(report.ref, f"/api/reports/{report.ref}", tuple(problems), tuple(notes)), 201 if is_new else 200)


@operation("GET", "/reports/{ref}", needs=READS)
def get_one_report(call: Call, ref: str) -> Report:
    """Read one report with all that this key may see of it; the look is in the ledger (G-12)."""
    view = read_report(call.actor, ref, call.now)
    record_view("report.viewed", actor=call.actor, ref=f"report/{view.ref}", detail=view.seen)
    return _report(call, view)


@operation("POST", "/reports/{ref}/words", needs=(Permission.REPORT_SUBMIT,), status=204, key="may")
def add_words(call: Call, ref: str, body: WordsSaid) -> None:
    """Add words to one's own report, or answer what was asked."""
    add_to_report(
        actor=call.actor, ref=ref, text=body.text, client_key=call.idempotency_key, request_ref=body.request,
        now=call.now,
    )  # fmt: skip


@operation("POST", "/reports/{ref}/files", needs=(Permission.REPORT_SUBMIT,), status=201, files="many")
def add_report_files(call: Call, ref: str) -> Added:
    """Add files to one's own report; one that cannot be used never costs the others."""
    get_report(call.actor, ref)  # nothing is kept for a report that is not there
    if not call.files:
        raise Unreadable([Wrong("file", "Send at least one file in the part `file`.")])
    kept, problems = _some(call)
    added = add_files(actor=call.actor, ref=ref, files=kept, now=call.now)
    return Added(tuple(one.ref for one in added), tuple(problems))


@operation("POST", "/reports/{ref}/requests", needs=(Permission.REPORT_ASK_CORRECTION,), status=201)
def ask_reporter(call: Call, ref: str, body: QuestionSaid) -> Written:
    """Ask the reporter to put something right; the report itself stays as it is."""
    return like(Written, ask_correction(actor=call.actor, ref=ref, text=body.text, now=call.now))


def _checked(call: Call, body: Draft) -> Checked:
    town, actor = call.seat.partnership, call.actor
    found = checked(
        body,
        types=list_of(town.pk, "incident_types"),
        goods=list_of(town.pk, "goods"),
        jurisdiction=town.jurisdiction,
        now=call.now,
    )
    if body.premises_ref not in {one.ref for one in report_places(actor)}:
        found.problems.append(("#/premises_ref", "Send the reference of a premises you report for: see /api/places."))
    if found.problems:
        raise Unreadable([Wrong(*one) for one in found.problems])
    return found


def _key(call: Call) -> UUID:
    assert call.idempotency_key is not None, "the registry asks for it"
    return call.idempotency_key


def _some(call: Call) -> tuple[list[KeptFile], list[FileProblem]]:
    kept, problems = keep_files(call.files)
    if not kept:
        drop_files(kept)
        raise Refused(" ".join(f"{one.name}: {one.why}" for one in problems))
    return kept, problems


def _report(call: Call, view: ReportView) -> Report:
    report = get_report(call.actor, view.ref)
    (row,) = report_rows([report.pk])
    facts = {name: getattr(row, name) for name in ("kind_label", "premises_ref", "premises_name", "origin")}
    return like(
        Report,
        report,
        **facts,
        organisation=view.organisation,
        is_own=view.is_own,
        reporter=view.reporter,
        answers_in_words=view.answers,
        goods=tuple(like(SeenGoods, one) for one in sorted(report.goods.all(), key=lambda one: one.place)),
        vehicles=view.vehicles,
        people=view.people,
        people_withheld=view.people_withheld,
        files=_files(view),
        pictures_withheld="" if view.pictures else view.pictures.because,
        added=tuple(like(Words, one) for one in view.added),
        asked=tuple(like(Words, one) for one in view.asked),
        ladder=tuple(like(Rung, one) for one in ladder_of(call.actor, view.ref)),
    )


def _files(view: ReportView) -> tuple[SeenFile, ...]:
    found = []
    for one in view.files:
        base = f"/api/evidence/{one.ref}" if one.is_photo and view.pictures else ""
        links = {name: f"{base}/{name}" if base else "" for name in ("picture", "thumbnail")}
        found.append(like(SeenFile, one, **links))
    return tuple(found)
