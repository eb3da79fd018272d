"""Judge whether somebody in a report is a subject, say that one knows them, and how old they look. All reversible."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from watchward.assess.actions._facts import write_fact
from watchward.assess.actions._subjects import LONGEST, CannotChangeSubject, check_words, open_subject_of, step
from watchward.assess.actions.subjects import open_subject
from watchward.assess.choices import FactKind, Identity, Looks, Verdict
from watchward.assess.models import AgeEstimate, Fact, Judgement, Recognition, Subject
from watchward.assess.queries.recusals import report_to_work_on
from watchward.assess.queries.subjects import cluster_ids, get_subject, mentions_of
from watchward.assess.rules.facts import FactSaid
from watchward.collect.models import Evidence, MentionedPerson, Report
from watchward.collect.queries.reports import MISSING
from watchward.kit.errors import NotFound, Refused
from watchward.kit.lists import load
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record

TOGETHER = "Judged together with others who look the same."


class CannotJudge(Refused):
    """The judgement was not taken; the text says why."""


@transaction.atomic
def judge(
    *, actor: Actor, report_ref: str, mention_ref: str, subject_ref: str, verdict: str, because: str = "",
    score: float | None = None, now: datetime | None = None,
) -> Judgement:  # fmt: skip
    """Say whether somebody in a report is a subject (G-05: always a person).

    `same` also writes down what the report says of them as alleged facts with the report as their source (G-13);
    taking it back withdraws those facts. The same judgement again by the same person is the same judgement.
    """
    require(actor, Permission.SUBJECT_MANAGE)
    report, mention = _mention(actor, report_ref, mention_ref)
    if verdict not in Verdict.values:
        raise CannotJudge("Say whether it is the same person, not the same, or not sure.")
    subject = _subject_for(actor, subject_ref, verdict)
    moment = now or timezone.now()
    before = Judgement.everywhere.filter(mention=mention, subject=subject, is_current=True).first()
    if before is None and verdict == Verdict.WITHDRAWN:
        raise CannotJudge("Nothing was judged here, so there is nothing to take back.")
    if before is not None and (before.verdict, before.judged_by_id) == (verdict, actor.account_id):
        return before
    if verdict == Verdict.SAME:
        _one_subject_only(mention, subject)
    judgement = _replace(before, mention, subject, actor, verdict, because, score, moment)
    if verdict == Verdict.SAME:
        _keep_what_was_said(actor, subject, report, mention, moment)
    elif before is not None and before.verdict == Verdict.SAME:
        _take_back_what_was_said(actor, subject, report, moment)
    detail = {"judgement": judgement.ref, "report": report.ref, "mention": mention.ref, "verdict": verdict}
    record("subject.judged", actor=actor, ref=f"subject/{subject.ref}", detail=detail)
    return judgement


@transaction.atomic
def open_subject_from(
    *, actor: Actor, report_ref: str, mention_ref: str, necessity: str, now: datetime | None = None
) -> Subject:
    """Open a subject of somebody in a report, and judge them to be the same: two events, since two things happen."""
    report, mention = _mention(actor, report_ref, mention_ref)
    subject = open_subject(actor=actor, necessity=necessity, now=now)
    judge(
        actor=actor, report_ref=report.ref, mention_ref=mention.ref, subject_ref=subject.ref, verdict=Verdict.SAME,
        because="Opened from this report.", now=now,
    )  # fmt: skip
    return subject


@transaction.atomic
def judge_together(
    *, actor: Actor, seen: Sequence[tuple[str, str]], subject_ref: str = "", necessity: str = "",
    now: datetime | None = None,
) -> Subject:  # fmt: skip
    """Say that people of several reports, (report, person in it) of each, are one: a known subject, or else somebody
    unknown, for whom one record is opened (P-01). Each is a judgement of its own and can be taken back."""
    if len({report for report, _mention in seen}) < 2:
        raise CannotJudge("Choose people of at least two reports.")
    how: dict[str, Any] = {"actor": actor, "now": now}
    rest = list(seen)
    if not subject_ref:
        report_ref, mention_ref = rest.pop(0)
        opened = open_subject_from(report_ref=report_ref, mention_ref=mention_ref, necessity=necessity, **how)
        subject_ref = opened.ref
    made = [
        judge(report_ref=report_ref, mention_ref=mention_ref, subject_ref=subject_ref, verdict=Verdict.SAME,
              because=TOGETHER, **how)
        for report_ref, mention_ref in rest
    ]  # fmt: skip
    return made[0].subject


@transaction.atomic
def recognise(
    *, actor: Actor, subject: Subject, evidence: Evidence | None, said: str, knows_from: str, was_told_a_name: bool,
    now: datetime | None = None,
) -> Recognition:  # fmt: skip
    """Write a recognition (P-02). Who may be shown the picture is decided by whoever calls: subject page or gallery."""
    require(actor, Permission.SUBJECT_RECOGNISE)
    if subject.partnership_id != actor.partnership_id:
        raise NotFound(MISSING)
    moment = now or timezone.now()
    ids = cluster_ids(subject)
    again = Recognition.everywhere.filter(subject_id__in=ids, recognised_by_id=actor.account_id, evidence=evidence)
    if again.exists():
        raise CannotChangeSubject("You have said already who you think this is. The coordinator has it.")
    recognition = Recognition.everywhere.create(
        subject=subject,
        evidence=evidence,
        said=check_words(said, "Say who you think it is, in the words you would use.")[:300],
        knows_from=check_words(knows_from, "Say from where you know them, and when you saw them last.")[:300],
        was_told_a_name=was_told_a_name,
        recognised_at=moment,
        recognised_by_id=actor.account_id,
    )
    detail = {"recognition": recognition.ref, "picture": evidence.ref if evidence else ""}
    record("subject.recognised", actor=actor, ref=f"subject/{subject.ref}", detail=detail)
    return recognition


@transaction.atomic
def estimate_age(*, actor: Actor, ref: str, looks: str, now: datetime | None = None) -> AgeEstimate:
    """Say whether somebody looks under 18 (P-04). Two people who say 18 or older open what the gate closes."""
    require(actor, Permission.SUBJECT_SECOND)
    subject = open_subject_of(actor, ref)
    if looks not in Looks.values:
        raise CannotChangeSubject("Say whether they look under 18, or 18 or older.")
    estimate = AgeEstimate.everywhere.create(
        subject=subject, looks=looks, estimated_at=now or timezone.now(), estimated_by_id=actor.account_id
    )
    record("subject.age_estimated", actor=actor, ref=f"subject/{subject.ref}")
    return estimate


def _mention(actor: Actor, report_ref: str, mention_ref: str) -> tuple[Report, MentionedPerson]:
    """Somebody in a report that the actor may read, locked; a mention of another report is not found."""
    report = report_to_work_on(actor, report_ref)
    mention = MentionedPerson.everywhere.select_for_update().filter(ref=mention_ref, report=report).first()
    if mention is None:
        raise NotFound(MISSING)
    return report, mention


def _subject_for(actor: Actor, ref: str, verdict: str) -> Subject:
    """Taking back works on whatever was judged; anything new needs a subject that is open and stands for itself."""
    return get_subject(actor, ref) if verdict == Verdict.WITHDRAWN else open_subject_of(actor, ref)


def _one_subject_only(mention: MentionedPerson, subject: Subject) -> None:
    other = (
        Judgement.everywhere.filter(mention=mention, is_current=True, verdict=Verdict.SAME)
        .exclude(subject=subject)
        .select_related("subject")
        .first()
    )
    if other is not None:
        raise CannotJudge(f"They were judged to be {other.subject.ref}. Take that back first, or propose a merge.")


def _replace(
    before: Judgement | None, mention: MentionedPerson, subject: Subject, actor: Actor, verdict: str, because: str,
    score: float | None, moment: datetime,
) -> Judgement:  # fmt: skip
    if before is not None:
        before.is_current = False
        before.save(update_fields=["is_current"])
    return Judgement.everywhere.create(
        mention=mention,
        subject=subject,
        verdict=verdict,
        because=" ".join(because.split())[:LONGEST],
        score=score,
        judged_at=moment,
        judged_by_id=actor.account_id,
    )


def _keep_what_was_said(
    actor: Actor, subject: Subject, report: Report, mention: MentionedPerson, moment: datetime
) -> None:
    """The mention's names, marks and methods as alleged facts; registrations too where nobody else is in the report."""
    said = [(FactKind.NAME, mention.name), (FactKind.ALIAS, mention.alias), (FactKind.MARKS, mention.marks)]
    said += [(FactKind.METHOD, one) for one in mention.methods if one in load("modus_operandi")]
    if len(report.people.all()) == 1:
        said += [(FactKind.VEHICLE, one.registration) for one in report.vehicles.all()]
    known = set(
        Fact.everywhere.filter(subject=subject, report=report, withdrawn_at__isnull=True).values_list("kind", "value")
    )
    for kind, value in said:
        if value.strip() and (kind.value, " ".join(value.split())) not in known:
            write_fact(actor, subject, FactSaid(kind, value, report_ref=report.ref), moment)
    if mention.name.strip() and subject.state == Identity.UNKNOWN:
        step(subject, actor, Identity.IDENTIFIED, moment, because=f"Named in {report.ref}.")


def _take_back_what_was_said(actor: Actor, subject: Subject, report: Report, moment: datetime) -> None:
    """Facts that came from a report fall with the link to it, unless another person of it is still this subject."""
    if mentions_of([subject.pk]).filter(report=report).exists():
        return
    Fact.everywhere.filter(subject=subject, report=report, withdrawn_at__isnull=True).update(
        withdrawn_at=moment,
        withdrawn_by_id=actor.account_id,
        withdrawn_because="The link to the report was taken back.",
    )
