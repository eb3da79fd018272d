"""What the worker lays on the desk, and moves there, when a report or an answer comes in."""

from django.db import transaction
from django.utils import timezone

from watchward.assess.actions._desk import entry_of, put
from watchward.assess.choices import Pile, Waits
from watchward.collect.choices import Origin
from watchward.collect.models import Report
from watchward.records.models import Event


@transaction.atomic
def lay_on_desk(event: Event) -> None:
    """A new report lies on the desk. Safe to run again."""
    if (report := _report(event)) is not None:
        entry_of(report)


@transaction.atomic
def wait_for_reporter(event: Event) -> None:
    """The coordinator asked something, so the report waits for its reporter."""
    if (report := _report(event)) is None:
        return
    entry = entry_of(report)
    if entry.pile == Pile.TO_DO:
        put(entry, Pile.WAITING, Waits.REPORTER, timezone.now())


@transaction.atomic
def come_back_with_news(event: Event) -> None:
    """The reporter added something, so somebody reads the report again; a closed one stays closed."""
    if (report := _report(event)) is None:
        return
    entry = entry_of(report)
    if entry.waits_for == Waits.REPORTER:
        put(entry, Pile.TO_DO, "", timezone.now())


def _report(event: Event) -> Report | None:
    """The report that an event is about. A member's own log is history: it does not come to the desk."""
    ref = event.ref.removeprefix("report/")
    rows = Report.everywhere.filter(ref=ref, partnership_id=event.partnership_id, purged_at__isnull=True)
    return rows.exclude(origin=Origin.IMPORT).first()
