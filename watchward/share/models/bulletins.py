"""What the partnership tells its people: bulletins, whom they are for, and who has read them."""

from django.db import models
from django.db.models import F, Q

from watchward.partners.choices import RoleChoices
from watchward.partners.models import Account, Partnership, Watch, Zone
from watchward.records.base import HouseModel
from watchward.records.fields import RefField
from watchward.share.choices import Audience, BulletinKind


class Bulletin(HouseModel):
    """A few words for an audience. It names nobody: who it is about stands in the gallery, behind its own rules.

    Nobody reads it before a person published it and `publishes_at` has come, nor from `expires_at` on, nor once it was
    withdrawn.
    """

    ref = RefField("BU")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="bulletins", db_index=False)
    kind = models.CharField(max_length=13, choices=BulletinKind.choices)
    title = models.CharField(max_length=120)
    text = models.TextField()
    audience = models.CharField(max_length=9, choices=Audience.choices)
    entry_ref = models.CharField(max_length=20, blank=True, default="")  # the gallery entry it leads to, if to any
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    publishes_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)  # when somebody pressed publish; empty is a draft
    published_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("publishes_at")), name="bulletin_expires_after_it_is_published"
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="bulletin_says_something"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="bulletin_publication_has_both_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="bulletin_withdrawal_has_both_who_and_when",
            ),
        ]
        indexes = [models.Index(fields=["partnership", "-publishes_at", "-id"], name="bulletin_newest")]

    class Privacy:
        personal = {"title", "text"}  # written by hand: what should name nobody could
        plain = {
            "id", "ref", "partnership", "kind", "audience", "entry_ref", "written_at", "written_by", "publishes_at",
            "expires_at", "published_at", "published_by", "withdrawn_at", "withdrawn_by",
        }  # fmt: skip
        keep_days = 365

    def __str__(self) -> str:
        return self.ref


class Addressee(HouseModel):
    """One zone, watch or role that a bulletin is for; a bulletin for everybody has none."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="addressees")
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, null=True, related_name="+")
    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=30, choices=RoleChoices, blank=True, default="")

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(zone__isnull=False, watch__isnull=True, role="")
                | Q(zone__isnull=True, watch__isnull=False, role="")
                | (Q(zone__isnull=True, watch__isnull=True) & ~Q(role="")),
                name="an_addressee_is_one_zone_or_watch_or_role",
            ),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "bulletin", "zone", "watch", "role"}
        keep_days = None

    def __str__(self) -> str:
        return f"addressee of {self.bulletin_id}"


class BulletinRead(HouseModel):
    """One person has read one bulletin: written once, and shown to the office as a count only."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="reads")
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "read_by"], name="a_bulletin_is_read_once_by_each"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "bulletin", "read_at", "read_by"}
        keep_days = None

    def __str__(self) -> str:
        return f"{self.bulletin_id} read by {self.read_by_id}"
