"""What somebody is told about records that changed, and who has said that they read it (P-08)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from watchward.assess.models import Subject
from watchward.assess.queries.subjects import cluster_ids
from watchward.kit.text import day, moment
from watchward.partners.models import Partnership
from watchward.policy import Actor, Permission, require
from watchward.share.choices import Told
from watchward.share.models import Notice

FORGET = {
    Told.MERGED: "Two people in the records turned out to be one. If you told anybody about either, tell them too.",
    Told.PARTED: "Two records that stood as one are two people again. What you saw of one may not fit the other.",
    Told.CORRECTED: "Something you were shown was wrong. Forget it, and tell whoever heard it from you.",
    Told.WITHDRAWN: "It is shown to nobody any more. Forget it, and keep no copy or note of it.",
}


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """What one person reads; it names nobody, only the reference of the entry."""

    ref: str
    about: str
    what: str
    forget: str
    at: str


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One person who was told, and when they said that they read it."""

    who: str
    what: str
    told: str
    read: str


def my_notices(actor: Actor) -> list[NoticeLine]:
    """What the actor has not yet read. Whoever was told once reads it, whatever their roles are now."""
    rows = Notice.everywhere.filter(
        account_id=actor.account_id, partnership_id=actor.partnership_id, acknowledged_at__isnull=True
    ).select_related("disclosure", "partnership")
    return [_line(one, one.partnership) for one in rows.order_by("-id")[:20]]


def told_about(actor: Actor, subject: Subject) -> list[ToldLine]:
    """For the office: everybody who was told about this subject, those who have not read it first."""
    require(actor, Permission.SUBJECT_READ)
    ids = cluster_ids(subject)
    rows = Notice.everywhere.filter(
        Q(subject_id__in=ids) | Q(disclosure__subject_id__in=ids), partnership_id=actor.partnership_id
    ).select_related("account", "partnership")
    found = sorted(rows.order_by("-id")[:500], key=lambda one: one.acknowledged_at is not None)
    return [_told(one) for one in found]


def _line(one: Notice, partnership: Partnership) -> NoticeLine:
    why = Told(one.why)
    about = one.disclosure.ref if one.disclosure else ""
    return NoticeLine(one.ref, about, str(why.label), FORGET[why], day(one.created_at, partnership.zone_info))


def _told(one: Notice) -> ToldLine:
    zone = one.partnership.zone_info
    read: datetime | None = one.acknowledged_at
    return ToldLine(
        one.account.name,
        str(Told(one.why).label),
        moment(one.created_at, zone),
        moment(read, zone) if read else "",
    )
