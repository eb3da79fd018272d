"""Which programs are told of events, what is on its way to them, and how each attempt went."""

from django.db import models
from django.db.models import Q

from watchward.partners.models import Account, Partnership
from watchward.records.base import HouseModel
from watchward.records.fields import RefField
from watchward.records.models import Event


class Webhook(HouseModel):
    """An address that is told when something happens. Its secret is derived, never stored: see share/rules/webhooks."""

    ref = RefField("WH")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="webhooks")
    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    kinds = models.JSONField(default=list)
    salt = models.CharField(max_length=64)  # of its secret; a new salt is a new secret
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    paused_at = models.DateTimeField(null=True)
    paused_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")  # empty: the clock
    trouble = models.CharField(max_length=120, blank=True, default="")  # how the last attempt failed
    failures = models.PositiveSmallIntegerField(default=0)  # attempts in a row that failed
    waits_until = models.DateTimeField(null=True)  # nothing is tried before
    claimed_until = models.DateTimeField(null=True)  # a worker that died gives it back then

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(paused_at__isnull=False) | Q(paused_by__isnull=True),
                name="webhook_pause_has_both_who_and_when",
            ),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "ref", "partnership", "name", "url", "kinds", "salt", "made_at", "made_by", "paused_at", "paused_by",
            "trouble", "failures", "waits_until", "claimed_until",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return self.name


class WebhookMessage(HouseModel):
    """One event on its way to one webhook: its reference is the message's id, the same at every attempt."""

    ref = RefField("MG")
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="messages")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    is_given_up = models.BooleanField(default=False)

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event"], name="message_once_per_webhook_and_event"),
        ]
        indexes = [
            models.Index(fields=["webhook", "due_at"], condition=Q(done_at__isnull=True), name="webhook_message_due"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "ref", "webhook", "event", "due_at", "tries", "done_at", "is_given_up"}
        keep_days = 30

    def __str__(self) -> str:
        return self.ref


class WebhookAttempt(HouseModel):
    """One try: when, what status came back, how long it took. Neither body nor answer is kept."""

    message = models.ForeignKey(WebhookMessage, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)  # empty: nothing came back
    trouble = models.CharField(max_length=120, blank=True, default="")
    took_ms = models.PositiveIntegerField(default=0)

    class Meta(HouseModel.Meta):
        indexes = [models.Index(fields=["message", "-at"], name="webhook_attempt_newest")]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "message", "at", "status", "trouble", "took_ms"}
        keep_days = 30

    def __str__(self) -> str:
        return f"{self.message_id} {self.status or self.trouble}"
