"""Bring in a member's own log: file, columns, words, check, run, result. Each page works without scripts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from watchward.collect.actions.imports import run_import, set_mapping, start_import, stop_import
from watchward.collect.queries.imports import (
    first_problems,
    get_import,
    import_problems,
    importable_organisations,
    imported_reports,
    mapping_of,
    newest_imports,
    places_of,
    premises_meanings,
    preview_import,
    table_of,
    type_meanings,
    types_of,
)
from watchward.collect.rules.importing import Candidate
from watchward.kit.errors import Refused
from watchward.kit.tables import RowErrors, TableError, csv_lines
from watchward.kit.tables.recognise import MAX_BYTES
from watchward.kit.text import clipped, count, moment, pounds
from watchward.records.ledger import record_view
from watchward.web.access import SeatedRequest, seated
from watchward.web.import_mapping import (
    chosen,
    column_samples,
    columns_posted,
    field_groups,
    premises_groups,
    type_groups,
    word_rows,
    words_posted,
)

STEPS = ["File", "Columns", "Words", "Check", "Result"]
PILLS = {
    "uploaded": ("Not started", "outline"),
    "ready": ("Waiting for its turn", "info"),
    "running": ("Running", "info"),
    "done": ("Done", "success"),
    "stopped": ("Stopped", "warning"),
    "failed": ("Failed", "danger"),
}
PROBLEM_HEADER = ("Row", "Column", "What it says", "What to do")


@dataclass(frozen=True, slots=True)
class Line:
    """One import, formatted for a list or a page."""

    ref: str
    file_name: str
    member: str
    state: str
    pill: tuple[str, str]
    when: str
    who: str
    made: int
    duplicates: int
    refused: int
    total: int
    trouble: str
    finished: str

    @property
    def handled(self) -> int:
        """Rows dealt with so far."""
        return self.made + self.duplicates + self.refused

    @property
    def is_working(self) -> bool:
        """Whether the page should look again by itself."""
        return self.state in {"ready", "running"}

    @property
    def says(self) -> str:
        """How far it is, in words."""
        if self.state == "ready":
            return "It starts as soon as the worker is free."
        total = max(self.total, self.handled)
        return f"{self.handled:,} of about {count(total, 'row')}"


@seated
def imports(request: SeatedRequest) -> HttpResponse:
    """The list, newest first."""
    rows, older = newest_imports(request.actor, after=request.GET.get("after", ""))
    zone = request.seat.partnership.zone_info
    page = {"lines": [_line(one, zone) for one in rows], "older": older, "after": request.GET.get("after", "")}
    return render(request, "imports/list.html", page)


@seated
def new(request: SeatedRequest) -> HttpResponse:
    """Choose the member and the file."""
    members = importable_organisations(request.actor)
    page: dict[str, Any] = {"members": members, "steps": STEPS, "problems": [], "said": request.POST}
    page["most_mb"] = MAX_BYTES >> 20
    if request.method != "POST":
        return render(request, "imports/new.html", page)
    upload = request.FILES.get("file")
    problems = []
    if request.POST.get("organisation") not in dict(members):
        problems.append(("organisation", "Choose the member whose log this is."))
    if upload is None:
        problems.append(("file", "Choose a file."))
    if not problems and upload is not None:
        try:
            sheet = request.POST.get("sheet", "").strip()
            member = request.POST["organisation"]
            batch = start_import(actor=request.actor, organisation_ref=member, upload=upload, sheet=sheet)
            return redirect("import_columns", batch.ref)
        except Refused as refusal:
            problems.append(("file", str(refusal)))
    return render(request, "imports/new.html", page | {"problems": problems}, status=422)


@seated
def columns(request: SeatedRequest, ref: str) -> HttpResponse:
    """Say which column feeds which field."""
    batch = get_import(request.actor, ref)
    table = _table(batch)
    mapping = mapping_of(batch)
    places, types = places_of(request.actor, batch.organisation_id), types_of(request.actor)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        mapping = columns_posted(request.POST, mapping, table.columns)
        problems = _unfed(mapping.columns, mapping.constants, has_one_place=places.only is not None)
        if not problems:
            set_mapping(actor=request.actor, ref=ref, mapping=mapping)
            return redirect("import_words", ref)
    samples = column_samples(table.columns, table.sample(60))
    page = {
        "line": _line(batch, request.seat.partnership.zone_info),
        "steps": STEPS,
        "problems": problems,
        "samples": samples,
        "groups": field_groups(mapping, samples),
        "date_order": mapping.date_order,
        "zone": mapping.zone,
        "only_place": places.only,
        "constant_type": chosen(type_groups(types, "Refuse the row"), mapping.constants.get("type", "")),
        "constant_premises": chosen(premises_groups(places, "Refuse the row"), mapping.constants.get("premises", "")),
    }
    return render(request, "imports/columns.html", page, status=422 if problems else 200)


@seated
def words(request: SeatedRequest, ref: str) -> HttpResponse:
    """Say what the member's words mean, and keep the mapping for the next file."""
    actor = request.actor
    batch = get_import(actor, ref)
    mapping = mapping_of(batch)
    places, types = places_of(actor, batch.organisation_id), types_of(actor)
    problems, save_as = [], request.POST.get("save_as", "")
    if request.method == "POST":
        mapping = words_posted(request.POST, mapping, "type", (one.id for one in types.entries))
        mapping = words_posted(request.POST, mapping, "premises", (one.ref for one in places.all))
        try:
            set_mapping(actor=actor, ref=ref, mapping=mapping, save_as=save_as)
            return redirect("import_check", ref)
        except Refused as refusal:
            problems = [("save_as", str(refusal))]
    _table(batch)
    page = {
        "line": _line(batch, request.seat.partnership.zone_info),
        "steps": STEPS,
        "problems": problems,
        "save_as": save_as,
        "types": word_rows(type_meanings(actor, batch, mapping), type_groups(types, "Refuse these rows")),
        "premises": word_rows(premises_meanings(actor, batch, mapping), premises_groups(places, "Refuse these rows")),
    }
    return render(request, "imports/words.html", page, status=422 if problems else 200)


