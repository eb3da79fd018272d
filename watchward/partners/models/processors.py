"""Who handles data for the partnership, and the contract about it (Article 28, G-15)."""

from django.db import models
from django.db.models import Q

from watchward.partners.models.partnership import Partnership
from watchward.records.base import HouseModel
from watchward.records.fields import RefField


class Processor(HouseModel):
    """One processor as it was stated: a change is a new row, so that anybody can see later what was in force.

    Without a contract there is no date, and the register says so.
    """

    ref = RefField("PR")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="processors")
    name = models.CharField(max_length=160)
    does = models.CharField(max_length=400)  # which data it handles, and what for
    document = models.CharField(max_length=300, blank=True, default="")  # where the contract can be found
    contract_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey("partners.Account", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)  # replaced, or works for the partnership no more
    ended_by = models.ForeignKey("partners.Account", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(contract_on__isnull=True, review_on__isnull=True, document="")
                | (Q(contract_on__isnull=False, review_on__gt=models.F("contract_on")) & ~Q(document="")),
                name="contract_has_its_dates_and_its_place",
            ),
            models.UniqueConstraint(
                fields=["partnership", "name"], condition=Q(ended_at__isnull=True), name="processor_once"
            ),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "ref", "partnership", "name", "does", "document", "contract_on", "review_on", "registered_at",
            "registered_by", "ended_at", "ended_by",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return self.name
