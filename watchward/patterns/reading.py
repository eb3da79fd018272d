"""Rows of a file as incidents: which column is what, times on the local clock, opening hours in words."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any, Final

from watchward.kit.rowfiles import CannotRead, pairs_of
from watchward.patterns.hours import HOURS_IN_WEEK
from watchward.patterns.incidents import Incidents, prepare

KINDS: Final = ("place", "when", "from", "to", "kind", "type", "area", "hours")
_GUESSES: Final = (
    ("from", ("from", "start", "began")),
    ("to", ("to", "end", "until")),
    ("when", ("when", "time", "datetime", "date", "dt", "at", "occurred")),
    ("hours", ("hours", "opening", "open")),
    ("area", ("area", "zone", "district", "beat", "ward")),
    ("type", ("type", "offence", "offense", "crime")),
    ("kind", ("kind", "sort", "category")),
    ("place", ("place", "premises", "shop", "store", "site", "location", "address", "block")),
)
_FORMS: Final = ("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d.%m.%Y %H:%M")
_DAYS: Final = ("mo", "tu", "we", "th", "fr", "sa", "su")
_OPEN: Final = re.compile(
    r"(?:(?P<days>[a-z, -]+?)\s+)?(?P<from>\d{1,2})(?::(?P<m>\d\d))?-(?P<to>\d{1,2})(?::(?P<n>\d\d))?$"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a file tells: the incidents, the area of each premises, and what could not be read, in words."""

    incidents: Incidents
    areas: tuple[str, ...]
    said: tuple[str, ...]


def mapping_of(given: Sequence[str], columns: Sequence[str]) -> Mapping[str, str]:
    """`column=kind` texts as a mapping; guessed from the headings if there are none.

    Raises: CannotRead: an unknown kind, no place, or no time.
    """
    found = pairs_of(given, columns)
    if not given:
        for column in columns:
            words = set("".join(one if one.isalnum() else " " for one in column.lower()).split())
            kind = next((kind for kind, says in _GUESSES if words & set(says) and kind not in found.values()), "")
            if kind:
                found[column] = kind
    if unknown := sorted(set(found.values()) - set(KINDS)):
        raise CannotRead(f"There is no kind {unknown[0]}. Choose from {', '.join(KINDS)}.")
    if "place" not in found.values() or not {"when", "from"} & set(found.values()):
        raise CannotRead("Say which column is the place and which the time: --map column=place --map column=when.")
    return found


def read(rows: Sequence[Mapping[str, Any]], mapping: Mapping[str, str], *, now: datetime, zone: tzinfo) -> Told:
    """Every row as an incident; several columns of one kind are joined to one text.

    Times are read as the clock on the wall (ISO, or 31/12/2026 21:30), aware ones are turned to `zone`. A premises has
    the kind, area and hours that most of its rows give; hours that cannot be read are counted and said.
    """
    by_kind = {kind: [column for column, one in mapping.items() if one == kind] for kind in KINDS}

    def text(row: Mapping[str, Any], kind: str) -> str:
        return " | ".join(str(row[one]).strip() for one in by_kind[kind] if row.get(one) not in (None, ""))

    def moments(kind: str) -> list[datetime | None]:
        columns = by_kind[kind][:1]
        return [_moment(row.get(columns[0]), zone) if columns else None for row in rows]

    places = [text(row, "place") for row in rows]
    begun = moments("from") if by_kind["from"] else moments("when")
    if by_kind["from"] and by_kind["when"]:
        begun = [one or other for one, other in zip(begun, moments("when"), strict=True)]
    kinds, areas, opened = (_most(places, [text(row, kind) for row in rows]) for kind in ("kind", "area", "hours"))
    hours = {place: week for place, words in opened.items() if (week := opening(words)) is not None}
    unread = sum(bool(words) and place not in hours for place, words in opened.items())
    incidents = prepare(
        places, begun, moments("to"), now=now, kinds=kinds, hours=hours, zone=zone,
        visit_kinds=[text(row, "type") for row in rows],
    )  # fmt: skip
    advice = f"The opening hours of {unread:,} premises cannot be read. Write Mo-Fr 09:00-18:00; Sa 10-16."
    return Told(incidents, tuple(areas.get(one, "") for one in incidents.names), (advice,) if unread else ())


def opening(words: str) -> list[float] | None:
    """168 hours of 0 or 1 from "Mo-Fr 09:00-18:00; Sa 10-16" or "24/7"; None if it cannot be read.

    Hours past midnight belong to the evening before: "Fr 20:00-02:00". Every hour that is begun is open.
    """
    plain = words.strip().lower()
    if plain == "24/7":
        return [1.0] * HOURS_IN_WEEK
    week = [0.0] * HOURS_IN_WEEK
    for part in filter(None, (one.strip() for one in plain.split(";"))):
        found = _OPEN.match(part)
        days = _days(found["days"] or "mo-su") if found else None
        if found is None or days is None:
            return None
        first, last = int(found["from"]), int(found["to"]) + (int(found["n"] or 0) > 0)
        if first > 23 or last > 25:
            return None
        for day in days:
            for hour in range(first, last if last > first else last + 24):
                week[(day * 24 + hour) % HOURS_IN_WEEK] = 1.0
    return week if any(week) else None


def _days(words: str) -> list[int] | None:
    found: list[int] = []
    for part in words.replace(" ", "").split(","):
        ends = [one[:2] for one in part.split("-")]
        if not all(one in _DAYS for one in ends) or len(ends) > 2:
            return None
        first, last = _DAYS.index(ends[0]), _DAYS.index(ends[-1])
        found += [day % 7 for day in range(first, last + 1 if last >= first else last + 8)]
    return found


def _most(places: Sequence[str], texts: Sequence[str]) -> dict[str, str]:
    votes: dict[str, Counter[str]] = {}
    for place, words in zip(places, texts, strict=True):
        if words:
            votes.setdefault(place, Counter())[words] += 1
    return {place: max(sorted(each), key=each.__getitem__) for place, each in votes.items()}


def _moment(cell: Any, zone: tzinfo) -> datetime | None:
    if isinstance(cell, date) and not isinstance(cell, datetime):
        cell = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 (the clock on the wall)
    found = cell if isinstance(cell, datetime) else _parsed(str(cell or "").strip())
    if found is None or found.utcoffset() is None:
        return found
    return found.astimezone(zone).replace(tzinfo=None)


def _parsed(words: str) -> datetime | None:
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        pass
    for form in _FORMS:
        try:
            return datetime.strptime(words, form)  # noqa: DTZ007 (the clock on the wall)
        except ValueError:
            continue
    return None
