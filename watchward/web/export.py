"""Reports as a file that leaves the house."""

from dataclasses import asdict

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from watchward.collect.actions.export import export_report_rows
from watchward.collect.queries.export import ExportFilter
from watchward.collect.queries.reports import premises_to_pick
from watchward.kit.errors import Refused
from watchward.web.access import SeatedRequest, seated
from watchward.web.download import table_answer
from watchward.web.forms.reports import Filter


@seated
def reports_export(request: SeatedRequest) -> HttpResponse:
    """The filter of the list, and `people=1`; all optional. What is wrong is refused: a file must not hold more."""
    return _answer(request, "csv")


@require_safe
@seated
def reports_export_excel(request: SeatedRequest) -> HttpResponse:
    """The same reports as a workbook."""
    return _answer(request, "xlsx")


def _answer(request: SeatedRequest, ending: str) -> HttpResponse:
    form = Filter(request.GET, premises=premises_to_pick(request.actor))
    if not form.is_valid():
        raise Refused(" ".join(str(text) for texts in form.errors.values() for text in texts))
    shown = asdict(form.narrow(request.seat.partnership.zone_info))
    narrow = ExportFilter(**shown, people=request.GET.get("people") == "1")
    _count, rows = export_report_rows(actor=request.actor, narrow=narrow, form=ending)
    return table_answer(rows, "reports", ending)