@seated
def check(request: SeatedRequest, ref: str) -> HttpResponse:
    """The first rows as the reports they would become. Looking is on record, since the words may name people."""
    batch = get_import(request.actor, ref)
    zone = request.seat.partnership.zone_info
    _table(batch)
    found = preview_import(request.actor, ref)
    record_view("import.previewed", actor=request.actor, ref=f"import/{batch.ref}", detail={"rows": len(found.rows)})
    labels = {one.id: one.label for one in types_of(request.actor).entries}
    page = {
        "line": _line(batch, zone),
        "steps": STEPS,
        "found": found,
        "rows": [_previewed(number, one, labels, zone) for number, one in found.rows],
    }
    return render(request, "imports/check.html", page)


@require_POST
@seated
def run(request: SeatedRequest, ref: str) -> HttpResponse:
    """Begin, or go on."""
    run_import(actor=request.actor, ref=ref)
    return redirect("import", ref)


@require_POST
@seated
def stop(request: SeatedRequest, ref: str) -> HttpResponse:
    """Stop after the rows in hand."""
    stop_import(actor=request.actor, ref=ref)
    messages.info(request, "The import is stopped. What came in stays; you can go on whenever you like.")
    return redirect("import", ref)


@seated
def progress(request: SeatedRequest, ref: str) -> HttpResponse:
    """Where an import stands; asked by htmx, only the part that changes."""
    batch = get_import(request.actor, ref)
    line = _line(batch, request.seat.partnership.zone_info)
    problems = first_problems(request.actor, ref) if line.refused and not line.is_working else []
    page = {"line": line, "steps": STEPS, "problems": problems}
    template = "imports/_status.html" if request.headers.get("HX-Request") else "imports/progress.html"
    return render(request, template, page)


