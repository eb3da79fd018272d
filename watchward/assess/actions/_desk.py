"""What the actions on the desk share: the entry, locked, and its way from pile to pile."""

from datetime import datetime

from watchward.assess.choices import Pile
from watchward.assess.models import DeskEntry
from watchward.assess.rules.desk import SILENCE, due_at
from watchward.collect.models import Report
from watchward.collect.rules.ended import require_still_kept
from watchward.kit.errors import Refused
from watchward.partners.queries.lists import root_of


class CannotMoveReport(Refused):
    """Nothing was changed; the text says why."""


def open_entry_of(report: Report) -> DeskEntry:
    """The same for a report that is not closed. Raises: CannotMoveReport."""
    entry = entry_of(report)
    if entry.pile == Pile.DONE:
        raise CannotMoveReport("This report is closed. Open it again first.")
    return entry


def entry_of(report: Report) -> DeskEntry:
    """The entry of a report, locked; made where there is none, as for an imported row that somebody takes up.

    Raises: TimeIsOver: the report was emptied, and left the desk for good (R-08).
    """
    require_still_kept(report)
    defaults = {
        "partnership_id": report.partnership_id,
        "group": root_of(report.partnership_id, report.kind),
        "due_at": due_at(report, report.told_at),
    }
    entry, _made = DeskEntry.everywhere.select_for_update().get_or_create(report=report, defaults=defaults)
    return entry


def put(entry: DeskEntry, pile: Pile, waits_for: str, now: datetime) -> None:
    """Lay an entry on a pile. What waits comes back by itself after SILENCE (L-07)."""
    entry.pile, entry.waits_for = pile, waits_for
    entry.due_at = now + SILENCE if pile == Pile.WAITING else now
    entry.save(update_fields=["pile", "waits_for", "rung", "due_at"])
