"""Check a member list against the register before anything is written: what is new, what changes, what is wrong."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from watchward.kit.tables import CellError, RowErrors, open_table
from watchward.partners.models import Invitation, Membership, Organisation, Premises, Watch, Zone
from watchward.partners.queries.lists import list_of
from watchward.partners.rules.members_table import MemberRow, columns_of, read_rows
from watchward.policy import Actor, Permission, require


@dataclass(frozen=True, slots=True)
class Planned:
    """One row with the place that it means: its id when the register knows it, and what would change."""

    row: MemberRow
    premises_id: int | None
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guest:
    """One person whom the table invites, for all places on which it names them."""

    name: str
    email: str
    role: str
    organisation: str
    premises: tuple[str, ...]


@dataclass(slots=True)
class MembersCheck:
    """What an import would do, and every error of every row."""

    columns: dict[str, str]
    planned: list[Planned] = field(default_factory=list)
    errors: list[RowErrors] = field(default_factory=list)
    new_organisations: list[str] = field(default_factory=list)
    new_zones: list[str] = field(default_factory=list)
    new_watches: list[str] = field(default_factory=list)
    guests: list[Guest] = field(default_factory=list)
    known_people: int = 0

    @property
    def is_good(self) -> bool:
        """Whether it may be applied: at least one row, and no error in any."""
        return bool(self.planned) and not self.errors

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return len(self.planned) + len(self.errors)

    @property
    def new(self) -> list[Planned]:
        """Places that the register does not know."""
        return [one for one in self.planned if one.premises_id is None]

    @property
    def changed(self) -> list[Planned]:
        """Known places of which a cell says something new."""
        return [one for one in self.planned if one.premises_id is not None and one.changes]

    @property
    def unchanged(self) -> int:
        """Known places of which the table says nothing new."""
        return sum(1 for one in self.planned if one.premises_id is not None and not one.changes)


class _Register:
    """What the partnership knows already, by every name a row may use."""

    def __init__(self, partnership_id: int) -> None:
        mine = {"partnership_id": partnership_id}
        self.sectors = list_of(partnership_id, "premises_sectors")
        self.organisations = {one.name.casefold(): one for one in Organisation.everywhere.filter(**mine)}
        self.zones = {one.name.casefold(): one for one in Zone.everywhere.filter(**mine)}
        self.watches = {one.name.casefold(): one for one in Watch.everywhere.filter(**mine)}
        rows = Premises.everywhere.filter(**mine).select_related("organisation", "zone").prefetch_related("watches")
        self.places = {one.pk: one for one in rows}
        self.keys: dict[tuple[str, str], int] = {}
        for one in self.places.values():
            for key in _keys(one.name, one.call_sign, one.own_code, one.organisation.name):
                self.keys[key] = one.pk
        people = Membership.everywhere.filter(**mine, ended_at__isnull=True).values_list("account__email", flat=True)
        waiting = Invitation.everywhere.filter(**mine, accepted_at__isnull=True, withdrawn_at__isnull=True)
        self.addresses = {*people, *waiting.values_list("email", flat=True)}


def check_members(*, actor: Actor, path: Path) -> MembersCheck:
    """Read the whole table and compare it with the register. Nothing is written.

    Raises: TableError when the file as a whole cannot be read.
    """
    require(actor, Permission.MEMBERS_MANAGE)
    table = open_table(path)
    known = _Register(actor.partnership_id)
    check = MembersCheck(columns_of(table.columns))
    seen: dict[tuple[str, str], int] = {}
    for read in read_rows(table.rows(), check.columns, known.sectors):
        if isinstance(read, RowErrors):
            check.errors.append(read)
        elif errors := _clashes(read, known, seen, check.columns):
            check.errors.append(RowErrors(read.number, tuple(errors)))
        else:
            check.planned.append(_planned(read, known))
    _note_what_is_new(check, known)
    _gather_guests(check, known)
    return check


def _keys(name: str, call_sign: str, own_code: str, organisation: str) -> list[tuple[str, str]]:
    """A store number is the member's own, so two members may use the same."""
    keys = [("premises", name.casefold())]
    if call_sign:
        keys.append(("call_sign", call_sign.casefold()))
    if own_code:
        keys.append(("own_code", f"{organisation.casefold()}|{own_code.casefold()}"))
    return keys


