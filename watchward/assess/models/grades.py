"""How far a report can be trusted, and who may have it: 3x5x2, a TLP label, a second reader."""

from django.db import models
from django.db.models import Q

from watchward.collect.models import Report
from watchward.partners.models import Account
from watchward.records.base import HouseModel
from watchward.records.fields import RefField


class Grade(HouseModel):
    """One grading of a report. A new look makes a new grade; the newest is in force, the others stay readable."""

    ref = RefField("G")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="grades")
    source = models.CharField(max_length=1)  # an id of the list grading_source
    information = models.CharField(max_length=1)  # an id of the list grading_information
    handling = models.CharField(max_length=1)  # P or C of the list grading_handling
    conditions = models.CharField(max_length=400, blank=True, default="")
    tlp = models.CharField(max_length=12)  # an id of the list tlp
    needs_second_reader = models.BooleanField(default=False)
    graded_at = models.DateTimeField()
    graded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(handling="P") | (Q(handling="C") & ~Q(conditions="")),
                name="sharing_with_conditions_says_which",
            ),
        ]

    class Privacy:
        personal = {"conditions"}
        plain = {
            "id", "ref", "report", "source", "information", "handling", "tlp", "needs_second_reader", "graded_at",
            "graded_by",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return self.ref

    @property
    def code(self) -> str:
        """`2B P`, as it is written on a package."""
        return f"{self.source}{self.information} {self.handling}"


class SecondReading(HouseModel):
    """A second person read the report and its grade, and agrees or not."""

    grade = models.OneToOneField(Grade, on_delete=models.PROTECT, related_name="second_reading")
    agrees = models.BooleanField()
    words = models.CharField(max_length=400, blank=True, default="")
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(agrees=True) | ~Q(words=""), name="disagreement_says_why"),
        ]

    class Privacy:
        personal = {"words"}
        plain = {"id", "grade", "agrees", "read_at", "read_by"}
        keep_days = None

    def __str__(self) -> str:
        return f"second reading of {self.grade_id}"
