"""A member's own log on its way in: the file, its mapping, a look at the first rows, the run and what became of it."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Annotated, Any, Literal

from watchward.api.reading import Unreadable, Wrong
from watchward.api.registry import Call, Page, Paged, operation
from watchward.api.shapes import like
from watchward.collect.actions.imports import run_import, set_mapping, start_import, stop_import
from watchward.collect.queries.imports import (
    Word,
    get_import,
    import_problems,
    importable_organisations,
    imported_reports,
    mapping_of,
    newest_imports,
    premises_meanings,
    preview_import,
    table_of,
    type_meanings,
)
from watchward.collect.queries.reports import ReportRow
from watchward.collect.rules.importing import Candidate
from watchward.kit.errors import Refused
from watchward.kit.tables import Mapping as Columns
from watchward.kit.tables import RowErrors, TableError
from watchward.kit.tables.mapping import VERSION
from watchward.policy import Permission
from watchward.records.ledger import record_view

NEEDS = (Permission.REPORT_IMPORT,)
DONE = "This import is done and its file was deleted. To bring in more rows, upload a new file."
SAMPLE = 60


@dataclass(frozen=True, slots=True)
class Member:
    """A member that this account imports for."""

    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class Import:
    """One file and how far it is."""

    ref: str
    member_ref: str
    member: str
    file_name: str
    sheet: str
    sha256: str
    state: Annotated[str, "uploaded, ready, running, done, stopped or failed."]
    total_rows: Annotated[int, "An estimate until it is done."]
    next_row: int
    made: int
    duplicates: int
    refused: int
    trouble: str
    uploaded_at: datetime
    uploaded_by: str
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class ImportAsked:
    """Whose log the file is, and which sheet of a workbook."""

    member: Annotated[str, "The reference of the member."]
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which columns feed which field; constants for blanks; words translated to ids."""

    columns: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, str]
    translations: Mapping[str, Mapping[str, str]]
    date_order: str
    zone: str
    currency_sign: str
    currency_code: str
    table_columns: Annotated[tuple[str, ...], "The columns that the file has."]
    types: Annotated[tuple[Word, ...], "The member's words for what happened, and what each means so far."]
    premises: Annotated[tuple[Word, ...], "The member's words for places that the register does not know."]


@dataclass(frozen=True, slots=True)
class ColumnMappingSaid:
    """The mapping as it shall be; with `save_as`, kept for the member's next file."""

    columns: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, str] | None = None
    translations: Mapping[str, Mapping[str, str]] | None = None
    date_order: Literal["day-first", "month-first"] = "day-first"
    zone: str = "Europe/London"
    currency_sign: str = "£"
    currency_code: str = "GBP"
    save_as: str = ""


@dataclass(frozen=True, slots=True)
class RowWrong:
    """What is wrong with one cell."""

    column: str
    what: str
    todo: str


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row as the report it would become, or what is wrong with it."""

    row: int
    kind: str
    premises_ref: str
    happened_at: datetime | None
    until: datetime | None
    narrative: str
    loss_pence: int | None
    wrong: tuple[RowWrong, ...]


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """The first rows, and what is wrong in those that were looked at."""

    checked: int
    good: int
    wrong: int
    known: Annotated[int, "Rows that are here already."]
    reasons: Annotated[tuple[tuple[str, str, int], ...], "Column, what is wrong, how many rows."]
    rows: tuple[PreviewRow, ...]


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One cell that kept its row out."""

    row: int
    column: str
    found: str
    why: str


@dataclass(frozen=True, slots=True)
class ProblemsAsked:
    """Where the list goes on."""

    after: Annotated[int, {"description": "How many were read already; `next` holds it.", "minimum": 0}] = 0
    limit: Annotated[int, {"description": "How many rows.", "minimum": 1, "maximum": 1000}] = 200


@operation("GET", "/members-to-import", needs=NEEDS)
def get_members_to_import(call: Call) -> tuple[Member, ...]:
    """Name the members that this account imports for."""
    return tuple(Member(*one) for one in importable_organisations(call.actor))


@operation("GET", "/imports", needs=NEEDS)
def get_imports(call: Call, asked: Paged) -> Page[Import]:
    """List imports, the newest first."""
    rows, older = newest_imports(call.actor, after=asked.after, limit=asked.limit)
    return Page(tuple(map(_import, rows)), older)


@operation("POST", "/imports", needs=NEEDS, status=201, files="one")
def upload_import(call: Call, body: ImportAsked) -> Import:
    """Upload a log as CSV or Excel in the part `file`; a mapping that fits is proposed."""
    batch = start_import(
        actor=call.actor, organisation_ref=body.member, upload=call.files[0], sheet=body.sheet, now=call.now
    )  # fmt: skip
    return _import(batch)


@operation("GET", "/imports/{ref}", needs=NEEDS)
def get_one_import(call: Call, ref: str) -> Import:
    """Say how far one import is."""
    return _import(get_import(call.actor, ref))


