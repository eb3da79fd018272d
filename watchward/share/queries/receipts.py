"""Whom words reach, and how many of them have read: counts per member, never who."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from watchward.kit.errors import NotFound
from watchward.partners.models import Watch, Zone
from watchward.partners.queries.everybody import Somebody, everybody_in
from watchward.policy import Actor, Permission, may, require
from watchward.share.choices import Audience
from watchward.share.models import Bulletin, BulletinRead
from watchward.share.queries.bulletins import MISSING
from watchward.share.rules.audience import Aim, reaches

NO_MEMBER = "Without a member"


@dataclass(frozen=True, slots=True)
class MemberCount:
    """How many people of one member are reached, and how many of them have read."""

    organisation: str
    people: int
    read: int = 0

    @property
    def unread(self) -> int:
        """How many have yet to read it."""
        return self.people - self.read


@dataclass(frozen=True, slots=True)
class Reach:
    """An audience in numbers, members with the most unread first."""

    people: int
    read: int
    members: tuple[MemberCount, ...]


def reached_by(aim: Aim, partnership_id: int, now: datetime) -> list[Somebody]:
    """Everybody in an audience who may read bulletins now; nobody suspended, nobody not yet admitted."""
    people = everybody_in(partnership_id, now)
    return [one for one in people if may(one.actor, Permission.BULLETIN_READ) and reaches(aim, one.actor)]


def reach_of(actor: Actor, aim: Aim, now: datetime | None = None) -> Reach:
    """Who would get it, before it is published."""
    require(actor, Permission.BULLETIN_WRITE)
    return _counted(reached_by(aim, actor.partnership_id, now or timezone.now()), frozenset())


def receipts_of(actor: Actor, ref: str, now: datetime | None = None) -> Reach:
    """How many of a bulletin's audience have read it, as it is made up now."""
    require(actor, Permission.BULLETIN_WRITE)
    bulletin = Bulletin.everywhere.filter(partnership_id=actor.partnership_id, ref=ref).first()
    if bulletin is None:
        raise NotFound(MISSING)
    readers = BulletinRead.everywhere.filter(bulletin=bulletin).values_list("read_by_id", flat=True)
    people = reached_by(aim_of(bulletin), actor.partnership_id, now or timezone.now())
    return _counted(people, frozenset(readers))


def read_counts(actor: Actor, bulletins: list[Bulletin], now: datetime | None = None) -> dict[str, tuple[int, int]]:
    """(read, of) of several bulletins, for the list that writers see."""
    require(actor, Permission.BULLETIN_WRITE)
    moment = now or timezone.now()
    people = [one.actor for one in everybody_in(actor.partnership_id, moment)]
    people = [one for one in people if may(one, Permission.BULLETIN_READ)]
    readers: dict[int, set[int]] = {one.pk: set() for one in bulletins}
    for bulletin_id, who in BulletinRead.everywhere.filter(bulletin__in=bulletins).values_list(
        "bulletin_id", "read_by_id"
    ):
        readers[bulletin_id].add(who)
    counts = {}
    for one in bulletins:
        aim = aim_of(one)
        reached = {person.account_id for person in people if reaches(aim, person)}
        counts[one.ref] = (len(reached & readers[one.pk]), len(reached))
    return counts


def aim_of(bulletin: Bulletin) -> Aim:
    """The audience of a bulletin as ids."""
    rows = list(bulletin.addressees.all())
    return Aim(
        bulletin.audience,
        frozenset(one.zone_id for one in rows if one.zone_id),
        frozenset(one.watch_id for one in rows if one.watch_id),
        frozenset(one.role for one in rows if one.role),
    )


def aim_said(
    actor: Actor, audience: str, zones: tuple[str, ...], watches: tuple[str, ...], roles: tuple[str, ...]
) -> Aim:
    """The audience that a form names by references; what is not of this partnership is left out."""
    here = actor.partnership_id
    return Aim(
        audience,
        frozenset(Zone.everywhere.filter(partnership_id=here, ref__in=zones).values_list("pk", flat=True))
        if audience == Audience.ZONES
        else frozenset(),
        frozenset(Watch.everywhere.filter(partnership_id=here, ref__in=watches).values_list("pk", flat=True))
        if audience == Audience.WATCHES
        else frozenset(),
        frozenset(roles) if audience == Audience.ROLES else frozenset(),
    )


def _counted(people: list[Somebody], readers: frozenset[int]) -> Reach:
    reached = Counter(one.organisation or NO_MEMBER for one in people)
    read = Counter(one.organisation or NO_MEMBER for one in people if one.actor.account_id in readers)
    members = [MemberCount(name, many, read[name]) for name, many in reached.items()]
    members.sort(key=lambda one: (-one.unread, one.organisation))
    return Reach(len(people), sum(read.values()), tuple(members))
