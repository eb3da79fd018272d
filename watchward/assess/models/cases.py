"""A case: reports that belong together, the evidence chosen from them, and a log of what was decided and done."""

from django.db import models
from django.db.models import Q

from watchward.assess.choices import CaseDeed, CaseState, Part
from watchward.assess.models.subjects import Subject
from watchward.collect.models import Evidence, Report
from watchward.partners.models import Account, Partnership
from watchward.records.base import HouseModel
from watchward.records.fields import RefField


class Case(HouseModel):
    """What a partnership works on together, about one subject or, at first, about nobody known.

    `title` and `purpose` name nobody: they stand in lists. Why its state changed stands in its log.
    """

    ref = RefField("Y")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=120)
    purpose = models.CharField(max_length=400)  # why the case is needed, and what it should come to
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="cases")
    state = models.CharField(max_length=8, choices=CaseState.choices, default=CaseState.OPEN)
    owner = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(purpose=""), name="a_case_says_what_it_is_for"),
            models.CheckConstraint(
                condition=Q(state=CaseState.CLOSED, closed_at__isnull=False, closed_by__isnull=False)
                | (~Q(state=CaseState.CLOSED) & Q(closed_at__isnull=True, closed_by__isnull=True)),
                name="a_closed_case_has_both_who_and_when",
            ),
        ]
        indexes = [
            models.Index(fields=["partnership", "state", "-opened_at", "-id"], name="case_newest_of_state"),
        ]

    class Privacy:
        personal = {"title", "purpose"}
        plain = {
            "id", "ref", "partnership", "subject", "state", "owner", "opened_at", "opened_by", "closed_at",
            "closed_by",
        }  # fmt: skip
        keep_days = 365  # from its closing

    def __str__(self) -> str:
        return self.ref


class CaseReport(HouseModel):
    """One report in one case: who put it there and why; taking it out is another pair, never a deletion."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="cases")
    because = models.CharField(max_length=300)
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    unlinked_at = models.DateTimeField(null=True)
    unlinked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    unlinked_because = models.CharField(max_length=300, blank=True, default="")

    class Meta(HouseModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["case", "report"], condition=Q(unlinked_at__isnull=True), name="a_report_is_in_a_case_once"
            ),
            models.CheckConstraint(condition=~Q(because=""), name="a_linked_report_says_why"),
            models.CheckConstraint(
                condition=Q(unlinked_at__isnull=True, unlinked_by__isnull=True, unlinked_because="")
                | (Q(unlinked_at__isnull=False, unlinked_by__isnull=False) & ~Q(unlinked_because="")),
                name="an_unlinked_report_has_who_when_and_why",
            ),
        ]

    class Privacy:
        personal = {"because", "unlinked_because"}
        plain = {"id", "case", "report", "linked_at", "linked_by", "unlinked_at", "unlinked_by"}
        keep_days = None

    def __str__(self) -> str:
        return f"report {self.report_id} in case {self.case_id}"


class CaseEvidence(HouseModel):
    """One exhibit that somebody chose for a case; letting it go keeps the row."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="cases")
    part = models.CharField(max_length=10, choices=Part.choices, default=Part.OTHER)
    because = models.CharField(max_length=300, blank=True, default="")  # what it shows
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(null=True)
    dropped_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(HouseModel.Meta):
        verbose_name_plural = "case evidence"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "evidence"], condition=Q(dropped_at__isnull=True), name="an_exhibit_is_in_a_case_once"
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True, dropped_by__isnull=True)
                | Q(dropped_at__isnull=False, dropped_by__isnull=False),
                name="a_dropped_exhibit_has_both_who_and_when",
            ),
        ]

    class Privacy:
        personal = {"because"}
        plain = {"id", "case", "evidence", "part", "chosen_at", "chosen_by", "dropped_at", "dropped_by"}
        keep_days = None

    def __str__(self) -> str:
        return f"exhibit {self.evidence_id} in case {self.case_id}"


class CaseStep(HouseModel):
    """One line of a case's log. Never rewritten; a task is only ticked."""

    ref = RefField("YS")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    deed = models.CharField(max_length=8, choices=CaseDeed.choices)
    words = models.CharField(max_length=1000)  # what was said, decided, to be done
    because = models.CharField(max_length=400, blank=True, default="")  # the reasons of a decision
    choice = models.CharField(max_length=60, blank=True, default="")  # an id of outcomes_police
    reference = models.CharField(max_length=40, blank=True, default="")  # what the police gave
    due_on = models.DateField(null=True)
    owner = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")  # who does the task
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(HouseModel.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_line_of_a_case_says_something"),
            models.CheckConstraint(
                condition=Q(deed=CaseDeed.TASK, due_on__isnull=False, owner__isnull=False)
                | (~Q(deed=CaseDeed.TASK) & Q(due_on__isnull=True, done_at__isnull=True)),
                name="a_task_says_who_and_by_when",
            ),
            models.CheckConstraint(condition=~Q(deed=CaseDeed.DECISION) | ~Q(because=""), name="a_decision_says_why"),
            models.CheckConstraint(
                condition=~Q(deed=CaseDeed.OUTCOME) | ~Q(choice=""), name="an_outcome_of_a_case_says_which"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="a_done_task_has_both_who_and_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["case", "due_on"],
                condition=Q(deed=CaseDeed.TASK, done_at__isnull=True),
                name="case_task_to_do",
            ),
        ]

    class Privacy:
        personal = {"words", "because"}
        plain = {
            "id", "ref", "case", "deed", "choice", "reference", "due_on", "owner", "taken_at", "taken_by", "done_at",
            "done_by",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return self.ref
