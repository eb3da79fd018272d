"""What the worker clears away once a day."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.management import call_command
from django.db import transaction

from watchward.collect.models import Evidence
from watchward.collect.vaults import vault
from watchward.records.base import HouseModel
from watchward.records.models import Delivery, Tally
from watchward.share.models import Issue, Letter, ShownPicture, WebhookMessage

log = logging.getLogger(__name__)
YOUNG = timedelta(days=1)  # a transaction or an upload may still be open
BATCH = 1000
# Rows of references and numbers, without a word about anybody: they go without a certificate. Since when they count.
OLD_ROWS: dict[str, tuple[type[HouseModel], str]] = {
    "old deliveries": (Delivery, "done_at"),
    "old letters": (Letter, "created_at"),
    "old rounds of letters": (Issue, "created_at"),
    "old messages to programs": (WebhookMessage, "event__at"),  # delivered, given up, or waiting for a paused one
    "old tallies of looks": (Tally, "day"),
}


def clean_up(now: datetime) -> dict[str, int]:
    """Remove what nothing refers to any more. Returns counts by what was removed; they are logged too."""
    counts = {
        "unfinished uploads": vault().sweep_temporary(older_than=YOUNG, now=now),
        "files without a report": drop_orphans(now),
        **{words: drop_old(model, since, now) for words, (model, since) in OLD_ROWS.items()},
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


def drop_old(model: type[HouseModel], since: str, now: datetime) -> int:
    """Rows whose days are over, in small transactions, so that nobody waits for the pen."""
    dropped, days = 0, model.Privacy.keep_days
    assert days is not None
    old = model.everywhere.filter(**{f"{since}__lt": now - timedelta(days=days)})
    while keys := list(old.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            dropped += model.everywhere.filter(pk__in=keys).delete()[0]
    return dropped
