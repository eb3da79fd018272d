"""Tables that leave as a file: CSV as it is read, or an Excel workbook. Each is an event in the ledger."""

from collections.abc import Iterable, Sequence
from tempfile import TemporaryFile
from typing import cast

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.views.decorators.http import require_safe

from watchward.collect.queries.last_reports import last_reports
from watchward.kit.errors import NotFound
from watchward.kit.tables import csv_lines
from watchward.kit.tables.limits import refuse_too_many
from watchward.measure.queries.premises import premises_list
from watchward.measure.queries.tables import figures_table, premises_table
from watchward.partners.queries.register import members_of
from watchward.records.ledger import record_view
from watchward.web.access import SeatedRequest, seated
from watchward.web.imports import csv_answer

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = ("csv", "xlsx")


def table_answer(rows: Iterable[Sequence[object]], name: str, ending: str) -> HttpResponse:
    """A file of these rows, the header first. A workbook is written to disk, unnamed, and gone when it is sent."""
    if ending == "csv":
        return csv_answer(csv_lines(rows), f"{name}.csv")
    from watchward.kit.tables.workbook import write_workbook  # loads the library for workbooks

    file = TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115 (the answer closes it when it is sent)
    write_workbook(rows, file, title=name)
    file.seek(0)
    answer = FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=EXCEL)
    return cast(HttpResponse, answer)


@require_safe
@seated
def members_export(request: SeatedRequest, ending: str) -> HttpResponse:
    """The register of members as its page shows it: businesses, no people."""
    _known(ending)
    lines = members_of(request.actor, with_left=request.GET.get("show") == "left")
    last, _places = last_reports(request.actor)
    zone = request.seat.partnership.zone_info
    header = ("Reference", "Member", "Open places", "People", "Fee", "Controller role", "Last report", "Left on")
    rows: list[Sequence[object]] = [header]
    for one in lines:
        told = last.get(one.id)
        day = told.astimezone(zone).date() if told else None
        rows.append((one.ref, one.name, one.premises, one.people, one.fee, one.controller_role, day, one.left_on))
    record_view("members.exported", actor=request.actor, ref="members", detail={"count": len(lines), "form": ending})
    return table_answer(rows, "members", ending)


@require_safe
@seated
def premises_export(request: SeatedRequest, ending: str) -> HttpResponse:
    """The premises with what happened at each, as the filter of the page leaves them."""
    _known(ending)
    asked = request.GET
    words, sector = asked.get("q", "").strip()[:80], asked.get("sector", "")
    found = premises_list(
        request.actor, asked.get("period", ""), group=asked.get("kind", ""), words=words, sector=sector
    )
    rows = premises_table(found)
    _recorded(request, "premises", ending, len(rows) - 1, found.scope.period.slug, found.scope.group)
    return table_answer(rows, "premises", ending)


@require_safe
@seated
def figures_export(request: SeatedRequest, table: str, ending: str) -> HttpResponse:
    """One table of the dashboard."""
    _known(ending)
    figures, rows = figures_table(
        request.actor, table, request.GET.get("period", ""), group=request.GET.get("kind", "")
    )
    _recorded(request, table, ending, len(rows) - 1, figures.scope.period.slug, figures.scope.group)
    return table_answer(rows, f"figures-{table}", ending)


def _known(ending: str) -> None:
    if ending not in ENDINGS:
        raise NotFound("Tables come as .csv or .xlsx. Go back and press one of the buttons.")


def _recorded(request: SeatedRequest, table: str, form: str, count: int, period: str, kind: str) -> None:
    refuse_too_many(count if form == "xlsx" else 0)
    detail = {"table": table, "form": form, "count": count, "period": period, "kind": kind}
    record_view("figures.exported", actor=request.actor, ref="figures", detail=detail)
