"""What was unusual about somebody's looks, and the records that are nobody."""

from django.db import models
from django.db.models import Q

from watchward.assess.choices import AlarmOutcome, AlarmRule
from watchward.partners.models import Account, Partnership
from watchward.records.base import HouseModel
from watchward.records.fields import RefField


class Alarm(HouseModel):
    """One unusual thing on one day. A person reads it, asks, and closes it; nothing follows by itself."""

    ref = RefField("AL")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")  # whose looks
    rule = models.CharField(max_length=10, choices=AlarmRule.choices)
    about = models.CharField(max_length=80, blank=True, default="")  # the record, as the ledger writes it
    day = models.DateField()
    detail = models.JSONField(default=dict)  # the numbers behind the words
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=AlarmOutcome.choices, blank=True, default="")
    words = models.CharField(max_length=400, blank=True, default="")

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "account", "rule", "about", "day"], name="alarm_once_a_day_for_each_reason"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, outcome="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome="")),
                name="alarm_is_closed_with_who_when_and_outcome",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=models.F("account")),
                name="nobody_closes_an_alarm_about_themselves",
            ),
        ]

    class Privacy:
        personal = {"words"}
        plain = {
            "id", "ref", "partnership", "account", "rule", "about", "day", "detail", "created_at", "closed_at",
            "closed_by", "outcome",
        }  # fmt: skip
        keep_days = 730

    def __str__(self) -> str:
        return self.ref


class Canary(HouseModel):
    """A record that is nobody. No work leads to it, so whoever looks at it is asked why."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=80)  # report/R-…, subject/S-…, evidence/E-…
    seen_seq = models.PositiveBigIntegerField()  # the ledger was read up to this row
    planted_at = models.DateTimeField()
    planted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(HouseModel.Meta):
        verbose_name_plural = "canaries"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "about"], condition=Q(removed_at__isnull=True), name="one_canary_per_record"
            ),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "partnership", "about", "seen_seq", "planted_at", "planted_by", "removed_at", "removed_by",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return f"canary on {self.about}"
