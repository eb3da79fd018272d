"""The week of an audience as figures and links, and the newsletters made of them. Nothing of it is about anybody."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from watchward.collect.choices import Form
from watchward.collect.models import Report
from watchward.collect.queries.decoys import without_decoys
from watchward.kit.errors import NotFound
from watchward.kit.text import day
from watchward.partners.models import Partnership, Premises
from watchward.partners.queries.everybody import Somebody, everybody_in
from watchward.partners.queries.lists import hidden_kinds, list_of
from watchward.policy import Actor, Permission, may, require
from watchward.share.choices import Audience, BulletinKind, Sent, Topic
from watchward.share.models import Bulletin, Letter, Newsletter, NewsletterPlan, NoLetter
from watchward.share.rules.letters import Week, week_from
from watchward.share.rules.nearness import FEWEST_MEMBERS, counted_words, when_words

MISSING = "There is no such newsletter. Go back to the newsletters."
LINES = 6
FEW = 26


@dataclass(frozen=True, slots=True)
class NewsletterLine:
    """One newsletter of the list."""

    ref: str
    audience: str
    week: str
    is_sent: bool
    at: datetime
    sent: int
    held: int


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One standing order."""

    key: str
    audience: str
    since: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Recipients:
    """To how many a newsletter would go now, and how many have stopped it."""

    people: int
    stopped: int


def newsletters(actor: Actor) -> list[NewsletterLine]:
    """The newest first, drafts among them."""
    require(actor, Permission.BULLETIN_WRITE)
    rows = list(
        Newsletter.everywhere.filter(partnership_id=actor.partnership_id)
        .select_related("zone", "watch", "partnership")
        .order_by("-week_on", "-id")[:FEW]
    )
    counts = _states(actor.partnership_id, [one.ref for one in rows])
    return [_line(one, counts) for one in rows]


def plans(actor: Actor) -> list[PlanLine]:
    """The standing orders in force."""
    require(actor, Permission.BULLETIN_WRITE)
    rows = NewsletterPlan.everywhere.filter(partnership_id=actor.partnership_id, ended_at__isnull=True)
    found = rows.select_related("zone", "watch", "made_by").order_by("id")
    return [PlanLine(one.key, named(one), one.made_at, one.made_by.name) for one in found]


def get_newsletter(actor: Actor, ref: str) -> Newsletter:
    """One newsletter. Missing and another town's are one."""
    require(actor, Permission.BULLETIN_WRITE)
    rows = Newsletter.everywhere.filter(partnership_id=actor.partnership_id, ref=ref)
    found = rows.select_related("partnership", "zone", "watch").first()
    if found is None:
        raise NotFound(MISSING)
    return found


def receipts_of_newsletter(actor: Actor, ref: str) -> dict[str, int]:
    """How many letters of a newsletter stand where, in words; counts, never who."""
    newsletter = get_newsletter(actor, ref)
    counts = _states(actor.partnership_id, [newsletter.ref])[newsletter.ref]
    return {str(state.label): counts[state] for state in Sent if counts[state]}


def recipients_of(newsletter: Newsletter | NewsletterPlan, now: datetime) -> list[Somebody]:
    """Who may read bulletins now and belongs to the audience, whether or not they stopped the letters."""
    people = everybody_in(newsletter.partnership_id, now)
    return [one for one in people if may(one.actor, Permission.BULLETIN_READ) and _is_for(newsletter, one.actor)]


def count_recipients(actor: Actor, ref: str, now: datetime | None = None) -> Recipients:
    """The same as numbers, before it is sent."""
    people = recipients_of(get_newsletter(actor, ref), now or timezone.now())
    stopped = stoppers(actor.partnership_id, Topic.NEWSLETTER)
    without = sum(one.actor.account_id in stopped for one in people)
    return Recipients(len(people) - without, without)


def stoppers(partnership_id: int, topic: str) -> set[int]:
    """Accounts that want no letters of this topic."""
    rows = NoLetter.everywhere.filter(partnership_id=partnership_id, topic=topic)
    return set(rows.values_list("stopped_by_id", flat=True))


def named(one: Newsletter | NewsletterPlan) -> str:
    """The audience in words."""
    place = one.zone or one.watch
    return place.name if place else "Everybody"


def figures_of(newsletter: Newsletter) -> dict[str, Any]:
    """What the letter says: as it was when it was sent, or as it is now while it is a draft."""
    return newsletter.figures or week_in_figures(newsletter)


