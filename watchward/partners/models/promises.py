"""What a person accepts or passes before access, by version (M-01, M-02)."""

from django.db import models

from watchward.partners.choices import PromiseKind
from watchward.partners.models.partnership import Partnership
from watchward.records.base import HouseModel
from watchward.records.fields import RefField


class Promise(HouseModel):
    """One published version of the agreement or of the training; never edited, only replaced by the next version."""

    ref = RefField("V")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="promises")
    kind = models.CharField(max_length=12, choices=PromiseKind.choices)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    text = models.TextField()
    questions = models.JSONField(default=list, blank=True)  # training: [{"ask", "answers", "right", "why"}]
    pass_mark = models.PositiveSmallIntegerField(default=0)  # right answers needed
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("partners.Account", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["partnership", "kind", "version"], name="promise_version_once"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "ref", "partnership", "kind", "version", "title", "text", "questions", "pass_mark", "published_at",
            "published_by",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"


class PromiseKept(HouseModel):
    """One person accepted one version, or passed it with so many right answers. Rows are only added."""

    membership = models.ForeignKey("partners.Membership", on_delete=models.PROTECT, related_name="promises_kept")
    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="kept")
    kept_at = models.DateTimeField()
    right_answers = models.PositiveSmallIntegerField(default=0)

    class Meta(HouseModel.Meta):
        indexes = [models.Index(fields=["membership", "-kept_at"], name="promise_kept_newest")]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "membership", "promise", "kept_at", "right_answers"}
        keep_days = None

    def __str__(self) -> str:
        return f"{self.promise_id} by {self.membership_id}"
