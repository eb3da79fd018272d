"""The partnership itself, its zones on the map and its watches."""

from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q

from watchward.partners.choices import LegalForm, WatchKind
from watchward.records.base import HouseModel
from watchward.records.fields import RefField


class Partnership(HouseModel):
    """A controller with its own members, rules and ledger chain; many live in one instance."""

    ref = RefField("T")
    name = models.CharField(max_length=120, unique=True)
    time_zone = models.CharField(max_length=60, default="Europe/London")
    jurisdiction = models.CharField(max_length=4, default="E&W")
    is_demonstration = models.BooleanField(default=False)
    about = models.TextField(blank=True, default="")
    controller_name = models.CharField(max_length=160, blank=True, default="")
    controller_contact = models.CharField(max_length=200, blank=True, default="")
    legal_form = models.CharField(max_length=20, choices=LegalForm.choices, blank=True, default="")
    manager_name = models.CharField(max_length=120, blank=True, default="")
    day_fee_pence = models.PositiveIntegerField(default=100)  # a pound a day per premises
    promise_days = models.PositiveSmallIntegerField(default=365)  # M-02: promises are renewed each year
    notice_days = models.PositiveSmallIntegerField(default=14)  # M-02: time to accept a new version
    read_only_days = models.PositiveSmallIntegerField(default=30)  # M-02: then suspended
    reconfirm_days = models.PositiveSmallIntegerField(default=90)  # who still works for whom is asked again
    look_percents = models.JSONField(default=dict, blank=True)  # role id: percent of its budget of looks
    anchor_first = models.EmailField(blank=True, default="")  # the ledger's head goes to these two each day
    anchor_second = models.EmailField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(promise_days__gte=1, promise_days__lte=366),
                name="promises_are_renewed_at_least_yearly",
            ),
            models.CheckConstraint(
                condition=Q(reconfirm_days__gte=28, reconfirm_days__lte=92),
                name="places_are_confirmed_at_least_each_quarter",
            ),
            models.CheckConstraint(
                condition=Q(anchor_first="", anchor_second="")
                | (~Q(anchor_first="") & ~Q(anchor_second="") & ~Q(anchor_first=models.F("anchor_second"))),
                name="anchor_goes_to_two_different_addresses",
            ),
        ]

    class Privacy:
        personal = {"manager_name", "controller_contact", "anchor_first", "anchor_second"}
        plain = {
            "id", "ref", "name", "time_zone", "jurisdiction", "is_demonstration", "about", "controller_name",
            "legal_form", "day_fee_pence", "promise_days", "notice_days", "read_only_days", "reconfirm_days",
            "look_percents", "created_at",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return self.name

    @property
    def zone_info(self) -> ZoneInfo:
        """The partnership's own clock."""
        return ZoneInfo(self.time_zone)


class Zone(HouseModel):
    """A town or area with a boundary."""

    ref = RefField("Z")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="zones")
    name = models.CharField(max_length=120)
    boundary = models.JSONField(default=list, blank=True)  # rings of [longitude, latitude], as GeoJSON has them

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["partnership", "name"], name="zone_name_once_per_partnership"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "ref", "partnership", "name", "boundary"}
        keep_days = None

    def __str__(self) -> str:
        return self.name


class Watch(HouseModel):
    """A group inside a partnership: day, night, a street; Shopwatch, Pubwatch."""

    ref = RefField("W")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="watches")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=WatchKind.choices)

    class Meta(HouseModel.Meta):
        verbose_name_plural = "watches"
        constraints = [
            models.UniqueConstraint(fields=["partnership", "name"], name="watch_name_once_per_partnership"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "ref", "partnership", "name", "kind"}
        keep_days = None

    def __str__(self) -> str:
        return self.name
