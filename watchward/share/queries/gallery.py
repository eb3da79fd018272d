"""The gallery of one viewer: who may be shown to them now. Every condition is asked at each look, none by a job."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from watchward.collect.queries.kept_away import known_subjects
from watchward.collect.rules.visibility import GATE_SHUT
from watchward.kit.errors import NotFound
from watchward.kit.text import day
from watchward.partners.models import Partnership, Premises
from watchward.partners.queries.governance import gate_of, people_may_be_shown
from watchward.partners.queries.periods import periods_of
from watchward.partners.rules.governance import is_open
from watchward.policy import Actor, Permission, may, require
from watchward.share.choices import Reach, Shelf
from watchward.share.models import Disclosure, GalleryRules, Recipient, ShownPicture
from watchward.share.queries.fates import Cluster, clusters_of, facts_of, fates_of, known_of, places_of
from watchward.share.rules.members_view import MembersView, allowed_fields, members_view
from watchward.share.rules.showing import in_force, may_be_shown

PAGE = 60
CHUNK = 120  # read at a time, since what is hidden now is left out afterwards
MISSING = (
    "There is no such entry, or its time is over, or it is not shown to you. "
    "Go back to the gallery, or ask your coordinator."
)
IN_A_GALLERY = (Shelf.KNOWN, Shelf.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom a gallery is drawn: the actor, or the shop as whose people the office looks at it."""

    partnership_id: int
    sees_all: bool = False
    premises: frozenset[int] = frozenset()
    zones: frozenset[int] = frozenset()
    watches: frozenset[int] = frozenset()
    organisations: frozenset[int] = frozenset()
    knows: frozenset[int] = frozenset()  # subjects whom this person knows in private: kept away from them
    as_premises: str = ""  # a name, where the office looks as somebody else
    as_ref: str = ""


