"""A member's own incident log on its way in: the saved mapping, the batch, and the rows that could not come."""

from django.db import models
from django.db.models import Q

from watchward.collect.choices import ImportState
from watchward.partners.models import Account, Organisation, Partnership
from watchward.records.base import HouseModel
from watchward.records.fields import RefField


class SavedMapping(HouseModel):
    """How one member's columns feed our fields; kept, so that next month's file needs no thought."""

    ref = RefField("Q")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="mappings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mappings", null=True)
    name = models.CharField(max_length=120)
    mapping = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["partnership", "name"], name="mapping_name_once_per_partnership"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "ref", "partnership", "organisation", "name", "mapping", "saved_at", "saved_by"}
        keep_days = None

    def __str__(self) -> str:
        return self.name


class ImportBatch(HouseModel):
    """One file. `next_row` moves in the same transaction as the rows it counts, so a restart goes on, never twice."""

    ref = RefField("B")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="imports")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=160)
    stored_as = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    sheet = models.CharField(max_length=80, blank=True, default="")
    mapping = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED)
    total_rows = models.PositiveIntegerField(default=0)  # an estimate until done
    next_row = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True, default="")
    claimed_until = models.DateTimeField(null=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta(HouseModel.Meta):
        verbose_name_plural = "import batches"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_at__isnull=False), name="done_import_has_its_moment"
            ),
        ]

    class Privacy:
        personal = {"stored_as", "file_name"}
        plain = {
            "id", "ref", "partnership", "organisation", "sha256", "sheet", "mapping", "state", "total_rows",
            "next_row", "made", "duplicates", "refused", "trouble", "claimed_until", "uploaded_at", "uploaded_by",
            "finished_at",
        }  # fmt: skip
        keep_days = 90

    def __str__(self) -> str:
        return self.ref


class ImportProblem(HouseModel):
    """One row that could not come in, and what to do about it; the file of these can be downloaded."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="problems")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=120, blank=True, default="")
    found = models.CharField(max_length=200, blank=True, default="")
    why = models.CharField(max_length=300)

    class Meta(HouseModel.Meta):
        indexes = [models.Index(fields=["batch", "row"], name="import_problem_by_row")]

    class Privacy:
        personal = {"found"}
        plain = {"id", "batch", "row", "column", "why"}
        keep_days = 90

    def __str__(self) -> str:
        return f"row {self.row}: {self.why}"
