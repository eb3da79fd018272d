"""“I have read it”: somebody who was shown a record says that they know it changed (P-08)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from watchward.kit.errors import NotFound
from watchward.policy import Actor
from watchward.records.ledger import record
from watchward.share.models import Notice

MISSING = "There is no such notice for you, or you have read it already. Go back to your home page."


@transaction.atomic
def acknowledge_notice(*, actor: Actor, ref: str, now: datetime | None = None) -> Notice:
    """Only the person who was told can say so."""
    rows = Notice.everywhere.select_for_update(of=("self",)).select_related("disclosure")
    mine = rows.filter(account_id=actor.account_id, partnership_id=actor.partnership_id)
    one = mine.filter(ref=ref, acknowledged_at__isnull=True).first()
    if one is None:
        raise NotFound(MISSING)
    one.acknowledged_at = now or timezone.now()
    one.save(update_fields=["acknowledged_at"])
    record("notice.acknowledged", actor=actor, ref=f"notice/{one.ref}")
    return one
