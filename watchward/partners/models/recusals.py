"""Somebody said that they know, in private life, the person a record is about."""

from django.db import models
from django.db.models import Q

from watchward.partners.models.people import Account, Membership
from watchward.records.base import HouseModel
from watchward.records.fields import RefField


class Recusal(HouseModel):
    """One person keeps away from one record, until another coordinator releases them. How they know is nobody's."""

    ref = RefField("K")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="recusals")
    about = models.CharField(max_length=80)  # as the ledger writes it: report/R-…, subject/S-…
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "about"],
                condition=Q(released_at__isnull=True),
                name="one_open_recusal_per_record",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="recusal_release_has_both_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=models.F("declared_by")),
                name="recusal_is_released_by_somebody_else",
            ),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "ref", "membership", "about", "declared_at", "declared_by", "released_at", "released_by"}
        keep_days = None

    def __str__(self) -> str:
        return f"{self.membership_id} from {self.about}"
