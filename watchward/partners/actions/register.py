"""The register of members: zones, watches, organisations and their premises."""

from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet

from watchward.kit.errors import NotFound, Refused
from watchward.partners.actions._places import end_places
from watchward.partners.choices import ControllerRole, WatchKind
from watchward.partners.models import Membership, Organisation, Premises, Watch, Zone
from watchward.partners.queries.lists import list_of
from watchward.partners.rules.opening_hours import checked_hours
from watchward.partners.rules.register import LONGEST_NAME, PremisesSaid, boundary_of, premises_problems
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record

M = TypeVar("M", Zone, Organisation, Premises)
MISSING = "There is no such entry in your register. Go back to the members and pick it there."


class CannotChangeRegister(Refused):
    """The register stays as it was; `problems` says why, by field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


@transaction.atomic
def add_zone(*, actor: Actor, name: str, boundary: str = "") -> Zone:
    """Add a town or area; `boundary` holds one `latitude, longitude` on each line, or nothing yet."""
    require(actor, Permission.MEMBERS_MANAGE)
    name = _free_name(Zone.everywhere.filter(partnership_id=actor.partnership_id), name, "zone")
    zone = Zone.everywhere.create(partnership_id=actor.partnership_id, name=name, boundary=_boundary(boundary))
    record("zone.added", actor=actor, ref=f"zone/{zone.ref}")
    return zone


@transaction.atomic
def change_zone_boundary(*, actor: Actor, ref: str, boundary: str) -> Zone:
    """Draw a zone's boundary anew."""
    require(actor, Permission.MEMBERS_MANAGE)
    zone = _mine(Zone.everywhere.all(), actor, ref)
    zone.boundary = _boundary(boundary)
    zone.save(update_fields=["boundary"])
    record("zone.boundary_changed", actor=actor, ref=f"zone/{ref}")
    return zone


@transaction.atomic
def add_watch(*, actor: Actor, name: str, kind: str) -> Watch:
    """Add a group of premises inside the partnership."""
    require(actor, Permission.MEMBERS_MANAGE)
    name = _free_name(Watch.everywhere.filter(partnership_id=actor.partnership_id), name, "watch")
    if kind not in WatchKind.values:
        raise CannotChangeRegister({"kind": "Pick what sort of watch this is."})
    watch = Watch.everywhere.create(partnership_id=actor.partnership_id, name=name, kind=kind)
    record("watch.added", actor=actor, ref=f"watch/{watch.ref}")
    return watch


@transaction.atomic
def add_organisation(
    *, actor: Actor, name: str, joined_on: date, controller_role: str = "", paid_until: date | None = None
) -> Organisation:
    """Add a member; no `paid_until` means that the fee is waived (M-01)."""
    require(actor, Permission.MEMBERS_MANAGE)
    name = _free_name(Organisation.everywhere.filter(partnership_id=actor.partnership_id), name, "organisation")
    _check_controller_role(controller_role)
    member = Organisation.everywhere.create(
        partnership_id=actor.partnership_id,
        name=name,
        joined_on=joined_on,
        controller_role=controller_role,
        paid_until=paid_until,
    )
    record("organisation.added", actor=actor, ref=f"organisation/{member.ref}")
    return member


@transaction.atomic
def change_organisation(
    *, actor: Actor, ref: str, name: str, controller_role: str, paid_until: date | None
) -> Organisation:
    """Change a member's name, its stated controller role (G-15) and until when its fee is paid (M-01)."""
    require(actor, Permission.MEMBERS_MANAGE)
    member = _mine(Organisation.everywhere.all(), actor, ref)
    others = Organisation.everywhere.filter(partnership_id=actor.partnership_id).exclude(pk=member.pk)
    wanted = {"name": _free_name(others, name, "organisation"), "controller_role": controller_role}
    _check_controller_role(controller_role)
    changed = _set(member, {**wanted, "paid_until": paid_until})
    record("organisation.changed", actor=actor, ref=f"organisation/{ref}", detail={"fields": changed})
    return member


@transaction.atomic
def end_organisation(*, actor: Actor, ref: str, left_on: date) -> Organisation:
    """A member leaves: its premises close and its people's places end, while their reports stay."""
    require(actor, Permission.MEMBERS_MANAGE)
    member = _mine(Organisation.everywhere.all(), actor, ref)
    if member.left_on is not None:
        raise CannotChangeRegister({"left_on": "This member has left already."})
    if left_on < member.joined_on:
        raise CannotChangeRegister({"left_on": "A member cannot leave before it joined."})
    member.left_on = left_on
    member.save(update_fields=["left_on"])
    closed = member.premises.filter(closed_on__isnull=True).update(closed_on=left_on)
    ended = end_places(actor, Membership.everywhere.filter(organisation=member))
    record(
        "organisation.ended",
        actor=actor,
        ref=f"organisation/{ref}",
        detail={"premises": closed, "memberships": ended},
    )
    return member


