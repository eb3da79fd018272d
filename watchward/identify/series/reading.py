"""Rows of a file of incidents, CSV or Parquet, as incidents: what each column is, and what cannot be read."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any, Final

from watchward.identify.series.incidents import REFUSED, Incident
from watchward.kit.rowfiles import CannotRead, Row, pairs_of

METRES_PER_DEGREE: Final = 111_195.0
CODES: Final = ("method", "goods", "vehicle", "associate", "code")  # kinds of columns that hold codes, several by ;
WHEN: Final = ("when", "from", "to", "from_date", "from_time", "to_date", "to_time")
WHERE: Final = ("x", "y", "lat", "lon")
KINDS: Final = ("ref", *WHEN, *WHERE, *CODES, "series")
SILENT: Final = frozenset({"", "na", "n/a", "nan", "none", "null", "unknown", "-"})
_GUESSES: Final = (
    ("from_date", ("datefrom", "fromdate", "startdate")), ("from_time", ("timefrom", "fromtime", "starttime")),
    ("to_date", ("dateto", "todate", "enddate")), ("to_time", ("timeto", "totime", "endtime")),
    ("ref", ("id", "ref", "reference", "crimeid", "caseid", "incidentid")),
    ("from", ("from", "start", "begin")), ("to", ("to", "end", "until")),
    ("when", ("when", "at", "time", "datetime", "dt", "happenedat", "date")),
    ("x", ("x", "easting")), ("y", ("y", "northing")),
    ("lat", ("lat", "latitude")), ("lon", ("lon", "lng", "longitude")),
    ("series", ("series", "offender", "offenderid", "subject")),
    ("goods", ("goods", "stolen")), ("vehicle", ("vehicle", "registration", "plate")),
    ("associate", ("associate", "associates")),
    ("method", ("method", "methods", "mo", "mo1", "mo2", "mo3", "entry")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """Incidents, the series that each is known to belong to (none for most), and what could not be read, in words."""

    incidents: tuple[Incident, ...]
    series: Mapping[str, frozenset[str]]
    said: tuple[str, ...]


def mapping_of(given: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    """Column -> kind, from `column=kind` texts, else guessed from the headings.

    Raises: CannotRead: not of that form, no such column or kind, a column that may never count, nothing that says when
    or where.
    """
    found = pairs_of(given, columns) or _guess(columns)
    if wrong := sorted({kind for kind in found.values() if kind not in KINDS}):
        if REFUSED & set(wrong):
            raise CannotRead(f"{', '.join(sorted(REFUSED & set(wrong)))} never counts.")
        raise CannotRead(f"There is no kind {', '.join(wrong)}. Choose from {', '.join(KINDS)}.")
    if not set(found.values()) & {*WHEN, *WHERE, *CODES}:
        raise CannotRead(f"No heading says when, where or how ({', '.join(columns)}). Say it with --map column=kind.")
    return found


def _guess(columns: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in columns:
        name = "".join(one for one in column.lower() if one.isalnum())
        kind = next((kind for kind, says in _GUESSES if name in says), "")
        if kind and (kind in CODES or kind not in found.values()):
            found[column] = kind
    return found


def read(rows: Sequence[Row], mapping: Mapping[str, str]) -> Read:
    """Each row as an incident. A cell that cannot be read is missing, is counted, and stops nothing."""
    trouble: Counter[str] = Counter()
    by_kind: dict[str, list[str]] = {}
    for column, kind in mapping.items():
        by_kind.setdefault(kind, []).append(column)
    where = flat([_place(row, by_kind, trouble) for row in rows])
    incidents, series = [], {}
    taken: set[str] = set()
    for number, (row, (x, y)) in enumerate(zip(rows, where, strict=True), 1):
        ref = _text(row, by_kind.get("ref", [])) or f"row {number}"
        if ref in taken:
            trouble["the reference is taken already, so the row number stands in for it"] += 1
            ref = f"{ref} (row {number})"
        taken.add(ref)
        start, end = _span(row, by_kind, trouble)
        incidents.append(Incident(ref, start, end, x, y, _codes(row, by_kind)))
        if known := _split(_text(row, by_kind.get("series", []))):
            series[ref] = known
    return Read(tuple(incidents), series, tuple(f"In {many:,} rows {words}." for words, many in trouble.items()))


def _text(row: Row, columns: Sequence[str]) -> str:
    return next((str(row[one]).strip() for one in columns if row.get(one) not in (None, "")), "")


def _split(text: str) -> frozenset[str]:
    return frozenset(part for one in text.split(";") if (part := one.strip().lower()) not in SILENT)


def _codes(row: Row, by_kind: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """One field for each column: MO1 and MO3 are two questions, though both are methods."""
    columns = [column for kind in CODES for column in by_kind.get(kind, ())]
    return {column: codes for column in columns if (codes := _split(_text(row, [column])))}


def _span(row: Row, by_kind: Mapping[str, Sequence[str]], trouble: Counter[str]) -> tuple[float, float]:
    start, end = (
        _moment(row.get(_first(by_kind, kind)), row.get(_first(by_kind, f"{kind}_date")),
                row.get(_first(by_kind, f"{kind}_time")), trouble)
        for kind in ("from", "to")
    )  # fmt: skip
    when = _moment(row.get(_first(by_kind, "when")), None, None, trouble)
    start = when if math.isnan(start) else start
    start, end = (end if math.isnan(start) else start), (start if math.isnan(end) else end)
    if end < start:
        trouble["the end lies before the start, so the start alone counts"] += 1
        end = start
    return start, end


def _first(by_kind: Mapping[str, Sequence[str]], kind: str) -> str:
    return next(iter(by_kind.get(kind, ())), "")


def _moment(whole: Any, day: Any, clock: Any, trouble: Counter[str]) -> float:
    """Hours of the local clock. A time zone is dropped: the hour that people lived by is what repeats."""
    if whole in (None, "") and day in (None, ""):
        return math.nan
    try:
        if whole not in (None, ""):
            found = whole if isinstance(whole, datetime) else datetime.fromisoformat(str(whole).strip())
        else:
            found = datetime.combine(_day(day), _clock(clock))
    except ValueError:
        trouble["the time cannot be read, so it counts as not said"] += 1
        return math.nan
    return (found.replace(tzinfo=None) - datetime(1970, 1, 1)) / timedelta(hours=1)  # noqa: DTZ001 (local clock)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value).strip())


def _clock(value: Any) -> time:
    if isinstance(value, time):
        return value
    text = str(value if value is not None else "").strip() or "00:00"
    return time.fromisoformat(text if ":" in text else f"{text.zfill(4)[:2]}:{text.zfill(4)[2:]}")


@dataclass(frozen=True, slots=True)
class Degrees:
    """A place on earth."""

    lat: float
    lon: float


def flat(places: Sequence[Degrees | tuple[float, float]]) -> list[tuple[float, float]]:
    """Metres of each place. Degrees are laid flat at the middle latitude of all of them: 1 % off across a county."""
    known = [one for one in places if isinstance(one, Degrees)]
    width = math.cos(math.radians(median([one.lat for one in known]))) if known else 1.0
    return [
        (one.lon * METRES_PER_DEGREE * width, one.lat * METRES_PER_DEGREE) if isinstance(one, Degrees) else one
        for one in places
    ]


def _place(row: Row, by_kind: Mapping[str, Sequence[str]], trouble: Counter[str]) -> Degrees | tuple[float, float]:
    x, y, lat, lon = (_number(row.get(_first(by_kind, kind)), trouble) for kind in WHERE)
    if not (math.isnan(lat) or math.isnan(lon)):
        if -90 <= lat <= 90 and -180 <= lon <= 180:
            return Degrees(lat, lon)
        trouble["the place lies nowhere on earth, so it counts as not said"] += 1
    return (math.nan, math.nan) if math.isnan(x) or math.isnan(y) else (x, y)


def _number(value: Any, trouble: Counter[str]) -> float:
    if value is None or str(value).strip().lower() in SILENT:
        return math.nan
    try:
        found = float(value)
    except ValueError:
        found = math.inf
    if math.isinf(found):
        trouble["a number cannot be read, so it counts as not said"] += 1
        return math.nan
    return found
