"""A clock for rows that go whole, so many days after one moment of their own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from watchward.kit.text import count
from watchward.records.base import HouseModel
from watchward.records.retention.clock import Leftover, pages


@dataclass(frozen=True)
class WholeRows:
    """Rows of one model; how many days is said beside its fields, in `Privacy.keep_days`."""

    rule: str
    noun: str
    what: str
    model: type[HouseModel]
    since: str  # the moment from which its days run
    after: str  # the same in words: "after its end"
    classes: str  # what the certificate counts: "holds"

    @property
    def days(self) -> int:
        """How long one is kept."""
        days = self.model.Privacy.keep_days
        assert days is not None, f"{self.model._meta.label} does not say how long it is kept"
        return days

    def kept(self, partnership_id: int) -> str:  # noqa: ARG002 (the clock's signature)
        """In words."""
        return f"{count(self.days, 'day')} {self.after}"

    def rows(self, now: datetime, partnership_id: int) -> QuerySet[Any]:
        """Everything whose time is over."""
        before = now - timedelta(days=self.days)
        rows: QuerySet[Any] = self.model.everywhere.all()
        return rows.filter(partnership_id=partnership_id, **{f"{self.since}__lt": before})

    def due(self, now: datetime, partnership_id: int, among: Sequence[str] | None = None) -> Iterator[Sequence[str]]:
        """Every row whose time is over."""
        rows = self.rows(now, partnership_id)
        yield from pages(rows if among is None else rows.filter(ref__in=among), self.since)

    def count(self, refs: Sequence[str]) -> Mapping[str, int]:
        """Just the rows; what hangs on them goes unnamed."""
        return {self.classes: len(refs)}

    def erase(self, refs: Sequence[str], now: datetime) -> Sequence[Leftover]:  # noqa: ARG002 (the clock's signature)
        """The whole row; that it was there stays in the ledger."""
        rows: QuerySet[Any] = self.model.everywhere.all()
        rows.filter(ref__in=refs).delete()
        return []
