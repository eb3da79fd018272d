"""Rows of a file as incidents: which column is what, times on the local clock, opening hours in words."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from watchward.kit.rowfiles import CannotRead, pairs_of
from watchward.patterns.hours import HOURS_IN_WEEK
from watchward.patterns.incidents import SAME_VISIT, Incidents, prepare

Array = NDArray[Any]

KINDS: Final = (
    "place", "when", "from", "to", "kind", "type", "area", "hours", "latitude", "longitude", "member", "licence",
    "recorder", "found",
)  # fmt: skip
_GUESSES: Final = (
    ("latitude", ("latitude", "lat")),
    ("longitude", ("longitude", "lon", "lng")),
    ("member", ("member", "company")),
    ("licence", ("licence",)),
    ("recorder", ("recorder", "force")),
    ("found", ("found",)),
    ("from", ("from", "start", "began")),
    ("to", ("to", "end", "until")),
    ("when", ("when", "time", "datetime", "date", "dt", "at", "occurred")),
    ("hours", ("hours", "opening", "open")),
    ("area", ("area", "zone", "district", "beat", "ward")),
    ("type", ("type", "offence", "offense", "crime")),
    ("kind", ("kind", "sort", "category")),
    ("place", ("place", "premises", "shop", "store", "site", "location", "address", "block")),
)
_FORMS: Final = ("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m")
NEVER: Final = -1  # minutes: without a premises nothing is known to be one visit
_DAYS: Final = ("mo", "tu", "we", "th", "fr", "sa", "su")
_OPEN: Final = re.compile(
    r"(?:(?P<days>[a-z, -]+?)\s+)?(?P<from>\d{1,2})(?::(?P<m>\d\d))?-(?P<to>\d{1,2})(?::(?P<n>\d\d))?$"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a file tells: the incidents, the area of each premises, and what could not be read, in words.

    `texts` holds, for each other kind of column that was named, the text of each row of the file.
    """

    incidents: Incidents
    areas: tuple[str, ...]
    said: tuple[str, ...]
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    named: bool = True  # whether a column says which premises

    def has(self, kind: str) -> bool:
        """Whether a column of that kind was named and says anything."""
        return any(self.texts.get(kind, ()))

    def of_incidents(self, kind: str) -> tuple[str, ...]:
        """The text of each incident that is counted; empty texts if there is no such column."""
        every = self.texts.get(kind)
        return tuple(every[row] if every else "" for row in self.incidents.row.tolist())

    def of_premises(self, kind: str) -> tuple[str, ...]:
        """The text that most rows of each premises give; empty if none does."""
        most = _most(self.texts["place"], self.texts[kind]) if kind in self.texts else {}
        return tuple(most.get(one, "") for one in self.incidents.names)

    def degrees(self) -> tuple[Array, Array]:
        """Latitude and longitude of each incident that is counted; not a number where that cannot be read."""
        north, east = (
            np.array([_number(one) for one in self.of_incidents(kind)]) for kind in ("latitude", "longitude")
        )
        wrong = ~(np.abs(north) <= 90) | ~(np.abs(east) <= 180) | ((north == 0) & (east == 0))
        return np.where(wrong, np.nan, north), np.where(wrong, np.nan, east)


def mapping_of(
    given: Sequence[str], columns: Sequence[str], *, needs: Sequence[str] = ("place", "when")
) -> Mapping[str, str]:  # fmt: skip
    """`column=kind` texts as a mapping; guessed from the headings if there are none. `from` stands for `when` too.

    Raises: CannotRead: an unknown kind, or a column of a kind in `needs` is missing.
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
    there = set(found.values()) | ({"when"} if "from" in found.values() else set())
    if set(needs) - there:
        said = " and ".join("the time" if one == "when" else f"the {one}" for one in needs)
        raise CannotRead(f"Say which column is {said}: {' '.join(f'--map column={one}' for one in needs)}.")
    return found


def read(
    rows: Sequence[Mapping[str, Any]], mapping: Mapping[str, str], *, now: datetime, zone: tzinfo, clock: bool = True
) -> Told:  # fmt: skip
    """Every row as an incident; several columns of one kind are joined to one text.

    Times are read as the clock on the wall (ISO, or 31/12/2026 21:30), aware ones are turned to `zone`. A premises has
    the kind, area and hours that most of its rows give; hours that cannot be read are counted and said. `clock` False:
    only the day counts (see `prepare`).
    """
    by_kind = {kind: [column for column, one in mapping.items() if one == kind] for kind in KINDS}

    def text(row: Mapping[str, Any], kind: str) -> str:
        return " | ".join(str(row[one]).strip() for one in by_kind[kind] if row.get(one) not in (None, ""))

    def moments(kind: str) -> list[datetime | None]:
        columns = by_kind[kind][:1]
        return [_moment(row.get(columns[0]), zone) if columns else None for row in rows]

    texts = {kind: tuple(text(row, kind) for row in rows) for kind in KINDS
             if kind not in ("when", "from", "to") and (by_kind[kind] or kind == "place")}  # fmt: skip
    named = bool(by_kind["place"])
    places = texts["place"]
    begun = moments("from") if by_kind["from"] else moments("when")
    if by_kind["from"] and by_kind["when"]:
        begun = [one or other for one, other in zip(begun, moments("when"), strict=True)]
    blank = ("",) * len(rows)
    kinds, areas, opened = (_most(places, texts.get(kind, blank)) for kind in ("kind", "area", "hours"))
    hours = {place: week for place, words in opened.items() if (week := opening(words)) is not None}
    unread = sum(bool(words) and place not in hours for place, words in opened.items())
    incidents = prepare(
        places, begun, moments("to"), now=now, kinds=kinds, hours=hours, zone=zone,
        visit_kinds=texts.get("type", blank), clock=clock, same_visit=SAME_VISIT if named else NEVER,
    )  # fmt: skip
    advice = f"The opening hours of {unread:,} premises cannot be read. Write Mo-Fr 09:00-18:00; Sa 10-16."
    said = (advice,) if unread and clock else ()
    return Told(incidents, tuple(areas.get(one, "") for one in incidents.names), said, texts, named)


def is_yes(words: str) -> bool:
    """Whether a cell says yes: yes, true, 1, y or x."""
    return words.strip().lower() in {"yes", "true", "1", "y", "x"}


def moment_of(cell: Any, zone: tzinfo) -> datetime | None:
    """The moment a cell names, on the clock on the wall of `zone`; None if it cannot be read."""
    return _moment(cell, zone)


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


def _number(words: str) -> float:
    try:
        return float(words)
    except ValueError:
        return math.nan


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