@operation("GET", "/imports/{ref}/mapping", needs=NEEDS)
def get_mapping(call: Call, ref: str) -> ColumnMapping:
    """Give the mapping as it stands, with the file's columns and the member's words."""
    batch = get_import(call.actor, ref)
    if batch.state == "done":
        raise Refused(DONE)
    mapping = mapping_of(batch)
    try:
        return like(
            ColumnMapping,
            mapping,
            table_columns=tuple(table_of(batch).columns),
            types=tuple(type_meanings(call.actor, batch, mapping)),
            premises=tuple(premises_meanings(call.actor, batch, mapping)),
        )
    except TableError as broken:
        raise Refused(str(broken)) from broken


@operation("PUT", "/imports/{ref}/mapping", needs=NEEDS, status=204)
def put_mapping(call: Call, ref: str, body: ColumnMappingSaid) -> None:
    """Say which column feeds which field, and what the member's words mean."""
    plain = {
        "version": VERSION,
        "date_order": body.date_order,
        "zone": body.zone,
        "currency_sign": body.currency_sign,
        "currency_code": body.currency_code,
        "columns": {name: list(columns) for name, columns in body.columns.items()},
        "constants": dict(body.constants or {}),
        "translations": dict(body.translations or {}),
    }
    get_import(call.actor, ref)
    try:
        mapping = Columns.from_plain(plain)
    except TableError as wrong:
        raise Unreadable([Wrong("#", str(wrong))]) from wrong
    set_mapping(actor=call.actor, ref=ref, mapping=mapping, save_as=body.save_as, now=call.now)


@operation("GET", "/imports/{ref}/preview", needs=NEEDS)
def get_preview(call: Call, ref: str) -> ImportPreview:
    """Look at the first rows as the reports they would become; the look is in the ledger."""
    batch = get_import(call.actor, ref)
    if batch.state == "done":
        raise Refused(DONE)
    try:
        found = preview_import(call.actor, ref, call.now)
    except TableError as broken:
        raise Refused(str(broken)) from broken
    record_view("import.previewed", actor=call.actor, ref=f"import/{batch.ref}", detail={"rows": len(found.rows)})
    return like(ImportPreview, found, rows=tuple(_preview(number, one) for number, one in found.rows))


@operation("POST", "/imports/{ref}/run", needs=NEEDS)
def run_one_import(call: Call, ref: str) -> Import:
    """Let the worker read the file in, or go on where it was stopped."""
    run_import(actor=call.actor, ref=ref)
    return _import(get_import(call.actor, ref))


@operation("POST", "/imports/{ref}/stop", needs=NEEDS)
def stop_one_import(call: Call, ref: str) -> Import:
    """Stop after the rows in hand; what came in stays."""
    stop_import(actor=call.actor, ref=ref)
    return _import(get_import(call.actor, ref))


@operation("GET", "/imports/{ref}/problems", needs=NEEDS)
def get_problems(call: Call, ref: str, asked: ProblemsAsked) -> Page[RowProblem]:
    """List what kept rows out, in the order of the file; the look is in the ledger."""
    if not (asked.after >= 0 and 1 <= asked.limit <= 1000):
        raise Unreadable([Wrong("limit", "Send a number from 1 to 1000, and `after` as `next` says it.")])
    batch = get_import(call.actor, ref)
    record_view("import.problems_downloaded", actor=call.actor, ref=f"import/{batch.ref}")
    with closing(import_problems(call.actor, ref)) as rows:  # type: ignore[type-var]
        found = [RowProblem(*one) for one in islice(rows, asked.after, asked.after + asked.limit + 1)]
    more = len(found) > asked.limit
    return Page(tuple(found[: asked.limit]), str(asked.after + asked.limit) if more else "")


@operation("GET", "/imports/{ref}/reports", needs=NEEDS)
def get_imported_reports(call: Call, ref: str, asked: Paged) -> Page[ReportRow]:
    """List the reports that one import made, in the order of the file."""
    rows, older = imported_reports(call.actor, ref, after=asked.after, limit=asked.limit)
    return Page(tuple(rows), older)


def _import(batch: Any) -> Import:
    organisation, uploader = batch.organisation, batch.uploaded_by
    return like(
        Import, batch, member_ref=organisation.ref, member=organisation.name, uploaded_by=uploader.name
    )  # fmt: skip


def _preview(number: int, found: Candidate | RowErrors) -> PreviewRow:
    if isinstance(found, RowErrors):
        wrong = tuple(like(RowWrong, one) for one in found.errors)
        return PreviewRow(number, "", "", None, None, "", None, wrong)
    row = found.row
    return PreviewRow(
        number, row.type, found.premises.ref, row.happened_at, row.until, row.narrative, row.loss_pence, ()
    )  # fmt: skip
