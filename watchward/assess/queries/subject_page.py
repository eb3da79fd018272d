"""One subject as those who work with it read it: facts, reports, judgements, recognitions, merges and the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from watchward.assess.choices import Certainty, Confirmation, FactKind, Identity, Looks, Verdict
from watchward.assess.models import AgeEstimate, Fact, IdentityStep, Judgement, Merge, Recognition, Subject
from watchward.assess.queries.subjects import (
    clock_of_subject,
    cluster_ids,
    get_subject,
    keeper_of,
    minor_gate,
    titles_of,
)
from watchward.assess.queries.suggest import Suggestion, likeness_of
from watchward.assess.rules.clocks import Clock
from watchward.collect.choices import EvidenceKind
from watchward.collect.models import Evidence
from watchward.collect.queries.evidence import shown_of
from watchward.collect.queries.kept_away import known_subjects
from watchward.collect.queries.reports import ReportRow, report_rows, visible_reports
from watchward.collect.rules.visibility import may_see_pictures
from watchward.kit.lists import load
from watchward.policy import Actor, Decision, Permission, may
from watchward.policy.purposes import Purpose, insist_on

MOST_PICTURES = 24


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact with everything that G-13 asks for."""

    ref: str
    kind: str
    kind_label: str
    value: str
    certainty: str
    certainty_label: str
    source: str
    report_ref: str
    grade: str
    said_on: date
    by: str
    withdrawn: str = ""
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A report in which somebody was judged: to be this subject, not to be, or not sure."""

    report: ReportRow
    mention_ref: str
    verdict: str
    verdict_label: str
    because: str
    by: str
    at: datetime
    subject_ref: str


@dataclass(frozen=True, slots=True)
class Told:
    """Something somebody said or did: a step of identity, a recognition, an age, a merge."""

    what: str
    words: str
    by: str
    at: datetime
    ref: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class MergeLine:
    """A merge that waits or holds, seen from one of its two. `likeness`: while it waits, how well the two fit."""

    ref: str
    other_ref: str
    other_title: str
    because: str
    by: str
    at: datetime
    waits: bool
    may_agree: bool
    likeness: Suggestion | None


@dataclass(frozen=True, slots=True)
class SubjectView:
    """All that the page shows."""

    ref: str
    title: str
    state: str
    state_label: str
    keeper_ref: str
    parts: tuple[str, ...]
    necessity: str
    opened_at: datetime
    opened_by: str
    born_on: date | None
    minor: Decision
    is_vulnerable: bool
    support_considered: str
    clock: Clock
    facts: tuple[FactLine, ...]
    withdrawn: tuple[FactLine, ...]
    same: tuple[LinkLine, ...]
    others: tuple[LinkLine, ...]
    pictures: tuple[str, ...]
    steps: tuple[Told, ...]
    recognitions: tuple[Told, ...]
    estimates: tuple[Told, ...]
    merges: tuple[MergeLine, ...]
    may_manage: bool
    may_second: bool


def read_subject(actor: Actor, ref: str, purpose: Purpose | None, now: datetime | None = None) -> SubjectView:
    """Read one subject with all that was merged into it. Raises: NotFound, NotPermitted, also without a purpose."""
    subject = get_subject(actor, ref)
    insist_on(purpose)
    ids = cluster_ids(subject)
    moment = now or timezone.now()
    links = _links(actor, ids)
    facts = _facts(ids)
    parts = Subject.everywhere.filter(pk__in=ids[1:]).order_by("pk").values_list("ref", flat=True)
    return SubjectView(
        ref=subject.ref,
        title=titles_of(ids)[subject.pk] if len(ids) == 1 else _title(ids),
        state=subject.state,
        state_label=str(Identity(subject.state).label),
        keeper_ref=keeper_of(subject).ref if subject.merged_into_id else "",
        parts=tuple(parts),
        necessity=subject.necessity,
        opened_at=subject.opened_at,
        opened_by=subject.opened_by.name,
        born_on=_born_on(ids),
        minor=minor_gate(subject, moment.date()),
        is_vulnerable=Subject.everywhere.filter(pk__in=ids, is_vulnerable=True).exists(),
        support_considered=subject.support_considered,
        clock=clock_of_subject(subject),
        facts=tuple(one for one in facts if one.withdrawn_at is None),
        withdrawn=tuple(one for one in facts if one.withdrawn_at is not None),
        same=tuple(one for one in links if one.verdict == Verdict.SAME),
        others=tuple(one for one in links if one.verdict != Verdict.SAME),
        pictures=_pictures(actor, [one.report.ref for one in links if one.verdict == Verdict.SAME]),
        steps=_steps(ids),
        recognitions=_recognitions(ids),
        estimates=_estimates(ids),
        merges=_merges(actor, subject),
        may_manage=bool(may(actor, Permission.SUBJECT_MANAGE)),
        may_second=bool(may(actor, Permission.SUBJECT_SECOND)),
    )


def _born_on(ids: Sequence[int]) -> date | None:
    """The latest known date of birth of all that was merged: the younger one protects more (P-04)."""
    known = Subject.everywhere.filter(pk__in=ids, born_on__isnull=False).order_by("-born_on")
    return known.values_list("born_on", flat=True).first()


def _title(ids: Sequence[int]) -> str:
    """A merged subject may have its name from any of its parts."""
    titles = [title for title in titles_of(ids).values() if title]
    return next((one for one in titles if not one.startswith(("“", "Not"))), titles[0])


def _facts(ids: Sequence[int]) -> list[FactLine]:
    rows = Fact.everywhere.filter(subject_id__in=ids).select_related("report", "added_by").order_by("-said_on", "-id")
    order = {kind: place for place, kind in enumerate(FactKind.values)}
    return sorted((_fact(one) for one in rows), key=lambda line: order[line.kind])


def _fact(fact: Fact) -> FactLine:
    methods = load("modus_operandi")
    is_method = fact.kind == FactKind.METHOD and fact.value in methods
    return FactLine(
        ref=fact.ref,
        kind=fact.kind,
        kind_label=str(FactKind(fact.kind).label),
        value=methods.label(fact.value) if is_method else fact.value,
        certainty=fact.certainty,
        certainty_label=str(Certainty(fact.certainty).label),
        source=fact.source,
        report_ref=fact.report.ref if fact.report else "",
        grade=fact.grade,
        said_on=fact.said_on,
        by=fact.added_by.name,
        withdrawn=fact.withdrawn_because,
        withdrawn_at=fact.withdrawn_at,
    )


def _links(actor: Actor, ids: Sequence[int]) -> list[LinkLine]:
    judgements = list(
        Judgement.everywhere.filter(subject_id__in=ids, is_current=True, mention__report__in=visible_reports(actor))
        .exclude(verdict=Verdict.WITHDRAWN)
        .select_related("mention__report", "subject", "judged_by")
    )
    rows = {row.ref: row for row in report_rows(sorted({one.mention.report_id for one in judgements}))}
    lines = [
        LinkLine(
            report=rows[one.mention.report.ref],
            mention_ref=one.mention.ref,
            verdict=one.verdict,
            verdict_label=str(Verdict(one.verdict).label),
            because=one.because,
            by=one.judged_by.name,
            at=one.judged_at,
            subject_ref=one.subject.ref,
        )
        for one in judgements
    ]
    return sorted(lines, key=lambda line: (line.report.happened_at, line.mention_ref), reverse=True)


def _pictures(actor: Actor, report_refs: Sequence[str]) -> tuple[str, ...]:
    """References of the photographs of these reports that the actor may see, the newest report first."""
    reports = {
        one.ref: one
        for one in visible_reports(actor).filter(ref__in=report_refs).prefetch_related("people")
        if may_see_pictures(actor, shown_of(actor, one))
    }
    files = Evidence.everywhere.filter(report__ref__in=reports, kind=EvidenceKind.PHOTO).exclude(shown_key="")
    newest = files.order_by("-report__happened_at", "place").values_list("ref", flat=True)
    return tuple(newest[:MOST_PICTURES])


def _steps(ids: Sequence[int]) -> tuple[Told, ...]:
    rows = IdentityStep.everywhere.filter(subject_id__in=ids).select_related("taken_by").order_by("id")
    return tuple(
        Told(
            str(Identity(one.state).label),
            one.because,
            one.taken_by.name,
            one.taken_at,
            detail=str(Confirmation(one.stands_on).label) if one.stands_on else "",
        )
        for one in rows
    )


def _recognitions(ids: Sequence[int]) -> tuple[Told, ...]:
    rows = Recognition.everywhere.filter(subject_id__in=ids).select_related("recognised_by").order_by("id")
    return tuple(
        Told(
            one.said,
            one.knows_from,
            one.recognised_by.name,
            one.recognised_at,
            one.ref,
            "Was told a name first" if one.was_told_a_name else "Was told no name",
        )
        for one in rows
    )


def _estimates(ids: Sequence[int]) -> tuple[Told, ...]:
    rows = AgeEstimate.everywhere.filter(subject_id__in=ids).select_related("estimated_by").order_by("id")
    return tuple(Told(str(Looks(one.looks).label), "", one.estimated_by.name, one.estimated_at) for one in rows)


def _merges(actor: Actor, subject: Subject) -> tuple[MergeLine, ...]:
    """Merges that wait or hold, from either side."""
    rows = Merge.everywhere.filter(declined_at__isnull=True, undone_at__isnull=True)
    mine = (rows.filter(keeper=subject) | rows.filter(other=subject)).select_related("keeper", "other", "proposed_by")
    lines, known = [], known_subjects(actor)
    for one in mine.order_by("id"):
        far = one.other if one.keeper_id == subject.pk else one.keeper
        if far.pk in known:
            continue
        waits = one.agreed_at is None
        seconds = waits and one.proposed_by_id != actor.account_id and bool(may(actor, Permission.SUBJECT_SECOND))
        title = titles_of([far.pk])[far.pk]
        fits = likeness_of(actor, subject, far) if waits else None
        lines.append(
            MergeLine(one.ref, far.ref, title, one.because, one.proposed_by.name, one.proposed_at, waits, seconds, fits)
        )
    return tuple(lines)
