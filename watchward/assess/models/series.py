"""Reports that a person judged not to be of one series, so that the machine does not propose it again."""

from django.db import models
from django.db.models import F, Q

from watchward.collect.models import Report
from watchward.partners.models import Account
from watchward.records.base import HouseModel


class SetApart(HouseModel):
    """Two reports that are not the work of the same people, as somebody judged. Taken back, the row stays.

    That two reports belong together is a case (`CaseReport`); nothing is judged here but that they do not.
    """

    one = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")  # the lower id of the two
    other = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    set_apart_at = models.DateTimeField()
    set_apart_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="two_reports_set_apart_in_one_order"),
            models.UniqueConstraint(
                fields=["one", "other"], condition=Q(taken_back_at__isnull=True), name="two_reports_set_apart_once"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="taken_back_has_both_who_and_when",
            ),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "one", "other", "set_apart_at", "set_apart_by", "taken_back_at", "taken_back_by"}
        keep_days = None  # with the reports

    def __str__(self) -> str:
        return f"{self.one_id} apart from {self.other_id}"
