"""What every round of letters shares: one row and one event for each person, so that one bad address stops nobody."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from watchward.policy import Actor
from watchward.records.ledger import Entry, record_many
from watchward.share.models import Letter

BATCH = 100


def post(*, actor: Actor, partnership_id: int, topic: str, pairs: Iterable[tuple[str, int]], now: datetime) -> int:
    """Lay out letters for (key, account) pairs that have none yet. Returns how many; safe to stop and run again."""
    wanted = list(dict.fromkeys(pairs))
    rows = Letter.everywhere.filter(partnership_id=partnership_id, topic=topic, key__in={key for key, _who in wanted})
    there = set(rows.values_list("key", "account_id"))
    missing = [pair for pair in wanted if pair not in there]
    for start in range(0, len(missing), BATCH):
        _post_batch(actor, partnership_id, topic, missing[start : start + BATCH], now)
    return len(missing)


@transaction.atomic
def _post_batch(actor: Actor, partnership_id: int, topic: str, pairs: list[tuple[str, int]], now: datetime) -> None:
    letters = Letter.everywhere.bulk_create(
        Letter(partnership_id=partnership_id, topic=topic, key=key, account_id=who, created_at=now)
        for key, who in pairs
    )
    entries = [Entry("letter.posted", f"letter/{one.ref}", {"topic": topic}) for one in letters]
    record_many(entries, actor=actor, partnership_id=partnership_id)
