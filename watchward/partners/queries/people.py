"""The people of a partnership's members: roles and standing for the board, contact details for the office only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.utils import timezone

from watchward.kit.errors import NotFound
from watchward.partners.choices import ROLE_BY_ID
from watchward.partners.models import Appointment, Membership
from watchward.partners.queries.actors import current_promises
from watchward.partners.rules.standing import standing_of
from watchward.policy import Actor, Permission, Standing, may, require

MISSING = "There is no such person in your partnership. Go back to the people and pick them there."


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """One role that somebody holds or will hold."""

    id: str
    name: str
    starts_on: date
    ends_on: date | None
    owner_authority: str

    @property
    def text(self) -> str:
        """`security officer until 3 May 2026`."""
        return self.name if self.ends_on is None else f"{self.name} until {self.ends_on.day} {self.ends_on:%b %Y}"


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person of the partnership. Contact details, last day and second step are None for who may not manage."""

    ref: str
    account_id: int
    name: str
    organisation: str
    organisation_ref: str
    premises: tuple[str, ...]
    roles: tuple[RoleHeld, ...]
    standing: Standing
    because: str
    is_suspended: bool
    email: str | None = None
    last_seen: datetime | None = None
    has_second_factor: bool | None = None


def people_of(actor: Actor, *, now: datetime | None = None, organisation_ref: str = "") -> list[PersonLine]:
    """Everybody with a place in the partnership, by name; five queries, however many there are."""
    require(actor, Permission.MEMBERS_VIEW)
    rows = Membership.everywhere.filter(partnership_id=actor.partnership_id, ended_at__isnull=True)
    if organisation_ref:
        rows = rows.filter(organisation__ref=organisation_ref)
    found = rows.select_related("account", "organisation", "partnership").prefetch_related("premises")
    return _lines(actor, list(found.order_by("account__name", "id")), now or timezone.now())


def get_person(actor: Actor, ref: str, *, now: datetime | None = None) -> PersonLine:
    """One person by the reference of their place. Absent and another town's give the same answer."""
    require(actor, Permission.MEMBERS_VIEW)
    rows = Membership.everywhere.filter(partnership_id=actor.partnership_id, ended_at__isnull=True, ref=ref)
    found = list(rows.select_related("account", "organisation", "partnership").prefetch_related("premises"))
    if not found:
        raise NotFound(MISSING)
    return _lines(actor, found, now or timezone.now())[0]


def _lines(actor: Actor, rows: list[Membership], now: datetime) -> list[PersonLine]:
    manages = bool(may(actor, Permission.MEMBERS_MANAGE))
    roles = _roles([row.pk for row in rows], now.date())
    secured = _secured([row.account_id for row in rows]) if manages else set()
    promises = current_promises(actor.partnership_id)
    lines = []
    for row in rows:
        member = row.organisation
        standing = standing_of(row, row.partnership, promises, member.paid_until if member else None, now)
        lines.append(
            PersonLine(
                ref=row.ref,
                account_id=row.account_id,
                name=row.account.name,
                organisation=member.name if member else "",
                organisation_ref=member.ref if member else "",
                premises=tuple(one.name for one in row.premises.all()),
                roles=tuple(roles[row.pk]),
                standing=standing.standing,
                because=standing.because,
                is_suspended=row.suspended_at is not None,
                email=row.account.email if manages else None,
                last_seen=row.account.last_login if manages else None,
                has_second_factor=row.account_id in secured if manages else None,
            )
        )
    return lines


def _roles(ids: list[int], today: date) -> dict[int, list[RoleHeld]]:
    held: dict[int, list[RoleHeld]] = defaultdict(list)
    rows = Appointment.everywhere.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), membership_id__in=ids)
    for one in rows.order_by("starts_on", "id"):
        held[one.membership_id].append(
            RoleHeld(one.role, str(ROLE_BY_ID[one.role]), one.starts_on, one.ends_on, one.owner_authority)
        )
    return held


def _secured(account_ids: Iterable[int]) -> set[int]:
    """Accounts with a passkey or a code from a phone; recovery codes alone are no second step."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    rows = Authenticator.objects.filter(user_id__in=list(account_ids), type__in=kinds)
    return set(rows.values_list("user_id", flat=True))
