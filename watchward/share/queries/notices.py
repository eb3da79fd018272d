"""Bulletins as a page shows them: what is new to this person, for whom it is, and how far it was read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from watchward.kit.text import clipped, listed
from watchward.partners.choices import ROLE_BY_ID
from watchward.partners.models import Watch, Zone
from watchward.policy import ROLES, Actor, Permission, may, require
from watchward.share.choices import Audience, BulletinKind
from watchward.share.models import Bulletin, BulletinRead
from watchward.share.queries.bulletins import get_bulletin, visible_bulletins
from watchward.share.queries.receipts import read_counts

MOST = 200
EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Notice:
    """One bulletin, ready to show. `read` and `reached` are None for whoever does not write bulletins."""

    ref: str
    kind: str
    kind_words: str
    title: str
    text: str
    excerpt: str
    audience: str
    state: str
    publishes_at: datetime
    expires_at: datetime
    entry_ref: str
    is_new: bool
    is_draft: bool
    is_withdrawn: bool
    by: str = ""
    read: int | None = None
    reached: int | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """What an audience can be picked from: (reference or id, name)."""

    zones: tuple[tuple[str, str], ...]
    watches: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]


def notices(actor: Actor, now: datetime | None = None) -> list[Notice]:
    """What this person may read now, newest first."""
    moment = now or timezone.now()
    rows = (
        visible_bulletins(actor, moment)
        .select_related("written_by")
        .prefetch_related("addressees__zone", "addressees__watch")
    )
    return _shown(actor, list(rows[:MOST]), moment)


def unread_notices(actor: Actor, now: datetime | None = None) -> list[Notice]:
    """What is new to this person."""
    return [one for one in notices(actor, now) if one.is_new]


def notices_to_work_on(actor: Actor, now: datetime | None = None) -> list[Notice]:
    """For writers: drafts and what is planned."""
    require(actor, Permission.BULLETIN_WRITE)
    moment = now or timezone.now()
    later = Q(published_at__isnull=True) | Q(publishes_at__gt=moment)
    return _shown(actor, _of(actor, later, Q(withdrawn_at__isnull=True)), moment)


def notices_over(actor: Actor, now: datetime | None = None) -> list[Notice]:
    """For writers: what ran out or was withdrawn."""
    require(actor, Permission.BULLETIN_WRITE)
    moment = now or timezone.now()
    ended = Q(withdrawn_at__isnull=False) | Q(published_at__isnull=False, expires_at__lte=moment)
    return _shown(actor, _of(actor, ended), moment)


def get_notice(actor: Actor, ref: str, now: datetime | None = None) -> Notice:
    """One bulletin, ready to show. Raises: NotFound."""
    return _shown(actor, [get_bulletin(actor, ref, now)], now or timezone.now())[0]


def places_to_pick(actor: Actor) -> Places:
    """The zones, watches and roles that an audience can be made of."""
    require(actor, Permission.BULLETIN_WRITE)
    zones = Zone.everywhere.filter(partnership_id=actor.partnership_id).order_by("name").values_list("ref", "name")
    watches = Watch.everywhere.filter(partnership_id=actor.partnership_id).order_by("name").values_list("ref", "name")
    roles = [(ident, f"{role[:1].upper()}{role[1:]}") for ident, role in ROLE_BY_ID.items() if ident in _readers()]
    return Places(tuple(zones), tuple(watches), tuple(roles))


def refs_of_addressees(bulletin: Bulletin) -> dict[str, list[str]]:
    """What a form shows as picked: zones and watches by reference, roles by id."""
    rows = bulletin.addressees.select_related("zone", "watch")
    return {
        "zones": [one.zone.ref for one in rows if one.zone],
        "watches": [one.watch.ref for one in rows if one.watch],
        "roles": [one.role for one in rows if one.role],
    }


def audience_words(bulletin: Bulletin) -> str:
    """Whom it is for: `Everybody`, `Market Quarter and Station End`, `Police officers`."""
    rows = list(bulletin.addressees.all())
    if bulletin.audience == Audience.ROLES:
        words = listed(f"{ROLE_BY_ID[one.role]}s" for one in rows)
        return words[:1].upper() + words[1:]
    named: Iterable[str] = [place.name for one in rows if (place := one.zone or one.watch)]
    return listed(sorted(named)) if bulletin.audience != Audience.EVERYBODY else "Everybody"


def _readers() -> frozenset[str]:
    """Roles that may read bulletins at all."""
    return frozenset(ident for ident, role in ROLE_BY_ID.items() if Permission.BULLETIN_READ in ROLES[role])


def _of(actor: Actor, *which: Q) -> list[Bulletin]:
    rows = Bulletin.everywhere.filter(*which, partnership_id=actor.partnership_id).select_related("written_by")
    rows = rows.prefetch_related("addressees__zone", "addressees__watch")
    return list(rows.order_by("-publishes_at", "-id")[:MOST])


def _shown(actor: Actor, rows: list[Bulletin], now: datetime) -> list[Notice]:
    mine = set(
        BulletinRead.everywhere.filter(bulletin__in=rows, read_by_id=actor.account_id).values_list(
            "bulletin_id", flat=True
        )
    )
    writes = bool(may(actor, Permission.BULLETIN_WRITE))
    counts = read_counts(actor, rows, now) if writes else {}
    return [_notice(one, one.pk in mine, now, counts.get(one.ref), by_name=writes) for one in rows]


def _notice(one: Bulletin, is_read: bool, now: datetime, counts: tuple[int, int] | None, *, by_name: bool) -> Notice:
    return Notice(
        ref=one.ref,
        kind=one.kind,
        kind_words=str(BulletinKind(one.kind).label),
        title=one.title,
        text=one.text,
        excerpt=clipped(one.text.replace("\n- ", "\n"), EXCERPT),
        audience=audience_words(one),
        state=_state(one, now),
        publishes_at=one.publishes_at,
        expires_at=one.expires_at,
        entry_ref=one.entry_ref,
        is_new=not is_read and _state(one, now) == "",
        is_draft=one.published_at is None and one.withdrawn_at is None,
        is_withdrawn=one.withdrawn_at is not None,
        by=one.written_by.name if by_name else "",
        read=counts[0] if counts else None,
        reached=counts[1] if counts else None,
    )


def _state(one: Bulletin, now: datetime) -> str:
    """In a word what keeps it from being read; empty while it stands."""
    if one.withdrawn_at is not None:
        return "Withdrawn"
    if one.published_at is None:
        return "Draft"
    if one.publishes_at > now:
        return "Planned"
    return "Over" if one.expires_at <= now else ""
