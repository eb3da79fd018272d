"""One case that is worked on, and a few deployments, so that both pages have something to show."""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from watchward.act.actions.deployments import Plan, note_outcome, plan_deployment
from watchward.act.models import Deployment
from watchward.assess.actions.case_steps import add_step, tick_task
from watchward.assess.actions.cases import choose_evidence, link_report, open_case
from watchward.assess.actions.judgements import judge, open_subject_from
from watchward.assess.models import Case
from watchward.assess.queries.cases import workers_of
from watchward.assess.rules.cases import StepSaid
from watchward.collect.choices import EvidenceKind, Form
from watchward.collect.models import MentionedPerson, Report
from watchward.partners.models import Account, Membership, Partnership, Premises
from watchward.partners.queries.actors import seats_of
from watchward.partners.rules.demo import ADDRESS
from watchward.policy import Actor

SINCE = timedelta(days=5)
THREE = 3
PURPOSE = "The same way of going about it in several shops. Find out whether it is one person, and what helps."


def lay_cases(partnership: Partnership, now: datetime) -> None:
    """A case about somebody who was seen in several shops. Safe to run again."""
    if Case.everywhere.filter(partnership=partnership).exists():
        return
    reports = _reports(partnership, now)
    if not reports:
        return
    actor = _actor(partnership, f"coordinator@{ADDRESS}", now)
    with transaction.atomic():
        _one_case(actor, reports, now)


def lay_deployments(partnership: Partnership, now: datetime) -> None:
    """Last week, tonight and the weeks to come, at the place of the guard of the front door. Safe to run again."""
    guard = Membership.everywhere.filter(partnership=partnership, account__email=f"door.staff@{ADDRESS}").first()
    if guard is None or Deployment.everywhere.filter(partnership=partnership).exists():
        return
    actor = _actor(partnership, f"coordinator@{ADDRESS}", now)
    today = now.astimezone(partnership.zone_info).date()
    last_week = now - timedelta(days=8)
    pub = guard.premises.get()
    with transaction.atomic():
        plan = _plan(pub.ref, today - timedelta(days=7), "Doors on a busy evening.", guard_ref=guard.ref)
        (past,) = plan_deployment(actor=actor, plan=plan, now=last_week)
        note_outcome(actor=actor, ref=past.ref, words="Quiet. Two people turned away at the door.", now=past.ends_at)
        begins = today if now.astimezone(partnership.zone_info).hour < 20 else today + timedelta(days=1)
        plan = _plan(pub.ref, begins, "Doors on a busy evening.", guard_ref=guard.ref)
        plan_deployment(actor=actor, plan=plan, now=now)
        sent = {
            "contractor_name": "Lee Marsh (generated)",
            "contractor_licence": "0000 1111 2222 3333",
            "licence_expires_on": today + timedelta(days=200),
        }
        plan = _plan(
            _shop(partnership).ref, _friday(today), "The hours in which most goods are taken.", weeks=3, **sent
        )
        plan_deployment(actor=actor, plan=plan, now=now)


def _one_case(actor: Actor, reports: list[Report], now: datetime) -> None:
    """Opened five days ago about two reports; the one with a photograph came after."""
    then = now - SINCE
    old = [one for one in reports if one.told_at < then]
    subject = open_subject_from(
        actor=actor, report_ref=old[0].ref, mention_ref=_person(old[0]).ref, necessity=PURPOSE, now=then
    )
    for one in reports:
        if one is not old[0]:
            judge(
                actor=actor, report_ref=one.ref, mention_ref=_person(one).ref, subject_ref=subject.ref, verdict="same",
                because="The same description and the same way of going about it.", now=max(then, one.told_at),
            )  # fmt: skip
    case = open_case(
        actor=actor, title="The same way in several shops", purpose=PURPOSE, subject_ref=subject.ref,
        report_refs=[one.ref for one in old], now=then,
    )  # fmt: skip
    _log(actor, case, now)
    for one in reports:
        if one not in old:
            link_report(actor=actor, ref=case.ref, report_ref=one.ref, because="Recognised on the photograph.", now=now)
            photo = one.evidence.filter(kind=EvidenceKind.PHOTO).order_by("place")[0]
            because = "The best of the face so far."
            choose_evidence(actor=actor, ref=case.ref, evidence_ref=photo.ref, part="face", because=because, now=now)


def _log(actor: Actor, case: Case, now: datetime) -> None:
    today = now.astimezone(case.partnership.zone_info).date()
    workers = {one.account.email: one.ref for one in workers_of(case.partnership_id, now.date())}
    mine, police = workers[f"coordinator@{ADDRESS}"], workers[f"police@{ADDRESS}"]
    lines = [
        (5, StepSaid("note", "Rang the shops. All describe the same clothes.")),
        (5, StepSaid("task", "Ask the shops for the footage.", due_on=today - timedelta(days=3), owner_ref=mine)),
        (4, StepSaid("decision", "Send it to the police as one package.", because="Three shops saw it independently.")),
        (3, StepSaid("task", "Look at the footage.", due_on=today - timedelta(days=1), owner_ref=police)),
        (2, StepSaid("task", "Get the statement signed.", due_on=today + timedelta(days=2), owner_ref=mine)),
    ]
    for days, said in lines:
        line = add_step(actor=actor, ref=case.ref, said=said, now=now - timedelta(days=days))
        if said.words.startswith("Ask"):
            tick_task(actor=actor, ref=case.ref, step_ref=line.ref, now=now - timedelta(days=4))


def _reports(partnership: Partnership, now: datetime) -> list[Report]:
    """Two graded thefts of before and the newest with a photograph, at three places, of somebody with one alias."""
    rows = Report.everywhere.filter(partnership=partnership, form=Form.INCIDENT, kind__startswith="theft")
    rows = rows.exclude(people__seemed_under_18=True).order_by("-happened_at")
    for photo in rows.filter(evidence__shown_key__gt="", told_at__gte=now - SINCE).exclude(people__alias=""):
        found = {photo.premises_id: photo}
        alias = _person(photo).alias
        older = rows.filter(people__alias=alias, grades__isnull=False, told_at__lt=now - SINCE)
        for one in older.distinct()[:30]:
            found.setdefault(one.premises_id, one)
        if len(found) >= THREE:
            return sorted(list(found.values())[:THREE], key=lambda one: one.told_at)
    return []


def _person(report: Report) -> MentionedPerson:
    return report.people.order_by("place")[0]


def _shop(partnership: Partnership) -> Premises:
    return Premises.everywhere.get(partnership=partnership, name="Ferrow Foods, Market Square")


def _plan(premises_ref: str, day: date, purpose: str, **more: object) -> Plan:
    return Plan(premises_ref, day, time(21), time(23), purpose, **more)  # type: ignore[arg-type]


def _friday(today: date) -> date:
    return today + timedelta(days=(4 - today.weekday()) % 7 or 7)


def _actor(partnership: Partnership, email: str, now: datetime) -> Actor:
    account = Account.everywhere.get(email=email)
    seats = seats_of(account, has_second_factor=True, is_recently_confirmed=True, face="console", now=now)
    return next(seat.actor for seat in seats if seat.partnership.pk == partnership.pk)
