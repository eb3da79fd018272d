"""What waits for a person on their start page. Nothing here names a person reported about."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone

from watchward.collect.choices import ImportState
from watchward.collect.models import CorrectionRequest, ImportBatch, Report
from watchward.collect.queries.kept_away import kept_away
from watchward.collect.queries.reports import ReportRow, report_rows, visible_reports
from watchward.kit.text import clipped, moment
from watchward.policy import Actor, Permission, may
from watchward.records.newest import newest_ids

FEW = 6
GRAVE_DAYS = 14
DANGER = Q(is_danger=True) | Q(has_weapon=True) | Q(has_injury=True)


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """One correction that was asked and not yet answered."""

    report_ref: str
    text: str
    where: str
    asked: str


@dataclass(frozen=True, slots=True)
class RunningImport:
    """One member's log on its way in."""

    ref: str
    member: str
    state: str
    done_rows: int
    total_rows: int


def grave_reports(actor: Actor, now: datetime | None = None) -> list[ReportRow]:
    """The newest reports of the last fortnight with danger, a weapon or an injury (L-02)."""
    since = (now or timezone.now()) - timedelta(days=GRAVE_DAYS)
    rows = visible_reports(actor).filter(DANGER, happened_at__gte=since)
    return report_rows(newest_ids(rows, scope=(actor.partnership_id,), by="happened_at", before=None, limit=FEW))


def requests_to_me(actor: Actor, zone: ZoneInfo) -> list[OpenRequest]:
    """What the coordinator asked this reporter."""
    return _requests(_open(actor).filter(report__reporter_id=actor.account_id), zone)


def requests_we_asked(actor: Actor, zone: ZoneInfo) -> list[OpenRequest]:
    """What the office asked and nobody answered yet; empty for those who cannot ask."""
    if not may(actor, Permission.REPORT_ASK_CORRECTION):
        return []
    return _requests(_open(actor), zone)


def running_imports(actor: Actor) -> list[RunningImport]:
    """Logs that are not in yet."""
    if not may(actor, Permission.REPORT_IMPORT):
        return []
    states = [ImportState.UPLOADED, ImportState.READY, ImportState.RUNNING, ImportState.STOPPED]
    rows = ImportBatch.everywhere.filter(partnership_id=actor.partnership_id, state__in=states)
    if not may(actor, Permission.REPORT_READ_ALL):
        rows = rows.filter(organisation_id=actor.organisation_id)
    return [
        RunningImport(
            one.ref, one.organisation.name, str(ImportState(one.state).label), one.next_row, one.total_rows
        )
        for one in rows.select_related("organisation").order_by("-uploaded_at")[:FEW]
    ]  # fmt: skip


def _open(actor: Actor) -> QuerySet[CorrectionRequest]:
    rows = CorrectionRequest.everywhere.filter(report__partnership_id=actor.partnership_id, answer__isnull=True)
    if away := kept_away(actor):
        mine = Q(report__reporter_id=actor.account_id)
        rows = rows.filter(mine | ~Q(report__in=Report.everywhere.filter(away)))
    return rows


def _requests(rows: QuerySet[CorrectionRequest], zone: ZoneInfo) -> list[OpenRequest]:
    found = rows.order_by("-asked_at", "-id").values_list("report__ref", "text", "report__premises__name", "asked_at")
    return [OpenRequest(ref, clipped(text, 120), where, moment(at, zone)) for ref, text, where, at in found[:FEW]]
