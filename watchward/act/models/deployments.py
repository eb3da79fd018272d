"""Where a security officer stands, from when to when, and what came of it."""

from django.db import models
from django.db.models import F, Q

from watchward.partners.models import Account, Membership, Partnership, Premises
from watchward.records.base import HouseModel
from watchward.records.fields import RefField


class Deployment(HouseModel):
    """One officer at one place for one span of time.

    The officer is a guard of this partnership (`membership`) or somebody whom a contractor sends (name and licence).
    Nothing of it is rewritten: a change is a cancelled row and a new one that names it in `replaces`. No officer is at
    two places at once: triggers on both engines refuse it.
    """

    ref = RefField("U")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+", db_index=False)
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, related_name="deployments", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, related_name="deployments", db_index=False
    )
    contractor_name = models.CharField(max_length=120, blank=True, default="")
    contractor_licence = models.CharField(max_length=40, blank=True, default="")  # capitals and digits
    licence_expires_on = models.DateField(null=True)
    purpose = models.CharField(max_length=200)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_because = models.CharField(max_length=200, blank=True, default="")
    outcome = models.CharField(max_length=400, blank=True, default="")  # what happened; names nobody
    outcome_at = models.DateTimeField(null=True)
    outcome_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="deployment_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(purpose=""), name="deployment_says_what_it_is_for"),
            models.CheckConstraint(
                condition=Q(
                    membership__isnull=False,
                    contractor_name="",
                    contractor_licence="",
                    licence_expires_on__isnull=True,
                )
                | (
                    Q(membership__isnull=True, licence_expires_on__isnull=False)
                    & ~Q(contractor_name="")
                    & ~Q(contractor_licence="")
                ),
                name="deployment_is_a_guard_or_a_licensed_contractor",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="deployment_cancelling_has_both_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(outcome_at__isnull=True, outcome_by__isnull=True, outcome="")
                | Q(outcome_at__isnull=False, outcome_by__isnull=False),
                name="deployment_outcome_has_both_who_and_when",
            ),
        ]
        indexes = [
            models.Index(fields=["partnership", "starts_at", "id"], name="deployment_by_day"),
            models.Index(fields=["premises", "starts_at", "id"], name="deployment_at_premises"),
            models.Index(
                fields=["membership", "starts_at"],
                condition=Q(membership__isnull=False),
                name="deployment_of_guard",
            ),
            models.Index(
                fields=["partnership", "contractor_licence", "starts_at"],
                condition=~Q(contractor_licence=""),
                name="deployment_of_contractor",
            ),
        ]

    class Privacy:
        personal = {"contractor_name", "contractor_licence", "outcome", "purpose", "cancelled_because"}
        plain = {
            "id", "ref", "partnership", "premises", "starts_at", "ends_at", "membership", "licence_expires_on",
            "replaces", "agreed_at", "agreed_by", "cancelled_at", "cancelled_by", "outcome_at", "outcome_by",
        }  # fmt: skip
        keep_days = 365  # from its end

    def __str__(self) -> str:
        return self.ref
