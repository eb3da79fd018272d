"""Which programs are told of events, and how the last attempts went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from watchward.kit.errors import NotFound, NotPermitted
from watchward.policy import Actor, Permission, Remedy, may
from watchward.share.models import Webhook, WebhookAttempt

MISSING = "There is no such webhook in your partnership. Go back to the list of webhooks."
LATEST = 30


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One try as the page shows it."""

    message_ref: str
    kind: str
    about: str
    at: datetime
    status: int | None
    trouble: str
    took_ms: int

    @property
    def is_accepted(self) -> bool:
        """Whether the receiver said yes."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class WebhookLine:
    """One webhook with what waits for it and how it last went."""

    ref: str
    name: str
    url: str
    kinds: Sequence[str]
    made_at: datetime
    made_by: str
    paused_at: datetime | None
    paused_by: str
    trouble: str
    waits_until: datetime | None
    waiting: int
    last_at: datetime | None


def webhooks_of(actor: Actor) -> list[WebhookLine]:
    """Every webhook of the partnership, by name."""
    _require_reading(actor)
    rows = _annotated(actor).order_by("name", "id")
    return [_line(one) for one in rows]


def get_webhook(actor: Actor, ref: str) -> tuple[WebhookLine, list[AttemptLine]]:
    """One webhook with its last attempts. Absent and another town's give the same answer."""
    _require_reading(actor)
    webhook = _annotated(actor).filter(ref=ref).first()
    if webhook is None:
        raise NotFound(MISSING)
    tries = WebhookAttempt.everywhere.filter(message__webhook=webhook).select_related("message__event")
    return _line(webhook), [
        AttemptLine(
            one.message.ref,
            one.message.event.kind,
            one.message.event.ref,
            one.at,
            one.status,
            one.trouble,
            one.took_ms,
        )
        for one in tries.order_by("-at", "-id")[:LATEST]
    ]


def find_webhook(actor: Actor, ref: str) -> Webhook:
    """The row, for an action that has asked for the permission."""
    found = Webhook.everywhere.select_for_update().filter(partnership_id=actor.partnership_id, ref=ref).first()
    if found is None:
        raise NotFound(MISSING)
    return found


def _require_reading(actor: Actor) -> None:
    """Looking needs the power, but not to prove again that it is you; changing does."""
    decision = may(actor, Permission.WEBHOOK_MANAGE)
    if not decision and decision.remedy is not Remedy.CONFIRM:
        raise NotPermitted(decision.because, decision.remedy)


def _annotated(actor: Actor) -> QuerySet[Webhook]:
    last = WebhookAttempt.everywhere.filter(message__webhook=OuterRef("pk")).order_by("-at").values("at")[:1]
    rows = Webhook.everywhere.filter(partnership_id=actor.partnership_id).select_related("made_by", "paused_by")
    open_ones = Count("messages", filter=Q(messages__done_at__isnull=True))
    return rows.annotate(waiting=open_ones, last_at=Subquery(last))


def _line(one: Webhook) -> WebhookLine:
    return WebhookLine(
        ref=one.ref,
        name=one.name,
        url=one.url,
        kinds=one.kinds,
        made_at=one.made_at,
        made_by=one.made_by.name,
        paused_at=one.paused_at,
        paused_by=one.paused_by.name if one.paused_by else "",
        trouble=one.trouble,
        waits_until=one.waits_until,
        waiting=one.waiting,  # type: ignore[attr-defined]  # annotated
        last_at=one.last_at,  # type: ignore[attr-defined]  # annotated
    )
