"""What stops deletion, and what proves it."""

from django.db import models
from django.db.models import Q

from watchward.records.base import HouseModel
from watchward.records.fields import RefField


class Hold(HouseModel):
    """A legal hold: deletion of one thing waits, with an owner, a reason and a day of review (R-04).

    Accounts are keys without a foreign key, as in the ledger: this floor does not know who signs in.
    """

    ref = RefField("H")
    partnership_id = models.PositiveBigIntegerField()
    about = models.CharField(max_length=80)  # noun and reference, as in the ledger: report/R-7K3MQ2XD9T
    owner = models.PositiveBigIntegerField()  # who answers for it
    reason = models.CharField(max_length=400)
    review_on = models.DateField()
    placed_at = models.DateTimeField()
    placed_by = models.PositiveBigIntegerField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.PositiveBigIntegerField(null=True)

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="hold_says_why"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="hold_end_has_both_who_and_when",
            ),
        ]
        indexes = [
            models.Index(fields=["partnership_id", "about"], condition=Q(ended_at__isnull=True), name="hold_open"),
        ]

    class Privacy:
        personal = {"reason"}
        plain = {
            "id", "ref", "partnership_id", "about", "owner", "review_on", "placed_at", "placed_by", "ended_at",
            "ended_by",
        }  # fmt: skip
        keep_days = 365  # after its end

    def __str__(self) -> str:
        return f"{self.ref} on {self.about}"


class Purge(HouseModel):
    """A certificate of deletion (R-06): what class, how many, when, by which rule, and the hash of the list of ids.

    The list itself stands in the ledger, one event for each thing, so that anybody can make the hash again.
    A certificate that is finished is never changed; a trigger on both engines refuses it.
    """

    ref = RefField("D")
    partnership_id = models.PositiveBigIntegerField()
    rule = models.CharField(max_length=8)
    noun = models.CharField(max_length=40)
    what = models.CharField(max_length=120)
    expected = models.JSONField(default=dict)  # what the dry run counted just before, by class
    counts = models.JSONField(default=dict)  # what was deleted, by class
    things = models.PositiveBigIntegerField(default=0)  # ids in the list
    after_seq = models.PositiveBigIntegerField()  # the row of the ledger after which the list begins
    digest = models.CharField(max_length=64, blank=True, default="")
    worker = models.CharField(max_length=120)  # which process on which machine
    began_at = models.DateTimeField()
    began_by = models.PositiveBigIntegerField()
    finished_at = models.DateTimeField(null=True)

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["partnership_id", "rule", "noun"],
                condition=Q(finished_at__isnull=True),
                name="one_open_certificate_per_clock",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, digest="") | (Q(finished_at__isnull=False) & ~Q(digest="")),
                name="finished_certificate_has_its_hash",
            ),
        ]
        indexes = [
            models.Index(fields=["partnership_id", "-id"], name="certificate_newest"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "ref", "partnership_id", "rule", "noun", "what", "expected", "counts", "things", "after_seq",
            "digest", "worker", "began_at", "began_by", "finished_at",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return f"{self.ref}: {self.things} by {self.rule}"


class Shred(HouseModel):
    """A file that must go: written with the deletion of its row, and gone when the file is gone."""

    store = models.CharField(max_length=20)
    key = models.CharField(max_length=80)

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["store", "key"], name="file_is_shredded_once"),
        ]

    class Privacy:
        personal = {"key"}
        plain = {"id", "store"}
        keep_days = None

    def __str__(self) -> str:
        return f"{self.store} {self.key}"


class Turn(HouseModel):
    """A job that one process does at a time: who holds it until when, and when it is due again."""

    name = models.CharField(max_length=40, unique=True)
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)

    class Meta(HouseModel.Meta):
        pass

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "name", "due_at", "claimed_until"}
        keep_days = None

    def __str__(self) -> str:
        return self.name
