"""A report and what is added to it later. Its own words are never rewritten; a trigger on both engines refuses it."""

from django.db import models
from django.db.models import F, Q

from watchward.collect.choices import Form, Origin
from watchward.partners.models import Account, Organisation, Partnership, Premises
from watchward.records.base import HouseModel
from watchward.records.fields import RefField


class Report(HouseModel):
    """What one reporter saw, in their words, with the facts that counting needs beside it."""

    ref = RefField("R")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="reports", db_index=False)
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, related_name="reports", db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    reporter = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="reports", db_index=False)
    form = models.CharField(max_length=14, choices=Form.choices)
    kind = models.CharField(max_length=60)  # an id of the list incident_types, or the partnership's child of one
    lists_version = models.CharField(max_length=20)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.WEB)

    happened_at = models.DateTimeField()  # the moment, or the first moment it could have been
    happened_until = models.DateTimeField(null=True, blank=True)  # the last moment it could have been
    hour_of_week = models.PositiveSmallIntegerField()  # 0 is Monday 00:00 on the partnership's clock; stored at write
    told_at = models.DateTimeField()  # the server's clock decides
    device_at = models.DateTimeField(null=True)  # the reporter's clock, kept beside it

    narrative = models.TextField(blank=True, default="")
    answers = models.JSONField(default=dict, blank=True)  # question id: answer; a change of type keeps the old ones
    loss_pence = models.PositiveBigIntegerField(null=True)
    value_band = models.CharField(max_length=20, blank=True, default="")
    recovered_pence = models.PositiveBigIntegerField(null=True)
    is_danger = models.BooleanField(default=False)  # L-01: somebody is or was in danger
    has_injury = models.BooleanField(default=False)
    has_weapon = models.BooleanField(default=False)
    has_abuse = models.BooleanField(default=False)
    is_hate = models.BooleanField(default=False)
    police_reference = models.CharField(max_length=40, blank=True, default="")

    client_key = models.UUIDField(null=True)  # made on the device when the form was opened
    body_digest = models.CharField(max_length=64, blank=True, default="")  # what was sent under that key
    source_key = models.CharField(max_length=64, null=True)  # imports: the same row is the same report
    import_batch = models.ForeignKey(
        "collect.ImportBatch", on_delete=models.PROTECT, null=True, related_name="reports", db_index=False
    )
    purged_at = models.DateTimeField(null=True)  # from here on only the facts are left; set once, by the clock

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["reporter", "client_key"],
                condition=Q(client_key__isnull=False),
                name="report_arrives_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "source_key"],
                condition=Q(source_key__isnull=False),  # a condition that each look-up by key implies
                name="imported_row_is_one_report",
            ),
            models.CheckConstraint(
                condition=Q(happened_until__isnull=True) | Q(happened_until__gte=F("happened_at")),
                name="report_span_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=Q(hour_of_week__lt=168), name="hour_of_week_is_in_the_week"),
        ]
        indexes = [
            models.Index(fields=["partnership", "-happened_at", "-id"], name="report_newest"),
            models.Index(fields=["partnership", "kind", "-happened_at", "-id"], name="report_newest_of_kind"),
            models.Index(fields=["partnership", "form", "-happened_at", "-id"], name="report_newest_of_form"),
            models.Index(fields=["premises", "-happened_at", "-id"], name="report_newest_at_premises"),
            models.Index(fields=["reporter", "-happened_at", "-id"], name="report_newest_of_reporter"),
            models.Index(fields=["import_batch"], condition=Q(import_batch__isnull=False), name="report_of_batch"),
            models.Index(
                fields=["partnership", "told_at"], condition=Q(purged_at__isnull=True), name="report_to_purge"
            ),
        ]

    class Privacy:
        personal = {"narrative", "reporter", "answers", "police_reference", "client_key", "body_digest", "source_key"}
        plain = {
            "id", "ref", "partnership", "premises", "organisation", "form", "kind", "lists_version", "origin",
            "happened_at", "happened_until", "hour_of_week", "told_at", "device_at", "loss_pence", "value_band",
            "recovered_pence", "is_danger", "has_injury", "has_weapon", "has_abuse", "is_hate", "import_batch",
            "purged_at",
        }  # fmt: skip
        keep_days = 365

    def __str__(self) -> str:
        return self.ref


class Addendum(HouseModel):
    """Something added to a report later; the report itself stays as it was sent."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="addenda")
    text = models.TextField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    client_key = models.UUIDField(null=True)
    answers_request = models.OneToOneField(
        "collect.CorrectionRequest", on_delete=models.PROTECT, null=True, related_name="answer"
    )

    class Meta(HouseModel.Meta):
        verbose_name_plural = "addenda"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "client_key"],
                condition=Q(client_key__isnull=False),
                name="addendum_arrives_once",
            ),
        ]

    class Privacy:
        personal = {"text"}
        plain = {"id", "report", "added_at", "added_by", "client_key", "answers_request"}
        keep_days = 365

    def __str__(self) -> str:
        return f"addendum to {self.report_id}"


class CorrectionRequest(HouseModel):
    """The coordinator asks the reporter to put something right; the answer is an addendum."""

    ref = RefField("C")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="correction_requests")
    text = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta(HouseModel.Meta):
        pass

    class Privacy:
        personal = {"text"}
        plain = {"id", "ref", "report", "asked_at", "asked_by"}
        keep_days = 365

    def __str__(self) -> str:
        return self.ref
