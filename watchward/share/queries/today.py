"""What happened near a person since yesterday: counted from the reports, without people, reporters or shops."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from watchward.collect.choices import Form
from watchward.collect.models import Report
from watchward.collect.queries.decoys import without_decoys
from watchward.kit.text import count
from watchward.partners.models import Partnership, Premises
from watchward.partners.queries.lists import hidden_kinds, list_of
from watchward.policy import Actor, Permission, may, require
from watchward.share.rules.audience import works_for_all
from watchward.share.rules.nearness import (
    CLOSE_METRES,
    FEWEST_MEMBERS,
    Ring,
    counted_words,
    metres_between,
    when_words,
    widened,
)

MOST = 5000  # rows read for one page; no town reports so much in two days
TELLS_THE_HOUR = timedelta(hours=2)
NO_ZONE = "places without a zone"


@dataclass(frozen=True, slots=True)
class Happened:
    """One line: how many of what, where and when, in words. `many` is None where a number would point at somebody."""

    many: int | None
    what: str
    where: str
    when: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Since:
    """What happened since yesterday, nearest first, and one sentence about it."""

    since: datetime
    total: int
    sentence: str
    lines: tuple[Happened, ...]
    is_office: bool  # whether the lines may lead to the reports


Row = tuple[int, str, datetime, datetime | None]


def since_yesterday(actor: Actor, now: datetime | None = None) -> Since:
    """Incidents since the beginning of yesterday on the partnership's clock, as far as this person may know of them.

    Members learn kinds and places, never which shop reported (their own apart), who, or about whom. Kinds that members
    never see are not counted for them (P-05). Sightings and intelligence are no incidents (M-08).
    """
    require(actor, Permission.BULLETIN_READ)
    moment = now or timezone.now()
    partnership = Partnership.everywhere.get(pk=actor.partnership_id)
    local = moment.astimezone(partnership.zone_info)
    since = (local - timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    rings = rings_around(actor)
    lines: list[Happened] = []
    total = 0
    by_ring = _by_ring(_rows(actor, since, moment), rings)
    for place, ring in enumerate(rings):
        rows = by_ring[place]
        total += len(rows)
        lines += _lines(rows, ring, partnership, moment, may_count=_may_count(actor, ring))
    return Since(since, total, _sentence(actor, total), tuple(lines), _is_office(actor))


def rings_around(actor: Actor) -> list[Ring]:
    """The places around an actor, nearest first; those with too few other members are joined to the next."""
    premises = list(
        Premises.everywhere.filter(partnership_id=actor.partnership_id, closed_on__isnull=True)
        .select_related("zone")
        .prefetch_related("watches")
    )
    own = [one for one in premises if one.pk in actor.premises]
    rest = [one for one in premises if one.pk not in actor.premises]
    if own and not works_for_all(actor):
        return widened(_rings_of_member(actor, own, rest))
    if not _sees_all(actor):
        return [_ring("in the partnership", premises, actor)]
    return _by_zone(premises, actor)


def _rings_of_member(actor: Actor, own: list[Premises], rest: list[Premises]) -> list[Ring]:
    close = [one for one in rest if _is_close(one, own)]
    around = [
        one
        for one in rest
        if one not in close
        and (one.zone_id in actor.zones or any(watch.pk in actor.watches for watch in one.watches.all()))
    ]
    far = [one for one in rest if one not in close and one not in around]
    zones = sorted({one.zone.name for one in own if one.zone})
    where = f"in and around {' and '.join(zones)}" if len(zones) in {1, 2} else "in your area"
    here = "at your premises"
    return [
        Ring(here, frozenset(one.pk for one in own), 0, is_own=True),
        _ring(f"within {CLOSE_METRES} metres of you", close, actor),
        _ring(where, around, actor),
        _ring("elsewhere in the partnership", far, actor),
    ]


def _by_zone(premises: list[Premises], actor: Actor) -> list[Ring]:
    places: dict[str, list[Premises]] = defaultdict(list)
    for one in premises:
        places[one.zone.name if one.zone else NO_ZONE].append(one)
    named = sorted(places.items(), key=lambda pair: (pair[0] == NO_ZONE, pair[0]))
    return [_ring(f"in {name}", found, actor) for name, found in named] or [Ring("in the partnership", frozenset(), 0)]


def _ring(where: str, premises: Iterable[Premises], actor: Actor) -> Ring:
    found = list(premises)
    members = {one.organisation_id for one in found} - {actor.organisation_id}
    return Ring(where, frozenset(one.pk for one in found), len(members))


def _is_close(one: Premises, own: list[Premises]) -> bool:
    return any(
        metres_between((mine.latitude, mine.longitude), (one.latitude, one.longitude)) <= CLOSE_METRES
        for mine in own
        if mine.latitude is not None and mine.longitude is not None
        if one.latitude is not None and one.longitude is not None
    )


def _is_office(actor: Actor) -> bool:
    return bool(may(actor, Permission.REPORT_READ_ALL))


def _sees_all(actor: Actor) -> bool:
    """Whoever reads every report, or the figures of every place, is told of small places too."""
    return _is_office(actor) or bool(may(actor, Permission.FIGURES_ALL))


def _may_count(actor: Actor, ring: Ring) -> bool:
    return ring.is_own or _sees_all(actor) or ring.members >= FEWEST_MEMBERS


def _rows(actor: Actor, since: datetime, now: datetime) -> list[Row]:
    rows = Report.everywhere.filter(
        partnership_id=actor.partnership_id, form=Form.INCIDENT, happened_at__gte=since, happened_at__lte=now
    )
    if not _sees_all(actor):
        rows = rows.exclude(Q(hidden_kinds(actor.partnership_id)))
    found = (
        without_decoys(rows)
        .order_by(F("happened_at").desc())
        .values_list("premises_id", "kind", "happened_at", "happened_until")
    )
    return list(found[:MOST])


def _by_ring(rows: list[Row], rings: list[Ring]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    ring_of = {premises: place for place, ring in enumerate(rings) for premises in ring.premises}
    for row in rows:
        if row[0] in ring_of:
            found[ring_of[row[0]]].append(row)
    return found


def _lines(
    rows: list[Row], ring: Ring, partnership: Partnership, now: datetime, *, may_count: bool
) -> list[Happened]:  # fmt: skip
    if not rows:
        return []
    if not may_count:
        what = "Something was reported. There are too few members here to say more without saying by whom"
        return [Happened(None, what, ring.where, "")]
    types = list_of(partnership.pk, "incident_types")
    groups: dict[str, list[datetime]] = defaultdict(list)
    telling: dict[str, list[datetime]] = defaultdict(list)
    for _premises, kind, happened_at, until in rows:
        group = types.lineage(kind)[-1].id if kind in types else kind
        groups[group].append(happened_at)
        if until is None or until - happened_at <= TELLS_THE_HOUR:
            telling[group].append(happened_at)
    newest_first = sorted(groups.items(), key=lambda pair: max(pair[1]), reverse=True)
    return [
        Happened(
            len(moments),
            counted_words(group, types.label(group) if group in types else group, len(moments)),
            ring.where,
            when_words(telling[group], now, partnership.zone_info) if telling[group] else "",
            group,
        )
        for group, moments in newest_first
    ]


def _sentence(actor: Actor, total: int) -> str:
    where = "in the partnership" if works_for_all(actor) or not actor.premises else "near you"
    if not total:
        return (
            f"Quiet: no incident was reported {where} since yesterday. "
            "That can also mean that nobody has told us; if you saw something, report it."
        )
    if not _sees_all(actor) and total < FEWEST_MEMBERS:
        return "A few incidents were reported in the partnership since yesterday, the nearest first."
    order = ", the nearest first" if where == "near you" else ""
    return f"{count(total, 'incident was', 'incidents were')} reported in the partnership since yesterday{order}."