def _clashes(
    row: MemberRow, known: _Register, seen: dict[tuple[str, str], int], columns: dict[str, str]
) -> list[CellError]:
    errors = []
    keys = _keys(row.premises, row.call_sign, row.own_code, row.organisation)
    for key in keys:
        if key in seen:
            what = f"Row {seen[key]} has the same {key[0].replace('_', ' ')}."
            errors.append(CellError(row.number, columns.get(key[0], ""), what, "Keep one of the two rows."))
    seen.update(dict.fromkeys(keys, row.number))
    meant = {known.keys[key] for key in keys if key in known.keys}
    if len(meant) > 1:
        names = " and ".join(f"“{known.places[one].name}”" for one in sorted(meant))
        what = f"This row means two places at once: {names}."
        errors.append(CellError(row.number, columns["premises"], what, "Correct the name, call sign or own code."))
    elif meant and (error := _wrong_place(row, known.places[meant.pop()], columns)):
        errors.append(error)
    member = known.organisations.get(row.organisation.casefold())
    if member is not None and member.left_on is not None:
        todo = "Leave the row out, or give the new member another name."
        errors.append(CellError(row.number, columns["organisation"], "This member has left the partnership.", todo))
    return errors


def _wrong_place(row: MemberRow, place: Premises, columns: dict[str, str]) -> CellError | None:
    if place.organisation.name.casefold() != row.organisation.casefold():
        what = f"“{place.name}” belongs to {place.organisation.name}, not to {row.organisation}."
        return CellError(row.number, columns["organisation"], what, "Close the old place first, or correct the row.")
    if place.closed_on is not None:
        return CellError(row.number, columns["premises"], f"“{place.name}” is closed.", "Give a new place a new name.")
    return None


def _planned(row: MemberRow, known: _Register) -> Planned:
    keys = _keys(row.premises, row.call_sign, row.own_code, row.organisation)
    found = next((known.keys[key] for key in keys if key in known.keys), None)
    return Planned(row, found, changes_of(row, known.places[found]) if found else ())


def changes_of(row: MemberRow, place: Premises) -> tuple[str, ...]:
    """Fields on which the row says something else than the register; an empty cell says nothing."""
    said = {
        "name": row.premises,
        "sector": row.sector,
        "address": row.address,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "call_sign": row.call_sign,
        "own_code": row.own_code,
        "opening_hours": row.opening_hours,
    }
    changed = [name for name, value in said.items() if not _says_nothing(value) and getattr(place, name) != value]
    if row.zone and (place.zone is None or place.zone.name.casefold() != row.zone.casefold()):
        changed.append("zone")
    has = {one.name.casefold() for one in place.watches.all()}
    if row.watches and {one.casefold() for one in row.watches} != has:
        changed.append("watches")
    return tuple(changed)


def _says_nothing(value: object) -> bool:
    """A point on the equator says something; an empty cell does not."""
    return value is None or value == ""


def _note_what_is_new(check: MembersCheck, known: _Register) -> None:
    rows = [one.row for one in check.planned]
    check.new_organisations = _new((row.organisation for row in rows), known.organisations)
    check.new_zones = _new((row.zone for row in rows), known.zones)
    check.new_watches = _new((name for row in rows for name in row.watches), known.watches)


def _new(names: Iterable[str], known: Collection[str]) -> list[str]:
    """Names that nobody knows yet, each once, as first written."""
    fresh: dict[str, str] = {}
    for name in names:
        if name and name.casefold() not in known:
            fresh.setdefault(name.casefold(), name)
    return list(fresh.values())


def _gather_guests(check: MembersCheck, known: _Register) -> None:
    """One invitation for each address; whoever belongs here already, or was invited, is not invited again."""
    by_email: dict[str, list[MemberRow]] = {}
    for one in check.planned:
        if one.row.contact_email:
            by_email.setdefault(one.row.contact_email, []).append(one.row)
    for email, rows in by_email.items():
        first = rows[0]
        if email in known.addresses:
            check.known_people += 1
            continue
        for row in rows[1:]:
            if (row.organisation.casefold(), row.contact_role) != (first.organisation.casefold(), first.contact_role):
                what = f"Row {first.number} has this address with another member or role."
                error = CellError(
                    row.number, check.columns["contact_email"], what, "Give each person one member and role."
                )
                check.errors.append(RowErrors(row.number, (error,)))
        premises = tuple(row.premises for row in rows)
        check.guests.append(Guest(first.contact_name, email, first.contact_role, first.organisation, premises))
    bad = Counter(one.row_number for one in check.errors)
    check.planned = [one for one in check.planned if one.row.number not in bad]
