"""Many pairs weighed at once: the same levels and weights as `weigh.compare`, each pair of values only once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from watchward.identify.compare import MISSING, Both, Kind, level_of
from watchward.identify.compare.quick import plainly_different
from watchward.identify.evidence import Record
from watchward.identify.model.card import Card, FieldCard
from watchward.identify.model.weigh import SURNAME, leading, level_bits, odds_bits

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weighed:
    """For each pair: the level (-1 missing) and the weight in bits of each field; both arrays are fields x pairs."""

    levels: NDArray[np.int8]
    bits: NDArray[np.float32]

    def sums(self, card: Card) -> tuple[Floats, Floats, Floats]:
        """(all fields, those of the home, those of a household), bits for each pair."""
        home = np.array([one.field.is_home for one in card.fields], bool)
        kin = np.zeros(self.bits.shape[1])
        for row, field in enumerate(card.fields):
            kin += self._kin(card, field, row)
        return _sum(self.bits), _sum(self.bits[home]), kin

    def _kin(self, card: Card, field: FieldCard, row: int) -> Floats:
        """As `weigh` has it: all of what a household shares, little of what only twins and namesakes share."""
        bits = np.asarray(self.bits[row], np.float64)
        if field.field.is_kin:
            return bits
        if not field.field.is_alike:
            return np.zeros(len(bits))
        alike = np.asarray(np.log2(1 - card.alike + card.alike * np.exp2(bits)), np.float64)
        if field.kind != Kind.NAMES:
            return alike
        surname = self.levels[row] == field.field.comparer.at(SURNAME)
        return np.where(surname, bits, alike)

    def weight(self, card: Card) -> Floats:
        """The total in bits, as `weigh.compare` gives it."""
        every, home, kin = self.sums(card)
        explained = 1 - card.kin + card.kin * np.exp2(np.clip(kin, 0, 200))
        total = odds_bits(card.prior) + every - np.where(kin > 0, np.log2(explained), 0.0)
        if card.moved:
            moved = np.log2(card.moved + (1 - card.moved) * np.exp2(np.clip(home, -200, 1000))) - home
            total = total + np.where(home != 0, moved, 0.0)
        return np.asarray(total, np.float64)


def _sum(bits: NDArray[np.float32]) -> Floats:
    total: Floats = bits.sum(axis=0, dtype=np.float64)
    return total


@dataclass(frozen=True, slots=True)
class Coded:
    """The values of one field, each once, and which of them every record has (-1: none)."""

    values: list[object]
    codes: Ints


def coded(records: Sequence[Record], name: str) -> Coded:
    """The values of a field as numbers."""
    numbers: dict[object, int] = {}
    codes = np.empty(len(records), np.int64)
    for place, record in enumerate(records):
        value = record.get(name)
        codes[place] = -1 if value is None else numbers.setdefault(value, len(numbers))
    return Coded(list(numbers), codes)


def weigh_pairs(card: Card, records: Sequence[Record], one: Ints, other: Ints) -> Weighed:
    """Weigh pairs of places in `records`."""
    leaders = leading(card)
    levels = np.full((len(card.fields), len(one)), MISSING, np.int8)
    bits = np.zeros((len(card.fields), len(one)), np.float32)
    for row, field in enumerate(card.fields):
        levels[row], bits[row] = _field(field, coded(records, field.name), one, other, field.name in leaders)
    return Weighed(levels, bits)


def field_levels(field: FieldCard, values: Sequence[object], one: Ints, other: Ints, leads: bool) -> NDArray[np.int8]:
    """The level of each pair of places in `values`; the same as `level_of` for each."""
    last = np.int8(len(field.levels) - 1)
    plain = _plainly_different(field.kind, values, one, other)
    levels = np.full(len(one), last, np.int8)
    left = np.flatnonzero(~plain)
    pairs = zip(one[left].tolist(), other[left].tolist(), strict=True)
    levels[left] = [level_of(field.kind, values[a], values[b], is_leader=leads) for a, b in pairs]
    return levels


def _plainly_different(kind: Kind, values: Sequence[object], one: Ints, other: Ints) -> NDArray[np.bool_]:
    """As `plainly_different`; with a partner only where the values differ crosswise too."""
    if not any(isinstance(value, Both) for value in values):
        return plainly_different(kind, values, one, other)
    both = [value for value in values if isinstance(value, Both)]
    texts = _Pool([value.own for value in both] + [value.partner for value in both])
    mine, partners = texts.places[: len(both)], texts.places[len(both) :]
    full = (mine >= 0) & (partners >= 0)
    found = full[one] & full[other]
    crosswise = Kind.GIVEN if kind == Kind.FAMILY else kind
    for how, first, second in ((kind, mine, mine), (crosswise, mine, partners)):
        left = np.flatnonzero(found)
        found[left] = plainly_different(how, texts.values, first[one[left]], second[other[left]])
    return found


class _Pool:
    """Distinct values, and the place of each given one among them (-1 for None)."""

    def __init__(self, given: Sequence[object]) -> None:
        known: dict[object, int] = {}
        self.places = np.array([-1 if one is None else known.setdefault(one, len(known)) for one in given], np.int64)
        self.values = list(known)


def _field(field: FieldCard, held: Coded, one: Ints, other: Ints, leads: bool) -> tuple[NDArray[np.int8], Floats]:
    first, second = held.codes[one], held.codes[other]
    low, high = np.minimum(first, second), np.maximum(first, second)
    levels, bits = np.full(len(one), MISSING, np.int8), np.zeros(len(one))
    both = np.flatnonzero(low >= 0)
    width = len(held.values) or 1
    unique, where = np.unique(low[both] * width + high[both], return_inverse=True)
    few, many = unique // width, unique % width
    found = field_levels(field, held.values, few, many, leads)
    weights = np.array([*(level.bits for level in field.levels), 0.0])[found]
    for at in np.flatnonzero((found >= 0) & (found < len(field.levels) - 1)).tolist():
        weights[at] = level_bits(field, held.values[few[at]], held.values[many[at]], int(found[at]))
    levels[both], bits[both] = found[where], weights[where]
    return levels, bits
