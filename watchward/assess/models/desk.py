"""Where a report lies on the desk, and every rung of its ladder (L-07)."""

from django.db import models
from django.db.models import Q

from watchward.assess.choices import Pile, Rung, Waits
from watchward.collect.models import Report
from watchward.partners.models import Account, Partnership
from watchward.records.base import HouseModel


class DeskEntry(HouseModel):
    """One report on the desk of its partnership.

    `due_at` orders each pile. To do: when it should be read, the sooner the graver. Waiting: when it comes back by
    itself if nothing happens. Done: when it was closed.
    """

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="desk_entry")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+", db_index=False)
    group = models.CharField(max_length=60)  # the root of the report's kind: what the desk is filtered by
    pile = models.CharField(max_length=8, choices=Pile.choices, default=Pile.TO_DO)
    waits_for = models.CharField(max_length=14, choices=Waits.choices, blank=True, default="")
    rung = models.CharField(max_length=16, choices=Rung.choices, default=Rung.RECEIVED)
    due_at = models.DateTimeField()

    class Meta(HouseModel.Meta):
        verbose_name_plural = "desk entries"
        constraints = [
            models.CheckConstraint(
                condition=(Q(pile=Pile.WAITING) & ~Q(waits_for="")) | (~Q(pile=Pile.WAITING) & Q(waits_for="")),
                name="what_waits_says_for_what",
            ),
        ]
        indexes = [
            models.Index(fields=["partnership", "pile", "due_at", "id"], name="desk_pile"),
            models.Index(fields=["partnership", "pile", "group", "due_at", "id"], name="desk_pile_of_group"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "report", "partnership", "group", "pile", "waits_for", "rung", "due_at"}
        keep_days = None

    def __str__(self) -> str:
        return f"desk entry of {self.report_id}"


class Step(HouseModel):
    """One rung that a report reached; its words are for the reporter. Never rewritten."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="steps")
    rung = models.CharField(max_length=16, choices=Rung.choices)
    choice = models.CharField(max_length=60, blank=True, default="")  # an outcome, or the reason of a closing
    words = models.CharField(max_length=400, blank=True, default="")
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(rung__in=[Rung.CLOSED, Rung.OUTCOME]) | ~Q(choice=""),
                name="outcome_and_closing_say_which",
            ),
        ]

    class Privacy:
        personal = {"words"}
        plain = {"id", "report", "rung", "choice", "taken_at", "taken_by"}
        keep_days = None

    def __str__(self) -> str:
        return f"{self.rung} of {self.report_id}"
