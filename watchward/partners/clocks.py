"""When invitations are forgotten: the address and name of somebody who never came, or who has an account by now."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from watchward.kit.text import count
from watchward.partners.models import Invitation, Partnership, StatedPurpose
from watchward.records.retention.clock import Leftover, pages


class Invitations:
    """S-06: what members' people gave us for signing in is kept as long as it serves that."""

    rule, noun, what = "S-06", "invitation", "Invitations that were used, withdrawn or ran out"

    def kept(self, partnership_id: int) -> str:  # noqa: ARG002 (the clock's signature)
        """In words."""
        return f"{count(Invitation.Privacy.keep_days, 'day')} after the link in the letter ran out"

    def due(self, now: datetime, partnership_id: int, among: Sequence[str] | None = None) -> Iterator[Sequence[str]]:
        """Every invitation whose link died long ago."""
        before = now - timedelta(days=Invitation.Privacy.keep_days)
        rows = Invitation.everywhere.filter(partnership_id=partnership_id, expires_at__lt=before)
        yield from pages(rows if among is None else rows.filter(ref__in=among), "expires_at")

    def count(self, refs: Sequence[str]) -> Mapping[str, int]:
        """Just the invitations."""
        return {"invitations": len(refs)}

    def erase(self, refs: Sequence[str], now: datetime) -> Sequence[Leftover]:  # noqa: ARG002 (the clock's signature)
        """The whole row; who joined is an account of its own."""
        Invitation.everywhere.filter(ref__in=refs).delete()
        return []


class Purposes:
    """G-12: why somebody looked a person up is kept as long as looks are compared with each other."""

    rule, noun, what = "G-12", "purpose", "Purposes that were stated before a look"

    def kept(self, partnership_id: int) -> str:  # noqa: ARG002 (the clock's signature)
        """In words."""
        return f"{count(StatedPurpose.Privacy.keep_days, 'day')} after it was stated"

    def due(self, now: datetime, partnership_id: int, among: Sequence[str] | None = None) -> Iterator[Sequence[str]]:
        """Every purpose that was stated long enough ago."""
        before = now - timedelta(days=StatedPurpose.Privacy.keep_days)
        rows = StatedPurpose.everywhere.filter(partnership_id=partnership_id, given_at__lt=before)
        yield from pages(rows if among is None else rows.filter(ref__in=among), "given_at")

    def count(self, refs: Sequence[str]) -> Mapping[str, int]:
        """Just the purposes."""
        return {"purposes": len(refs)}

    def erase(self, refs: Sequence[str], now: datetime) -> Sequence[Leftover]:  # noqa: ARG002 (the clock's signature)
        """The whole row; that somebody looked stays in the ledger."""
        StatedPurpose.everywhere.filter(ref__in=refs).delete()
        return []


def partnership_ids() -> Sequence[int]:
    """Every partnership of the installation."""
    return list(Partnership.everywhere.order_by("pk").values_list("pk", flat=True))
