"""Webhooks on their way: lay one message out for each listener, send what is due, write down how it went.

Each receiver has its own clock, so one that is slow or dead costs the others nothing. The database is never held open
while the network is asked.
"""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from watchward.assess.queries.alarms import is_canary
from watchward.kit.outbound import Answer, NoAnswer, NotAllowedOut, look_up, pinned, post, target_of
from watchward.policy import operator_at_console
from watchward.records.models import Event
from watchward.share.actions.webhooks import give_up_on_webhook
from watchward.share.models import Webhook, WebhookAttempt, WebhookMessage
from watchward.share.rules.webhooks import (
    GIVE_UP_AFTER,
    GONE,
    KINDS,
    WAITS,
    body_of,
    secret_of,
    signed_headers,
    wait_after,
)

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
AT_ONCE = 8  # receivers that are spoken to at the same time
IN_A_ROW = 20  # messages to one receiver before the others get their turn
SECONDS_IN_A_ROW = 20.0


@dataclass(frozen=True, slots=True)
class Parcel:
    """Everything that sending needs, so that it asks the database nothing."""

    message: WebhookMessage
    body: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attempt went."""

    at: datetime
    status: int | None
    trouble: str
    took_ms: int = 0

    @property
    def is_accepted(self) -> bool:
        """Whether the receiver took it."""
        return not self.trouble


@transaction.atomic
def lay_out(event: Event) -> None:
    """One message for each webhook of that partnership that listens to this kind. Safe to run again."""
    if event.kind not in KINDS or is_canary(event.partnership_id, event.ref):
        return
    listening = Webhook.everywhere.filter(partnership_id=event.partnership_id, paused_at__isnull=True)
    wanted = [WebhookMessage(webhook=one, event=event, due_at=event.at) for one in listening if event.kind in one.kinds]
    WebhookMessage.everywhere.bulk_create(wanted, ignore_conflicts=True)


def send_due(now: datetime) -> int:
    """Send what is due, to several receivers at once. Returns how many attempts were made."""
    claimed = _claim(now)
    if not claimed:
        return 0
    rounds = [(webhook, _parcels(webhook, now)) for webhook in claimed]
    with ThreadPoolExecutor(min(AT_ONCE, len(rounds)), thread_name_prefix="webhook") as pool:
        results = list(pool.map(lambda one: _send_in_a_row(*one), rounds))
    for webhook, outcomes in zip(claimed, results, strict=True):
        _write_down(webhook, outcomes, now)
    return sum(map(len, results))


@transaction.atomic
def _claim(now: datetime) -> list[Webhook]:
    """Receivers with something due, taken for a while, so that two workers never speak to the same one."""
    due = WebhookMessage.everywhere.filter(webhook=OuterRef("pk"), done_at__isnull=True, due_at__lte=now)
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    ready = Q(waits_until__isnull=True) | Q(waits_until__lte=now)
    rows = Webhook.everywhere.filter(Exists(due), free, ready, paused_at__isnull=True).order_by("waits_until", "id")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    claimed = list(rows.select_related("partnership")[:AT_ONCE])
    Webhook.everywhere.filter(pk__in=[one.pk for one in claimed]).update(claimed_until=now + LEASE)
    return claimed


def _parcels(webhook: Webhook, now: datetime) -> list[Parcel]:
    """What is due for one receiver, in the order in which it happened; what is stale is given up."""
    rows = WebhookMessage.everywhere.filter(webhook=webhook, done_at__isnull=True, due_at__lte=now)
    found = list(rows.select_related("event").order_by("due_at", "id")[:IN_A_ROW])
    stale = [one.pk for one in found if one.event.at < now - GIVE_UP_AFTER]
    if stale:
        WebhookMessage.everywhere.filter(pk__in=stale).update(done_at=now, is_given_up=True)
    return [
        Parcel(
            one,
            body_of(
                kind=one.event.kind,
                ref=one.event.ref,
                at=one.event.at,
                partnership_ref=webhook.partnership.ref,
            ),
        )
        for one in found
        if one.pk not in stale
    ]


def _send_in_a_row(webhook: Webhook, parcels: list[Parcel]) -> list[tuple[Parcel, Outcome]]:
    """Until one fails or the turn is over: a receiver that is down is not asked twenty times."""
    until = time.monotonic() + SECONDS_IN_A_ROW
    secret = secret_of(settings.SECRET_KEY, webhook.ref, webhook.salt)
    done: list[tuple[Parcel, Outcome]] = []
    for parcel in parcels:
        outcome = _send(webhook.url, secret, parcel)
        done.append((parcel, outcome))
        if not outcome.is_accepted or time.monotonic() > until:
            break
    return done


def _send(url: str, secret: str, parcel: Parcel) -> Outcome:
    """Resolve the name anew, check where it leads, and send. The time in the signature is that of this attempt."""
    at = timezone.now()
    headers = signed_headers(secret, parcel.message.ref, at, parcel.body)
    try:
        target = target_of(url, to_loopback=settings.WEBHOOKS_TO_LOOPBACK)
        answer = post(target, pinned(target, look_up), parcel.body, headers)
    except (NotAllowedOut, NoAnswer) as trouble:
        return Outcome(at, None, str(trouble)[:120])
    except Exception:  # one receiver's oddity must not cost the others their turn
        log.exception("Message %s could not be sent.", parcel.message.ref)
        return Outcome(at, None, "It could not be sent; the log of this installation says why.")
    return Outcome(at, answer.status, "" if answer.is_accepted else _refusal(answer), answer.took_ms)


def _refusal(answer: Answer) -> str:
    if 300 <= answer.status < 400:
        return f"The receiver redirects (status {answer.status}). Enter the final address."
    return f"The receiver answered with status {answer.status}."


@transaction.atomic
def _write_down(webhook: Webhook, outcomes: list[tuple[Parcel, Outcome]], now: datetime) -> None:
    """The log, the next time, and the end of patience. A webhook that was deleted meanwhile leaves nothing."""
    held = Webhook.everywhere.select_for_update().filter(pk=webhook.pk).first()
    if held is None:
        return
    held.claimed_until = None
    for parcel, outcome in outcomes:
        _write_attempt(parcel.message, outcome, now)
        held.failures = 0 if outcome.is_accepted else held.failures + 1
        held.trouble = outcome.trouble
        held.waits_until = None if outcome.is_accepted else now + wait_after(held.failures)
    held.save(update_fields=["claimed_until", "failures", "trouble", "waits_until"])
    is_gone = any(outcome.status == GONE for _parcel, outcome in outcomes)
    if is_gone or held.failures >= len(WAITS):
        give_up_on_webhook(actor=operator_at_console(), webhook_id=held.pk, now=now)


def _write_attempt(message: WebhookMessage, outcome: Outcome, now: datetime) -> None:
    WebhookAttempt.everywhere.create(
        message=message, at=outcome.at, status=outcome.status, trouble=outcome.trouble, took_ms=outcome.took_ms
    )
    message.tries += 1
    if outcome.is_accepted:
        message.done_at = now
    elif message.tries >= len(WAITS):
        message.done_at, message.is_given_up = now, True
    else:
        message.due_at = now + wait_after(message.tries)
    message.save(update_fields=["tries", "done_at", "is_given_up", "due_at"])
