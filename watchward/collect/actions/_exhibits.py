"""Write the rows of files that came in; part of the verbs that take files, never a verb of its own."""

from collections.abc import Sequence
from datetime import datetime

from watchward.collect.files import KeptFile
from watchward.collect.models import Custody, Evidence, Report
from watchward.partners.models import Account
from watchward.policy import Actor


def write_exhibits(
    report: Report, actor: Actor, files: Sequence[KeptFile], now: datetime, *, first_place: int = 0,
    why: str = "Sent with the report.",
) -> list[Evidence]:  # fmt: skip
    """One row per file and the first line of its continuity (L-05), inside the caller's transaction and event."""
    if not files:
        return []
    name = Account.everywhere.values_list("name", flat=True).get(pk=actor.account_id)
    initials = "".join(word[0] for word in name.split() if word[0].isalpha()).upper()[:4] or "X"
    return [
        _write_exhibit(report, actor, one, now, place, name, f"{initials}/{place + 1}", why)
        for place, one in enumerate(files, first_place)
    ]


def _write_exhibit(
    report: Report, actor: Actor, one: KeptFile, now: datetime, place: int, name: str, label: str, why: str
) -> Evidence:
    item = Evidence.everywhere.create(
        report=report,
        place=place,
        kind=one.kind,
        label=label,
        media_type=one.media_type,
        original_key=one.original_key,
        original_sha256=one.sha256,
        original_bytes=one.size,
        shown_key=one.shown_key,
        thumbnail_key=one.thumbnail_key,
        width=one.width,
        height=one.height,
        received_at=now,
        received_by_id=actor.account_id,
    )
    Custody.everywhere.create(
        evidence=item,
        place=0,
        from_whom=name,
        to_whom="Watchward",
        why=why,
        sha256=one.sha256,
        handed_at=now,
        handed_by_id=actor.account_id,
    )
    return item
