"""Deploy an officer once or week after week, change it, call it off, and write down what came of it."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.utils import timezone

from watchward.act.models import Deployment
from watchward.act.queries.deployments import get_deployment, guard_of
from watchward.act.rules.officers import check_licence, may_stand, plain_licence
from watchward.act.rules.slots import check_span, check_times, weekly
from watchward.kit.errors import NotFound, Refused
from watchward.kit.text import moment as moment_text
from watchward.partners.models import Membership, Premises
from watchward.policy import Actor, Decision, Permission, require
from watchward.records.ledger import record

LONGEST_PURPOSE, LONGEST_OUTCOME = 200, 400
NO_PLACE = "There is no such place in your partnership. Pick it from the list."
NO_GUARD = "There is no such security officer in your partnership. Pick one from the list."


class CannotDeploy(Refused):
    """Nothing was planned or changed; the text says why."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A deployment as somebody enters it: local times on a local day, and either a guard or a contractor's officer."""

    premises_ref: str
    day: date
    starts: time
    ends: time
    purpose: str
    guard_ref: str = ""
    contractor_name: str = ""
    contractor_licence: str = ""
    licence_expires_on: date | None = None
    weeks: int = 1


@transaction.atomic
def plan_deployment(*, actor: Actor, plan: Plan, now: datetime | None = None) -> list[Deployment]:
    """Deploy an officer at one place, once or for several weeks: all of it or nothing, and one event."""
    require(actor, Permission.DEPLOYMENT_MANAGE)
    made = _book(actor, plan, now or timezone.now())
    detail = {"deployments": [one.ref for one in made], "premises": plan.premises_ref}
    record("deployment.planned", actor=actor, ref=f"deployment/{made[0].ref}", detail=detail)
    return made


@transaction.atomic
def change_deployment(*, actor: Actor, ref: str, plan: Plan, now: datetime | None = None) -> Deployment:
    """Call one off and put another in its place; both stay readable, and each names the other."""
    require(actor, Permission.DEPLOYMENT_MANAGE)
    at = now or timezone.now()
    old = _standing(actor, ref)
    if old.ends_at <= at:
        raise CannotDeploy("It is over. Write what came of it, and plan another.")
    if plan.weeks != 1:
        raise CannotDeploy("One deployment is changed at a time.")
    _call_off(old, actor, "Changed.", at)
    made = _book(actor, plan, at, replaces=old)[0]
    record("deployment.changed", actor=actor, ref=f"deployment/{made.ref}", detail={"replaces": old.ref})
    return made


@transaction.atomic
def cancel_deployment(*, actor: Actor, ref: str, because: str, now: datetime | None = None) -> Deployment:
    """Call one off with a reason; the officer's time is free again."""
    require(actor, Permission.DEPLOYMENT_MANAGE)
    at = now or timezone.now()
    one = _standing(actor, ref)
    if one.ends_at <= at:
        raise CannotDeploy("It is over, so it cannot be called off. Write what came of it.")
    _call_off(one, actor, _words(because, "Say why it is called off.", LONGEST_PURPOSE), at)
    record("deployment.cancelled", actor=actor, ref=f"deployment/{one.ref}")
    return one


@transaction.atomic
def note_outcome(*, actor: Actor, ref: str, words: str, now: datetime | None = None) -> Deployment:
    """What came of it in a sentence that names nobody: by the officer who stood there, or by the office. Once."""
    at = now or timezone.now()
    one = _standing(actor, ref)
    is_own = one.membership_id is not None and one.membership_id == actor.membership_id
    require(actor, Permission.DEPLOYMENT_READ if is_own else Permission.DEPLOYMENT_MANAGE)
    if one.starts_at > at:
        raise CannotDeploy("It has not begun. Write what came of it afterwards.")
    if one.outcome_at is not None:
        raise CannotDeploy("Somebody wrote down already what came of it. Lines are never changed.")
    one.outcome = _words(words, "Write what happened, such as: quiet, nobody turned away.", LONGEST_OUTCOME)
    one.outcome_at, one.outcome_by_id = at, actor.account_id
    one.save(update_fields=["outcome", "outcome_at", "outcome_by"])
    record("deployment.outcome_noted", actor=actor, ref=f"deployment/{one.ref}")
    return one


