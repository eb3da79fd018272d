"""Build the one Actor of a request: which partnership, which roles today, which premises, which standing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from watchward.partners.choices import ROLE_BY_ID
from watchward.partners.models import Account, Appointment, Membership, Partnership, Promise
from watchward.partners.rules.standing import CurrentPromises, StandingNow, standing_of
from watchward.policy import NO_PARTNERSHIP, Actor, Role


@dataclass(frozen=True, slots=True)
class Seat:
    """An actor with what its pages need to know of the partnership."""

    actor: Actor
    partnership: Partnership
    standing: StandingNow


def seats_of(
    account: Account, *, has_second_factor: bool, is_recently_confirmed: bool, face: str = "web",
    now: datetime | None = None,
) -> list[Seat]:  # fmt: skip
    """Every partnership this account works for, the last used first. Four queries, however many there are."""
    moment = now or timezone.now()
    rows = _memberships(account)
    roles = _roles(rows, moment.date())
    promises = _current_promises([row.partnership_id for row in rows])
    places = _places(rows)
    seats = []
    for row in rows:
        paid_until = row.organisation.paid_until if row.organisation else None
        standing = standing_of(row, row.partnership, promises[row.partnership_id], paid_until, moment)
        place = places[row.pk]
        actor = Actor(
            account_id=account.pk,
            partnership_id=row.partnership_id,
            roles=frozenset(roles[row.pk]),
            standing=standing.standing,
            membership_id=row.pk,
            organisation_id=row.organisation_id or 0,
            premises=frozenset(premises for premises, _zone, _watch in place),
            zones=frozenset(zone for _premises, zone, _watch in place if zone),
            watches=frozenset(watch for _premises, _zone, watch in place if watch),
            has_second_factor=has_second_factor,
            is_recently_confirmed=is_recently_confirmed,
            face=face,
        )
        seats.append(Seat(actor, row.partnership, standing))
    seats.sort(key=lambda seat: (seat.partnership.pk != account.last_partnership_id, seat.partnership.name))
    return seats


def operator_actor(
    account: Account, *, has_second_factor: bool, is_recently_confirmed: bool, face: str = "web"
) -> Actor | None:
    """The instance operator's actor, which belongs to no partnership and sees no people."""
    if not account.is_operator:
        return None
    return Actor(
        account_id=account.pk,
        partnership_id=NO_PARTNERSHIP,
        roles=frozenset({Role.INSTANCE_OPERATOR}),
        has_second_factor=has_second_factor,
        is_recently_confirmed=is_recently_confirmed,
        face=face,
    )


def seat_for_console(email: str, partnership_ref: str = "") -> Seat | None:
    """The seat that a command acts from when an operator names an account: that account's own powers, no more."""
    account = Account.everywhere.filter(email=email.strip().casefold(), is_active=True).first()
    if account is None:
        return None
    seats = seats_of(account, has_second_factor=True, is_recently_confirmed=True, face="console")
    return next((seat for seat in seats if partnership_ref in {"", seat.partnership.ref, seat.partnership.name}), None)


def current_promises(partnership_id: int) -> CurrentPromises:
    """The newest version of each promise of one partnership."""
    return _current_promises([partnership_id])[partnership_id]


def _memberships(account: Account) -> list[Membership]:
    rows = Membership.everywhere.filter(account_id=account.pk, ended_at__isnull=True)
    return list(rows.select_related("partnership", "organisation"))


def _roles(rows: Sequence[Membership], today: date) -> dict[int, set[Role]]:
    """Roles held today; an appointment works to the end of its last day (M-03)."""
    held: dict[int, set[Role]] = defaultdict(set)
    current = Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    found = Appointment.everywhere.filter(current, membership_id__in=[row.pk for row in rows])
    for membership_id, role in found.values_list("membership_id", "role"):
        held[membership_id].add(ROLE_BY_ID[role])
    return held


def _current_promises(partnership_ids: Iterable[int]) -> dict[int, CurrentPromises]:
    """Only what standing needs: the texts stay in the database."""
    newest: dict[tuple[int, str], Promise] = {}
    wanted = Promise.everywhere.filter(partnership_id__in=list(partnership_ids)).only(
        "partnership_id", "kind", "version", "published_at"
    )
    for promise in wanted.order_by("version"):
        newest[promise.partnership_id, promise.kind] = promise
    return defaultdict(
        lambda: CurrentPromises(None, None),
        {one: CurrentPromises(newest.get((one, "agreement")), newest.get((one, "training"))) for one, _kind in newest},
    )


def _places(rows: Sequence[Membership]) -> dict[int, list[tuple[int, int | None, int | None]]]:
    """(premises, zone, watch) of each membership in one query."""
    places: dict[int, list[tuple[int, int | None, int | None]]] = defaultdict(list)
    through = Membership.premises.through.objects.filter(membership_id__in=[row.pk for row in rows])
    found = through.values_list("membership_id", "premises_id", "premises__zone_id", "premises__watches__id")
    for membership_id, premises, zone, watch in found:
        places[membership_id].append((premises, zone, watch))
    return places
