"""What the actions on the desk share: the entry, locked, and its way from pile to pile."""

from datetime import datetime

from watchward.assess.choices import Pile
from watchward.assess.models import DeskEntry
from watchward.assess.rules.desk import SILENCE, due_at
from watchward.collect.models import Report
from watchward.partners.queries.lists import list_of


def entry_of(report: Report) -> DeskEntry:
    """The entry of a report, locked; made where there is none, as for an imported row that somebody takes up."""
    defaults = {
        "partnership_id": report.partnership_id,
        "group": group_of(report),
        "due_at": due_at(report, report.told_at),
    }
    entry, _made = DeskEntry.everywhere.select_for_update().get_or_create(report=report, defaults=defaults)
    return entry


def put(entry: DeskEntry, pile: Pile, waits_for: str, now: datetime) -> None:
    """Lay an entry on a pile. What waits comes back by itself after SILENCE (L-07)."""
    entry.pile, entry.waits_for = pile, waits_for
    entry.due_at = now + SILENCE if pile == Pile.WAITING else now
    entry.save(update_fields=["pile", "waits_for", "rung", "due_at"])


def group_of(report: Report) -> str:
    """The root of its kind, by which the desk is filtered."""
    types = list_of(report.partnership_id, "incident_types")
    return types.lineage(report.kind)[-1].id if report.kind in types else report.kind
