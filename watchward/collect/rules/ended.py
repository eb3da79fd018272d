"""A report whose time is over takes nothing new: what is added after the clock has run would never be deleted."""

from watchward.collect.models import Report
from watchward.kit.errors import Refused


class TimeIsOver(Refused):
    """Only the facts of the report are left (R-08)."""


def require_still_kept(report: Report) -> None:
    """Raise `TimeIsOver` for a report that was emptied."""
    if report.purged_at is not None:
        raise TimeIsOver("The time of this report is over. Only its facts are kept, so nothing can be added to it.")
