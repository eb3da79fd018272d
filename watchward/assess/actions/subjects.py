"""Open a subject, say facts about it and take them back, confirm it, and mark what hides it from members."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from watchward.assess.actions._facts import write_fact
from watchward.assess.actions._subjects import CannotChangeSubject, check_words, open_subject_of, step
from watchward.assess.choices import Confirmation, FactKind, Identity
from watchward.assess.models import Fact, Recognition, Subject
from watchward.assess.queries.subjects import cluster_ids, get_subject
from watchward.assess.rules.facts import FactSaid
from watchward.assess.rules.subjects import (
    Said,
    may_be_recorded,
    may_become,
    may_confirm,
)
from watchward.collect.rules.visibility import GATE_SHUT
from watchward.kit.errors import NotFound, NotPermitted
from watchward.partners.queries.governance import people_may_be_shown
from watchward.policy import Actor, Permission, Role, require
from watchward.records.ledger import record

MISSING_FACT = "There is no such fact in force. Open the subject again."


@transaction.atomic
def open_subject(
    *, actor: Actor, necessity: str, facts: tuple[FactSaid, ...] = (), now: datetime | None = None
) -> Subject:
    """Open a record of somebody; its necessity is never empty (G-04), and the gate of G-01 must be open."""
    require(actor, Permission.SUBJECT_MANAGE)
    moment = now or timezone.now()
    if not people_may_be_shown(actor.partnership_id, moment.date()):
        raise NotPermitted(GATE_SHUT)
    subject = Subject.everywhere.create(
        partnership_id=actor.partnership_id,
        necessity=check_words(necessity, "Say why a record of this person is needed (G-04).", field="necessity"),
        opened_at=moment,
        opened_by_id=actor.account_id,
    )
    for one in facts:
        write_fact(actor, subject, one, moment)
    named = any(one.kind == FactKind.NAME for one in facts)
    step(subject, actor, Identity.IDENTIFIED if named else Identity.UNKNOWN, moment)
    record("subject.opened", actor=actor, ref=f"subject/{subject.ref}", detail={"facts": len(facts)})
    return subject


@transaction.atomic
def add_fact(*, actor: Actor, ref: str, said: FactSaid, now: datetime | None = None) -> Fact:
    """Write one fact with its source, grade, date and certainty. The first name identifies an unknown person."""
    require(actor, Permission.SUBJECT_MANAGE)
    subject = open_subject_of(actor, ref)
    moment = now or timezone.now()
    fact = write_fact(actor, subject, said, moment)
    if said.kind == FactKind.NAME and subject.state == Identity.UNKNOWN:
        step(subject, actor, Identity.IDENTIFIED, moment)
    detail = {"fact": fact.ref, "kind": fact.kind, "certainty": fact.certainty}
    record("subject.fact_added", actor=actor, ref=f"subject/{subject.ref}", detail=detail)
    return fact


@transaction.atomic
def withdraw_fact(*, actor: Actor, ref: str, fact_ref: str, because: str, now: datetime | None = None) -> Fact:
    """Take a fact back with a reason; it stays readable as taken back."""
    require(actor, Permission.SUBJECT_MANAGE)
    subject = get_subject(actor, ref)
    fact = subject.facts.select_for_update().filter(ref=fact_ref, withdrawn_at__isnull=True).first()
    if fact is None:
        raise NotFound(MISSING_FACT)
    fact.withdrawn_because = check_words(because, "Say why the fact is taken back.")[:300]
    fact.withdrawn_at, fact.withdrawn_by_id = now or timezone.now(), actor.account_id
    fact.save(update_fields=["withdrawn_because", "withdrawn_at", "withdrawn_by"])
    record("subject.fact_withdrawn", actor=actor, ref=f"subject/{subject.ref}", detail={"fact": fact.ref})
    return fact


@transaction.atomic
def confirm_subject(
    *, actor: Actor, ref: str, stands_on: str, because: str = "", now: datetime | None = None
) -> Subject:
    """P-01: the police, the manager, or two independent recognitions confirm who somebody is."""
    require(actor, Permission.SUBJECT_SECOND)
    subject = open_subject_of(actor, ref)
    if not (decision := may_become(Identity(subject.state), Identity.CONFIRMED)):
        raise CannotChangeSubject(decision.because)
    decision = may_confirm(
        stands_on,
        is_police=Role.POLICE_OFFICER in actor.roles,
        is_manager=Role.COORDINATOR in actor.roles,
        recognitions=[
            Said(one.recognised_by_id, was_told_a_name=one.was_told_a_name)
            for one in Recognition.everywhere.filter(subject_id__in=cluster_ids(subject))
        ],
    )
    if not decision:
        raise CannotChangeSubject(decision.because)
    moment = now or timezone.now()
    step(subject, actor, Identity.CONFIRMED, moment, stands_on=Confirmation(stands_on), because=because)
    detail = {"state": subject.state, "stands_on": stands_on}
    record("subject.state_changed", actor=actor, ref=f"subject/{subject.ref}", detail=detail)
    return subject


@transaction.atomic
def move_subject(*, actor: Actor, ref: str, state: str, because: str, now: datetime | None = None) -> Subject:
    """Take an identity back a step, or end it, with a reason. Confirming and sanctioning have their own ways."""
    require(actor, Permission.SUBJECT_MANAGE)
    subject = get_subject(actor, ref)
    if state not in {Identity.UNKNOWN, Identity.IDENTIFIED, Identity.EXPIRED, Identity.REMOVED}:
        raise CannotChangeSubject("Pick what they become.")
    if not (decision := may_become(Identity(subject.state), Identity(state))):
        raise CannotChangeSubject(decision.because)
    words = check_words(because, "Say why.")
    step(subject, actor, Identity(state), now or timezone.now(), because=words)
    record("subject.state_changed", actor=actor, ref=f"subject/{subject.ref}", detail={"state": state})
    return subject


@transaction.atomic
def set_birth_date(*, actor: Actor, ref: str, born_on: date | None, now: datetime | None = None) -> Subject:
    """Write down a known date of birth; a young child is referred, never recorded (P-04)."""
    require(actor, Permission.SUBJECT_MANAGE)
    subject = open_subject_of(actor, ref)
    today = (now or timezone.now()).date()
    decision = may_be_recorded(born_on, today, subject.partnership.jurisdiction)
    if not decision:
        raise CannotChangeSubject(decision.because)
    subject.born_on = born_on
    subject.save(update_fields=["born_on"])
    record("subject.birth_date_set", actor=actor, ref=f"subject/{subject.ref}", detail={"known": born_on is not None})
    return subject


@transaction.atomic
def mark_vulnerable(*, actor: Actor, ref: str, support_considered: str) -> Subject:
    """P-05: hide somebody from members; which support route was considered is never left empty."""
    require(actor, Permission.SUBJECT_MANAGE)
    subject = open_subject_of(actor, ref)
    subject.support_considered = check_words(support_considered, "Say which support was considered (P-05).")
    subject.is_vulnerable = True
    subject.save(update_fields=["support_considered", "is_vulnerable"])
    record("subject.marked_vulnerable", actor=actor, ref=f"subject/{subject.ref}")
    return subject


@transaction.atomic
def lift_vulnerable(*, actor: Actor, ref: str) -> Subject:
    """The marker was wrong, or no longer holds."""
    require(actor, Permission.SUBJECT_MANAGE)
    subject = open_subject_of(actor, ref)
    subject.is_vulnerable = False
    subject.save(update_fields=["is_vulnerable"])
    record("subject.vulnerability_lifted", actor=actor, ref=f"subject/{subject.ref}")
    return subject
