"""Cases that an actor may read, and the one question that deletion asks of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from watchward.assess.choices import CaseDeed, CaseState, FactKind
from watchward.assess.models import Case, CaseReport, CaseStep, Fact, Subject
from watchward.assess.queries.subjects import any_is_nobody, cluster_ids, get_subject, keeper_of
from watchward.collect.queries.kept_away import known_subjects
from watchward.kit.errors import NotFound
from watchward.partners.choices import ID_BY_ROLE
from watchward.partners.models import Membership
from watchward.policy import ROLES, Actor, Decision, Permission, may, require

MISSING = (
    "There is no such case, or its time is over, or it is not yours to read. "
    "Go back to the cases, or ask your coordinator."
)
HELD_BACK = "This case is held back: nothing of it goes to the police for now. The data-protection lead knows why."
PAGE = 50
TASK_TO_DO = Q(deed=CaseDeed.TASK, done_at__isnull=True)


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What the list is narrowed to."""

    is_closed: bool = False
    only_mine: bool = False


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the list: it names nobody."""

    ref: str
    title: str
    state: str
    state_label: str
    owner: str
    opened_at: datetime
    closed_at: datetime | None
    reports: int
    tasks: int
    next_due: date | None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task that is still to be done."""

    ref: str
    words: str
    due_on: date
    owner: str
    is_mine: bool
    case_ref: str
    case_title: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of cases; `has_more` says whether another follows."""

    rows: list[CaseRow]
    has_more: bool


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Every case of the partnership, for those who may read cases; members never (P-04, P-05). Not the cases about
    somebody whom the actor knows in private.
    """
    require(actor, Permission.CASE_READ)
    rows = Case.everywhere.filter(partnership_id=actor.partnership_id)
    known = known_subjects(actor)
    return rows.exclude(subject_id__in=known) if known else rows


def get_case(actor: Actor, ref: str) -> Case:
    """One case. Absent and another town's give the same answer."""
    found = visible_cases(actor).select_related("subject", "owner", "opened_by", "closed_by", "partnership")
    case = found.filter(ref=ref).first()
    if case is None:
        raise NotFound(MISSING)
    return case


def may_leave(case: Case) -> Decision:
    """Whether anything of a case may go out, to the police or on paper. A canary never travels, and the words for it
    do not say that it is one.
    """
    if case.subject is not None and any_is_nobody(keeper_of(case.subject)):
        return Decision(False, HELD_BACK)
    return Decision(True, "Nothing holds it back.")


def list_cases(actor: Actor, narrow: CaseFilter | None = None, *, page: int = 1) -> CasePage:
    """Cases with what is due first on top, closed ones with the latest first; the same questions for any number."""
    narrow = narrow or CaseFilter()
    rows = visible_cases(actor).filter(Q(state=CaseState.CLOSED) if narrow.is_closed else ~Q(state=CaseState.CLOSED))
    if narrow.only_mine:
        rows = rows.filter(owner_id=actor.account_id)
    due = CaseStep.everywhere.filter(TASK_TO_DO, case=OuterRef("pk")).order_by().values("case")
    linked = CaseReport.everywhere.filter(case=OuterRef("pk"), unlinked_at__isnull=True).order_by().values("case")
    rows = rows.select_related("owner").annotate(
        next_due=Subquery(due.annotate(one=Min("due_on")).values("one")),
        tasks=Subquery(due.annotate(one=Count("pk")).values("one")),
        linked=Subquery(linked.annotate(one=Count("pk")).values("one")),
    )
    order = ["-closed_at", "-id"] if narrow.is_closed else [F("next_due").asc(nulls_last=True), "-opened_at", "-id"]
    start = (max(page, 1) - 1) * PAGE
    found = list(rows.order_by(*order)[start : start + PAGE + 1])
    lines = [
        CaseRow(
            one.ref, one.title, one.state, str(CaseState(one.state).label), one.owner.name, one.opened_at,
            one.closed_at, one.linked or 0, one.tasks or 0, one.next_due,
        )
        for one in found[:PAGE]
    ]  # fmt: skip
    return CasePage(lines, len(found) > PAGE)


def tasks_to_do(actor: Actor, *, only_mine: bool = False, limit: int = 20) -> list[TaskRow]:
    """Open tasks of cases that are worked on, the most urgent first."""
    rows = CaseStep.everywhere.filter(TASK_TO_DO, case__in=visible_cases(actor), case__state=CaseState.OPEN)
    if only_mine:
        rows = rows.filter(owner_id=actor.account_id)
    found = rows.select_related("case", "owner").order_by("due_on", "id")[:limit]
    return [
        TaskRow(
            one.ref, one.words, one.due_on, one.owner.name, one.owner_id == actor.account_id, one.case.ref,
            one.case.title,
        )
        for one in found
        if one.due_on is not None and one.owner is not None
    ]  # fmt: skip


def case_workers(actor: Actor, now: datetime | None = None) -> list[tuple[str, str]]:
    """(membership reference, name) of everybody who may read cases today: they can own a case or a task."""
    require(actor, Permission.CASE_READ)
    found = workers_of(actor.partnership_id, (now or timezone.now()).date())
    return [(one.ref, one.account.name) for one in found]


def workers_of(partnership_id: int, today: date) -> Sequence[Membership]:
    """The places whose roles read cases."""
    readers = [ID_BY_ROLE[role] for role, held in ROLES.items() if Permission.CASE_READ in held]
    rows = Membership.everywhere.filter(
        Q(appointments__ends_on__isnull=True) | Q(appointments__ends_on__gte=today),
        appointments__role__in=readers,
        appointments__starts_on__lte=today,
        partnership_id=partnership_id,
        ended_at__isnull=True,
        suspended_at__isnull=True,
    )
    return list(rows.select_related("account").distinct().order_by("account__name", "id"))


def names_of(subject: Subject) -> list[str]:
    """Every name and alias in force, of all that was merged into it: what a title must not say."""
    rows = Fact.everywhere.filter(subject_id__in=cluster_ids(subject), withdrawn_at__isnull=True)
    return list(rows.filter(kind__in=[FactKind.NAME, FactKind.ALIAS]).values_list("value", flat=True))


def cases_about(actor: Actor, subject_ref: str) -> list[CaseRow]:
    """The cases of a subject, open ones first, for the page of the subject; nothing for who may not read cases."""
    if not may(actor, Permission.CASE_READ):
        return []
    ids = cluster_ids(get_subject(actor, subject_ref))
    rows = visible_cases(actor).filter(subject_id__in=ids).select_related("owner")
    return [
        CaseRow(
            one.ref, one.title, one.state, str(CaseState(one.state).label), one.owner.name, one.opened_at,
            one.closed_at, 0, 0, None,
        )
        for one in rows.order_by(F("closed_at").desc(nulls_first=True), "-id")
    ]  # fmt: skip
