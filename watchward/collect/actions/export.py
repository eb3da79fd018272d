"""Reports leave the house as a file: who took how many, of when, with or without people, stands in the ledger."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from watchward.collect.queries.export import ExportFilter, export_header, export_rows, exported, may_export_people
from watchward.kit.errors import NotPermitted
from watchward.kit.tables import csv_lines
from watchward.kit.tables.limits import refuse_too_many
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record


def export_reports(*, actor: Actor, narrow: ExportFilter, now: datetime | None = None) -> tuple[int, Iterator[str]]:
    """How many reports, and the lines of the CSV file, made while they are read; formulas in cells are harmless."""
    count, rows = export_report_rows(actor=actor, narrow=narrow, now=now)
    return count, csv_lines(rows)


def export_report_rows(
    *, actor: Actor, narrow: ExportFilter, form: str = "csv", now: datetime | None = None
) -> tuple[int, Iterator[Sequence[object]]]:
    """How many reports, and the header with the rows behind it, read while they are written.

    The event is written before the first row leaves, so an export that breaks off is on record too.
    Raises: NotPermitted: also asks for the password or passkey again. TooManyRows: for Excel.
    """
    require(actor, Permission.REPORT_EXPORT)
    if narrow.people and not (decision := may_export_people(actor, (now or timezone.now()).date())):
        raise NotPermitted(decision.because, decision.remedy)
    count, last_id = _recorded(actor, narrow, form)
    return count, _table(actor, narrow, last_id)


@transaction.atomic
def _recorded(actor: Actor, narrow: ExportFilter, form: str) -> tuple[int, int]:
    found = exported(actor, narrow).aggregate(count=Count("id"), last=Max("id"))
    count, last_id = found["count"], found["last"] or 0
    if form == "xlsx":
        refuse_too_many(count)
    detail = {"count": count, "form": form, **narrow.on_record()}
    record("report.exported", actor=actor, ref="reports", detail=detail)
    return count, last_id


def _table(actor: Actor, narrow: ExportFilter, last_id: int) -> Iterator[Sequence[object]]:
    yield export_header(narrow)
    yield from export_rows(actor, narrow, last_id)
