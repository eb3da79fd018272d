"""A record as bytes and back: a line of JSON for each field of the schema, so that a field is read only when needed."""

import json
from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from watchward.identify.compare import Both, Kind
from watchward.identify.compare.dates import Born
from watchward.identify.evidence import Record, Schema, own

_SETS: Final = frozenset(
    {Kind.BUILD, Kind.HAIR, Kind.ACCENT, Kind.MARKS, Kind.METHODS, Kind.GOODS, Kind.ASSOCIATES}
)  # fmt: skip
_TUPLES: Final = frozenset({Kind.GIVEN, Kind.FAMILY, Kind.AGE, Kind.HEIGHT, Kind.PLACE, Kind.TIME, Kind.VEHICLES,
                            Kind.PHONES, Kind.EMAILS})  # fmt: skip


def _nested(value: Any) -> Hashable:
    return tuple(map(tuple, value))


def _born(value: Any) -> Hashable:
    return Born(*value)


_BACK: Final[Mapping[Kind, Callable[[Any], Hashable]]] = {
    Kind.NAMES: _nested, Kind.DATE: _born, **dict.fromkeys(_SETS, frozenset), **dict.fromkeys(_TUPLES, tuple),
}  # fmt: skip


@lru_cache(maxsize=32768)
def value_of(kind: Kind, line: str) -> Any:
    """The prepared value that a line stands for."""
    value = json.loads(line)
    back = _BACK.get(kind)
    return value if back is None else back(value)


class Shape:
    """How records of one schema are written down and read."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._fields = [(one.name, one.kind) for one in schema]
        self._partners = [(one.name, one.partner) for one in schema if one.partner]

    def written(self, record: Record) -> bytes:
        """The record as lines, empty for what it does not say. The same record gives the same bytes."""
        return "\n".join(_line(own(record.get(name))) for name, _kind in self._fields).encode("ascii")

    def lines(self, written: bytes) -> list[str]:
        """One line for each field."""
        return written.decode("ascii").split("\n")

    def read(self, written: bytes) -> Record:
        """The record again, equal to what was written."""
        lines = self.lines(written)
        found = {name: value_of(kind, line) for (name, kind), line in zip(self._fields, lines, strict=True) if line}
        if self._partners:
            pairs = {name: Both(found.get(name), found.get(partner)) for name, partner in self._partners}
            found |= {name: pair for name, pair in pairs.items() if pair != (None, None)}
        return MappingProxyType(found)


def _line(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(sorted(value) if isinstance(value, frozenset) else value, separators=(",", ":"))
