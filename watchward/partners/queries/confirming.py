"""Who still works for whom, asked again each quarter: who is due, and who may say so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from watchward.partners.choices import ID_BY_ROLE, ROLE_BY_ID
from watchward.partners.models import Appointment, Membership, Partnership
from watchward.partners.rules.standing import PLACE_WARNING, place_due_at
from watchward.policy import Actor, Permission, Role, may, require

COORDINATOR = ID_BY_ROLE[Role.COORDINATOR]


@dataclass(frozen=True, slots=True)
class PlaceToConfirm:
    """One person of whom somebody says whether they still work here."""

    ref: str
    name: str
    organisation: str
    premises: tuple[str, ...]
    roles: str
    due_at: datetime
    is_over: bool
    is_due: bool
    is_me: bool


def confirmable(actor: Actor) -> QuerySet[Membership]:
    """The places that this actor may confirm: a coordinator everybody's, a store manager those of their own premises.

    Nobody confirms themselves, except the only coordinator, of whom nobody else could.
    """
    require(actor, Permission.PLACE_CONFIRM)
    rows = Membership.everywhere.filter(partnership_id=actor.partnership_id, ended_at__isnull=True)
    rows = rows.filter(suspended_at__isnull=True)
    if may(actor, Permission.MEMBERS_MANAGE):
        return rows if is_only_coordinator(actor) else rows.exclude(pk=actor.membership_id)
    links = Membership.premises.through.objects.filter(membership_id=OuterRef("pk"))
    inside, outside = links.filter(premises_id__in=actor.premises), links.exclude(premises_id__in=actor.premises)
    return rows.filter(Exists(inside)).exclude(Exists(outside)).exclude(pk=actor.membership_id)


def is_only_coordinator(actor: Actor) -> bool:
    """Whether nobody else could confirm this coordinator."""
    today = timezone.now().date()
    others = Appointment.everywhere.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        role=COORDINATOR,
        starts_on__lte=today,
        membership__partnership_id=actor.partnership_id,
        membership__ended_at__isnull=True,
        membership__suspended_at__isnull=True,
    )
    return Role.COORDINATOR in actor.roles and not others.exclude(membership_id=actor.membership_id).exists()


def places_to_confirm(actor: Actor, *, everybody: bool = False, now: datetime | None = None) -> list[PlaceToConfirm]:
    """Those who are due within 14 days or overdue, the longest first; or everybody, by member."""
    moment = now or timezone.now()
    rows = confirmable(actor)
    if not everybody:
        rows = _due(rows, actor, moment)
    rows = rows.annotate(said=Coalesce("confirmed_at", "joined_at")).order_by("said", "id")
    found = list(rows.select_related("account", "organisation", "partnership").prefetch_related("premises"))
    roles = _roles([one.pk for one in found], moment.date())
    return [_line(one, actor, roles.get(one.pk, ""), moment) for one in found]


def count_to_confirm(actor: Actor, now: datetime | None = None) -> int:
    """How many are due; 0 for who does not say."""
    if not may(actor, Permission.PLACE_CONFIRM):
        return 0
    return _due(confirmable(actor), actor, now or timezone.now()).count()


def _due(rows: QuerySet[Membership], actor: Actor, now: datetime) -> QuerySet[Membership]:
    days = Partnership.everywhere.values_list("reconfirm_days", flat=True).get(pk=actor.partnership_id)
    since = now + PLACE_WARNING - timedelta(days=days)
    return rows.annotate(last_said=Coalesce("confirmed_at", "joined_at")).filter(last_said__lte=since)


def _line(one: Membership, actor: Actor, roles: str, now: datetime) -> PlaceToConfirm:
    due = place_due_at(one, one.partnership)
    return PlaceToConfirm(
        ref=one.ref,
        name=one.account.name,
        organisation=one.organisation.name if one.organisation else "The partnership",
        premises=tuple(place.name for place in one.premises.all()),
        roles=roles or "No role now",
        due_at=due,
        is_over=now >= due,
        is_due=now >= due - PLACE_WARNING,
        is_me=one.pk == actor.membership_id,
    )


def _roles(ids: Iterable[int], today: date) -> dict[int, str]:
    rows = Appointment.everywhere.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), membership_id__in=list(ids))
    found: dict[int, list[str]] = {}
    for membership_id, role in rows.order_by("starts_on", "id").values_list("membership_id", "role"):
        found.setdefault(membership_id, []).append(str(ROLE_BY_ID[role]))
    return {one: ", ".join(many) for one, many in found.items()}
