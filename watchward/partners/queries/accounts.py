"""What a person sees about their own account."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from watchward.partners.choices import ROLE_BY_ID
from watchward.partners.models import Appointment, Membership
from watchward.partners.models.people import canonical_email
from watchward.partners.queries.actors import current_promises
from watchward.partners.rules.standing import StandingNow, due_at, standing_of

__all__ = ["OwnPlace", "OwnPromise", "canonical_email", "own_places"]


@dataclass(frozen=True, slots=True)
class OwnPromise:
    """One promise with its clock."""

    title: str
    version: int | None
    kept_at: datetime | None
    due_at: datetime | None
    is_newer: bool


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """One partnership that a person works for."""

    partnership: str
    organisation: str
    premises: list[str]
    roles: list[tuple[str, date | None]]
    promises: list[OwnPromise]
    standing: StandingNow
    joined_at: datetime


def own_places(account_id: int, now: datetime | None = None) -> list[OwnPlace]:
    """Memberships with roles and their last days, promises and when they fall due."""
    moment = now or timezone.now()
    rows = Membership.everywhere.filter(account_id=account_id, ended_at__isnull=True)
    memberships = list(
        rows.select_related("partnership", "organisation", "agreement", "training")
        .prefetch_related("premises")
        .order_by("partnership__name")
    )
    roles = _roles(memberships, moment.date())
    return [_place(one, roles[one.pk], moment) for one in memberships]


def _place(one: Membership, roles: list[tuple[str, date | None]], moment: datetime) -> OwnPlace:
    newest = current_promises(one.partnership_id)
    zone = one.partnership.zone_info
    promises = []
    for current, kept, kept_at in (
        (newest.agreement, one.agreement, one.agreed_at),
        (newest.training, one.training, one.trained_at),
    ):
        if current is not None:
            due = due_at(current, kept.pk if kept else None, kept_at, one.partnership)
            promises.append(
                OwnPromise(
                    str(current.get_kind_display()),
                    kept.version if kept else None,
                    kept_at.astimezone(zone) if kept_at else None,
                    due.astimezone(zone) if due else None,
                    kept is not None and kept.pk != current.pk,
                )
            )
    paid_until = one.organisation.paid_until if one.organisation else None
    return OwnPlace(
        one.partnership.name,
        one.organisation.name if one.organisation else "",
        [place.name for place in one.premises.all()],
        roles,
        promises,
        standing_of(one, one.partnership, newest, paid_until, moment),
        one.joined_at.astimezone(zone),
    )


def _roles(memberships: list[Membership], today: date) -> dict[int, list[tuple[str, date | None]]]:
    held: dict[int, list[tuple[str, date | None]]] = defaultdict(list)
    current = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    found = Appointment.everywhere.filter(current, membership__in=memberships, starts_on__lte=today).order_by("id")
    for membership_id, role, ends_on in found.values_list("membership_id", "role", "ends_on"):
        held[membership_id].append((ROLE_BY_ID[role].value, ends_on))
    return held
