"""Files that were handed in, and the unbroken line of who held them (L-04, L-05)."""

from django.db import models
from django.db.models import F, Q

from watchward.collect.choices import EvidenceKind
from watchward.collect.models.reports import Report
from watchward.partners.models import Account
from watchward.records.base import HouseModel
from watchward.records.fields import RefField


class Evidence(HouseModel):
    """One file: the original as it came, hashed and kept apart, and the clean copy that people see."""

    ref = RefField("E")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="evidence")
    place = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=EvidenceKind.choices)
    label = models.CharField(max_length=60)  # exhibit label: maker's initials and number
    media_type = models.CharField(max_length=60)  # recognised from the content, never as claimed
    original_key = models.CharField(max_length=80, unique=True)
    original_sha256 = models.CharField(max_length=64)
    original_bytes = models.PositiveBigIntegerField()
    shown_key = models.CharField(max_length=80, blank=True, default="")
    thumbnail_key = models.CharField(max_length=80, blank=True, default="")
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    camera_place = models.CharField(max_length=120, blank=True, default="")
    camera_offset_seconds = models.IntegerField(null=True)  # camera clock minus true time
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    exported_by_name = models.CharField(max_length=120, blank=True, default="")
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta(HouseModel.Meta):
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(fields=["report", "place"], name="evidence_has_one_place"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="footage_ends_after_it_starts",
            ),
        ]

    class Privacy:
        personal = {"original_key", "shown_key", "thumbnail_key", "exported_by_name", "camera_place", "label"}
        plain = {
            "id", "ref", "report", "place", "kind", "media_type", "original_sha256", "original_bytes", "width",
            "height", "camera_offset_seconds", "starts_at", "ends_at", "received_at", "received_by",
        }  # fmt: skip
        keep_days = 365

    def __str__(self) -> str:
        return self.ref


class Custody(HouseModel):
    """One hand-over of one item: from whom, to whom, when, why, under which seal (L-05). Rows are only added."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="custody")
    place = models.PositiveSmallIntegerField()
    from_whom = models.CharField(max_length=120)
    to_whom = models.CharField(max_length=120)
    why = models.CharField(max_length=200)
    seal = models.CharField(max_length=60, blank=True, default="")
    sha256 = models.CharField(max_length=64)  # measured again at every hand-over
    handed_at = models.DateTimeField()
    handed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta(HouseModel.Meta):
        verbose_name_plural = "custody"
        constraints = [
            models.UniqueConstraint(fields=["evidence", "place"], name="custody_has_one_line"),
        ]

    class Privacy:
        personal = {"from_whom", "to_whom"}
        plain = {"id", "evidence", "place", "why", "seal", "sha256", "handed_at", "handed_by"}
        keep_days = 365

    def __str__(self) -> str:
        return f"{self.evidence_id} step {self.place}"
