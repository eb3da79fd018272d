"""The ledger and the outbox. Rows of the ledger are never changed: triggers on both engines refuse it."""

from django.db import models
from django.db.models import Q

from watchward.records.base import HouseModel
from watchward.records.retention.models import Hold, Purge, Shred, Turn

__all__ = ["Chain", "Delivery", "Event", "Hold", "Purge", "Shred", "Turn"]


class Chain(HouseModel):
    """The head of one partnership's hash chain; taken for update, so that sequence and hash cannot fork."""

    partnership_id = models.PositiveBigIntegerField(unique=True)  # 0 is the instance; no foreign key on purpose
    seq = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default="")

    class Meta(HouseModel.Meta):
        pass

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "partnership_id", "seq", "head"}
        keep_days = None

    def __str__(self) -> str:
        return f"chain {self.partnership_id} at {self.seq}"


class Event(HouseModel):
    """One thing that somebody did or saw: references only, never personal data, so erasure leaves the chain whole."""

    partnership_id = models.PositiveBigIntegerField()
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    account_id = models.PositiveBigIntegerField()  # 0 is the operator at the console
    ref = models.CharField(max_length=80, db_index=True)
    face = models.CharField(max_length=20)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["partnership_id", "seq"], name="event_has_one_place_in_its_chain"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "partnership_id", "seq", "at", "kind", "account_id", "ref", "face", "detail", "previous", "digest",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Delivery(HouseModel):
    """One event on its way to one subscriber; `*` is an event not yet handed out."""

    UNDIRECTED = "*"

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    subscriber = models.CharField(max_length=120)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, default="", blank=True)

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["event", "subscriber"], name="delivery_once_per_event_and_subscriber"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(done_at__isnull=True), name="delivery_due"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "event", "subscriber", "due_at", "tries", "claimed_until", "done_at", "trouble"}
        keep_days = 90

    def __str__(self) -> str:
        return f"{self.event_id} to {self.subscriber}"


class Tally(HouseModel):
    """How many people and pictures one account looked at on one day, and in the last of its hours that had a look."""

    partnership_id = models.PositiveBigIntegerField()
    account_id = models.PositiveBigIntegerField()
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    in_hour = models.PositiveIntegerField()
    in_day = models.PositiveIntegerField()
    lifted = models.PositiveIntegerField(default=0)  # added to the budget of this day by somebody who may

    class Meta(HouseModel.Meta):
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership_id", "account_id", "day"], name="tally_once_per_account_and_day"
            ),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "partnership_id", "account_id", "day", "hour", "in_hour", "in_day", "lifted"}
        keep_days = 400  # a year of one's own past, to compare with

    def __str__(self) -> str:
        return f"{self.in_day} looks of {self.account_id} on {self.day}"


class Posting(HouseModel):
    """Which things hold one term: one row per term and block of 4,096 ids. See `records/postings.py`.

    A term is a number that says nothing by itself, and a partnership is part of it, so scope costs nothing.
    """

    pk = models.CompositePrimaryKey("term", "block")
    term = models.BigIntegerField()
    block = models.BigIntegerField()
    places = models.TextField()  # two letters for each id of the block

    class Meta(HouseModel.Meta):
        indexes = [models.Index(fields=["block"], name="posting_of_block")]

    class Privacy:
        personal = {"places"}
        plain = {"pk", "term", "block"}
        keep_days = None

    def __str__(self) -> str:
        return f"{self.term} in {self.block}"


class Mark(HouseModel):
    """How far a job that walks a table has come."""

    name = models.CharField(max_length=60, unique=True)
    reached = models.PositiveBigIntegerField(default=0)

    class Meta(HouseModel.Meta):
        pass

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "name", "reached"}
        keep_days = None

    def __str__(self) -> str:
        return f"{self.name} at {self.reached}"
