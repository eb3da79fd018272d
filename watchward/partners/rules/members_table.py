"""Read a partnership's member list: one row for each premises, checked cell by cell before anything is written."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from watchward.kit.lists import TaxonomyList
from watchward.kit.tables import CellError, Row, RowErrors, TableError
from watchward.kit.tables.errors import shown
from watchward.kit.tables.safe import unguard
from watchward.kit.tables.values import clean_text
from watchward.partners.choices import ID_BY_ROLE
from watchward.partners.rules.opening_hours import BadHours, Hours, parse_hours
from watchward.partners.rules.register import LONGEST_NAME, point_problem
from watchward.policy import Role

MOST_ROWS = 5_000
COLUMNS: dict[str, tuple[str, ...]] = {
    "organisation": ("organisation", "organization", "member", "company", "business", "owner"),
    "premises": ("premises", "premises name", "name", "store", "shop", "branch", "site", "store name"),
    "sector": ("sector", "type", "kind", "category", "business type"),
    "address": ("address", "street", "location"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "long", "lng", "lon"),
    "call_sign": ("call sign", "callsign", "radio", "radio call sign"),
    "own_code": ("own code", "code", "store number", "store no", "store code", "branch number"),
    "zone": ("zone", "area", "town"),
    "watches": ("watches", "watch", "schemes", "groups"),
    "opening_hours": ("opening hours", "opening times", "hours", "open"),
    "contact_name": ("contact name", "contact", "manager", "manager name"),
    "contact_email": ("contact email", "contact e mail", "email", "e mail", "email address"),
    "contact_role": ("contact role", "role", "job"),
}
NEEDED = ("organisation", "premises", "sector")
TITLES = {name: words[0].capitalize() for name, words in COLUMNS.items()}
EXAMPLE = {
    "organisation": "Example Bakery Ltd",
    "premises": "Example Bakery, High Street",
    "sector": "Food shop or supermarket",
    "address": "1 High Street",
    "latitude": "51.38560",
    "longitude": "0.52310",
    "call_sign": "Bravo 1",
    "own_code": "0042",
    "zone": "Town centre",
    "watches": "Shopwatch, High Street by day",
    "opening_hours": "Mon-Sat 09:00-17:30; Sun closed",
    "contact_name": "The manager's name",
    "contact_email": "manager@bakery.example",
    "contact_role": "store manager",
}
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_ROLES = {
    **{str(role).casefold(): role for role in Role if role is not Role.INSTANCE_OPERATOR},
    "manager": Role.STORE_MANAGER, "shop manager": Role.STORE_MANAGER, "staff": Role.SHOP_WORKER,
    "worker": Role.SHOP_WORKER, "guard": Role.GUARD, "police": Role.POLICE_OFFICER, "cctv": Role.CCTV_OPERATOR,
    "council": Role.COUNCIL_OFFICER, "board": Role.BOARD_MEMBER, "dpo": Role.DATA_PROTECTION_LEAD,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One row as it was understood. An empty cell is "", None or {}: it changes nothing on what is known already."""

    number: int
    organisation: str
    premises: str
    sector: str
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    call_sign: str = ""
    own_code: str = ""
    zone: str = ""
    watches: tuple[str, ...] = ()
    opening_hours: Hours | None = None
    contact_name: str = ""
    contact_email: str = ""
    contact_role: str = ""


class _Cells:
    """The cells of one row by field, and what is wrong with them."""

    def __init__(self, row: Row, columns: Mapping[str, str]) -> None:
        self.row, self.columns = row, columns
        self.errors: list[CellError] = []

    def text(self, field: str, limit: int = 240) -> str:
        """A cell's clean text on one line."""
        column = self.columns.get(field)
        text = " ".join(clean_text(unguard(self.row[column])).split()) if column else ""
        if len(text) > limit:
            self.wrong(field, f"This text has {len(text)} characters; {limit} are allowed.", "Shorten it.")
        return text

    def wrong(self, field: str, what: str, todo: str) -> None:
        """Keep one error with its place."""
        self.errors.append(CellError(self.row.number, self.columns.get(field, ""), what, todo))

    def degrees(self, field: str) -> float | None:
        """A decimal number of degrees."""
        text = self.text(field)
        try:
            return float(text) if text else None
        except ValueError:
            self.wrong(field, f"{shown(text)} is no number.", "Write decimal degrees, like 51.38560.")
            return None


