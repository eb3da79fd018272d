"""Plain data from outside as a typed record, or every reason why not, each with the place where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from re import fullmatch
from typing import Any, Literal, TypeVar, get_args, get_origin
from uuid import UUID

from watchward.api.shapes import bare, has_default, hints_of, is_many, is_record, is_union

Record = TypeVar("Record")
MOST_LONG = 20_000  # characters of any one text; each field has limits of its own beyond that
MOST_ITEMS = 500


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing to change: where it stands (a JSON pointer, or the name of a parameter) and what to send instead."""

    pointer: str
    detail: str


class Unreadable(Exception):  # noqa: N818 (a refusal, not a failure)
    """What was sent has not the shape that was asked for."""

    def __init__(self, wrongs: list[Wrong]) -> None:
        super().__init__("What was sent has not the shape that this address takes.")
        self.wrongs = wrongs


def read_body(kind: type[Record], said: Any) -> Record:
    """A JSON body as a record. Raises: Unreadable."""
    reader = _Reader(is_text=False)
    found = reader.record(kind, said, "#")
    if reader.wrongs:
        raise Unreadable(reader.wrongs)
    return found  # type: ignore[no-any-return]


def read_query(kind: type[Record], said: Mapping[str, str]) -> Record:
    """The parameters of an address as a record: everything is text, and a field left empty is left out.

    Raises: Unreadable.
    """
    reader = _Reader(is_text=True)
    found = reader.record(kind, {name: text for name, text in said.items() if text != ""}, "?")
    if reader.wrongs:
        raise Unreadable(reader.wrongs)
    return found  # type: ignore[no-any-return]


class _Reader:
    """One walk over what was sent; all that is wrong is collected."""

    def __init__(self, *, is_text: bool) -> None:
        self.is_text = is_text
        self.wrongs: list[Wrong] = []

    def record(self, kind: Any, said: Any, place: str) -> Any:
        if not isinstance(said, Mapping):
            return self._wrong(place, "Send an object with named fields.")
        hints = hints_of(kind)
        for name in said:
            if name not in hints:
                self._wrong(self._at(place, name), "There is no such field. Leave it out.")
        found = {}
        for name, hint in hints.items():
            if name in said:
                found[name] = self.value(hint, said[name], self._at(place, name))
            elif not has_default(kind, name):
                self._wrong(self._at(place, name), "This is missing.")
        return None if self.wrongs else kind(**found)

    def value(self, hint: Any, said: Any, place: str) -> Any:
        kind, _notes = bare(hint)
        if kind is Any:
            return said
        if is_union(kind):
            if said is None and type(None) in get_args(kind):
                return None
            return self.value(next(one for one in get_args(kind) if one is not type(None)), said, place)
        if is_record(kind):
            return self.record(kind, said, place)
        if is_many(kind):
            return self._many(kind, said, place)
        if get_origin(kind) in (dict, Mapping):
            return self._mapping(kind, said, place)
        if get_origin(kind) is Literal:
            return self._one_of(get_args(kind), said, place)
        if isinstance(kind, type) and issubclass(kind, Enum):
            known = {one.value: one for one in kind}
            return known.get(self._one_of(tuple(known), said, place))
        return getattr(self, f"_{kind.__name__.lower()}")(said, place)

    def _many(self, kind: Any, said: Any, place: str) -> Any:
        if not isinstance(said, list):
            return self._wrong(place, "Send a list.")
        if len(said) > MOST_ITEMS:
            return self._wrong(place, f"Send at most {MOST_ITEMS}.")
        inner = get_args(kind)[0]
        return tuple(self.value(inner, one, f"{place}/{number}") for number, one in enumerate(said))

    def _mapping(self, kind: Any, said: Any, place: str) -> Any:
        if not isinstance(said, Mapping):
            return self._wrong(place, "Send an object.")
        inner = get_args(kind)[1]
        return {name: self.value(inner, one, self._at(place, name)) for name, one in said.items()}

    def _one_of(self, known: tuple[str, ...], said: Any, place: str) -> Any:
        if said in known:
            return said
        return self._wrong(place, f"Send one of: {', '.join(known)}.")

    def _str(self, said: Any, place: str) -> Any:
        if not isinstance(said, str):
            return self._wrong(place, "Send a text.")
        if len(said) > MOST_LONG:
            return self._wrong(place, f"This has {len(said):,} characters. Shorten it to {MOST_LONG:,}.")
        if "\x00" in said:
            return self._wrong(place, "A text holds no null characters.")
        return said

    def _int(self, said: Any, place: str) -> Any:
        if self.is_text and said.lstrip("-").isascii() and said.lstrip("-").isdigit() and len(said) < 12:
            return int(said)
        if isinstance(said, int) and not isinstance(said, bool) and abs(said) < 10**12:
            return said
        return self._wrong(place, "Send a whole number.")

    def _float(self, said: Any, place: str) -> Any:
        if isinstance(said, int | float) and not isinstance(said, bool) and abs(said) < 10**12:  # so not NaN either
            return float(said)
        return self._wrong(place, "Send a number.")

    def _bool(self, said: Any, place: str) -> Any:
        if self.is_text and said in {"true", "1", "false", "0"}:
            return said in {"true", "1"}
        return said if isinstance(said, bool) else self._wrong(place, "Send true or false.")

    def _datetime(self, said: Any, place: str) -> Any:
        todo = "Send a moment with its offset, like 2026-03-06T21:15:00+00:00."
        try:
            found = datetime.fromisoformat(
                said.replace(" ", "+") if self.is_text else said
            )  # + is a blank in addresses
        except (ValueError, TypeError, AttributeError):
            return self._wrong(place, todo)
        if found.tzinfo is None or not 1970 < found.year < 2200:
            return self._wrong(place, todo)
        return found

    def _date(self, said: Any, place: str) -> Any:
        try:
            return date.fromisoformat(said)
        except (ValueError, TypeError):
            return self._wrong(place, "Send a day, like 2026-03-06.")

    def _time(self, said: Any, place: str) -> Any:
        """Hours and minutes on the partnership's clock, which needs no offset."""
        if isinstance(said, str) and fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", said):
            return time.fromisoformat(said)
        return self._wrong(place, "Send hours and minutes, like 21:15.")

    def _uuid(self, said: Any, place: str) -> Any:
        try:
            return UUID(said)
        except (ValueError, TypeError, AttributeError):
            return self._wrong(place, "Send a UUID.")

    def _at(self, place: str, name: object) -> str:
        """RFC 6901: `~` and `/` inside a name are written as ~0 and ~1."""
        text = str(name)[:80].replace("~", "~0").replace("/", "~1")
        return text if place == "?" else f"{place}/{text}"

    def _wrong(self, place: str, detail: str) -> None:
        self.wrongs.append(Wrong(place, detail))