def week_in_figures(newsletter: Newsletter) -> dict[str, Any]:
    """The week in numbers and links: plain values, so that they can be kept with what was sent.

    A place with too few members is told of the whole partnership; a partnership with too few of a bare total (as on
    the daily page). Kinds that members never see are left out (P-05).
    """
    town = newsletter.partnership
    week = week_from(newsletter.week_on, town.zone_info)
    where, premises = _place(newsletter)
    return {
        "week": week.words,
        "where": where,
        **_counted(town, week, premises),
        "bulletins": _bulletins(newsletter, week),
    }


def _place(newsletter: Newsletter) -> tuple[str, Q]:
    """(where in words, which reports)."""
    place = newsletter.zone or newsletter.watch
    if place is None:
        return "the partnership", Q()
    which = Q(zone=newsletter.zone) if newsletter.zone else Q(watches=newsletter.watch)
    shops = Premises.everywhere.filter(which, closed_on__isnull=True, partnership_id=newsletter.partnership_id)
    if shops.values("organisation").distinct().count() <= FEWEST_MEMBERS:
        return "the partnership", Q()
    return place.name, Q(premises__in=list(shops.values_list("pk", flat=True)))


def _counted(town: Partnership, week: Week, premises: Q) -> dict[str, Any]:
    rows = Report.everywhere.filter(premises, partnership_id=town.pk, form=Form.INCIDENT)
    rows = without_decoys(rows.exclude(hidden_kinds(town.pk)))
    found = list(
        rows.filter(happened_at__gte=week.since, happened_at__lt=week.until).values_list("kind", "happened_at")
    )
    before = rows.filter(happened_at__gte=week.since - timedelta(days=7), happened_at__lt=week.since).count()
    shops = Premises.everywhere.filter(partnership_id=town.pk, closed_on__isnull=True)
    is_small = shops.values("organisation").distinct().count() <= FEWEST_MEMBERS
    lines = [] if is_small else _lines(town, found, week)
    return {"total": len(found), "before": before, "lines": lines, "is_small": is_small}


def _lines(town: Partnership, found: Iterable[tuple[str, datetime]], week: Week) -> list[dict[str, Any]]:
    types = list_of(town.pk, "incident_types")
    groups: dict[str, list[datetime]] = defaultdict(list)
    for kind, at in found:
        groups[types.lineage(kind)[-1].id if kind in types else kind].append(at)
    most_first = sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:LINES]
    return [
        {
            "many": len(moments),
            "what": counted_words(group, types.label(group) if group in types else group, len(moments)),
            "when": when_words(moments, week.until + timedelta(days=3), town.zone_info),
        }
        for group, moments in most_first
    ]


def _bulletins(newsletter: Newsletter, week: Week) -> list[dict[str, str]]:
    """What was published for this audience, by kind and day: a title is somebody's own words, so it stays inside."""
    mine = Q(audience=Audience.EVERYBODY)
    if newsletter.zone_id:
        mine |= Q(addressees__zone=newsletter.zone_id)
    if newsletter.watch_id:
        mine |= Q(addressees__watch=newsletter.watch_id)
    now = timezone.now()
    rows = Bulletin.everywhere.filter(
        mine, partnership_id=newsletter.partnership_id, published_at__isnull=False, withdrawn_at__isnull=True,
        publishes_at__gte=week.since, publishes_at__lte=now, expires_at__gt=now,
    ).distinct()  # fmt: skip
    zone = newsletter.partnership.zone_info
    return [
        {"ref": one.ref, "kind": str(BulletinKind(one.kind).label), "on": day(one.publishes_at, zone)}
        for one in rows.order_by("publishes_at", "id")
    ]


def _is_for(newsletter: Newsletter | NewsletterPlan, actor: Actor) -> bool:
    """A newsletter of a place is for the people of that place; who works for the whole town gets everybody's."""
    if newsletter.audience == Audience.ZONES:
        return newsletter.zone_id in actor.zones
    if newsletter.audience == Audience.WATCHES:
        return newsletter.watch_id in actor.watches
    return True


def _states(partnership_id: int, keys: list[str]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {key: dict.fromkeys(Sent.values, 0) for key in keys}
    rows = Letter.everywhere.filter(partnership_id=partnership_id, topic=Topic.NEWSLETTER, key__in=keys)
    for key, state, many in rows.values_list("key", "state").annotate(many=Count("id")):
        counts[key][state] = many
    return counts


def _line(one: Newsletter, counts: dict[str, dict[str, int]]) -> NewsletterLine:
    mine = counts[one.ref]
    return NewsletterLine(
        ref=one.ref,
        audience=named(one),
        week=week_from(one.week_on, one.partnership.zone_info).words,
        is_sent=one.sent_at is not None,
        at=one.sent_at or one.created_at,
        sent=mine[Sent.SENT],
        held=sum(mine.values()) - mine[Sent.SENT],
    )
