"""Once a day the head of each ledger leaves the house, to two people who keep it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from watchward.partners.models import Partnership
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import head_of, record
from watchward.records.models import Event

ANCHORED = "ledger.anchored"


def anchor_ledgers(*, actor: Actor, now: datetime) -> int:
    """The worker's clock: send the head of each ledger that has two keepers, once a day. Returns how many."""
    require(actor, Permission.INSTANCE_OPERATE)
    kept = Partnership.everywhere.exclude(anchor_first="").order_by("id")
    return sum(_anchor(actor, one, now) for one in kept)


@transaction.atomic
def _anchor(actor: Actor, partnership: Partnership, now: datetime) -> bool:
    ref = f"ledger/{partnership.ref}"
    sent = Event.everywhere.filter(partnership_id=partnership.pk, kind=ANCHORED, ref=ref).order_by("-seq").first()
    if sent is not None and timezone.localdate(sent.at) >= timezone.localdate(now):
        return False
    seq, head = head_of(partnership.pk)
    if not seq:
        return False
    record("ledger.anchored", actor=actor, ref=ref, partnership_id=partnership.pk, detail={"seq": seq, "head": head})
    return True