@dataclass(frozen=True, slots=True)
class EntryPicture:
    """One picture of an entry: its reference is the only way to it."""

    ref: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One person as one viewer sees them."""

    ref: str
    disclosure_id: int
    shelf: str
    view: MembersView
    pictures: tuple[EntryPicture, ...]
    is_near: bool  # reported at the viewer's own premises
    shown_since: str
    shown_until: str


@dataclass(frozen=True, slots=True)
class GalleryPage:
    """One page, newest first; `older` is the entry after which the next begins. `shut` says why nothing is shown."""

    entries: list[Entry]
    older: str = ""
    shut: str = ""
    viewer: Viewer = field(default_factory=lambda: Viewer(0))


def viewer_of(actor: Actor, as_ref: str = "") -> Viewer:
    """The actor's own view, or, for those who read about subjects, that of one of the partnership's premises.

    Raises: NotPermitted: who sees no gallery.  NotFound: premises that are not of this partnership.
    """
    require(actor, Permission.GALLERY_VIEW)
    sees_all = bool(may(actor, Permission.SUBJECT_READ))
    if as_ref and sees_all:
        return _as_premises(actor, as_ref)
    return Viewer(
        actor.partnership_id,
        sees_all,
        actor.premises,
        actor.zones,
        actor.watches,
        frozenset({actor.organisation_id} - {0}),
        known_subjects(actor),
    )


def visible_disclosures(viewer: Viewer, now: datetime) -> QuerySet[Disclosure]:
    """Decisions in force whose audience this viewer belongs to. Who they are about is asked next."""
    today = timezone.localdate(now)
    rows = Disclosure.everywhere.filter(
        Q(needs_second=False) | Q(approved_at__isnull=False),
        Q(sanction_ends_on__isnull=True) | Q(sanction_ends_on__gte=today),
        partnership_id=viewer.partnership_id,
        shelf__in=IN_A_GALLERY,
        withdrawn_at__isnull=True,
        declined_at__isnull=True,
        expires_at__gt=now,
        subject__merged_into__isnull=True,
    )
    return rows if viewer.sees_all else rows.filter(pk__in=_told(viewer))


def gallery_page(
    actor: Actor,
    shelf: Shelf,
    *,
    as_ref: str = "",
    after: str = "",
    now: datetime | None = None,
    limit: int = PAGE,
    for_paper: bool = False,
) -> GalleryPage:
    """The newest entries of one shelf that this viewer may see; nobody young stands on paper (P-04)."""
    moment = now or timezone.now()
    viewer = viewer_of(actor, as_ref)
    if not people_may_be_shown(viewer.partnership_id, timezone.localdate(moment)):
        return GalleryPage([], shut=GATE_SHUT, viewer=viewer)
    rows = visible_disclosures(viewer, moment).filter(shelf=shelf).select_related("subject", "partnership")
    rows = rows.prefetch_related("pictures").order_by("-decided_at", "-id")
    if for_paper:
        rows = rows.filter(is_of_minor=False)
    if after:
        last = rows.filter(ref=after).values_list("decided_at", "id").first()
        if last is None:
            raise NotFound("That page is gone. Start again at the newest entries.")
        rows = rows.filter(Q(decided_at__lt=last[0]) | Q(decided_at=last[0], id__lt=last[1]))
    shown: list[tuple[Disclosure, Cluster]] = []
    start = 0
    while len(shown) <= limit and (chunk := list(rows[start : start + CHUNK])):
        shown += _still_shown(chunk, viewer, moment)
        start += CHUNK
    entries = _entries(shown[:limit], viewer, moment)
    return GalleryPage(entries, entries[-1].ref if len(shown) > limit else "", viewer=viewer)


def get_entry(actor: Actor, ref: str, *, as_ref: str = "", now: datetime | None = None) -> Entry:
    """One entry. Absent, hidden and for others: all give the same answer."""
    moment = now or timezone.now()
    viewer = viewer_of(actor, as_ref)
    found = get_disclosure_shown(viewer, moment, ref=ref)
    return _entries([found], viewer, moment)[0]


def get_disclosure_shown(viewer: Viewer, now: datetime, *, ref: str) -> tuple[Disclosure, Cluster]:
    """A disclosure that this viewer is shown now. Raises: NotFound."""
    rows = visible_disclosures(viewer, now).filter(ref=ref).select_related("subject", "partnership")
    found = rows.first()
    if found is None:
        raise NotFound(MISSING)
    return found, _insist_shown(found, viewer, now)


def get_picture_shown(viewer: Viewer, ref: str, now: datetime) -> ShownPicture:
    """One picture, only through an entry that shows photographs to this viewer now. Raises: NotFound."""
    rows = ShownPicture.everywhere.filter(ref=ref, disclosure__in=visible_disclosures(viewer, now))
    picture = rows.select_related("disclosure__subject", "disclosure__partnership").first()
    if picture is None:
        raise NotFound(MISSING)
    one = picture.disclosure
    _insist_shown(one, viewer, now)
    if "photo" not in allowed_fields(one.shelf, one.fields, shows_born_on=False):
        raise NotFound(MISSING)
    return picture


def rules_of(partnership_id: int) -> GalleryRules:
    """What the partnership decided for its galleries; the defaults where it did not."""
    found = GalleryRules.everywhere.filter(partnership_id=partnership_id).first()
    return found or GalleryRules(partnership_id=partnership_id)


def unknown_months_of(partnership_id: int) -> int:
    """How long an unknown person is shown: never longer than their record is kept (P-03)."""
    return min(rules_of(partnership_id).unknown_months, periods_of(partnership_id).unknown_months)


def shelves_with_entries(actor: Actor, now: datetime | None = None) -> list[str]:
    """For navigation and tests: the shelves on which this actor is shown anybody."""
    return [shelf.value for shelf in IN_A_GALLERY if gallery_page(actor, shelf, now=now, limit=1).entries]


def new_faces(actor: Actor, since: datetime, now: datetime | None = None) -> dict[Shelf, int]:
    """How many entries of each shelf are new to this viewer since then; nothing for those who see no gallery."""
    moment = now or timezone.now()
    if not may(actor, Permission.GALLERY_VIEW):
        return {}
    viewer = viewer_of(actor)
    if not people_may_be_shown(viewer.partnership_id, timezone.localdate(moment)):
        return {}
    # A decision that waited for its second person is new when that person agreed.
    fresh = Q(decided_at__gte=since) | Q(approved_at__gte=since)
    rows = visible_disclosures(viewer, moment).filter(fresh).select_related("subject", "partnership")[:CHUNK]
    shown = [Shelf(one.shelf) for one, _cluster in _still_shown(list(rows), viewer, moment)]
    return {shelf: shown.count(shelf) for shelf in IN_A_GALLERY if shelf in shown}


def premises_to_look_as(actor: Actor) -> list[tuple[str, str]]:
    """(reference, name) of the premises as whose people the office may look; empty for members."""
    if not may(actor, Permission.SUBJECT_READ):
        return []
    rows = Premises.everywhere.filter(partnership_id=actor.partnership_id, closed_on__isnull=True)
    return list(rows.order_by("name").values_list("ref", "name"))


def _as_premises(actor: Actor, ref: str) -> Viewer:
    found = Premises.everywhere.filter(partnership_id=actor.partnership_id, ref=ref).first()
    if found is None:
        raise NotFound("There are no such premises in your partnership. Pick one from the list.")
    return Viewer(
        actor.partnership_id,
        False,
        frozenset({found.pk}),
        frozenset({found.zone_id} - {None}),  # type: ignore[arg-type]
        frozenset(found.watches.values_list("pk", flat=True)),
        frozenset({found.organisation_id}),
        known_subjects(actor),
        found.name,
        found.ref,
    )


def _told(viewer: Viewer) -> QuerySet[Recipient, int]:
    rows = Recipient.everywhere.filter(
        Q(reach=Reach.ZONE, zone_id__in=viewer.zones)
        | Q(reach=Reach.WATCH, watch_id__in=viewer.watches)
        | Q(reach=Reach.PREMISES, premises_id__in=viewer.premises)
        | Q(reach=Reach.ORGANISATION, organisation_id__in=viewer.organisations)
    )
    return rows.values_list("disclosure_id", flat=True)


def _insist_shown(one: Disclosure, viewer: Viewer, now: datetime) -> Cluster:
    """The same for one alone, its gate included (G-01). Raises: NotFound."""
    if not is_open(gate_of(one.partnership, timezone.localdate(now))):
        raise NotFound(MISSING)
    shown = _still_shown([one], viewer, now)
    if not shown:
        raise NotFound(MISSING)
    return shown[0][1]


def _still_shown(rows: Sequence[Disclosure], viewer: Viewer, now: datetime) -> list[tuple[Disclosure, Cluster]]:
    """Those whose person may be shown now. The rules have the last word; the database only narrowed."""
    today = timezone.localdate(now)
    clusters = clusters_of({one.subject_id: one.subject for one in rows}.values())
    fates = fates_of(clusters, today)
    return [
        (one, clusters[one.subject_id])
        for one in rows
        if in_force(one, now, today)
        and may_be_shown(fates[one.subject_id], one.shelf, is_of_minor=one.is_of_minor)
        and one.subject_id not in viewer.knows
    ]


def _entries(shown: Iterable[tuple[Disclosure, Cluster]], viewer: Viewer, now: datetime) -> list[Entry]:
    pairs = list(shown)
    if not pairs:
        return []
    clusters = {cluster.keeper.pk: cluster for _one, cluster in pairs}
    facts, places = facts_of(clusters), places_of(clusters)
    rules = rules_of(viewer.partnership_id)
    zone = pairs[0][0].partnership.zone_info
    today = now.astimezone(zone).date()
    entries = []
    for one, cluster in pairs:
        here = places[cluster.keeper.pk]
        view = members_view(
            one,
            facts.get(cluster.keeper.pk, []),
            known_of(cluster, here),
            shows_born_on=rules.shows_born_on,
            today=today,
        )
        entries.append(_entry(one, view, is_near=bool(here.area.premises & viewer.premises), zone=one.partnership))
    return entries


def _entry(one: Disclosure, view: MembersView, *, is_near: bool, zone: Partnership) -> Entry:
    pictures = tuple(
        EntryPicture(each.ref, each.width, each.height)
        for each in sorted(one.pictures.all(), key=lambda each: each.place)
        if view.shows_photo
    )
    return Entry(
        ref=one.ref,
        disclosure_id=one.pk,
        shelf=one.shelf,
        view=view,
        pictures=pictures,
        is_near=is_near,
        shown_since=day(one.decided_at, zone.zone_info),
        shown_until=day(until_of(one), zone.zone_info),
    )


def as_members_see(rows: Sequence[Disclosure], now: datetime) -> dict[int, MembersView]:
    """What each of these decisions lets a member read, by its id; whether anybody sees it now is another question.

    What was handed to somebody stands on no screen of theirs, so it is left out.
    """
    rows = [one for one in rows if one.shelf in IN_A_GALLERY]
    if not rows:
        return {}
    clusters = clusters_of({one.subject_id: one.subject for one in rows}.values())
    facts, places = facts_of(clusters), places_of(clusters)
    shows_born_on = rules_of(rows[0].partnership_id).shows_born_on
    today = timezone.localdate(now)
    return {
        one.pk: members_view(
            one,
            facts.get(one.subject_id, []),
            known_of(clusters[one.subject_id], places[one.subject_id]),
            shows_born_on=shows_born_on,
            today=today,
        )
        for one in rows
    }


def until_of(one: Disclosure) -> datetime:
    """The moment at which it is no longer seen: its own end, or that of its sanction (R-02)."""
    ends = one.sanction_ends_on
    if ends is None:
        return one.expires_at
    zone = one.partnership.zone_info
    return min(one.expires_at, datetime(ends.year, ends.month, ends.day, 23, 59, tzinfo=zone))


def with_near_first(entries: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
    """(reported at the viewer's own premises, the others): the ten seconds behind a till go to the first."""
    return [one for one in entries if one.is_near], [one for one in entries if not one.is_near]
