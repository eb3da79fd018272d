"""Why somebody looked a person up."""

from django.db import models

from watchward.partners.models.partnership import Partnership
from watchward.partners.models.people import Account
from watchward.records.base import HouseModel
from watchward.records.fields import RefField


class StatedPurpose(HouseModel):
    """One purpose as it was said. The ledger holds its kind and reference; the words stand only here."""

    ref = RefField("U")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)  # an id of policy.purposes
    reference = models.CharField(max_length=20, blank=True, default="")
    words = models.CharField(max_length=400, blank=True, default="")
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta(HouseModel.Meta):
        indexes = [models.Index(fields=["partnership", "given_by", "-given_at"], name="purpose_newest_of_account")]

    class Privacy:
        personal = {"words"}
        plain = {"id", "ref", "partnership", "kind", "reference", "given_at", "given_by"}
        keep_days = 400

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"
