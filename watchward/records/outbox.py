"""Hand events to their subscribers: exactly one delivery per event and subscriber, claimed, retried with back-off."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from watchward.records.models import Delivery, Event

log = logging.getLogger(__name__)

Subscriber = Callable[[Event], None]
Subscribers = Mapping[str, Sequence[Subscriber]]

LEASE = timedelta(minutes=5)  # a worker that died gives its claims back after this long
LONGEST_WAIT = timedelta(hours=6)
BATCH = 200


def name_of(subscriber: Subscriber) -> str:
    """How a subscriber is written in its deliveries: module and function."""
    return f"{subscriber.__module__}.{subscriber.__qualname__}"


def work_once(subscribers: Subscribers, now: datetime | None = None) -> int:
    """Hand out what is new, then deliver what is due. Returns how many deliveries were tried."""
    moment = now or timezone.now()
    hand_out(subscribers, moment)
    by_name = {name_of(one): one for many in subscribers.values() for one in many}
    claimed = _claim(~Q(subscriber=Delivery.UNDIRECTED), moment)
    for delivery in claimed:
        _deliver(delivery, by_name.get(delivery.subscriber), moment)
    return len(claimed)


@transaction.atomic
def hand_out(subscribers: Subscribers, now: datetime) -> int:
    """Turn undirected events into one delivery per subscriber, in one transaction."""
    waiting = _claim(Q(subscriber=Delivery.UNDIRECTED), now)
    wanted = [
        Delivery(event=one.event, subscriber=name_of(subscriber), due_at=now)
        for one in waiting
        for subscriber in subscribers.get(one.event.kind, ())
    ]
    Delivery.everywhere.bulk_create(wanted, ignore_conflicts=True)
    Delivery.everywhere.filter(pk__in=[one.pk for one in waiting]).delete()
    return len(wanted)


@transaction.atomic
def _claim(which: Q, now: datetime) -> list[Delivery]:
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    due = Delivery.everywhere.filter(which, free, done_at__isnull=True, due_at__lte=now).order_by("due_at", "id")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    claimed = list(due.select_related("event")[:BATCH])
    Delivery.everywhere.filter(pk__in=[one.pk for one in claimed]).update(claimed_until=now + LEASE)
    return claimed


def _deliver(delivery: Delivery, subscriber: Subscriber | None, now: datetime) -> None:
    """Call one subscriber; its failure is written down, stops nobody else, and is tried again later."""
    if subscriber is None:
        _finish(delivery, now, "this subscriber no longer exists")
        return
    try:
        subscriber(delivery.event)
    except Exception as trouble:
        log.exception("Delivery %s failed and will be tried again.", delivery.pk)
        wait = min(timedelta(seconds=2 ** min(delivery.tries + 1, 20)), LONGEST_WAIT)
        Delivery.everywhere.filter(pk=delivery.pk).update(
            tries=delivery.tries + 1, due_at=now + wait, claimed_until=None, trouble=type(trouble).__name__
        )
    else:
        _finish(delivery, now, "")


def _finish(delivery: Delivery, now: datetime, trouble: str) -> None:
    Delivery.everywhere.filter(pk=delivery.pk).update(
        done_at=now, claimed_until=None, tries=delivery.tries + 1, trouble=trouble
    )