def _book(actor: Actor, plan: Plan, now: datetime, replaces: Deployment | None = None) -> list[Deployment]:
    place = _place(actor, plan.premises_ref)
    zone = place.partnership.zone_info
    _insist(check_times(plan.starts, plan.ends, plan.weeks))
    purpose = _words(plan.purpose, "Say what the officer is for.", LONGEST_PURPOSE)
    guard = _guard(actor, plan)
    made = []
    for span in weekly(plan.day, plan.starts, plan.ends, plan.weeks, zone):
        _insist(check_span(span, now))
        first, last = span.days(zone)
        if place.closed_on is not None and place.closed_on <= last:
            raise CannotDeploy(f"{place.name} is closed for good by then.")
        if guard is not None:
            _insist(may_stand(guard_of(guard), place.pk, place.name, first, last))
        else:
            _insist(check_licence(plan.contractor_name, plan.contractor_licence, plan.licence_expires_on, last))
        row = Deployment(
            partnership_id=actor.partnership_id,
            premises=place,
            starts_at=span.starts_at,
            ends_at=span.ends_at,
            membership=guard,
            contractor_name="" if guard else " ".join(plan.contractor_name.split())[:120],
            contractor_licence="" if guard else plain_licence(plan.contractor_licence)[:40],
            licence_expires_on=None if guard else plan.licence_expires_on,
            purpose=purpose,
            replaces=replaces,
            agreed_at=now,
            agreed_by_id=actor.account_id,
        )
        made.append(_save(row, moment_text(span.starts_at, zone)))
    return made


def _save(row: Deployment, when: str) -> Deployment:
    """The database decides whether the officer is free: two bookings at the same moment cannot both be right."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as taken:
        if "one_place_at_a_time" not in str(taken):
            raise
        raise CannotDeploy(
            f"That officer stands elsewhere for part of that time, on {when}. Nothing was planned. "
            "Pick another time or another officer."
        ) from taken
    return row


def _place(actor: Actor, ref: str) -> Premises:
    rows = Premises.everywhere.filter(partnership_id=actor.partnership_id, ref=ref).select_related("partnership")
    found = rows.first()
    if found is None:
        raise NotFound(NO_PLACE)
    return found


def _guard(actor: Actor, plan: Plan) -> Membership | None:
    """The guard that was picked, or None where a contractor sends somebody. Not both."""
    if not plan.guard_ref:
        return None
    if plan.contractor_name.strip() or plan.contractor_licence.strip():
        raise CannotDeploy("Pick a security officer of the partnership, or name a contractor's officer, not both.")
    rows = Membership.everywhere.filter(partnership_id=actor.partnership_id, ended_at__isnull=True, ref=plan.guard_ref)
    found = rows.select_related("account").first()
    if found is None:
        raise NotFound(NO_GUARD)
    return found


def _standing(actor: Actor, ref: str) -> Deployment:
    """A deployment that was not called off, locked."""
    seen = get_deployment(actor, ref)
    one = Deployment.everywhere.select_for_update().get(pk=seen.pk)
    if one.cancelled_at is not None:
        raise CannotDeploy("It was called off already. Plan another.")
    return one


def _call_off(one: Deployment, actor: Actor, because: str, at: datetime) -> None:
    one.cancelled_at, one.cancelled_by_id, one.cancelled_because = at, actor.account_id, because
    one.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_because"])


def _words(text: str, sorry: str, longest: int) -> str:
    words = " ".join(text.split())
    if not words:
        raise CannotDeploy(sorry)
    if len(words) > longest:
        raise CannotDeploy(f"The words are longer than {longest} characters. Shorten them.")
    return words


def _insist(decision: Decision) -> None:
    if not decision:
        raise CannotDeploy(decision.because)
