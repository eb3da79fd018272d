"""What the office reads of who was told: the decisions, whom they reach, and what can be chosen for a new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from watchward.assess.models import Subject
from watchward.assess.queries.subjects import cluster_ids, get_subject, reports_of
from watchward.collect.choices import EvidenceKind
from watchward.collect.models import Evidence
from watchward.collect.queries.decoys import without_decoys
from watchward.collect.queries.kept_away import known_subjects
from watchward.kit.errors import NotFound
from watchward.partners.models import Organisation, Premises, Watch, Zone
from watchward.policy import Actor, Decision, Permission, require
from watchward.share.choices import Reach, Shelf
from watchward.share.models import Disclosure, Objection, Recipient
from watchward.share.queries.fates import clusters_of, fates_of, places_of
from watchward.share.queries.gallery import unknown_months_of
from watchward.share.rules.reach import Area, Audience, longest
from watchward.share.rules.showing import Fate, in_force, may_be_shown

MISSING = (
    "There is no such decision, or its time is over, or it is not yours to read. "
    "Go back to the list, or ask your coordinator."
)
PAGE = 50


@dataclass(frozen=True, slots=True)
class Now:
    """What decides about one subject at this moment."""

    fate: Fate
    area: Area
    last_day: dict[str, date]


@dataclass(frozen=True, slots=True)
class Choice:
    """One recipient that can be ticked; `is_near` where the person operates."""

    ref: str
    name: str
    is_near: bool


def visible_decisions(actor: Actor) -> QuerySet[Disclosure]:
    """Every decision of the partnership, for those who read about subjects."""
    require(actor, Permission.SUBJECT_READ)
    rows = Disclosure.everywhere.filter(partnership_id=actor.partnership_id)
    if known := known_subjects(actor):
        rows = rows.exclude(subject_id__in=known)
    return rows.select_related("subject", "partnership", "decided_by", "approved_by", "withdrawn_by", "declined_by")


def get_decision(actor: Actor, ref: str) -> Disclosure:
    """One decision. Absent and forbidden give the same answer."""
    found = visible_decisions(actor).filter(ref=ref).prefetch_related("pictures__evidence", "recipients").first()
    if found is None:
        raise NotFound(MISSING)
    return found


def decisions_page(
    actor: Actor, which: str, *, after: str = "", limit: int = PAGE, now: datetime | None = None
) -> tuple[list[Disclosure], str]:
    """(decisions, reference of the next page) that wait for a second person, stand, or have ended; newest first."""
    moment = now or timezone.now()
    ended = Q(withdrawn_at__isnull=False) | Q(declined_at__isnull=False) | Q(expires_at__lte=moment)
    waits = Q(needs_second=True, approved_at__isnull=True)
    rows = visible_decisions(actor).order_by("-decided_at", "-id")
    rows = {
        "waiting": rows.exclude(ended).filter(waits),
        "ended": rows.filter(ended),
    }.get(which, rows.exclude(ended).exclude(waits))
    if after:
        last = visible_decisions(actor).filter(ref=after).values_list("decided_at", "id").first()
        if last is None:
            raise NotFound("That page is gone. Start again at the newest decisions.")
        rows = rows.filter(Q(decided_at__lt=last[0]) | Q(decided_at=last[0], id__lt=last[1]))
    found = list(rows.prefetch_related("recipients")[: limit + 1])
    return found[:limit], found[limit - 1].ref if len(found) > limit else ""


def decisions_of(actor: Actor, subject: Subject) -> list[Disclosure]:
    """Every decision about one subject and what was merged into it, the newest first."""
    return list(visible_decisions(actor).filter(subject_id__in=cluster_ids(subject)).order_by("-decided_at", "-id"))


def state_of(one: Disclosure, fate: Fate, now: datetime) -> Decision:
    """Whether anybody sees it now, and if not, why (the first reason found)."""
    term = in_force(one, now, timezone.localdate(now))
    if not term or one.shelf == Shelf.HANDED:
        return term
    return may_be_shown(fate, one.shelf, is_of_minor=one.is_of_minor)


def now_of(subject: Subject, now: datetime) -> Now:
    """The facts that decide about one subject: fate, area, and the last day that a new decision may stand."""
    today = timezone.localdate(now)
    clusters = clusters_of([subject])
    fate = fates_of(clusters, today)[subject.pk]
    months = unknown_months_of(subject.partnership_id)
    last = {
        shelf.value: longest(shelf, today, is_of_minor=fate.may_be_minor, unknown_months=months, sanction_ends_on=None)
        for shelf in Shelf
    }
    return Now(fate, places_of(clusters)[subject.pk].area, last)


def audiences_of(one: Disclosure) -> list[Audience]:
    """Its recipients with their names and places."""
    return [
        _audience(recipient) for recipient in one.recipients.select_related("zone", "watch", "premises", "organisation")
    ]


def choices_of(actor: Actor, area: Area) -> dict[str, list[Choice]]:
    """What can be ticked as recipients; where the person operates is marked, which is the default (G-11)."""
    here = {"partnership_id": actor.partnership_id}
    premises = Premises.everywhere.filter(**here, closed_on__isnull=True).order_by("name")
    places = list(premises.values_list("ref", "name", "pk", "zone_id"))
    near_watches = set(
        Premises.watches.through.objects.filter(premises_id__in=area.premises).values_list("watch_id", flat=True)
    )
    return {
        "zones": [
            Choice(ref, name, pk in area.zones)
            for ref, name, pk in Zone.everywhere.filter(**here).order_by("name").values_list("ref", "name", "pk")
        ],
        "watches": [
            Choice(ref, name, pk in near_watches)
            for ref, name, pk in Watch.everywhere.filter(**here).order_by("name").values_list("ref", "name", "pk")
        ],
        "premises": [Choice(ref, name, pk in area.premises) for ref, name, pk, _zone in places],
        "organisations": [
            Choice(ref, name, False)
            for ref, name in Organisation.everywhere.filter(**here, left_on__isnull=True)
            .order_by("name")
            .values_list("ref", "name")
        ],
    }


def photographs_of(subject: Subject) -> list[Evidence]:
    """Photographs of the reports in which this subject was judged to be, the newest first."""
    reports = without_decoys(reports_of(cluster_ids(subject)))
    rows = Evidence.everywhere.filter(report__in=reports, kind=EvidenceKind.PHOTO)
    return list(rows.exclude(shown_key="").select_related("report").order_by("-report__happened_at", "place")[:24])


def open_objection(subject: Subject) -> Objection | None:
    """The objection that waits for an answer."""
    return Objection.everywhere.filter(subject_id__in=cluster_ids(subject), decided_at__isnull=True).first()


def subject_to_tell_of(actor: Actor, ref: str) -> Subject:
    """A subject whom the actor may decide about. Raises: NotFound, NotPermitted."""
    require(actor, Permission.DISCLOSE)
    return get_subject(actor, ref)


def names_of(audiences: Sequence[Audience]) -> str:
    """`Market Square (zone), the police`."""
    return ", ".join(one.name for one in audiences) or "nobody"


def _audience(one: Recipient) -> Audience:
    reach = Reach(one.reach)
    if reach in (Reach.POLICE, Reach.COUNCIL):
        return Audience(reach, f"the {reach.label.lower()}")
    if one.premises is not None:
        return premises_audience(one.premises)
    if one.zone is not None:
        return Audience(reach, f"{one.zone.name} (zone)", one.zone.pk)
    if one.watch is not None:
        return watch_audience(one.watch)
    assert one.organisation is not None
    return organisation_audience(one.organisation)


def premises_audience(one: Premises) -> Audience:
    """The people of one shop."""
    return Audience(Reach.PREMISES, one.name, one.pk, ((one.pk, one.zone_id),))


def watch_audience(one: Watch) -> Audience:
    """The people of every shop in a watch."""
    places = tuple(one.premises.filter(closed_on__isnull=True).values_list("pk", "zone_id"))
    return Audience(Reach.WATCH, f"{one.name} (watch)", one.pk, places)


def organisation_audience(one: Organisation) -> Audience:
    """Everybody of one member, wherever its shops are."""
    places = tuple(one.premises.filter(closed_on__isnull=True).values_list("pk", "zone_id"))
    return Audience(Reach.ORGANISATION, f"{one.name} (member)", one.pk, places)
