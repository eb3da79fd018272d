"""How long a partnership keeps what it holds: set by one person, agreed by another."""

from django.db import models
from django.db.models import F, Q

from watchward.partners.models.partnership import Partnership
from watchward.partners.periods import DEFAULT, LIMITS
from watchward.records.base import HouseModel
from watchward.records.fields import RefField


class Periods(HouseModel):
    """One version of the periods. The newest that a second person agreed to is in force; before the first, DEFAULT."""

    ref = RefField("L")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="periods")
    report_days = models.PositiveSmallIntegerField(default=DEFAULT.report_days)
    subject_months = models.PositiveSmallIntegerField(default=DEFAULT.subject_months)
    unknown_months = models.PositiveSmallIntegerField(default=DEFAULT.unknown_months)  # P-03
    footage_days = models.PositiveSmallIntegerField(default=DEFAULT.footage_days)
    case_days = models.PositiveSmallIntegerField(default=DEFAULT.case_days)  # R-07, after its disposal
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("partners.Account", on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey("partners.Account", on_delete=models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)
    dropped_by = models.ForeignKey("partners.Account", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(HouseModel.Meta):
        verbose_name_plural = "periods"
        constraints = [
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__gte": least, f"{name}__lte": most}), name=f"period_{name}_within_limits"
                )
                for name, (least, most) in LIMITS.items()
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("proposed_by")), name="periods_need_two_people"
            ),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="periods_agreement_has_both_who_and_when",
            ),
            models.UniqueConstraint(
                fields=["partnership"],
                condition=Q(agreed_at__isnull=True, dropped_at__isnull=True),
                name="one_open_proposal_of_periods",
            ),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "ref", "partnership", "report_days", "subject_months", "unknown_months", "footage_days", "case_days",
            "proposed_at", "proposed_by", "agreed_at", "agreed_by", "dropped_at", "dropped_by",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return self.ref
