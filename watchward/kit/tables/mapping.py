"""Which column of a member's table feeds which field of a report, kept as data and applied row by row."""

import json
import re
from collections.abc import Callable
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, get_args

from watchward.kit.tables.errors import CellError, RowErrors, TableError, Wrong, shown
from watchward.kit.tables.rows import Row
from watchward.kit.tables.times import (
    DateOrder,
    Span,
    parse_date,
    parse_moment,
    parse_span,
    to_utc,
    zone_named,
)
from watchward.kit.tables.values import MAX_TEXT, clean_text, parse_pence, parse_text, parse_yes_no

VERSION = 1
Field = Literal[
    "premises",
    "happened_on",
    "happened_time",
    "happened_at",
    "until",
    "type",
    "narrative",
    "loss",
    "recovered",
    "own_reference",
    "person_name",
    "person_description",
    "vehicle_registration",
    "police_reference",
    "injury",
    "weapon",
]
FIELDS: tuple[str, ...] = get_args(Field)
LIMITS = {
    "premises": 200,
    "type": 200,
    "own_reference": 100,
    "person_name": 120,
    "person_description": 2_000,
    "vehicle_registration": 15,
    "police_reference": 40,
}
_JOINER = ", "


class MappingError(TableError):
    """A saved mapping that cannot be used."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """Field <- columns (several are joined by a comma), constants for blanks, and words translated to values.

    `translations` are looked up without regard to case and spacing; a cell not listed is taken as it stands.
    """

    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    translations: dict[str, dict[str, str]] = field(default_factory=dict)
    date_order: DateOrder = "day-first"
    zone: str = "Europe/London"
    currency_sign: str = "£"
    currency_code: str = "GBP"
    version: int = VERSION
    _folded: dict[str, dict[str, str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for part in (self.columns, self.constants, self.translations):
            if strange := [name for name in part if name not in FIELDS]:
                raise MappingError(f"A mapping has no field {shown(strange[0])}. Use one of: {', '.join(FIELDS)}.")
        if self.version != VERSION:
            raise MappingError(f"This mapping has version {self.version}; this program reads version {VERSION}.")
        if self.date_order not in get_args(DateOrder):
            raise MappingError("The date order is day-first or month-first.")
        zone_named(self.zone)
        for name, words in self.translations.items():
            self._folded[name] = {fold(word): value for word, value in words.items()}

    def text(self, name: str, row: Row) -> str:
        """What the row says for a field: its columns joined, translated, or else the constant."""
        sources = self.columns.get(name)
        if not sources:
            if name not in self.constants:
                return ""
            said = ""
        elif len(sources) == 1:
            said = clean_text(row.get(sources[0], ""))
        else:
            said = _JOINER.join(part for source in sources if (part := clean_text(row.get(source, ""))))
        said = said or self.constants.get(name, "")
        words = self._folded.get(name)
        return words.get(fold(said), said) if words else said

    def missing_columns(self, columns: list[str]) -> list[str]:
        """Columns that this mapping needs and the table does not have: ask before importing."""
        wanted = (source for sources in self.columns.values() for source in sources)
        return [source for source in dict.fromkeys(wanted) if source not in columns]

    def to_json(self) -> str:
        """The mapping as text, in a stable order."""
        return json.dumps(self.to_plain(), ensure_ascii=False, indent=2) + "\n"

    def to_plain(self) -> dict[str, Any]:
        """The mapping as plain data, to be kept."""
        return {
            "version": self.version,
            "date_order": self.date_order,
            "zone": self.zone,
            "currency_sign": self.currency_sign,
            "currency_code": self.currency_code,
            "columns": {name: list(sources) for name, sources in self.columns.items()},
            "constants": self.constants,
            "translations": self.translations,
        }

    @classmethod
    def from_json(cls, text: str) -> "Mapping":
        """Read a saved mapping. Raises: MappingError with what is wrong with it."""
        try:
            plain = json.loads(text)
        except ValueError as broken:
            raise MappingError("This mapping is not valid JSON. Save it again from the import page.") from broken
        return cls.from_plain(plain)

    @classmethod
    def from_plain(cls, plain: object) -> "Mapping":
        """Read a kept mapping. Raises: MappingError with what is wrong with it."""
        return cls(**_checked(plain))


@dataclass(frozen=True, slots=True)
class MappedRow:
    """One row as a report would have it. Times are aware UTC, money is whole pence, None is not said.

    `whole_day`: the row has a date and no time; then it happened at some time from `happened_at` to `until`.
    """

    row_number: int
    premises: str
    type: str
    happened_at: datetime
    until: datetime | None = None
    whole_day: bool = False
    narrative: str = ""
    loss_pence: int | None = None
    recovered_pence: int | None = None
    own_reference: str = ""
    person_name: str = ""
    person_description: str = ""
    vehicle_registration: str = ""
    police_reference: str = ""
    injury: bool | None = None
    weapon: bool | None = None


def apply(
    mapping: Mapping, row: Row, *, is_type: Callable[[str], bool], now: datetime | None = None
) -> MappedRow | RowErrors:
    """Turn one row into a report's fields, or say everything that is wrong with it.

    Args: is_type: whether a text is the id of an incident type.  now: refuse what happens after it, if given.
    """
    return _Applying(mapping, row, is_type, now).result()


def fold(text: str) -> str:
    """How words are compared: no case, single spaces."""
    return " ".join(text.casefold().split())


class _Applying:
    """One row on its way: values are collected, and so are all of its errors."""

    def __init__(self, mapping: Mapping, row: Row, is_type: Callable[[str], bool], now: datetime | None) -> None:
        self.mapping, self.row, self.is_type, self.now = mapping, row, is_type, now
        self.errors: list[CellError] = []

    def result(self) -> MappedRow | RowErrors:
        if self.row.problem:
            self._wrong("", self.row.problem)
            return RowErrors(self.row.number, tuple(self.errors))
        span = self._when()
        values: dict[str, Any] = {
            "premises": self._needed("premises", "Say which premises it was."),
            "type": self._type(),
            "narrative": self._text("narrative"),
            "loss_pence": self._pence("loss"),
            "recovered_pence": self._pence("recovered"),
            "injury": self._yes_no("injury"),
            "weapon": self._yes_no("weapon"),
        }
        for name in ("own_reference", "person_name", "person_description", "police_reference"):
            values[name] = self._text(name)
        values["vehicle_registration"] = "".join(self._text("vehicle_registration").upper().split())
        if span is None or self.errors:
            return RowErrors(self.row.number, tuple(self.errors))
        return MappedRow(self.row.number, happened_at=span[0], until=span[1], whole_day=span[2], **values)

    def _wrong(self, name: str, wrong: Wrong) -> None:
        column = _JOINER.join(self.mapping.columns.get(name, (name,) if name else ()))
        self.errors.append(CellError(self.row.number, column, wrong.what, wrong.todo))

    def _text(self, name: str) -> str:
        text = self.mapping.text(name, self.row)
        limit = LIMITS.get(name, MAX_TEXT)
        if len(text) <= limit:  # `Mapping.text` has cleaned it
            return text
        found = parse_text(text, limit=limit)
        if isinstance(found, Wrong):
            self._wrong(name, found)
            return ""
        return found

    def _needed(self, name: str, todo: str) -> str:
        found = self._text(name)
        if not found:
            self._wrong(name, Wrong("This cell is empty.", todo))
        return found

    def _type(self) -> str:
        found = self._needed("type", "Say what kind of incident it was.")
        if found and not self.is_type(found):
            todo = "Choose in the mapping what this word means, or correct the cell."
            self._wrong("type", Wrong(f"{shown(found)} is not a known kind of incident.", todo))
        return found

    def _pence(self, name: str) -> int | None:
        text = self.mapping.text(name, self.row)
        if not text or text in ("-", "–", "—"):
            return None
        found = parse_pence(text, sign=self.mapping.currency_sign, code=self.mapping.currency_code)
        if isinstance(found, Wrong):
            self._wrong(name, found)
            return None
        return found

    def _yes_no(self, name: str) -> bool | None:
        text = self.mapping.text(name, self.row)
        if not text:
            return None
        found = parse_yes_no(text)
        if isinstance(found, Wrong):
            self._wrong(name, found)
            return None
        return found

    def _when(self) -> tuple[datetime, datetime | None, bool] | None:
        """(from, until, whole day) in UTC; None after an error was noted."""
        name = "happened_at" if self.mapping.text("happened_at", self.row) else "happened_on"
        begin = self._date_and_span() if name == "happened_on" else self._moment()
        if begin is None:
            return None
        start, end = begin
        end = self._until(start, end)
        if self.errors:
            return None
        whole_day = not isinstance(start, datetime)
        first = start if isinstance(start, datetime) else datetime.combine(start, time())
        if whole_day and end is None:
            end = datetime.combine(first.date(), time(23, 59))
        return self._checked(name, first, end, whole_day)

    def _checked(
        self, name: str, first: datetime, end: datetime | None, whole_day: bool
    ) -> tuple[datetime, datetime | None, bool] | None:
        try:
            happened_at = to_utc(first, self.mapping.zone)
            until = None if end is None else to_utc(end, self.mapping.zone)
        except OverflowError:
            self._wrong(name, Wrong("This date is outside the calendar.", "Check the year."))
            return None
        if until is not None and until < happened_at:
            self._wrong("until", Wrong("This is before it began.", "Check both times."))
        if self.now is not None and happened_at > self.now.astimezone(UTC):
            self._wrong(name, Wrong(f"{first:%d/%m/%Y %H:%M} is in the future.", "Check the date and time."))
        return None if self.errors else (happened_at, until if until != happened_at else None, whole_day)

    def _moment(self) -> tuple[datetime | date, datetime | None] | None:
        found = parse_moment(self.mapping.text("happened_at", self.row), self.mapping.date_order)
        if isinstance(found, Wrong):
            self._wrong("happened_at", found)
            return None
        return found, None

    def _date_and_span(self) -> tuple[datetime | date, datetime | None] | None:
        text = self.mapping.text("happened_on", self.row)
        if not text:
            name = "happened_on" if "happened_on" in self.mapping.columns else "happened_at"
            self._wrong(name, Wrong("This cell is empty.", "Say on which day it happened."))
            return None
        day = parse_date(text, self.mapping.date_order)
        if isinstance(day, Wrong):
            self._wrong("happened_on", day)
            return None
        return self._with_clock(day)

    def _with_clock(self, day: date) -> tuple[datetime | date, datetime | None] | None:
        clock = self.mapping.text("happened_time", self.row)
        if not clock:
            return day, None
        span = parse_span(_only_time(clock))
        if isinstance(span, Wrong):
            self._wrong("happened_time", span)
            return None
        return _on_day(day, span)

    def _until(self, start: datetime | date, end: datetime | None) -> datetime | None:
        text = self.mapping.text("until", self.row)
        if not text:
            return end
        clock = parse_span(text)
        if not isinstance(clock, Wrong):
            first = start if isinstance(start, datetime) else datetime.combine(start, time())
            return _after(first, clock[0])
        found = parse_moment(text, self.mapping.date_order)
        if isinstance(found, Wrong):
            self._wrong("until", Wrong(f"{shown(text)} is neither a time nor a date with a time.", found.todo))
            return None
        return found if isinstance(found, datetime) else datetime.combine(found, time(23, 59))


def _only_time(text: str) -> str:
    """Excel gives a time cell an invented date (1899-12-30 or 1900-01-00); take the time behind it."""
    found = re.fullmatch(r"(?:1899|1900|1904)-\d\d-\d\d[T ](\d\d:\d\d(?::\d\d)?)", text)
    return found[1] if found else text


def _on_day(day: date, span: Span) -> tuple[datetime, datetime | None]:
    start = datetime.combine(day, span[0])
    return start, None if span[1] is None else _after(start, span[1])


def _after(start: datetime, clock: time) -> datetime:
    """That time of day on the same day, or on the next if it is earlier: a night that ends at one."""
    end = start.replace(hour=clock.hour, minute=clock.minute, second=clock.second, microsecond=0)
    return end if end >= start else end + timedelta(days=1)


def _checked(plain: object) -> dict[str, Any]:
    """The parts of a saved mapping with their shapes proved. Raises: MappingError."""
    if not isinstance(plain, dict):
        raise MappingError("This mapping is not a JSON object. Save it again from the import page.")
    known = {
        "version",
        "date_order",
        "zone",
        "currency_sign",
        "currency_code",
        "columns",
        "constants",
        "translations",
    }
    if strange := sorted(set(map(str, plain)) - known):
        raise MappingError(f"A mapping has no part {shown(strange[0])}.")
    parts: dict[str, Any] = dict(plain)
    parts["columns"] = {name: _sources(value) for name, value in _object(plain, "columns").items()}
    parts["constants"] = _words(_object(plain, "constants"))
    translations = _object(plain, "translations")
    parts["translations"] = {name: _words(_object(translations, name)) for name in translations}
    for name in known - {"version", "columns", "constants", "translations"}:
        if not isinstance(plain.get(name, ""), str):
            raise MappingError(f"The part {shown(name)} of this mapping is not a text.")
    return parts


def _object(plain: AnyMapping[str, Any], name: str) -> dict[str, Any]:
    value = plain.get(name, {})
    if not isinstance(value, dict):
        raise MappingError(f"The part {shown(name)} of this mapping is not an object.")
    return value


def _sources(value: object) -> tuple[str, ...]:
    sources = [value] if isinstance(value, str) else value
    if not isinstance(sources, list) or not all(isinstance(source, str) for source in sources):
        raise MappingError("Each field of a mapping names one column or a list of columns.")
    return tuple(sources)


def _words(plain: dict[str, Any]) -> dict[str, str]:
    if not all(isinstance(value, str) for value in plain.values()):
        raise MappingError("Each translation and constant of a mapping is a text.")
    return plain
