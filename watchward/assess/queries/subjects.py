"""Subjects that an actor may read, what hangs together after merges, and what decides who else may know."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from watchward.assess.choices import FactKind, Identity, Verdict
from watchward.assess.models import AgeEstimate, Fact, Grade, Judgement, Subject
from watchward.assess.rules.clocks import Clock, clock_of
from watchward.assess.rules.subjects import Said, possible_minor
from watchward.collect.models import MentionedPerson, Report
from watchward.collect.queries.kept_away import known_subjects
from watchward.collect.rules.visibility import GATE_SHUT
from watchward.kit.errors import NotFound, NotPermitted
from watchward.partners.queries.governance import people_may_be_shown
from watchward.partners.queries.periods import periods_of
from watchward.policy import Actor, Decision, Permission, may, require
from watchward.records.newest import by_key
from watchward.records.prepared import Prepared, padded

MISSING = (
    "There is no such subject, or its time is over, or it is not yours to read. "
    "Go back to the list, or ask your coordinator."
)
PAGE = 50
NAMELESS = "Not named"


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """One line of a list."""

    ref: str
    title: str
    state: str
    state_label: str
    reports: int
    opened_on: date


@dataclass(frozen=True, slots=True)
class SubjectPage:
    """One page of the list, and the reference after which the next begins."""

    rows: list[SubjectRow]
    older: str


def may_read_subjects(actor: Actor) -> Decision:
    """The role, and the open gate of G-01: for whoever asks before they show a part of a page."""
    role = may(actor, Permission.SUBJECT_READ)
    if role and not people_may_be_shown(actor.partnership_id, timezone.now().date()):
        return Decision(False, GATE_SHUT)
    return role


def visible_subjects(actor: Actor) -> QuerySet[Subject]:
    """Every subject of the actor's partnership, for those who work with them; nobody before the gate is open (G-01).

    Raises: NotPermitted: members, and everybody while the governance checklist is not complete.
    """
    require(actor, Permission.SUBJECT_READ)
    if not (decision := may_read_subjects(actor)):
        raise NotPermitted(decision.because)
    return _without_recused(actor, Subject.everywhere.filter(partnership_id=actor.partnership_id))


def visible_of(actor: Actor, ids: Collection[int], decision: Decision) -> QuerySet[Subject]:
    """Of these ids, those that `visible_subjects` holds. `decision` is what `may_read_subjects` said just before.

    Raises: NotPermitted: the decision was no.
    """
    if not decision:
        raise NotPermitted(decision.because)
    return _without_recused(actor, by_key(Subject.everywhere.all(), ids, actor.partnership_id))


def _without_recused(actor: Actor, rows: QuerySet[Subject]) -> QuerySet[Subject]:
    known = known_subjects(actor)  # in private
    return rows.exclude(pk__in=known) if known else rows


def get_subject(actor: Actor, ref: str) -> Subject:
    """One subject, merged ones too. Absent and forbidden give the same answer."""
    found = visible_subjects(actor).select_related("partnership", "merged_into").filter(ref=ref).first()
    if found is None:
        raise NotFound(MISSING)
    return found


def newest_subjects(actor: Actor, *, state: str = "", after: str = "", limit: int = PAGE) -> SubjectPage:
    """Subjects that stand for themselves, the newest first; merged ones are found through their keeper."""
    rows = visible_subjects(actor).filter(merged_into__isnull=True)
    if state:
        rows = rows.filter(state=state)
    if after:
        last = visible_subjects(actor).filter(ref=after).values_list("opened_at", "id").first()
        if last is None:
            raise NotFound("That page is gone. Start again at the newest subjects.")
        rows = rows.filter(Q(opened_at__lt=last[0]) | Q(opened_at=last[0], id__lt=last[1]))
    found = list(rows.order_by("-opened_at", "-id")[: limit + 1])
    page = found[:limit]
    titles, numbers = titles_of([one.pk for one in page]), _numbers([one.pk for one in page])
    lines = [
        SubjectRow(
            one.ref, titles[one.pk], one.state, str(Identity(one.state).label), numbers.get(one.pk, 0),
            timezone.localdate(one.opened_at),
        )
        for one in page
    ]  # fmt: skip
    return SubjectPage(lines, lines[-1].ref if len(found) > limit else "")


def keeper_of(subject: Subject) -> Subject:
    """Who stands for this subject after all merges; itself where there was none (P-07)."""
    while subject.merged_into is not None:
        subject = subject.merged_into
    return subject


def cluster_ids(subject: Subject) -> list[int]:
    """Ids of everything that was merged into this subject, its own first."""
    found, edge = [subject.pk], [subject.pk]
    while edge := list(Subject.everywhere.filter(merged_into_id__in=edge).values_list("pk", flat=True)):
        found += edge
    return found


def titles_of(subject_ids: Collection[int]) -> dict[int, str]:
    """What each subject is called: its name, else the alias said last, else that it has none."""
    found: dict[int, tuple[bool, str]] = {}
    for subject_id, kind, value in names_of(subject_ids):
        is_name = kind == FactKind.NAME
        if is_name or not found.get(subject_id, (False, ""))[0]:
            found[subject_id] = (is_name, value if is_name else f"“{value}”")
    return {one: found[one][1] if one in found else NAMELESS for one in subject_ids}


def names_of(subject_ids: Collection[int]) -> list[list[Any]]:
    """(subject id, kind, value) of every name and alias in force, what was said last at the end."""
    return _names_question(padded(len(subject_ids), 64)).rows(list(subject_ids)) if subject_ids else []


@cache
def _names_question(places: int) -> Prepared:
    facts = Fact.everywhere.filter(kind__in=[FactKind.NAME, FactKind.ALIAS], withdrawn_at__isnull=True)
    rows = facts.order_by("said_on", "id").values_list("subject_id", "kind", "value")
    return Prepared(lambda *ids: rows.filter(subject_id__in=ids), places)


def mentions_of(subject_ids: Collection[int]) -> QuerySet[MentionedPerson]:
    """Everybody in a report who was judged to be one of these subjects."""
    return MentionedPerson.everywhere.filter(
        judgements__subject_id__in=subject_ids, judgements__is_current=True, judgements__verdict=Verdict.SAME
    )


def reports_of(subject_ids: Collection[int]) -> QuerySet[Report]:
    """The reports in which these subjects were judged to be."""
    return Report.everywhere.filter(people__in=mentions_of(subject_ids)).distinct()


def estimates_of(subject_ids: Collection[int]) -> list[Said]:
    """The newest age estimate of each person who made one."""
    rows = AgeEstimate.everywhere.filter(subject_id__in=subject_ids).order_by("id")
    return list({one.estimated_by_id: Said(one.estimated_by_id, one.looks) for one in rows}.values())


def minor_gate(subject: Subject, today: date) -> Decision:
    """P-04: True while somebody may be under 18, by birth, by estimates or by a reporter who thought so."""
    ids = cluster_ids(subject)
    born = Subject.everywhere.filter(pk__in=ids, born_on__isnull=False).order_by("-born_on")
    return possible_minor(born.values_list("born_on", flat=True).first(), estimates_of(ids), today)


def is_vulnerable(subject: Subject) -> bool:
    """P-05: one marker anywhere in a merged subject hides all of it from members."""
    return Subject.everywhere.filter(pk__in=cluster_ids(subject), is_vulnerable=True).exists()


def any_is_nobody(subject: Subject) -> bool:
    """Whether a canary sits on any part of a merged subject: it is told to nobody."""
    return Subject.everywhere.filter(pk__in=cluster_ids(subject), is_nobody=True).exists()


def qualifying_days(subject_ids: Collection[int]) -> list[date]:
    """Days of the incidents that restart the clock: judged to be this person, graded and not set aside (R-03).

    A grade is set aside by an unreliable source (3), by false information (E), or while its second reader is awaited
    or does not agree. This is the history of the clock too: judgements and grades are never rewritten.
    """
    reports = dict(reports_of(subject_ids).values_list("pk", "happened_at"))
    newest: dict[int, Grade] = {}
    grades = Grade.everywhere.filter(report_id__in=reports).select_related("second_reading").order_by("id")
    for grade in grades:
        newest[grade.report_id] = grade
    return sorted(timezone.localdate(reports[pk]) for pk, grade in newest.items() if _is_accepted(grade))


def clock_of_subject(subject: Subject) -> Clock:
    """Until when a subject is kept, all that was merged into it included."""
    ids, kept = cluster_ids(subject), periods_of(subject.partnership_id)
    return clock_of(
        subject.state, timezone.localdate(subject.opened_at), qualifying_days(ids), keep_months=kept.subject_months,
        unknown_months=kept.unknown_months,
    )  # fmt: skip


def judgements_in_force(actor: Actor, mention_ids: Iterable[int]) -> dict[int, list[Judgement]]:
    """What was judged of each of these mentions; not what was taken back, nor of whom the actor knows in private."""
    rows = (
        Judgement.everywhere.filter(mention_id__in=list(mention_ids), is_current=True)
        .exclude(verdict=Verdict.WITHDRAWN)
        .exclude(subject_id__in=known_subjects(actor))
        .select_related("subject__merged_into", "judged_by")
        .order_by("id")
    )
    found: dict[int, list[Judgement]] = {}
    for one in rows:
        found.setdefault(one.mention_id, []).append(one)
    return found


def _is_accepted(grade: Grade) -> bool:
    if grade.source == "3" or grade.information == "E":
        return False
    second = getattr(grade, "second_reading", None)
    return bool(second.agrees) if second is not None else not grade.needs_second_reader


def _numbers(subject_ids: Collection[int]) -> dict[int, int]:
    rows = Judgement.everywhere.filter(subject_id__in=subject_ids, is_current=True, verdict=Verdict.SAME)
    found: dict[int, int] = {}
    for one in rows.values_list("subject_id", flat=True):
        found[one] = found.get(one, 0) + 1
    return found
