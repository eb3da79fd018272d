"""Who is who: judgements that tie a mention to a subject, merges by two, recognitions and ages. All reversible."""

from django.db import models
from django.db.models import F, Q

from watchward.assess.choices import Looks, Verdict
from watchward.assess.models.subjects import Subject
from watchward.collect.models import Evidence, MentionedPerson
from watchward.partners.models import Account
from watchward.records.base import HouseModel
from watchward.records.fields import RefField


class Judgement(HouseModel):
    """Somebody judged whether a mention is a subject. A change of mind is a new row; the one in force `is_current`."""

    ref = RefField("J")
    mention = models.ForeignKey(MentionedPerson, on_delete=models.PROTECT, related_name="judgements")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="judgements")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    because = models.CharField(max_length=400, blank=True, default="")
    score = models.FloatField(null=True)  # what the machine proposed, if it did: 0 to 1. A person judged (G-05)
    is_current = models.BooleanField(default=True)
    judged_at = models.DateTimeField()
    judged_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["mention", "subject"], condition=Q(is_current=True), name="one_judgement_in_force"
            ),
            models.UniqueConstraint(
                fields=["mention"],
                condition=Q(is_current=True, verdict=Verdict.SAME),
                name="somebody_in_a_report_is_one_subject",
            ),
        ]

    class Privacy:
        personal = {"because"}
        plain = {"id", "ref", "mention", "subject", "verdict", "score", "is_current", "judged_at", "judged_by"}
        keep_days = None

    def __str__(self) -> str:
        return self.ref


class Merge(HouseModel):
    """Two subjects are one person: proposed by one, agreed by another, and it can be undone (P-07)."""

    ref = RefField("L")
    keeper = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="merges_kept")
    other = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="merges_given")
    because = models.CharField(max_length=400)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    declined_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    undone_because = models.CharField(max_length=400, blank=True, default="")

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(keeper=F("other")), name="a_merge_joins_two"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("proposed_by")), name="a_merge_needs_two_people"
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(agreed_at__isnull=False), name="only_what_was_merged_is_undone"
            ),
            models.UniqueConstraint(
                fields=["other"],
                condition=Q(declined_at__isnull=True, undone_at__isnull=True),
                name="one_merge_at_a_time",
            ),
        ]

    class Privacy:
        personal = {"because", "undone_because"}
        plain = {
            "id", "ref", "keeper", "other", "proposed_at", "proposed_by", "agreed_at", "agreed_by", "declined_at",
            "declined_by", "undone_at", "undone_by",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return self.ref


class Recognition(HouseModel):
    """Somebody says that they know who is in a picture (P-02); the original picture stays. Never rewritten."""

    ref = RefField("H")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="recognitions")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, related_name="recognitions")
    said = models.CharField(max_length=300)  # the words that were said
    knows_from = models.CharField(max_length=300)  # prior knowledge: from where, how long, when last seen
    was_told_a_name = models.BooleanField()  # whether somebody named the person to them first
    recognised_at = models.DateTimeField()
    recognised_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta(HouseModel.Meta):
        pass

    class Privacy:
        personal = {"said", "knows_from"}
        plain = {"id", "ref", "subject", "evidence", "was_told_a_name", "recognised_at", "recognised_by"}
        keep_days = None

    def __str__(self) -> str:
        return self.ref


class AgeEstimate(HouseModel):
    """How old a subject looked to one person (P-04). The newest of each person counts."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="age_estimates")
    looks = models.CharField(max_length=6, choices=Looks.choices)
    estimated_at = models.DateTimeField()
    estimated_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta(HouseModel.Meta):
        pass

    class Privacy:
        personal = {"looks"}
        plain = {"id", "subject", "estimated_at", "estimated_by"}
        keep_days = None

    def __str__(self) -> str:
        return f"{self.looks} for {self.subject_id}"
