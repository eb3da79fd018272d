"""How two values of one kind are compared: ordered levels with plain words. One file per family of evidence.

This is the only definition of the levels: the live path, the batch and the learning all call these functions.
"""

from typing import Final

from watchward.identify.compare import bands, dates, names, numbers, places, sets, vehicles, words
from watchward.identify.compare.base import (
    AGREED,
    CLOSE,
    DISAGREED,
    MISSING,
    Both,
    Comparer,
    Frequency,
    Kind,
    Level,
)

__all__ = ["AGREED", "CLOSE", "COMPARERS", "DISAGREED", "MISSING", "Both", "Comparer", "Frequency", "Kind", "Level",
           "level_of"]  # fmt: skip

COMPARERS: Final[dict[Kind, Comparer]] = {
    Kind.GIVEN: names.GIVEN,
    Kind.FAMILY: names.FAMILY,
    Kind.NAMES: names.NAMES,
    Kind.DATE: dates.DATE,
    Kind.AGE: bands.AGE,
    Kind.HEIGHT: bands.HEIGHT,
    Kind.BUILD: words.BUILD,
    Kind.HAIR: words.HAIR,
    Kind.ACCENT: words.ACCENT,
    Kind.MARKS: words.MARKS,
    Kind.HOUSE: places.HOUSE,
    Kind.STREET: places.STREET,
    Kind.AREA: places.AREA,
    Kind.POSTCODE: places.POSTCODE,
    Kind.PLACE: places.POINT,
    Kind.TIME: numbers.TIME,
    Kind.VEHICLES: vehicles.VEHICLES,
    Kind.PHONES: numbers.PHONES,
    Kind.EMAILS: numbers.EMAILS,
    Kind.METHODS: sets.METHODS,
    Kind.GOODS: sets.GOODS,
    Kind.ASSOCIATES: sets.ASSOCIATES,
    Kind.CODE: words.CODE,
    Kind.TEXT: words.TEXT,
}


def level_of(kind: Kind, one: object, other: object, *, is_leader: bool = True) -> int:
    """The level of two prepared values, MISSING if either says nothing.

    Values with a partner (`Both`) are also tried crosswise. If both cross pairs agree where the straight ones differ,
    the first field of the two (`is_leader`) is on level `swapped` and the other is MISSING: one fact, counted once.
    """
    comparer = COMPARERS[kind]
    if not (isinstance(one, Both) and isinstance(other, Both)):
        return MISSING if one is None or other is None else comparer.level(one, other)
    straight = MISSING if one.own is None or other.own is None else comparer.level(one.own, other.own)
    if straight >= 0 and comparer.levels[straight].label != DISAGREED:
        return straight
    if _is_crossed(kind, one, other):
        return comparer.at("swapped") if is_leader else MISSING
    return straight


_SURE: Final = 2  # same, short form or typing error: the first levels of every kind that can be crossed
_PARTNER: Final = {Kind.GIVEN: Kind.FAMILY, Kind.FAMILY: Kind.GIVEN}  # others are mixed up with their own kind


def _is_crossed(kind: Kind, one: Both, other: Both) -> bool:
    """The same answer for both fields: crosswise, a name is compared as a given name, the more forgiving way."""
    if None in one or None in other:
        return False
    partner = COMPARERS[_PARTNER.get(kind, kind)]
    if partner.levels[partner.level(one.partner, other.partner)].label != DISAGREED:
        return False
    crosswise = COMPARERS[Kind.GIVEN if kind == Kind.FAMILY else kind]
    first, second = crosswise.level(one.own, other.partner), crosswise.level(one.partner, other.own)
    return max(first, second) <= _SURE
