"""The model card: everything that a score depends on besides the two records. JSON that people can read.

For each field and level it holds `m` and `u`: how often two records of one person, and of two different people, stand
on that level (Fellegi and Sunter 1969). Beside them stand how common frequent values are, how likely two records picked
blindly are of one person, how the probability is calibrated, the threshold, and where all this was learned.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from watchward.identify.compare import Kind
from watchward.identify.evidence import Field, Schema
from watchward.kit.errors import Refused

FORMAT: Final = 1
LEAST_M, LEAST_U = 1e-4, 1e-8  # no level is impossible
FEWEST_HOLDERS: Final = 5  # a value that fewer records hold is not named in a card: it would be about somebody


class CardError(Refused):
    """A model card that cannot be read, with what to do."""


@dataclass(frozen=True, slots=True)
class LevelWeight:
    """One level of one field: shares among pairs of one person and among pairs of two."""

    name: str
    m: float
    u: float

    @property
    def bits(self) -> float:
        """The match weight, log2 of m to u, before the frequency of the value counts."""
        return math.log2(max(self.m, LEAST_M) / max(self.u, LEAST_U))


@dataclass(frozen=True, slots=True)
class FieldCard:
    """One field: its levels in the order of its kind, and how common its frequent values are."""

    name: str
    kind: Kind
    levels: tuple[LevelWeight, ...]
    partner: str = ""
    columns: tuple[str, ...] = ()
    terms: Mapping[str, float] = field(default_factory=dict)
    rare: float = 0.0  # the frequency of a value that is not in `terms`; 0: frequencies do not count

    def frequency(self, term: str) -> float:
        """The share of records that hold this value."""
        return self.terms.get(term, self.rare)

    @property
    def field(self) -> Field:
        """The field of the schema that this describes."""
        return Field(self.name, self.kind, self.columns, self.partner)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a card was learned, in words, when (ISO date), on how many records, and with what."""

    what: str
    when: str = ""
    records: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A whole model. `prior` is the chance that two records picked blindly are of one person; `kin` that they are of
    two people of one household; `alike` how often such two share a given name or a birthday; `moved` how often two
    records of one person are of two homes; `slope` and `offset` (bits) calibrate the probability."""

    version: str
    source: Source
    prior: float
    threshold: float
    fields: tuple[FieldCard, ...]
    kin: float = 0.0
    alike: float = 0.02
    moved: float = 0.0
    slope: float = 1.0
    offset: float = 0.0

    @property
    def schema(self) -> Schema:
        """The fields, ready to make records."""
        return Schema(tuple(one.field for one in self.fields))

    def field(self, name: str) -> FieldCard:
        """The part about one field. Raises: KeyError."""
        return {one.name: one for one in self.fields}[name]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields in order."""
        return tuple(one.name for one in self.fields)

    def for_schema(self, schema: Schema) -> "Card":
        """A card for other fields: each takes the weights of the field of its name and kind, else of its kind, else
        those with which learning starts. The source says so."""
        return replace(self, fields=tuple(_fitted(self, one) for one in schema))

    def to_json(self) -> str:
        """As it is stored: one line per level, weights in bits beside the shares."""
        return json.dumps(to_dict(self), indent=1, ensure_ascii=False) + "\n"


def starting(schema: Schema, *, records: int = 0) -> Card:
    """The card with which learning starts: shares from experience, nothing known of the file."""
    fields = tuple(_starting_field(one) for one in schema)
    prior = 1 / max(records, 1000)
    return Card(
        "start", Source("what learning starts from; nothing was learned"), prior, 0.5, fields, kin=prior / 2, moved=0.1
    )


def default() -> Card:
    """The card that ships with the product."""
    return _shipped()


@lru_cache(maxsize=1)
def _shipped() -> Card:
    path = files("watchward.identify.model") / "default.json"
    return from_json(path.read_text(encoding="utf-8"))


def _starting_field(one: Field) -> FieldCard:
    levels = tuple(LevelWeight(each.name, each.m, each.u) for each in one.comparer.levels)
    return FieldCard(one.name, one.kind, levels, one.partner, one.columns)


def _fitted(card: Card, wanted: Field) -> FieldCard:
    same_kind = [one for one in card.fields if one.kind == wanted.kind]
    found = next((one for one in same_kind if one.name == wanted.name), next(iter(same_kind), None))
    base = found or _starting_field(wanted)
    return replace(base, name=wanted.name, partner=wanted.partner, columns=wanted.columns)


def to_dict(card: Card) -> dict[str, Any]:
    """The card as plain values for JSON."""
    return {
        "format": FORMAT, "version": card.version,
        "source": {"what": card.source.what, "when": card.source.when, "records": card.source.records,
                   "by": card.source.by},
        "prior": card.prior, "kin": card.kin, "alike": card.alike, "moved": card.moved,
        "threshold": card.threshold,
        "calibration": {"slope": card.slope, "offset": card.offset},
        "fields": [_field_dict(one) for one in card.fields],
    }  # fmt: skip


def _field_dict(one: FieldCard) -> dict[str, Any]:
    says = {level.name: level.words for level in one.field.comparer.levels}
    return {
        "name": one.name, "kind": str(one.kind), "partner": one.partner, "columns": list(one.columns),
        "levels": [{"name": level.name, "says": says[level.name], "m": _short(level.m), "u": _short(level.u),
                    "bits": round(level.bits, 2)} for level in one.levels],
        "rare": _short(one.rare), "terms": {term: _short(share) for term, share in one.terms.items()},
    }  # fmt: skip


def _short(share: float) -> float:
    return float(f"{share:.5g}")


def from_json(text: str) -> Card:
    """Read a card. Raises: CardError: not JSON, another format, unknown kinds or levels, shares outside 0 to 1."""
    try:
        return _from_dict(json.loads(text))
    except CardError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as broken:
        raise CardError(f"This is not a model card of this program: {broken}. Learn one anew.") from broken


def _from_dict(found: dict[str, Any]) -> Card:
    if found["format"] != FORMAT:
        raise CardError(f"The model card has format {found['format']}; this program reads {FORMAT}. Learn one anew.")
    fields = tuple(_field_from(one) for one in found["fields"])
    source = Source(**{key: found["source"].get(key, "") for key in ("what", "when", "records", "by")})
    bent = found["calibration"]
    shares = {name: _share(found[name]) for name in ("prior", "threshold", "kin", "alike", "moved")}
    slope, offset = float(bent["slope"]), float(bent["offset"])
    card = Card(version=str(found["version"]), source=source, fields=fields, slope=slope, offset=offset, **shares)
    card.schema  # noqa: B018 (refuses fields that may not be compared)
    return card


def _field_from(found: dict[str, Any]) -> FieldCard:
    kind = Kind(found["kind"])
    levels = tuple(LevelWeight(one["name"], _share(one["m"]), _share(one["u"])) for one in found["levels"])
    terms = {str(term): _share(one) for term, one in found["terms"].items()}
    made = FieldCard(
        str(found["name"]), kind, levels, str(found["partner"]), tuple(found["columns"]), terms, _share(found["rare"])
    )
    wanted = [one.name for one in made.field.comparer.levels]
    if [one.name for one in levels] != wanted:
        raise CardError(f"The levels of {made.name} are not those of this program ({', '.join(wanted)}).")
    return made


def _share(value: object) -> float:
    share = float(str(value))
    if not 0 <= share <= 1:
        raise CardError(f"{share} is no share between 0 and 1.")
    return share
