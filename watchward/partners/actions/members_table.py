"""Take a member list into the register: all of it or nothing."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from watchward.kit.errors import Refused
from watchward.kit.text import count
from watchward.partners.actions.invitations import invite
from watchward.partners.choices import WatchKind
from watchward.partners.models import Organisation, Premises, Watch, Zone
from watchward.partners.queries.members_table import Guest, MembersCheck, Planned, check_members
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record

_KINDS = (
    ("pub", WatchKind.PUB),
    ("night", WatchKind.NIGHT),
    ("shop", WatchKind.SHOP),
    ("street", WatchKind.STREET),
    ("road", WatchKind.STREET),
)


class CannotImportMembers(Refused):
    """Nothing was imported."""


@dataclass(frozen=True, slots=True)
class MembersImported:
    """What an import did."""

    organisations: int
    new: int
    changed: int
    unchanged: int
    invited: int


@transaction.atomic
def import_members(*, actor: Actor, path: Path, joined_on: date | None = None) -> MembersImported:
    """Apply a table that has no error: new members and places, what changed on known ones, and invitations.

    Everything stands in one transaction and one event; each invitation adds its own, which sends the letter.
    """
    require(actor, Permission.MEMBERS_MANAGE)
    check = check_members(actor=actor, path=path)
    if not check.is_good:
        wrong = count(len(check.errors), "row") + " cannot be read" if check.errors else "the table has no rows"
        raise CannotImportMembers(f"Nothing was imported: {wrong}. Correct the file and send it again.")
    if check.guests:
        require(actor, Permission.ROLES_GRANT)
    _add_zones_and_watches(actor, check)
    _add_organisations(actor, check, joined_on or timezone.now().date())
    for one in check.planned:
        _keep(actor, one)
    for guest in check.guests:
        _invite(actor, guest)
    done = MembersImported(
        len(check.new_organisations), len(check.new), len(check.changed), check.unchanged, len(check.guests)
    )
    detail = {"organisations": done.organisations, "new": done.new, "changed": done.changed, "invited": done.invited}
    record("members.imported", actor=actor, ref="members", detail=detail)
    return done


def _add_zones_and_watches(actor: Actor, check: MembersCheck) -> None:
    for name in check.new_zones:
        Zone.everywhere.create(partnership_id=actor.partnership_id, name=name)
    for name in check.new_watches:
        Watch.everywhere.create(partnership_id=actor.partnership_id, name=name, kind=_kind(name))


def _kind(name: str) -> str:
    """The sort of watch that its name says; a plain day watch otherwise."""
    return next((kind for word, kind in _KINDS if word in name.casefold()), WatchKind.DAY)


def _add_organisations(actor: Actor, check: MembersCheck, joined_on: date) -> None:
    for name in check.new_organisations:
        Organisation.everywhere.create(partnership_id=actor.partnership_id, name=name, joined_on=joined_on)


def _keep(actor: Actor, planned: Planned) -> None:
    """Write one place. An empty cell leaves what is known; a new place begins with it empty."""
    row, mine = planned.row, {"partnership_id": actor.partnership_id}
    if planned.premises_id is not None and not planned.changes:
        return
    place = (
        Premises.everywhere.get(pk=planned.premises_id, **mine)
        if planned.premises_id is not None
        else Premises(organisation=Organisation.everywhere.get(name__iexact=row.organisation, **mine), **mine)
    )
    place.name, place.sector = row.premises, row.sector
    for name in ("address", "latitude", "longitude", "call_sign", "own_code", "opening_hours"):
        value = getattr(row, name)
        if value is not None and value != "":
            setattr(place, name, value)
    if row.zone:
        place.zone = Zone.everywhere.get(name__iexact=row.zone, **mine)
    place.save()
    if row.watches:
        place.watches.set([Watch.everywhere.get(name__iexact=name, **mine) for name in row.watches])


def _invite(actor: Actor, guest: Guest) -> None:
    member = Organisation.everywhere.get(partnership_id=actor.partnership_id, name__iexact=guest.organisation)
    places = member.premises.filter(name__in=guest.premises).values_list("ref", flat=True)
    invite(
        actor=actor,
        email=guest.email,
        name=guest.name,
        role=guest.role,
        organisation_ref=member.ref,
        premises_refs=list(places),
    )
