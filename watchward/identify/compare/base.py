"""What every kind of evidence has in common: ordered levels, best first, each with plain words."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

MISSING: Final = -1  # the level of a field that one of two records says nothing of: its weight is exactly 0
LONGEST_TEXT: Final = 400  # characters of one value that are looked at; nobody's name is longer
MOST_VALUES: Final = 30  # aliases, cars or marks of one record that are looked at

AGREED, CLOSE, DISAGREED = "agreed", "close", "disagreed"


class Kind(StrEnum):
    """The kinds of evidence. Sex and ethnicity as perceived are not among them, and never will be."""

    GIVEN = "given"  # given names in a field of their own
    FAMILY = "family"  # surname in a field of its own
    NAMES = "names"  # whole names: one, or a set of aliases
    DATE = "date"  # of birth: whole, in part, or `c 1985`
    AGE = "age"  # years, or a band as judged by eye
    HEIGHT = "height"  # cm, feet and inches, or a band
    BUILD = "build"
    HAIR = "hair"
    ACCENT = "accent"
    MARKS = "marks"  # tattoos, scars, glasses: free text
    HOUSE = "house"  # number or name of a house
    STREET = "street"
    AREA = "area"  # suburb, town, county
    POSTCODE = "postcode"
    PLACE = "place"  # latitude and longitude, degrees
    TIME = "time"  # when something happened, or between when and when
    VEHICLES = "vehicles"  # registrations, `?` for what nobody could read
    PHONES = "phones"
    EMAILS = "emails"
    METHODS = "methods"  # codes of how it was done
    GOODS = "goods"
    ASSOCIATES = "associates"  # seen with: references or names
    CODE = "code"  # one value of a short list, an identifier
    TEXT = "text"  # anything else that is written down


@dataclass(frozen=True, slots=True)
class Level:
    """One step of agreement.

    `m` and `u` are only where learning starts: how often two records of one person, and of two different people, stand
    on this level (shares, 0 to 1). `tf` says how far the frequency of the agreed value counts: 1 wholly, 0 not at all.
    `of_same` says that this frequency is to be held against the first level's `u`, because it is that of values which
    are wholly the same.
    """

    name: str
    label: str
    words: str
    m: float
    u: float
    tf: float = 0.0
    of_same: bool = False


Frequency = Callable[[str], float]


def no_chance(one: Any, other: Any, level: int, frequency: Frequency) -> float | None:  # noqa: ARG001
    """For kinds whose agreement does not depend on how common the value is."""
    return None


def no_terms(value: Any) -> tuple[str, ...]:  # noqa: ARG001
    """For the same kinds: nothing to count."""
    return ()


@dataclass(frozen=True, slots=True)
class Comparer:
    """How values of one kind are read and compared.

    `prepare` takes what stands in a file or a record (text, numbers, lists) and gives something immutable that can be
    compared, or None for missing. `level` gives the place in `levels` for two prepared values. `terms` names what is
    counted to know how common a value is; `chance` says how often two people would agree on just this by accident,
    None where that is not asked. `keys` are what two records of one person probably share: to find candidates by.
    """

    levels: tuple[Level, ...]
    prepare: Callable[[object], Hashable | None]
    level: Callable[[Any, Any], int]
    keys: Callable[[Any], Iterable[str]]
    terms: Callable[[Any], tuple[str, ...]] = no_terms
    chance: Callable[[Any, Any, int, Frequency], float | None] = no_chance

    def at(self, name: str) -> int:
        """The place of a level by its name."""
        return next(place for place, one in enumerate(self.levels) if one.name == name)


class Both(NamedTuple):
    """A value together with that of the partner field, for fields that people fill in the wrong way round."""

    own: Any
    partner: Any


def texts(raw: object) -> list[str]:
    """What stands in a cell or a list, as separate texts: cut at `;`, `|` and line ends, empty ones left out."""
    if raw is None:
        return []
    if isinstance(raw, (list, tuple, set, frozenset)):
        parts = [one for each in raw for one in texts(each)]
    else:
        text = str(raw)[: LONGEST_TEXT * MOST_VALUES]
        for sign in "|\n\r":
            text = text.replace(sign, ";")
        parts = [one.strip()[:LONGEST_TEXT] for one in text.split(";")]
    return [one for one in parts if one and one.casefold() not in NOTHING][:MOST_VALUES]


def text(raw: object) -> str:
    """One value as text; empty if there is none."""
    return " ".join(texts(raw))[:LONGEST_TEXT]


NOTHING: Final = frozenset({"nan", "none", "null", "n/a", "na", "unknown", "not known", "-", "?", "nat", "<na>"})
