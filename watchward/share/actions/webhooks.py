"""Say which programs are told of events, try them out, stop them."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from watchward.kit.errors import Refused
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record
from watchward.share.models import Webhook, WebhookMessage
from watchward.share.queries.webhooks import find_webhook
from watchward.share.rules.webhooks import MOST, new_salt, problems_of, secret_of


class CannotKeepWebhook(Refused):
    """The webhook was not taken; `problems` says why, by field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


@transaction.atomic
def add_webhook(
    *, actor: Actor, name: str, url: str, kinds: Sequence[str], now: datetime | None = None
) -> tuple[Webhook, str]:
    """Tell a program of these kinds of events from now on. Returns the webhook and its secret, which is shown once."""
    require(actor, Permission.WEBHOOK_MANAGE)
    name, url, wanted = " ".join(name.split()), url.strip(), sorted(set(kinds))
    problems = problems_of(name=name, url=url, kinds=wanted, to_loopback=settings.WEBHOOKS_TO_LOOPBACK)
    if Webhook.everywhere.filter(partnership_id=actor.partnership_id).count() >= MOST:
        problems["name"] = f"A partnership has {MOST} webhooks at most. Delete one that is no longer used."
    if problems:
        raise CannotKeepWebhook(problems)
    webhook = Webhook.everywhere.create(
        partnership_id=actor.partnership_id,
        name=name,
        url=url,
        kinds=wanted,
        salt=new_salt(),
        made_at=now or timezone.now(),
        made_by_id=actor.account_id,
    )
    record("webhook.added", actor=actor, ref=f"webhook/{webhook.ref}", detail={"kinds": wanted})
    return webhook, secret_of(settings.SECRET_KEY, webhook.ref, webhook.salt)


@transaction.atomic
def renew_secret(*, actor: Actor, ref: str) -> tuple[Webhook, str]:
    """Give a webhook a new secret; the old one signs nothing more. What a receiver refuses meanwhile comes again."""
    require(actor, Permission.WEBHOOK_MANAGE)
    webhook = find_webhook(actor, ref)
    webhook.salt = new_salt()
    webhook.save(update_fields=["salt"])
    record("webhook.secret_renewed", actor=actor, ref=f"webhook/{webhook.ref}")
    return webhook, secret_of(settings.SECRET_KEY, webhook.ref, webhook.salt)


@transaction.atomic
def ask_for_test(*, actor: Actor, ref: str, now: datetime | None = None) -> WebhookMessage:
    """Send one message to see whether it arrives; it goes at once, also while others wait for the receiver."""
    require(actor, Permission.WEBHOOK_MANAGE)
    webhook = find_webhook(actor, ref)
    if webhook.paused_at is not None:
        raise Refused("This webhook is paused. Resume it first, then send a test.")
    event = record("webhook.tested", actor=actor, ref=f"webhook/{webhook.ref}")
    webhook.waits_until = None
    webhook.save(update_fields=["waits_until"])
    return WebhookMessage.everywhere.create(webhook=webhook, event=event, due_at=now or timezone.now())


@transaction.atomic
def pause_webhook(*, actor: Actor, ref: str, now: datetime | None = None) -> Webhook:
    """Nothing more goes there until somebody resumes it; events of the meantime are not kept for it."""
    require(actor, Permission.WEBHOOK_MANAGE)
    webhook = find_webhook(actor, ref)
    if webhook.paused_at is not None:
        raise Refused("This webhook is paused already.")
    webhook.paused_at, webhook.paused_by_id = now or timezone.now(), actor.account_id
    webhook.save(update_fields=["paused_at", "paused_by"])
    record("webhook.paused", actor=actor, ref=f"webhook/{webhook.ref}")
    return webhook


@transaction.atomic
def resume_webhook(*, actor: Actor, ref: str) -> Webhook:
    """Go on, with a clean slate: earlier failures are forgotten."""
    require(actor, Permission.WEBHOOK_MANAGE)
    webhook = find_webhook(actor, ref)
    if webhook.paused_at is None:
        raise Refused("This webhook is not paused.")
    webhook.paused_at, webhook.paused_by_id, webhook.waits_until = None, None, None
    webhook.trouble, webhook.failures = "", 0
    webhook.save(update_fields=["paused_at", "paused_by", "waits_until", "trouble", "failures"])
    record("webhook.resumed", actor=actor, ref=f"webhook/{webhook.ref}")
    return webhook


@transaction.atomic
def remove_webhook(*, actor: Actor, ref: str) -> None:
    """Forget the address and everything on its way there. The ledger still says that it was."""
    require(actor, Permission.WEBHOOK_MANAGE)
    webhook = find_webhook(actor, ref)
    record("webhook.removed", actor=actor, ref=f"webhook/{webhook.ref}")
    webhook.delete()


@transaction.atomic
def give_up_on_webhook(*, actor: Actor, webhook_id: int, now: datetime) -> None:
    """The worker's clock: a receiver that took nothing for days, or said that it is gone, is paused."""
    require(actor, Permission.INSTANCE_OPERATE)
    webhook = Webhook.everywhere.select_for_update().filter(pk=webhook_id, paused_at__isnull=True).first()
    if webhook is None:
        return
    webhook.paused_at = now
    webhook.save(update_fields=["paused_at"])
    about = f"webhook/{webhook.ref}"
    record("webhook.given_up", actor=actor, ref=about, partnership_id=webhook.partnership_id)
