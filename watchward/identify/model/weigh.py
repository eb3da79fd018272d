"""The weighing of a pair: a prior and one weight for each field, in bits (log2 of a likelihood ratio), with words.

    weight = log2(prior / (1 - prior)) + the fields' weights + what a move explains - what a shared household explains

A field's weight is log2(m / u) of its level, corrected by how common the agreed value is (log2(u / frequency)).
House, street, town and postcode change together when somebody moves (`moved` of the card): however many of them differ,
together they count no more against a pair than a move would. People of one household share surname and address; where
that is common enough (`kin`), it takes away from those fields: the odds are held against "strangers" and "of one
household" alike, where twins share a birthday and namesakes a name (`alike`).
Source: Fellegi and Sunter 1969; the correction by frequency as in Winkler 1988 and Splink's documentation.
"""

import math
from dataclasses import dataclass
from typing import Any, Final

from watchward.identify.compare import DISAGREED, MISSING, Kind, level_of
from watchward.identify.evidence import Record, own
from watchward.identify.model.card import Card, FieldCard

SURNAME: Final = "part"  # the level of whole names that a shared surname makes
NEVER_MORE: Final = 40.0  # bits that one field can count


@dataclass(frozen=True, slots=True)
class Part:
    """What one field says of a pair; `weight` in bits, 0 where either says nothing."""

    field: str
    level: int
    name: str
    label: str
    words: str
    weight: float

    def to_dict(self) -> dict[str, Any]:
        """For the API."""
        return {"field": self.field, "level": self.name, "label": self.label, "words": self.words,
                "weight": round(self.weight, 2)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """A pair weighed. `prior`, `move` and `household` in bits; `probability` calibrated, 0 to 1."""

    parts: tuple[Part, ...]
    prior: float
    move: float
    household: float
    weight: float
    probability: float

    def reasons(self) -> list[Part]:
        """What counts, the weightiest first, for or against."""
        return sorted((one for one in self.parts if one.weight), key=lambda one: -abs(one.weight))

    def to_dict(self) -> dict[str, Any]:
        """For the API: the steps of a waterfall from the prior to the total."""
        return {"probability": round(self.probability, 6), "weight": round(self.weight, 2),
                "prior": round(self.prior, 2), "move": round(self.move, 2), "household": round(self.household, 2),
                "parts": [one.to_dict() for one in self.parts]}  # fmt: skip


def compare(card: Card, one: Record, other: Record) -> Comparison:
    """Weigh two records. The result depends on the two and the card only, and not on which comes first."""
    leaders = leading(card)
    parts = tuple(_part(field, one, other, field.name in leaders) for field in card.fields)
    by_field = list(zip(card.fields, parts, strict=True))
    home = sum(part.weight for field, part in by_field if field.field.is_home)
    kin = sum(_kin_bits(card, field, part) for field, part in by_field)
    prior, move, household = odds_bits(card.prior), move_bits(card, home), household_bits(card, kin)
    weight = prior + move + household + sum(part.weight for part in parts)
    return Comparison(parts, prior, move, household, weight, probability(card, weight))


def leading(card: Card) -> frozenset[str]:
    """The fields that tell of a swap with their partner: the first of each two, and all without one."""
    names = card.names
    return frozenset(
        one.name for one in card.fields if not one.partner or names.index(one.name) < names.index(one.partner)
    )


def odds_bits(share: float) -> float:
    """log2 of the odds of a share."""
    kept = min(max(share, 1e-12), 1 - 1e-9)
    return math.log2(kept / (1 - kept))


def move_bits(card: Card, home: float) -> float:
    """What "they have moved" gives back, in bits, for homes that weigh `home` (negative where they differ)."""
    if not card.moved or not home:
        return 0.0
    return math.log2(card.moved + (1 - card.moved) * 2 ** max(home, -200.0)) - home


def alike_bits(card: Card, weight: float) -> float:
    """What a field that counts `weight` says of two people of one household, who share it now and then."""
    return math.log2(1 - card.alike + card.alike * 2 ** min(weight, NEVER_MORE)) if weight else 0.0


def _kin_bits(card: Card, field: FieldCard, part: Part) -> float:
    """What a field says of two people of one household: all of what they share, little of what only twins share."""
    if field.field.is_kin or (field.kind == Kind.NAMES and part.name == SURNAME):
        return part.weight
    return alike_bits(card, part.weight) if field.field.is_alike else 0.0


def household_bits(card: Card, kin: float) -> float:
    """What "two people of one household" explains away, in bits, 0 or less; `kin` is the weight of what they share."""
    if not card.kin or kin <= 0:
        return 0.0
    return -math.log2(1 - card.kin + card.kin * 2 ** min(kin, 200.0))


def probability(card: Card, weight: float) -> float:
    """The calibrated probability of a weight in bits."""
    bent = min(max(card.slope * weight + card.offset, -60.0), 60.0)
    return 1 / (1 + 2**-bent)


def weigh_field(field: FieldCard, one: object, other: object, *, is_leader: bool = True) -> tuple[int, float]:
    """(level, weight in bits) of two prepared values; (MISSING, 0.0) if either says nothing."""
    level = level_of(field.kind, one, other, is_leader=is_leader)
    return (MISSING, 0.0) if level == MISSING else (level, level_bits(field, one, other, level))


def level_bits(field: FieldCard, one: object, other: object, level: int) -> float:
    """The weight of a level that was found, with the frequency of what agrees."""
    says = field.field.comparer.levels[level]
    learned = field.levels[level]
    bits = learned.bits
    if says.tf and field.rare and says.name != "swapped":
        chance = field.field.comparer.chance(own(one), own(other), level, field.frequency)
        if chance:
            base = field.levels[0].u if says.of_same else learned.u
            corrected = bits + says.tf * math.log2(max(base, 1e-9) / chance)
            bits = max(corrected, min(bits, 0.0)) if says.label != DISAGREED else corrected
    return min(bits, NEVER_MORE)


def _part(field: FieldCard, one: Record, other: Record, is_leader: bool) -> Part:
    level, weight = weigh_field(field, one.get(field.name), other.get(field.name), is_leader=is_leader)
    if level == MISSING:
        return Part(field.name, level, "missing", "missing", "one of the two says nothing", 0.0)
    says = field.field.comparer.levels[level]
    return Part(field.name, level, says.name, says.label, says.words, weight)
