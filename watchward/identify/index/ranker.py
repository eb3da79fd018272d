"""The weight of many stored records against one question: the same number as `compare` gives, without its words.

Candidates of one question are much alike (one surname, one town), so each line of a stored record is weighed once.
"""

from collections.abc import Callable, Hashable, Sequence

from watchward.identify.compare import COMPARERS, Both, Kind, level_of
from watchward.identify.evidence import Record
from watchward.identify.index.stored import value_of
from watchward.identify.model.card import Card, FieldCard
from watchward.identify.model.weigh import alike_bits, household_bits, leading, level_bits, move_bits, odds_bits

Weigh = Callable[[Sequence[str]], float]


class Ranker:
    """Weighs records of one card."""

    def __init__(self, card: Card) -> None:
        self.card = card
        self._prior = odds_bits(card.prior)
        self._leaders = leading(card)
        self._places = {one.name: at for at, one in enumerate(card.fields)}
        self._fields = [(one.name, one, one.field, _Bits(one)) for one in card.fields]

    def asked(self, record: Record) -> Weigh:
        """A function that gives the weight, in bits, of a stored record (as its lines) against this one."""
        card, prior = self.card, self._prior
        fields = [
            (self._weigh(field, bits, record[name]), kind.is_home, kind.is_kin, kind.is_alike)
            for name, field, kind, bits in self._fields
            if record.get(name) is not None
        ]

        def weight(lines: Sequence[str]) -> float:
            total = home = kin = 0.0
            for weigh, is_home, is_kin, is_alike in fields:
                bits = weigh(lines)
                total += bits
                home += bits if is_home else 0.0
                kin += bits if is_kin else alike_bits(card, bits) if is_alike else 0.0
            return prior + move_bits(card, home) + household_bits(card, kin) + total

        return weight

    def _weigh(self, field: FieldCard, bits: "_Bits", asked: Hashable) -> Weigh:
        """The weight of one field, remembered for each line."""
        if field.partner:
            return self._weigh_pair(field, bits, asked)
        known: dict[str, float] = {"": 0.0}
        place, kind, level = self._places[field.name], field.kind, COMPARERS[field.kind].level

        def alone(lines: Sequence[str]) -> float:
            line = lines[place]
            found = known.get(line)
            if found is None:
                value = value_of(kind, line)
                found = known[line] = bits.of(level(asked, value), asked, value)
            return found

        return alone

    def _weigh_pair(self, field: FieldCard, bits: "_Bits", asked: Hashable) -> Weigh:
        known: dict[tuple[str, str], float] = {}
        place, beside = self._places[field.name], self._places[field.partner]
        kind, other, is_leader = field.kind, self.card.fields[beside].kind, field.name in self._leaders

        def pair(lines: Sequence[str]) -> float:
            both = lines[place], lines[beside]
            found = known.get(both)
            if found is None:
                value = Both(_value(kind, both[0]), _value(other, both[1]))
                found = known[both] = bits.of(level_of(kind, asked, value, is_leader=is_leader), asked, value)
            return found

        return pair


class _Bits:
    """The weights of the levels of one field, worked out once where they do not depend on the values."""

    def __init__(self, field: FieldCard) -> None:
        self.field = field
        levels = COMPARERS[field.kind].levels
        fixed = [one for one in range(len(levels)) if not (levels[one].tf and field.rare)]
        self.fixed = {one: level_bits(field, None, None, one) for one in fixed} | {-1: 0.0}

    def of(self, level: int, one: Hashable, other: Hashable) -> float:
        """Bits of a level that two values are on."""
        found = self.fixed.get(level)
        return level_bits(self.field, one, other, level) if found is None else found


def _value(kind: Kind, line: str) -> Hashable | None:
    return value_of(kind, line) if line else None
