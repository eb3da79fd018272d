"""Who saw what was disclosed, who was told that it changed, and who objected."""

from django.db import models
from django.db.models import F, Q

from watchward.assess.models import Subject
from watchward.partners.models import Account, Partnership
from watchward.records.base import HouseModel
from watchward.records.fields import RefField
from watchward.share.choices import Told
from watchward.share.models.disclosures import Disclosure


class Look(HouseModel):
    """The way into the ledger from a disclosure: one person's looks on one day, between two rows of the chain.

    The ledger says when and how; this row only finds it, so that "who has seen this person?" never walks the chain.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+", db_index=False)
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="looks", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    how = models.CharField(max_length=20)  # the last part of the kind of its events: viewed, printed …
    times = models.PositiveIntegerField(default=1)
    first_seq = models.PositiveBigIntegerField()
    last_seq = models.PositiveBigIntegerField()

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "account", "on", "how"], name="looks_of_a_day_are_one_row"),
            models.CheckConstraint(condition=Q(last_seq__gte=F("first_seq")), name="looks_end_after_they_begin"),
        ]
        indexes = [models.Index(fields=["account", "on"], name="looks_of_account")]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "partnership", "disclosure", "account", "on", "how", "times", "first_seq", "last_seq"}
        keep_days = None

    def __str__(self) -> str:
        return f"{self.how} of {self.disclosure_id}"


class Notice(HouseModel):
    """Somebody who received a record is told that it changed (P-07, P-08), and says that they read it."""

    ref = RefField("DN")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, null=True, related_name="notices")
    why = models.CharField(max_length=12, choices=Told.choices)
    event_seq = models.PositiveBigIntegerField()  # the row of the ledger that caused it: told once
    created_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["account", "partnership", "event_seq"], name="told_once_of_what_changed"),
        ]
        indexes = [
            models.Index(
                fields=["account", "partnership"],
                condition=Q(acknowledged_at__isnull=True),
                name="notice_unread",
            ),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "ref", "partnership", "account", "subject", "disclosure", "why", "event_seq", "created_at",
            "acknowledged_at",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return self.ref


class Objection(HouseModel):
    """The person says that they should not be shown (S-03). From that moment nobody is shown them."""

    ref = RefField("DO")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="objections")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+", db_index=False)
    words = models.CharField(max_length=400)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    is_upheld = models.BooleanField(null=True)
    because = models.CharField(max_length=400, blank=True, default="")

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, is_upheld__isnull=True)
                | (Q(decided_at__isnull=False, decided_by__isnull=False, is_upheld__isnull=False) & ~Q(because="")),
                name="an_answer_to_an_objection_says_why",
            ),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(decided_at__isnull=True), name="one_open_objection"
            ),
        ]

    class Privacy:
        personal = {"words", "because"}
        plain = {
            "id", "ref", "subject", "partnership", "recorded_at", "recorded_by", "decided_at", "decided_by",
            "is_upheld",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return self.ref


class GalleryRules(HouseModel):
    """What one partnership decided for its galleries. Without a row the defaults below hold."""

    partnership = models.OneToOneField(Partnership, on_delete=models.PROTECT, related_name="gallery_rules")
    unknown_months = models.PositiveSmallIntegerField(default=3)  # P-03
    shows_born_on = models.BooleanField(default=False)  # G-07: a date of birth only where this is set
    may_print = models.BooleanField(default=False)  # M-05
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta(HouseModel.Meta):
        verbose_name_plural = "gallery rules"
        constraints = [
            models.CheckConstraint(
                condition=Q(unknown_months__gte=1, unknown_months__lte=6), name="the_unknown_are_shown_1_to_6_months"
            ),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "partnership", "unknown_months", "shows_born_on", "may_print", "changed_at", "changed_by"}
        keep_days = None

    def __str__(self) -> str:
        return f"gallery rules of {self.partnership_id}"
