"""Everybody of one partnership as the actors they would be now: for counting an audience and for sending letters."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from watchward.partners.choices import ROLE_BY_ID
from watchward.partners.models import Appointment, Membership
from watchward.partners.queries.actors import current_promises
from watchward.partners.rules.standing import standing_of
from watchward.policy import Actor, Role

FACE = "letter"
Places = dict[int, list[tuple[int, int | None, int | None]]]


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person with a place here: the actor says what they may, the address is for a letter."""

    actor: Actor
    ref: str  # of their place
    name: str
    email: str
    organisation: str
    is_demonstration: bool


def everybody_in(partnership_id: int, now: datetime, *, account_id: int | None = None) -> list[Somebody]:
    """Whoever has a place now, suspended people too: ask `may` of each actor. Five queries, however many there are.

    No second step is counted: nobody has signed in. What is asked of these actors is only what a letter may hint at.
    """
    rows = Membership.everywhere.filter(partnership_id=partnership_id, ended_at__isnull=True, account__is_active=True)
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    found = list(rows.select_related("account", "organisation", "partnership").order_by("id"))
    ids = [one.pk for one in found]
    roles, places, promises = _roles(ids, now), _places(ids), current_promises(partnership_id)
    people = []
    for one in found:
        member, place = one.organisation, places[one.pk]
        standing = standing_of(one, one.partnership, promises, member.paid_until if member else None, now)
        actor = Actor(
            account_id=one.account_id,
            partnership_id=partnership_id,
            roles=frozenset(roles[one.pk]),
            standing=standing.standing,
            membership_id=one.pk,
            organisation_id=one.organisation_id or 0,
            premises=frozenset(premises for premises, _zone, _watch in place),
            zones=frozenset(zone for _premises, zone, _watch in place if zone),
            watches=frozenset(watch for _premises, _zone, watch in place if watch),
            face=FACE,
        )
        who = one.account
        where = member.name if member else ""
        people.append(Somebody(actor, one.ref, who.name, who.email, where, who.is_demonstration))
    return people


def somebody_at(ref: str, now: datetime | None = None) -> Somebody | None:
    """Whoever has the place with this reference; None once it has ended."""
    where = Membership.everywhere.filter(ref=ref).values_list("partnership_id", "account_id").first()
    if where is None:
        return None
    found = everybody_in(where[0], now or timezone.now(), account_id=where[1])
    return next((one for one in found if one.ref == ref), None)


def _roles(ids: Sequence[int], now: datetime) -> dict[int, set[Role]]:
    held: dict[int, set[Role]] = defaultdict(set)
    today = now.date()
    rows = Appointment.everywhere.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today), membership_id__in=ids, starts_on__lte=today
    )
    for membership_id, role in rows.values_list("membership_id", "role"):
        held[membership_id].add(ROLE_BY_ID[role])
    return held


def _places(ids: Sequence[int]) -> Places:
    places: Places = defaultdict(list)
    rows = Membership.premises.through.objects.filter(membership_id__in=ids)
    for membership_id, *place in rows.values_list(
        "membership_id", "premises_id", "premises__zone_id", "premises__watches__id"
    ):
        places[membership_id].append((place[0], place[1], place[2]))
    return places
