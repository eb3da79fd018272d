"""Write, change, publish and withdraw a bulletin; note that somebody read it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from watchward.kit.errors import Refused
from watchward.partners.models import Watch, Zone
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record
from watchward.share.choices import Audience
from watchward.share.models import Addressee, Bulletin, BulletinRead
from watchward.share.queries.bulletins import get_bulletin, visible_bulletins
from watchward.share.rules.bulletins import BulletinSaid, problems_of, usual_end


class CannotWriteBulletin(Refused):
    """Nothing was kept; `problems` says what is wrong, by field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


class CannotPublishBulletin(Refused):
    """It stays as it was; the text says why."""


@transaction.atomic
def write_bulletin(*, actor: Actor, said: BulletinSaid, now: datetime | None = None) -> Bulletin:
    """Keep a bulletin as a draft that only its writers see."""
    require(actor, Permission.BULLETIN_WRITE)
    moment = now or timezone.now()
    bulletin = Bulletin(partnership_id=actor.partnership_id, written_at=moment, written_by_id=actor.account_id)
    _fill(bulletin, said, moment)
    detail = {"kind": bulletin.kind, "audience": bulletin.audience}
    record("bulletin.written", actor=actor, ref=f"bulletin/{bulletin.ref}", detail=detail)
    return bulletin


@transaction.atomic
def change_bulletin(*, actor: Actor, ref: str, said: BulletinSaid, now: datetime | None = None) -> Bulletin:
    """Change a draft. What people have read is not rewritten: withdraw it and write another."""
    require(actor, Permission.BULLETIN_WRITE)
    bulletin = _locked(actor, ref)
    if bulletin.published_at is not None:
        raise CannotPublishBulletin("It is published already. Withdraw it, and write a new one.")
    _fill(bulletin, said, now or timezone.now())
    record("bulletin.changed", actor=actor, ref=f"bulletin/{bulletin.ref}")
    return bulletin


@transaction.atomic
def publish_bulletin(*, actor: Actor, ref: str, now: datetime | None = None) -> Bulletin:
    """Let its audience read it, now or from the moment that it names."""
    require(actor, Permission.BULLETIN_WRITE)
    moment = now or timezone.now()
    bulletin = _locked(actor, ref)
    if bulletin.published_at is not None:
        raise CannotPublishBulletin("It is published already.")
    has_usual_end = bulletin.expires_at == usual_end(bulletin.kind, bulletin.publishes_at)
    bulletin.publishes_at = max(bulletin.publishes_at, moment)
    if has_usual_end:  # a draft that lay for a week stands as long as any other
        bulletin.expires_at = usual_end(bulletin.kind, bulletin.publishes_at)
    if bulletin.expires_at <= moment:
        raise CannotPublishBulletin("It would be over already. Pick a later end first.")
    bulletin.published_at, bulletin.published_by_id = moment, actor.account_id
    bulletin.save(update_fields=["publishes_at", "expires_at", "published_at", "published_by"])
    detail = {"kind": bulletin.kind, "audience": bulletin.audience}
    record("bulletin.published", actor=actor, ref=f"bulletin/{bulletin.ref}", detail=detail)
    return bulletin


@transaction.atomic
def withdraw_bulletin(*, actor: Actor, ref: str, now: datetime | None = None) -> Bulletin:
    """Take it down at once, draft or published. Nobody but its writers reads it again."""
    require(actor, Permission.BULLETIN_WRITE)
    bulletin = _locked(actor, ref)
    if bulletin.withdrawn_at is not None:
        return bulletin
    bulletin.withdrawn_at, bulletin.withdrawn_by_id = now or timezone.now(), actor.account_id
    bulletin.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record("bulletin.withdrawn", actor=actor, ref=f"bulletin/{bulletin.ref}")
    return bulletin


@transaction.atomic
def read_bulletin(*, actor: Actor, ref: str, now: datetime | None = None) -> None:
    """Note once that this person read it; a draft or what is over is not read by looking at it."""
    bulletin = visible_bulletins(actor, now).filter(ref=ref).first()
    if bulletin is None:
        return
    _read, is_new = BulletinRead.everywhere.get_or_create(
        bulletin=bulletin, read_by_id=actor.account_id, defaults={"read_at": now or timezone.now()}
    )
    if is_new:
        record("bulletin.read", actor=actor, ref=f"bulletin/{bulletin.ref}")


def _locked(actor: Actor, ref: str) -> Bulletin:
    found = get_bulletin(actor, ref)
    return Bulletin.everywhere.select_for_update().get(pk=found.pk)


def _fill(bulletin: Bulletin, said: BulletinSaid, now: datetime) -> None:
    """Write what was said into a draft, its addressees too. Raises: CannotWriteBulletin."""
    problems = problems_of(said, now)
    addressees = [] if problems else _addressees(bulletin.partnership_id, said, problems)
    if problems:
        raise CannotWriteBulletin(problems)
    bulletin.kind, bulletin.audience = said.kind, said.audience
    bulletin.title, bulletin.text = " ".join(said.title.split()), said.text.strip()
    bulletin.entry_ref = said.entry_ref.strip()
    bulletin.publishes_at = max(said.publishes_at or now, now)
    bulletin.expires_at = said.expires_at or usual_end(said.kind, bulletin.publishes_at)
    bulletin.save()
    bulletin.addressees.all().delete()
    for one in addressees:
        one.bulletin = bulletin
    Addressee.everywhere.bulk_create(addressees)


def _addressees(partnership_id: int, said: BulletinSaid, problems: dict[str, str]) -> list[Addressee]:
    """The rows for an audience; a zone or watch of another partnership is none of ours."""
    if said.audience == Audience.ROLES:
        return [Addressee(role=one) for one in dict.fromkeys(said.roles)]
    if said.audience == Audience.ZONES:
        zones = list(Zone.everywhere.filter(partnership_id=partnership_id, ref__in=said.zones))
        if len(zones) != len(set(said.zones)):
            problems["zones"] = "Pick zones of your own partnership."
        return [Addressee(zone=one) for one in zones]
    if said.audience == Audience.WATCHES:
        watches = list(Watch.everywhere.filter(partnership_id=partnership_id, ref__in=said.watches))
        if len(watches) != len(set(said.watches)):
            problems["watches"] = "Pick watches of your own partnership."
        return [Addressee(watch=one) for one in watches]
    return []
