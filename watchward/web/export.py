"""Reports as a file that leaves the house."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse

from watchward.collect.actions.export import export_reports
from watchward.collect.queries.export import ExportFilter
from watchward.kit.errors import Refused
from watchward.web.access import SeatedRequest, seated
from watchward.web.imports import csv_answer


@seated
def reports_export(request: SeatedRequest) -> HttpResponse:
    """`?since=2026-03-01&until=2026-03-31&people=1`, all optional; both days are in the file."""
    zone = request.seat.partnership.zone_info
    since, until = _day(request.GET.get("since", "")), _day(request.GET.get("until", ""))
    narrow = ExportFilter(
        _begin_of(since, zone), _begin_of(until and until + timedelta(days=1), zone), request.GET.get("people") == "1"
    )
    _count, lines = export_reports(actor=request.actor, narrow=narrow)
    return csv_answer(lines, "reports.csv")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as wrong:
        raise Refused("That is not a real day. Write it like 2026-03-27.") from wrong


def _begin_of(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), tzinfo=zone)