@transaction.atomic
def add_premises(*, actor: Actor, organisation_ref: str, said: PremisesSaid) -> Premises:
    """Add one place of a member."""
    require(actor, Permission.MEMBERS_MANAGE)
    member = _mine(Organisation.everywhere.all(), actor, organisation_ref)
    if member.left_on is not None:
        raise CannotChangeRegister({"": "This member has left. Add the place to a present member."})
    _check_premises(actor, said, 0)
    place = Premises(partnership_id=actor.partnership_id, organisation=member)
    _fill(actor, place, said)
    record("premises.added", actor=actor, ref=f"premises/{place.ref}")
    return place


@transaction.atomic
def change_premises(*, actor: Actor, ref: str, said: PremisesSaid) -> Premises:
    """Change what is known of a place."""
    require(actor, Permission.MEMBERS_MANAGE)
    place = _mine(Premises.everywhere.all(), actor, ref)
    _check_premises(actor, said, place.pk)
    changed = _fill(actor, place, said)
    record("premises.changed", actor=actor, ref=f"premises/{ref}", detail={"fields": changed})
    return place


@transaction.atomic
def close_premises(*, actor: Actor, ref: str, closed_on: date) -> Premises:
    """A place closes for good; its reports stay, and nobody can report for it afterwards."""
    require(actor, Permission.MEMBERS_MANAGE)
    place = _mine(Premises.everywhere.all(), actor, ref)
    if place.closed_on is not None:
        raise CannotChangeRegister({"closed_on": "This place is closed already."})
    place.closed_on = closed_on
    place.save(update_fields=["closed_on"])
    record("premises.closed", actor=actor, ref=f"premises/{ref}")
    return place


def _mine(rows: QuerySet[M], actor: Actor, ref: str) -> M:
    found = rows.filter(partnership_id=actor.partnership_id, ref=ref).first()
    if found is None:
        raise NotFound(MISSING)
    return found


def _free_name(rows: QuerySet[Any], name: str, noun: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise CannotChangeRegister({"name": f"Enter the name of the {noun}."})
    if len(name) > (LONGEST_NAME if noun == "organisation" else 120):
        raise CannotChangeRegister({"name": "This name is too long. Shorten it."})
    if rows.filter(name__iexact=name).exists():
        raise CannotChangeRegister({"name": f"There is already a {noun} called “{name}”. Choose another name."})
    return name


def _boundary(text: str) -> list[list[list[float]]]:
    try:
        return [[[longitude, latitude] for longitude, latitude in ring] for ring in boundary_of(text)]
    except ValueError as bad:
        raise CannotChangeRegister({"boundary": str(bad)}) from bad


def _check_controller_role(role: str) -> None:
    if role not in ControllerRole.values:
        raise CannotChangeRegister({"controller_role": "Pick joint or independent controller."})


def _check_premises(actor: Actor, said: PremisesSaid, own_id: int) -> None:
    sectors, goods = list_of(actor.partnership_id, "premises_sectors"), list_of(actor.partnership_id, "goods")
    problems = premises_problems(said, sectors, goods)
    others = Premises.everywhere.filter(partnership_id=actor.partnership_id).exclude(pk=own_id)
    if said.name.strip() and others.filter(name__iexact=said.name.strip()).exists():
        problems["name"] = "Another place of the partnership has this name. Add its street to tell them apart."
    if said.call_sign.strip() and others.filter(call_sign__iexact=said.call_sign.strip()).exists():
        problems["call_sign"] = "Another place has this call sign. On the radio each needs its own."
    if said.zone_ref and not _zones(actor).filter(ref=said.zone_ref).exists():
        problems["zone_ref"] = "Pick a zone from the list."
    if len(said.watch_refs) != _watches(actor).filter(ref__in=said.watch_refs).count():
        problems["watch_refs"] = "Pick watches from the list."
    if problems:
        raise CannotChangeRegister(problems)


def _fill(actor: Actor, place: Premises, said: PremisesSaid) -> list[str]:
    """Write checked values; returns the names of the fields that changed."""
    changed = _set(
        place,
        {
            "name": " ".join(said.name.split()),
            "sector": said.sector,
            "address": " ".join(said.address.split()),
            "latitude": said.latitude,
            "longitude": said.longitude,
            "opening_hours": checked_hours(said.opening_hours),
            "call_sign": " ".join(said.call_sign.split()),
            "high_risk_goods": list(said.high_risk_goods),
            "own_code": said.own_code.strip(),
            "zone_id": _zones(actor).filter(ref=said.zone_ref).values_list("pk", flat=True).first(),
        },
    )
    wanted = set(_watches(actor).filter(ref__in=said.watch_refs))
    if wanted != set(place.watches.all()):
        place.watches.set(wanted)
        changed.append("watches")
    return changed


def _set(thing: Any, wanted: dict[str, Any]) -> list[str]:
    changed = sorted(name for name, value in wanted.items() if getattr(thing, name) != value)
    for name in changed:
        setattr(thing, name, wanted[name])
    thing.save()
    return changed


def _zones(actor: Actor) -> QuerySet[Zone]:
    return Zone.everywhere.filter(partnership_id=actor.partnership_id)


def _watches(actor: Actor) -> QuerySet[Watch]:
    return Watch.everywhere.filter(partnership_id=actor.partnership_id)
