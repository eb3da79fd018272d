"""The clock of this floor itself: why a hold was placed is forgotten a year after it ended (R-04)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from watchward.records.models import Hold
from watchward.records.retention.clock import Leftover, pages


class EndedHolds:
    """Holds that ended; that they were placed, reviewed and ended stays in the ledger."""

    rule, noun, what = "R-04", "hold", "Legal holds that ended"

    def kept(self, partnership_id: int) -> str:  # noqa: ARG002 (the clock's signature)
        """In words."""
        return f"{Hold.Privacy.keep_days} days after its end"

    def due(self, now: datetime, partnership_id: int, among: Sequence[str] | None = None) -> Iterator[Sequence[str]]:
        """Every hold that ended long enough ago."""
        before = now - timedelta(days=Hold.Privacy.keep_days)
        rows = Hold.everywhere.filter(partnership_id=partnership_id, ended_at__lt=before)
        yield from pages(rows if among is None else rows.filter(ref__in=among), "ended_at")

    def count(self, refs: Sequence[str]) -> Mapping[str, int]:
        """Just the holds."""
        return {"holds": len(refs)}

    def erase(self, refs: Sequence[str], now: datetime) -> Sequence[Leftover]:  # noqa: ARG002 (the clock's signature)
        """The whole row."""
        Hold.everywhere.filter(ref__in=refs).delete()
        return []
