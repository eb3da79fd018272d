"""What is compared: a schema names the fields of a file or of the product, and makes records of its rows.

A record is an immutable mapping of field name -> prepared value. A field that says nothing is not in it, and counts
neither for nor against. Sex and ethnicity as perceived cannot be fields (proportionality; rule G-14).
"""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from watchward.identify.compare import COMPARERS, Both, Comparer, Kind
from watchward.kit.errors import Refused

Record = Mapping[str, Hashable]

NEVER: Final = frozenset(
    """sex gender male female ethnicity ethnic race racial skin colour_of_skin complexion religion religious
    nationality orientation""".split()  # noqa: SIM905 (easier to read)
)
HOME: Final = frozenset({Kind.HOUSE, Kind.STREET, Kind.AREA, Kind.POSTCODE})  # change together when somebody moves
KIN: Final = HOME | {Kind.FAMILY, Kind.PHONES}  # shared by two people of one household
ALIKE: Final = frozenset({Kind.GIVEN, Kind.NAMES, Kind.DATE})  # in a household only twins and namesakes share them
_CROSSED: Final = frozenset({Kind.GIVEN, Kind.FAMILY, Kind.STREET, Kind.AREA, Kind.TEXT})


class SchemaError(Refused):
    """The fields make no sense together, or may not be compared at all."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what kind of evidence it is, the columns whose texts make it up, and the field it is mixed up with."""

    name: str
    kind: Kind
    columns: tuple[str, ...] = ()
    partner: str = ""

    @property
    def comparer(self) -> Comparer:
        """How its values are compared."""
        return COMPARERS[self.kind]

    @property
    def is_kin(self) -> bool:
        """Whether people of one household share it."""
        return self.kind in KIN

    @property
    def is_alike(self) -> bool:
        """Whether two people of one household share it now and then: twins, a father and his son."""
        return self.kind in ALIKE

    @property
    def is_home(self) -> bool:
        """Whether it changes when somebody moves."""
        return self.kind in HOME

    def read(self, row: Mapping[str, Any]) -> Hashable | None:
        """The prepared value of a row; None if it says nothing."""
        found = [row.get(one) for one in self.columns or (self.name,)]
        return self.comparer.prepare(found[0] if len(found) == 1 else found)


@dataclass(frozen=True, slots=True)
class Schema:
    """Ordered fields. Raises SchemaError where one may not be compared, stands twice, or has no true partner."""

    fields: tuple[Field, ...]

    def __post_init__(self) -> None:
        names = [one.name for one in self.fields]
        if not names:
            raise SchemaError("Name at least one column and what kind of evidence it holds.")
        if twice := {one for one in names if names.count(one) > 1}:
            raise SchemaError(f"{', '.join(sorted(twice))} is named twice. Give each field a name of its own.")
        for field in self.fields:
            _refuse_never((field.name, *field.columns))
            partner = self.get(field.partner) if field.partner else None
            if field.partner and (partner is None or partner.partner != field.name or field.kind not in _CROSSED):
                raise SchemaError(f"{field.name} cannot have {field.partner} as its partner.")

    @classmethod
    def of(cls, mapping: Mapping[str, str] | Iterable[tuple[str, str]]) -> "Schema":
        """From column -> kind, as `--map` gives it. Given name and surname, and two streets, become partners.

        Raises: SchemaError: an unknown kind, or one that is never compared.
        """
        pairs = list(mapping.items() if isinstance(mapping, Mapping) else mapping)
        fields = [Field(column, kind_of(kind), (column,)) for column, kind in pairs]
        return cls(tuple(with_partners(fields)))

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def get(self, name: str) -> Field | None:
        """The field of that name."""
        return next((one for one in self.fields if one.name == name), None)

    def is_leader(self, field: Field) -> bool:
        """Whether it stands before its partner: the one that tells of a swap."""
        names = [one.name for one in self.fields]
        return not field.partner or names.index(field.name) < names.index(field.partner)

    def record(self, row: Mapping[str, Any]) -> Record:
        """The record of one row: column (or field) -> anything that can be written down."""
        read = {field.name: field.read(row) for field in self.fields}
        made: dict[str, Hashable] = {}
        for field in self.fields:
            own = read[field.name]
            if field.partner:
                if own is not None or read[field.partner] is not None:
                    made[field.name] = Both(own, read[field.partner])
            elif own is not None:
                made[field.name] = own
        return MappingProxyType(made)

    def records(self, rows: Iterable[Mapping[str, Any]]) -> list[Record]:
        """A record for every row, in order."""
        return [self.record(row) for row in rows]


def kind_of(word: str) -> Kind:
    """The kind of that name. Raises: SchemaError: there is none, or it is never compared."""
    _refuse_never((word,))
    try:
        return Kind(word.strip().lower())
    except ValueError:
        raise SchemaError(f"There is no kind of evidence called {word}. Choose from {', '.join(Kind)}.") from None


def with_partners(fields: Sequence[Field]) -> list[Field]:
    """The same fields; the one given name and the one surname, and the two streets, know each other."""
    given = [one for one in fields if one.kind == Kind.GIVEN]
    family = [one for one in fields if one.kind == Kind.FAMILY]
    streets = [one for one in fields if one.kind == Kind.STREET]
    partner: dict[str, str] = {}
    for pair in ([*given, *family] if len(given) == len(family) == 1 else [], streets if len(streets) == 2 else []):
        if pair:
            partner |= {pair[0].name: pair[1].name, pair[1].name: pair[0].name}
    return [Field(one.name, one.kind, one.columns, partner.get(one.name, one.partner)) for one in fields]


def own(value: Any) -> Any:
    """The value of the field itself, without its partner's."""
    return value.own if isinstance(value, Both) else value


def _refuse_never(names: Iterable[str]) -> None:
    for name in names:
        words = set(re.split(r"[^a-z]+", name.lower()))
        if found := words & NEVER:
            what = min(found)
            raise SchemaError(
                f"{name} cannot be compared: {what}, as others see it, never counts for or against anybody."
            )
