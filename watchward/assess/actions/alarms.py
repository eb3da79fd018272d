"""Raise alarms about looks, read and close them, plant and remove records that are nobody."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from watchward.assess.actions._watching import Unusual, unusual_looks
from watchward.assess.choices import AlarmOutcome
from watchward.assess.models import Alarm, Canary, Subject
from watchward.assess.queries.alarms import get_alarm
from watchward.assess.queries.subjects import get_subject
from watchward.collect.models import Decoy, Report
from watchward.collect.queries.reports import get_report
from watchward.kit.errors import NotFound, Refused
from watchward.partners.models import Account, Partnership
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import head_of, record
from watchward.records.looks import WEIGHTS
from watchward.records.models import Event

LONGEST = 400


class CannotCloseAlarm(Refused):
    """The alarm stays open."""


class CannotPlant(Refused):
    """No canary was planted or removed."""


def watch_looks(*, actor: Actor, now: datetime) -> int:
    """The worker's clock: raise what is unusual today, once. Returns how many alarms are new."""
    require(actor, Permission.INSTANCE_OPERATE)
    raised = 0
    for partnership in Partnership.everywhere.order_by("id"):
        for found in unusual_looks(partnership, now):  # read outside a transaction: nobody waits for it
            raised += _raise(actor, partnership.pk, found, now)
    return raised


def watch_canaries(*, actor: Actor, now: datetime) -> int:
    """The worker's every round: whoever looked at a record that is nobody. Returns how many alarms are new."""
    require(actor, Permission.INSTANCE_OPERATE)
    raised = 0
    for canary in Canary.everywhere.filter(removed_at__isnull=True).order_by("id"):
        rows = Event.everywhere.filter(
            partnership_id=canary.partnership_id, ref=canary.about, seq__gt=canary.seen_seq, account_id__gt=0
        )
        for seq, kind, account in rows.order_by("seq").values_list("seq", "kind", "account_id"):
            if kind in WEIGHTS:
                found = Unusual(account, "canary", {}, canary.about)
                raised += _raise(actor, canary.partnership_id, found, now)
            Canary.everywhere.filter(pk=canary.pk).update(seen_seq=seq)
    return raised


@transaction.atomic
def close_alarm(*, actor: Actor, ref: str, outcome: str, words: str = "", now: datetime | None = None) -> Alarm:
    """Say what came of it: explained, talked to, or a breach."""
    moment = now or timezone.now()
    alarm = get_alarm(actor, ref, moment)
    if outcome not in AlarmOutcome.values:
        raise CannotCloseAlarm("Pick what came of it.")
    if len(words) > LONGEST:
        raise CannotCloseAlarm(f"The words are longer than {LONGEST} characters. Shorten them.")
    if outcome == AlarmOutcome.BREACH and not words.strip():
        raise CannotCloseAlarm("Say where the breach is written down. The 72 hours run from the moment it was known.")
    alarm.outcome, alarm.words = outcome, words.strip()
    alarm.closed_at, alarm.closed_by_id = moment, actor.account_id
    alarm.save(update_fields=["outcome", "words", "closed_at", "closed_by"])
    record("alarm.closed", actor=actor, ref=f"alarm/{alarm.ref}", detail={"outcome": outcome})
    return alarm


@transaction.atomic
def plant_canary(*, actor: Actor, about: str, now: datetime | None = None) -> list[Canary]:
    """Mark a report or subject as nobody: any look at it, or at a picture of it, raises an alarm."""
    require(actor, Permission.LOOKS_READ)
    refs = _refs(actor, about)
    if Canary.everywhere.filter(
        partnership_id=actor.partnership_id, about__in=refs, removed_at__isnull=True
    ).exists():  # fmt: skip
        raise CannotPlant("A canary sits on this record already.")
    seen, _head = head_of(actor.partnership_id)
    planted = [
        Canary.everywhere.create(
            partnership_id=actor.partnership_id, about=one, seen_seq=seen, planted_at=now or timezone.now(),
            planted_by_id=actor.account_id,
        )
        for one in refs
    ]  # fmt: skip
    _mark(refs[0], is_nobody=True)
    record("canary.planted", actor=actor, ref=refs[0])
    return planted


@transaction.atomic
def remove_canary(*, actor: Actor, about: str, now: datetime | None = None) -> None:
    """Take a canary away again."""
    require(actor, Permission.LOOKS_READ)
    rows = Canary.everywhere.filter(partnership_id=actor.partnership_id, about=about, removed_at__isnull=True)
    if not rows.update(removed_at=now or timezone.now(), removed_by=actor.account_id):
        raise NotFound("There is no canary on that record.")
    _mark(about, is_nobody=False)
    record("canary.removed", actor=actor, ref=about)


def _mark(about: str, *, is_nobody: bool) -> None:
    """A record about nobody counts in no figure and leaves in no file, from now on or no longer."""
    noun, _slash, ref = about.partition("/")
    if noun == "subject":
        Subject.everywhere.filter(ref=ref).update(is_nobody=is_nobody)
    elif noun == "report" and is_nobody:
        Decoy.everywhere.get_or_create(report=Report.everywhere.get(ref=ref))
    elif noun == "report":
        Decoy.everywhere.filter(report__ref=ref).delete()


def _refs(actor: Actor, about: str) -> list[str]:
    """The record and its pictures, if this actor may see it."""
    noun, _slash, ref = about.partition("/")
    if noun == "report":
        report = get_report(actor, ref)
        return [f"report/{report.ref}", *(f"evidence/{one.ref}" for one in report.evidence.all())]
    if noun == "subject":
        return [f"subject/{get_subject(actor, ref).ref}"]
    raise CannotPlant("Enter the reference of a report or a subject.")


@transaction.atomic
def _raise(actor: Actor, partnership_id: int, found: Unusual, now: datetime) -> bool:
    """One alarm for one reason on one day; it tells people, and changes nothing for anybody (G-05)."""
    if not Account.everywhere.filter(pk=found.account_id).exists():
        return False
    alarm, is_new = Alarm.everywhere.get_or_create(
        partnership_id=partnership_id, account_id=found.account_id, rule=found.rule, about=found.about,
        day=timezone.localdate(now), defaults={"detail": found.detail},
    )  # fmt: skip
    if is_new:
        detail = {"rule": found.rule}
        record("alarm.raised", actor=actor, ref=f"alarm/{alarm.ref}", partnership_id=partnership_id, detail=detail)
    return is_new
