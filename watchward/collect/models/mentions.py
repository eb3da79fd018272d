"""What a reporter said of each person, vehicle and thing. No field for religion, orientation or union (G-14)."""

from django.db import models

from watchward.collect.choices import Known
from watchward.collect.models.reports import Report
from watchward.records.base import HouseModel
from watchward.records.fields import RefField


class MentionedPerson(HouseModel):
    """One person as one reporter described them. Who it is, is a judgement made later, on another floor."""

    ref = RefField("N")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="people")
    place = models.PositiveSmallIntegerField(default=0)  # order within the report
    known = models.CharField(max_length=10, choices=Known.choices, default=Known.UNKNOWN)
    name = models.CharField(max_length=120, blank=True, default="")
    alias = models.CharField(max_length=120, blank=True, default="")
    sex_appearance = models.CharField(max_length=40, blank=True, default="")
    age_band = models.CharField(max_length=40, blank=True, default="")
    height_band = models.CharField(max_length=40, blank=True, default="")
    build = models.CharField(max_length=40, blank=True, default="")
    hair = models.CharField(max_length=120, blank=True, default="")
    facial_hair = models.CharField(max_length=120, blank=True, default="")
    clothing = models.JSONField(default=list, blank=True)  # top to bottom, as said: ["red cap", "black coat"]
    marks = models.CharField(max_length=300, blank=True, default="")
    accent = models.CharField(max_length=60, blank=True, default="")
    direction = models.CharField(max_length=120, blank=True, default="")
    methods = models.JSONField(default=list, blank=True)  # ids of the list modus_operandi
    seemed_under_18 = models.BooleanField(default=False)  # P-04 starts from what was seen

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["report", "place"], name="mentioned_person_has_one_place"),
        ]
        verbose_name_plural = "mentioned people"

    class Privacy:
        personal = {
            "name", "alias", "sex_appearance", "age_band", "height_band", "build", "hair", "facial_hair", "clothing",
            "marks", "accent", "direction", "methods", "known", "seemed_under_18",
        }  # fmt: skip
        plain = {"id", "ref", "report", "place"}
        keep_days = 365

    def __str__(self) -> str:
        return self.ref


class MentionedVehicle(HouseModel):
    """One vehicle as one reporter saw it; the registration may be partial."""

    ref = RefField("K")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="vehicles")
    place = models.PositiveSmallIntegerField(default=0)
    registration = models.CharField(max_length=15, blank=True, default="")  # capitals; ? for an unread character
    kind = models.CharField(max_length=40, blank=True, default="")
    make = models.CharField(max_length=60, blank=True, default="")
    colour = models.CharField(max_length=40, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["report", "place"], name="mentioned_vehicle_has_one_place"),
        ]
        indexes = [
            models.Index(fields=["registration"], name="vehicle_registration"),
        ]

    class Privacy:
        personal = {"registration", "note"}
        plain = {"id", "ref", "report", "place", "kind", "make", "colour"}
        keep_days = 365

    def __str__(self) -> str:
        return self.ref


class MentionedGoods(HouseModel):
    """Goods taken, damaged or refused."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="goods")
    place = models.PositiveSmallIntegerField(default=0)
    goods = models.CharField(max_length=40)  # an id of the list goods
    note = models.CharField(max_length=200, blank=True, default="")
    quantity = models.PositiveIntegerField(null=True)
    value_pence = models.PositiveBigIntegerField(null=True)
    recovered_pence = models.PositiveBigIntegerField(null=True)

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["report", "place"], name="mentioned_goods_have_one_place"),
        ]
        verbose_name_plural = "mentioned goods"

    class Privacy:
        personal = {"note"}
        plain = {"id", "report", "place", "goods", "quantity", "value_pence", "recovered_pence"}
        keep_days = 365

    def __str__(self) -> str:
        return self.goods
