"""Build the one Actor of a request: which partnership, which roles today, which premises, which standing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db.models import Model
from django.utils import timezone

from watchward.partners.choices import ROLE_BY_ID
from watchward.partners.models import Account, Appointment, Membership, Partnership, Promise, Recusal
from watchward.partners.rules.standing import CurrentPromises, StandingNow, standing_of
from watchward.policy import NO_PARTNERSHIP, Actor, Role
from watchward.records.prepared import Prepared, padded


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
    """Every partnership this account works for, the last used first. Four queries, however many there are, and one
    more for who has recused themselves from something.
    """
    moment = now or timezone.now()
    rows = _memberships(account)
    ids = [row.pk for row, _paid in rows]
    roles = _roles(ids, moment.date())
    promises = _current_promises([row.partnership_id for row, _paid in rows])
    places = _places(ids)
    recused = _recusals([row.pk for row, _paid in rows if row.has_recusals])
    seats = []
    for row, paid_until in rows:
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
            look_percents=_percents(row.partnership),
            recused_from=recused[row.pk],
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


def _memberships(account: Account) -> list[tuple[Membership, date | None]]:
    """Memberships with their partnership in place, and until when their organisation has paid."""
    cut = len(_names_of(Membership)), -1
    found = []
    for row in _asked_memberships().rows([account.pk]):
        membership = Membership.from_db(None, _names_of(Membership), row[: cut[0]])
        membership.partnership = Partnership.from_db(None, _names_of(Partnership), row[cut[0] : cut[1]])
        found.append((membership, row[-1]))
    return found


def _roles(ids: Sequence[int], today: date) -> dict[int, set[Role]]:
    """Roles held today; an appointment works to the end of its last day (M-03)."""
    held: dict[int, set[Role]] = defaultdict(set)
    for membership_id, role, starts_on, ends_on in _asked_roles(padded(len(ids), 5)).rows(ids):
        if starts_on <= today and (ends_on is None or ends_on >= today):
            held[membership_id].add(ROLE_BY_ID[role])
    return held


def _current_promises(partnership_ids: Sequence[int]) -> dict[int, CurrentPromises]:
    """Only what standing needs: the texts stay in the database."""
    newest: dict[tuple[int, str], Promise] = {}
    for row in _asked_promises(padded(len(partnership_ids), 5)).rows(partnership_ids):
        promise = Promise.from_db(None, PROMISE_FIELDS, row)
        newest[promise.partnership_id, promise.kind] = promise
    return defaultdict(
        lambda: CurrentPromises(None, None),
        {one: CurrentPromises(newest.get((one, "agreement")), newest.get((one, "training"))) for one, _kind in newest},
    )


def _places(ids: Sequence[int]) -> dict[int, list[tuple[int, int | None, int | None]]]:
    """(premises, zone, watch) of each membership in one query."""
    places: dict[int, list[tuple[int, int | None, int | None]]] = defaultdict(list)
    for membership_id, premises, zone, watch in _asked_places(padded(len(ids), 5)).rows(ids):
        places[membership_id].append((premises, zone, watch))
    return places


def _recusals(ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """What each membership keeps away from. Most have nothing, and are not asked."""
    kept: dict[int, set[str]] = defaultdict(set)
    if ids:
        rows = Recusal.everywhere.filter(membership_id__in=ids, released_at__isnull=True)
        for membership_id, about in rows.values_list("membership_id", "about"):
            kept[membership_id].add(about)
    return defaultdict(frozenset, {one: frozenset(many) for one, many in kept.items()})


def _percents(partnership: Partnership) -> tuple[tuple[Role, int], ...]:
    """The partnership's own budgets of looks; the policy holds them within its limits."""
    return tuple((ROLE_BY_ID[one], int(share)) for one, share in partnership.look_percents.items() if one in ROLE_BY_ID)


# Every signed-in request asks these four questions, so they are composed once.
PROMISE_FIELDS = ["id", "partnership_id", "kind", "version", "published_at"]


@cache
def _names_of(model: type[Model]) -> list[str]:
    return [one.attname for one in model._meta.concrete_fields]


@cache
def _asked_memberships() -> Prepared:
    names = [*_names_of(Membership), *(f"partnership__{name}" for name in _names_of(Partnership))]
    rows = Membership.everywhere.filter(ended_at__isnull=True).values_list(*names, "organisation__paid_until")
    return Prepared(lambda account: rows.filter(account_id=account), 1)


@cache
def _asked_roles(places: int) -> Prepared:
    rows = Appointment.everywhere.values_list("membership_id", "role", "starts_on", "ends_on")
    return Prepared(lambda *ids: rows.filter(membership_id__in=ids), places)


@cache
def _asked_promises(places: int) -> Prepared:
    rows = Promise.everywhere.order_by("version").values_list(*PROMISE_FIELDS)
    return Prepared(lambda *ids: rows.filter(partnership_id__in=ids), places)


@cache
def _asked_places(places: int) -> Prepared:
    rows = Membership.premises.through.objects.values_list(
        "membership_id", "premises_id", "premises__zone_id", "premises__watches__id"
    )
    return Prepared(lambda *ids: rows.filter(membership_id__in=ids), places)