def columns_of(names: Iterable[str]) -> dict[str, str]:
    """Which column holds which field. Raises: TableError when a needed one is missing."""
    found: dict[str, str] = {}
    by_words = {" ".join(re.findall(r"[a-z]+", name.casefold())): name for name in names}
    for field, words in COLUMNS.items():
        for word in words:
            if word in by_words and by_words[word] not in found.values():
                found[field] = by_words[word]
                break
    if missing := [TITLES[field] for field in NEEDED if field not in found]:
        raise TableError(f"The column “{missing[0]}” is missing. Download the template and copy your rows into it.")
    return found


def read_rows(
    rows: Iterable[tuple[int, Row]], columns: Mapping[str, str], sectors: TaxonomyList
) -> Iterator[MemberRow | RowErrors]:
    """Every row, understood or with all that is wrong with it. Raises: TableError when there are too many."""
    for count, (number, row) in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise TableError(f"This table has more than {MOST_ROWS:,} rows. Split it into several files.")
        cells = _Cells(row, columns)
        understood = _read(cells, sectors)
        if row.problem:
            cells.wrong("", row.problem.what, row.problem.todo)
        yield RowErrors(number, tuple(cells.errors)) if cells.errors else understood


def _read(cells: _Cells, sectors: TaxonomyList) -> MemberRow:
    for field in NEEDED:
        if not cells.text(field):
            cells.wrong(field, "This cell is empty.", f"Every row needs {TITLES[field].lower()}.")
    latitude, longitude = cells.degrees("latitude"), cells.degrees("longitude")
    if problem := point_problem(latitude, longitude):
        what, todo = problem.split(". ", 1)
        cells.wrong("latitude", f"{what}.", todo)
    name, email, role = _contact(cells)
    return MemberRow(
        number=cells.row.number,
        organisation=cells.text("organisation", LONGEST_NAME),
        premises=cells.text("premises", LONGEST_NAME),
        sector=_sector(cells, sectors),
        address=cells.text("address"),
        latitude=latitude,
        longitude=longitude,
        call_sign=cells.text("call_sign", 40),
        own_code=cells.text("own_code", 60),
        zone=cells.text("zone", 120),
        watches=tuple(filter(None, (part.strip() for part in re.split(r"[,;|]", cells.text("watches"))))),
        opening_hours=_hours(cells),
        contact_name=name,
        contact_email=email,
        contact_role=role,
    )


def _sector(cells: _Cells, sectors: TaxonomyList) -> str:
    text = cells.text("sector")
    if not text or text in sectors:
        return text
    exact = [
        one for one in sectors.entries if text.casefold() in {one.label.casefold(), *map(str.casefold, one.synonyms)}
    ]
    hits = exact or sectors.search(text)
    if len(hits) == 1:
        return hits[0].id
    near = " or ".join(f"“{one.label}”" for one in (hits or sectors.entries)[:3])
    cells.wrong("sector", f"{shown(text)} is no sector.", f"Write one of the list, for example {near}.")
    return ""


def _hours(cells: _Cells) -> Hours | None:
    try:
        return parse_hours(cells.text("opening_hours")) or None
    except BadHours as bad:
        what, _stop, todo = str(bad).partition(". ")
        cells.wrong("opening_hours", f"{what}.", todo)
        return None


def _contact(cells: _Cells) -> tuple[str, str, str]:
    """A named person with an address becomes an invitation; a row without an address invites nobody."""
    name, email = cells.text("contact_name", 120), cells.text("contact_email", 254).casefold()
    if not email:
        return "", "", ""
    if not _EMAIL.fullmatch(email):
        cells.wrong("contact_email", f"{shown(email)} is no e-mail address.", "Write it like name@shop.example.")
    if not name:
        cells.wrong(
            "contact_name", "The person to invite has no name.", "Write who it is: every login is one person's own."
        )
    said = cells.text("contact_role")
    role = _ROLES.get(said.casefold(), Role.STORE_MANAGER if not said else None)
    if role is None:
        cells.wrong(
            "contact_role", f"{shown(said)} is no role.", "Write store manager, shop worker or another role's name."
        )
    elif role is Role.GUARD:  # M-03
        todo = "Invite security officers one by one, with the owner's authority and an end date."
        cells.wrong("contact_role", "A security officer cannot be invited by a table.", todo)
    return name, email, ID_BY_ROLE[role] if role else ""
