"""A subject is an assessment, not a report: somebody whom reports are about, as far as the partnership can tell."""

from django.db import models
from django.db.models import Q

from watchward.assess.choices import Certainty, Confirmation, FactKind, Identity
from watchward.collect.models import Report
from watchward.partners.models import Account, Partnership
from watchward.records.base import HouseModel
from watchward.records.fields import RefField


class Subject(HouseModel):
    """One person as one partnership knows them. A merged subject keeps its reference and points at its keeper (P-07).

    `born_on` is set only where somebody with knowledge said so. `necessity` is never empty (G-04): why the record is
    needed. `article_6` and `article_10` name the lawful basis and condition (G-03).
    """

    ref = RefField("S")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=12, choices=Identity.choices, default=Identity.UNKNOWN)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    born_on = models.DateField(null=True, blank=True)
    is_vulnerable = models.BooleanField(default=False)  # P-05: hidden from members
    support_considered = models.CharField(max_length=400, blank=True, default="")  # P-05: which route, or why none
    is_nobody = models.BooleanField(default=False, db_default=False)  # a canary sits on it: shown to nobody outside
    article_6 = models.CharField(max_length=40, default="recognised-legitimate-interest-crime")
    article_10 = models.CharField(max_length=40, default="dpa-2018-sch1-para10")
    necessity = models.CharField(max_length=400)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(necessity=""), name="a_subject_says_why_it_is_needed"),
            models.CheckConstraint(
                condition=Q(is_vulnerable=False) | ~Q(support_considered=""),
                name="vulnerability_says_which_support_was_considered",
            ),
        ]
        indexes = [
            models.Index(fields=["partnership", "state", "-opened_at", "-id"], name="subject_newest_of_state"),
            models.Index(fields=["partnership", "-opened_at", "-id"], name="subject_newest"),
        ]

    class Privacy:
        personal = {"born_on", "is_vulnerable", "support_considered", "necessity"}
        plain = {
            "id", "ref", "partnership", "state", "merged_into", "is_nobody", "article_6", "article_10", "opened_at",
            "opened_by",
        }  # fmt: skip
        keep_days = 365  # R-01, from the last qualifying incident

    def __str__(self) -> str:
        return self.ref


class IdentityStep(HouseModel):
    """One step of a subject's identity (P-01): who took it, and on what it stands. Never rewritten."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="identity_steps")
    state = models.CharField(max_length=12, choices=Identity.choices)
    stands_on = models.CharField(max_length=12, choices=Confirmation.choices, blank=True, default="")
    because = models.CharField(max_length=400, blank=True, default="")
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=Identity.CONFIRMED) | ~Q(stands_on=""), name="a_confirmation_says_on_what_it_stands"
            ),
        ]

    class Privacy:
        personal = {"because"}
        plain = {"id", "subject", "state", "stands_on", "taken_at", "taken_by"}
        keep_days = None

    def __str__(self) -> str:
        return f"{self.state} of {self.subject_id}"


class Fact(HouseModel):
    """One thing said of a subject (G-13): where it comes from, its grade, its date, and how far it goes.

    `grade` is the code in force when the fact was written (`2B P`). A fact is never rewritten: it is withdrawn with a
    reason, and another one added.
    """

    ref = RefField("F")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="facts")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=FactKind.choices)
    value = models.CharField(max_length=300)  # a method is an id of the list modus_operandi; a registration, capitals
    plain_value = models.CharField(max_length=300)  # as it is looked up: folded, without accents and stops
    certainty = models.CharField(max_length=10, choices=Certainty.choices, default=Certainty.ALLEGED)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="facts")
    source = models.CharField(max_length=120, blank=True, default="")  # in words, where it is no report
    grade = models.CharField(max_length=8, blank=True, default="")
    said_on = models.DateField()  # when the source said or saw it
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_because = models.CharField(max_length=300, blank=True, default="")

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(value=""), name="a_fact_says_something"),
            models.CheckConstraint(
                condition=Q(report__isnull=False) | ~Q(source=""), name="a_fact_says_where_it_comes_from"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="a_withdrawn_fact_has_both_who_and_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["partnership", "kind", "plain_value"],
                condition=Q(withdrawn_at__isnull=True),
                name="fact_by_value",
            ),
        ]

    class Privacy:
        personal = {"value", "plain_value", "source", "withdrawn_because"}
        plain = {
            "id", "ref", "subject", "partnership", "kind", "certainty", "report", "grade", "said_on", "added_at",
            "added_by", "withdrawn_at", "withdrawn_by",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return self.ref
