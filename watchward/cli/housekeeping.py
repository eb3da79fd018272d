"""What the worker clears away once a day."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.management import call_command
from django.db import transaction

from watchward.collect.models import Evidence
from watchward.collect.vaults import vault
from watchward.records.models import Delivery
from watchward.share.channels.webhooks import drop_old_messages
from watchward.share.models import ShownPicture

log = logging.getLogger(__name__)
YOUNG = timedelta(days=1)  # a transaction or an upload may still be open
KEPT_DELIVERIES = timedelta(days=Delivery.Privacy.keep_days)
BATCH = 1000


def clean_up(now: datetime) -> dict[str, int]:
    """Remove what nothing refers to any more. Returns counts by what was removed; they are logged too."""
    counts = {
        "unfinished uploads": vault().sweep_temporary(older_than=YOUNG, now=now),
        "files without a report": drop_orphans(now),
        "old deliveries": drop_old_deliveries(now),
        "old messages to programs": drop_old_messages(now),
    }
    call_command("clearsessions", verbosity=0)
    if any(counts.values()):
        log.info("Housekeeping removed %s.", ", ".join(f"{count} {what}" for what, count in counts.items()))
    return counts


def drop_orphans(now: datetime) -> int:
    """Files that were kept durably and whose report was then never written."""
    dropped = 0
    for key in list(vault().orphans(set(evidence_keys()), now=now, older_than=YOUNG)):
        vault().delete(key)
        dropped += 1
    return dropped


def evidence_keys() -> Iterator[str]:
    """Every key that a row names."""
    for row in Evidence.everywhere.values_list("original_key", "shown_key", "thumbnail_key").iterator():
        yield from (key for key in row if key)
    yield from ShownPicture.everywhere.values_list("copy_key", flat=True).iterator()


def drop_old_deliveries(now: datetime) -> int:
    """In small transactions, so that nobody waits for the pen."""
    dropped = 0
    old = Delivery.everywhere.filter(done_at__lt=now - KEPT_DELIVERIES)
    while keys := list(old.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            dropped += Delivery.everywhere.filter(pk__in=keys).delete()[0]
    return dropped