@seated
def problems_file(request: SeatedRequest, ref: str) -> HttpResponse:
    """Every row that could not come in, as a file that runs no formula."""
    batch = get_import(request.actor, ref)
    record_view("import.problems_downloaded", actor=request.actor, ref=f"import/{batch.ref}")

    def table() -> Iterator[Sequence[object]]:
        yield PROBLEM_HEADER
        yield from import_problems(request.actor, ref)

    return csv_answer(csv_lines(table()), f"problems-{batch.ref}.csv")


@seated
def reports_of(request: SeatedRequest, ref: str) -> HttpResponse:
    """The reports that an import made, in the order of the file."""
    batch = get_import(request.actor, ref)
    zone = request.seat.partnership.zone_info
    rows, next_after = imported_reports(request.actor, ref, after=request.GET.get("after", ""))
    lines = [
        (one.ref, one.kind_label, one.premises_name, moment(one.happened_at, zone), pounds(one.loss_pence))
        for one in rows
    ]
    page = {"line": _line(batch, zone), "rows": lines, "next": next_after, "after": request.GET.get("after", "")}
    return render(request, "imports/reports.html", page)


def csv_answer(lines: Iterable[str], name: str) -> HttpResponse:
    """A CSV file made while it is sent; the mark at its start tells Excel that it is UTF-8."""

    def chunks() -> Iterator[str]:
        yield "\ufeff"
        yield from lines

    answer = StreamingHttpResponse(chunks(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return cast(HttpResponse, answer)  # a sibling of HttpResponse; every view here is declared as the more usual one


def _table(batch: Any) -> Any:
    """The file, or a plain refusal: a finished import has none any more."""
    if batch.state == "done":
        raise Refused("This import is done and its file was deleted. To bring in more rows, upload a new file.")
    try:
        return table_of(batch)
    except TableError as broken:
        raise Refused(str(broken)) from broken


def _line(batch: Any, zone: ZoneInfo) -> Line:
    return Line(
        ref=batch.ref,
        file_name=batch.file_name,
        member=batch.organisation.name,
        state=batch.state,
        pill=PILLS[batch.state],
        when=moment(batch.uploaded_at, zone),
        who=batch.uploaded_by.name,
        made=batch.made,
        duplicates=batch.duplicates,
        refused=batch.refused,
        total=batch.total_rows,
        trouble=batch.trouble,
        finished=moment(batch.finished_at, zone),
    )


def _previewed(number: int, found: Candidate | RowErrors, labels: dict[str, str], zone: ZoneInfo) -> dict[str, Any]:
    if isinstance(found, RowErrors):
        return {"row": number, "errors": [(one.column, f"{one.what} {one.todo}") for one in found.errors]}
    row = found.row
    return {
        "row": number,
        "errors": [],
        "when": _span(row.happened_at, row.until, row.whole_day, zone),
        "where": found.premises.name,
        "what": labels.get(row.type, row.type),
        "loss": pounds(row.loss_pence),
        "words": clipped(row.narrative, 80),
        "people": "1 person" if row.person_name or row.person_description else "",
    }


def _span(first: datetime, until: datetime | None, whole_day: bool, zone: ZoneInfo) -> str:
    if whole_day:
        return f"{moment(first, zone).rsplit(',', 1)[0]}, time not given"
    return moment(first, zone) if until is None else f"{moment(first, zone)} to {moment(until, zone)}"


def _unfed(
    columns: Mapping[str, object], constants: Mapping[str, str], *, has_one_place: bool
) -> list[tuple[str, str]]:
    """What must be chosen before the next page."""
    problems = []
    if not {"happened_at", "happened_on"} & set(columns):
        problems.append(("happened_on", "Choose the column that says when it happened."))
    if "type" not in columns and "type" not in constants:
        problems.append(("type", "Choose the column that says what kind of incident it was, or one kind for all rows."))
    if not has_one_place and "premises" not in columns and "premises" not in constants:
        problems.append(("premises", "Choose the column that names the premises, or one premises for all rows."))
    return problems
