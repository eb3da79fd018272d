"""One look: its event in the ledger, and the row that finds it again (G-12)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from watchward.policy import Actor
from watchward.records.ledger import record
from watchward.share.models import Look


@transaction.atomic
def note_look(
    actor: Actor, kind: str, ref: str, disclosure_ids: Sequence[int], detail: dict[str, object], now: datetime
) -> None:
    """Record before anything is sent. The chain's lock keeps two looks at once apart.

    Raises: TooManyLooks, with nothing shown and nothing counted.
    """
    event = record(kind, actor=actor, ref=ref, detail=detail)
    how, day = kind.rpartition(".")[2], timezone.localdate(now)
    held = Look.everywhere.filter(account_id=actor.account_id, on=day, how=how, disclosure_id__in=disclosure_ids)
    known = set(held.values_list("disclosure_id", flat=True))
    if known:
        held.update(times=F("times") + 1, last_seq=event.seq)
    Look.everywhere.bulk_create(
        Look(
            partnership_id=actor.partnership_id,
            disclosure_id=one,
            account_id=actor.account_id,
            on=day,
            how=how,
            first_seq=event.seq,
            last_seq=event.seq,
        )
        for one in dict.fromkeys(disclosure_ids)
        if one not in known
    )
