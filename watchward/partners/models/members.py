"""The member organisations and their premises."""

from django.db import models
from django.db.models import Q

from watchward.partners.choices import ControllerRole
from watchward.partners.models.partnership import Partnership, Watch, Zone
from watchward.records.base import HouseModel
from watchward.records.fields import RefField


class Organisation(HouseModel):
    """A member: a business, a force, a council."""

    ref = RefField("O")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="organisations")
    name = models.CharField(max_length=160)
    controller_role = models.CharField(max_length=12, choices=ControllerRole.choices, blank=True, default="")
    paid_until = models.DateField(null=True, blank=True)  # M-01; empty means the fee is waived
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["partnership", "name"], name="organisation_name_once_per_partnership"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=models.F("joined_on")),
                name="organisation_leaves_after_it_joins",
            ),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "ref", "partnership", "name", "controller_role", "paid_until", "joined_on", "left_on"}
        keep_days = None

    def __str__(self) -> str:
        return self.name


class Premises(HouseModel):
    """One place of a member: what it sells, where it stands, when it is open."""

    ref = RefField("P")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="premises")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="premises")
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="premises", null=True, blank=True)
    watches = models.ManyToManyField(Watch, related_name="premises", blank=True)
    name = models.CharField(max_length=160)
    sector = models.CharField(max_length=40)  # an id of the list premises_sectors
    address = models.CharField(max_length=240, blank=True, default="")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    opening_hours = models.JSONField(default=dict, blank=True)  # {"mon": [["09:00", "17:30"]], …} local time
    call_sign = models.CharField(max_length=40, blank=True, default="")
    high_risk_goods = models.JSONField(default=list, blank=True)  # ids of the list goods
    own_code = models.CharField(max_length=60, blank=True, default="")  # the member's own store number
    closed_on = models.DateField(null=True, blank=True)

    class Meta(HouseModel.Meta):
        verbose_name_plural = "premises"
        constraints = [
            models.UniqueConstraint(fields=["partnership", "name"], name="premises_name_once_per_partnership"),
            models.UniqueConstraint(
                fields=["partnership", "call_sign"],
                condition=~Q(call_sign=""),
                name="call_sign_once_per_partnership",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="premises_point_has_both_parts_and_is_on_earth",
            ),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "ref", "partnership", "organisation", "zone", "name", "sector", "address", "latitude", "longitude",
            "opening_hours", "call_sign", "high_risk_goods", "own_code", "closed_on",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return self.name
