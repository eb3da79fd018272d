"""What a partnership itself says an incident of some kind weighs in the list by harm."""

from django.db import models
from django.db.models import Q

from watchward.partners.models import Account, Partnership
from watchward.records.base import HouseModel


class HarmWeight(HouseModel):
    """Days of harm of one kind of incident, with their source: in place of the shipped ones of the list `harm`."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    days = models.FloatField()
    source = models.CharField(max_length=200)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["partnership", "kind"], name="one_weight_for_a_kind"),
            models.CheckConstraint(condition=Q(days__gt=0), name="harm_is_above_nothing"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "partnership", "kind", "days", "source", "set_at", "set_by"}
        keep_days = None

    def __str__(self) -> str:
        return self.kind
