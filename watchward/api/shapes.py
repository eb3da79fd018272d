"""Python types as JSON: the schema of a type, a value as plain data, and a copy of one shape into another."""

import dataclasses
import types
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from math import isfinite
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

Schema = dict[str, Any]
Shape = TypeVar("Shape")
SIMPLE: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    time: {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$", "description": "On the partnership's clock."},
    UUID: {"type": "string", "format": "uuid"},
    type(None): {"type": "null"},
    Any: {},
}
REF = "#/components/schemas/"


def is_record(kind: Any) -> bool:
    """Whether a type has named fields: a dataclass or a named tuple."""
    return dataclasses.is_dataclass(kind) or hasattr(kind, "_fields")


@cache
def hints_of(kind: Any) -> dict[str, Any]:
    """Field name -> type, annotations kept."""
    hints = get_type_hints(kind, include_extras=True)
    names = kind._fields if hasattr(kind, "_fields") else [one.name for one in dataclasses.fields(kind) if one.init]
    return {name: hints[name] for name in names}


def bare(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type without its annotations, and these."""
    if get_origin(kind) is Annotated:
        inner, *notes = get_args(kind)
        return inner, tuple(notes)
    return kind, ()


def is_union(kind: Any) -> bool:
    """Whether a type is one of several."""
    return get_origin(kind) in (Union, types.UnionType)


def is_many(kind: Any) -> bool:
    """Whether a type is a row of values of one type."""
    origin = get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Collection) and not issubclass(origin, Mapping)


class Schemas:
    """Schemas of types as OpenAPI wants them; every record becomes a component of its own name."""

    def __init__(self) -> None:
        self.components: dict[str, Schema] = {}
        self._kinds: dict[str, Any] = {}

    def of(self, kind: Any, *, given: bool = False) -> Schema:
        """The schema of a type. `given`: what a program sends, where a field with a default may be left out."""
        inner, notes = bare(kind)
        found = self._of(inner, given)
        for note in notes:
            found = found | ({"description": note} if isinstance(note, str) else note)
        return found

    def _of(self, kind: Any, given: bool) -> Schema:
        if kind in SIMPLE:
            return dict(SIMPLE[kind])
        if is_union(kind):
            return {"anyOf": [self.of(one, given=given) for one in get_args(kind)]}
        if get_origin(kind) is Literal:
            return {"type": "string", "enum": list(get_args(kind))}
        if isinstance(kind, type) and issubclass(kind, Enum):
            return {"type": "string", "enum": [str(one.value) for one in kind]}
        if is_record(kind):
            return self._record(kind, given)
        if is_many(kind):
            return self._many(kind, given)
        if get_origin(kind) in (dict, Mapping):
            return {"type": "object", "additionalProperties": self.of(get_args(kind)[1], given=given)}
        raise TypeError(f"{kind!r} has no schema. Add it to shapes.py, or give it a record of its own.")

    def _many(self, kind: Any, given: bool) -> Schema:
        inner = get_args(kind)
        if get_origin(kind) is tuple and inner[-1] is not Ellipsis:
            row = [self.of(one, given=given) for one in inner]
            return {"type": "array", "prefixItems": row, "minItems": len(row), "maxItems": len(row)}
        return {"type": "array", "items": self.of(inner[0], given=given)}

    def _record(self, kind: Any, given: bool) -> Schema:
        name = kind.__name__
        if self._kinds.setdefault(name, kind) is not kind:
            raise TypeError(f"Two records are called {name}. Rename one: programs know them by that name.")
        if name not in self.components:
            self.components[name] = {}  # a record may hold itself
            self.components[name] = self._object(kind, given)
        return {"$ref": REF + name}

    def _object(self, kind: Any, given: bool) -> Schema:
        hints = hints_of(kind)
        found: Schema = {"type": "object", "description": first_line(kind)}
        found["properties"] = {name: self.of(one, given=given) for name, one in hints.items()}
        wanted = [name for name in hints if not given or not has_default(kind, name)]
        if wanted:
            found["required"] = wanted
        if given:
            found["additionalProperties"] = False
        return found


def has_default(kind: Any, name: str) -> bool:
    """Whether a field may be left out."""
    if hasattr(kind, "_fields"):
        return name in kind._field_defaults
    field = next(one for one in dataclasses.fields(kind) if one.name == name)
    return field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING


def first_line(kind: Any) -> str:
    """What a record or an operation says of itself, in one line."""
    return " ".join((kind.__doc__ or "").split("\n\n")[0].split())


def plain(value: Any) -> Any:
    """A value as JSON knows it. Moments carry their offset; enumerations say their value."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, float):
        return value if isfinite(value) else None  # JSON has no infinity
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)  # a text that Django translates late becomes itself
    if isinstance(value, datetime | date):
        return value.isoformat()
    if is_record(type(value)):
        return {name: plain(getattr(value, name)) for name in hints_of(cast(Any, type(value)))}
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(map(plain, value))
    if isinstance(value, Sequence):
        return [plain(one) for one in value]
    return str(value)


def like(kind: type[Shape], source: Any, **said: Any) -> Shape:
    """A record of `kind` with the fields of `source` that have the same names; `said` sets or replaces some.

    Only what `kind` names is copied, so a field that is added to the source stays inside until somebody publishes it.
    """
    found = {
        name: _fit(hint, getattr(source, name)) for name, hint in hints_of(cast(Any, kind)).items() if name not in said
    }
    return kind(**found, **said)


def _fit(hint: Any, value: Any) -> Any:
    inner, _notes = bare(hint)
    if value is None:
        return None
    if is_union(inner):
        return _fit(next(one for one in get_args(inner) if one is not type(None)), value)
    if is_record(inner) and not isinstance(value, inner):
        return like(inner, value)
    if is_many(inner):
        args = get_args(inner)
        is_fixed = get_origin(inner) is tuple and args[-1] is not Ellipsis
        return tuple(_fit(args[place] if is_fixed else args[0], one) for place, one in enumerate(value))
    return value
