"""A whole file at once: which records are of one person. Block, weigh, calibrate, put together.

    schema = Schema.of({"first_name": "given", "surname": "family", "dob": "date"})
    found = link(schema.records(rows), schema)         # learns from the file itself, without labels
    found.labels                                       # for each row, the first row of the same person
    found.explain(0).reasons()                         # why the first pair

With two lists of records, pairs are only sought across. Where each list says hardly anything twice, each record gets at
most one partner, and others that are as likely speak against a pair. A person decides what follows from it (G-05).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from watchward.identify.batch import Weighed, weigh_pairs
from watchward.identify.blocking import CAP, Candidates, candidates
from watchward.identify.clusters.batch import resolve
from watchward.identify.clusters.rule import Rule
from watchward.identify.evidence import Record, Schema
from watchward.identify.model.calibrate import probabilities, refined
from watchward.identify.model.card import Card, default
from watchward.identify.model.frequencies import fitted_to
from watchward.identify.model.learn import CannotLearn, learn
from watchward.identify.model.weigh import Comparison, compare
from watchward.identify.once import says_twice, sole_partners

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
LEAST_SHOWN: Final = 0.01  # probability from which a pair is in the result
LEAST_KEPT: Final = -60.0  # bits from which a pair counts in groups; all that were weighed, in practice


@dataclass(frozen=True, slots=True)
class Linked:
    """Pairs of places (`one` < `other`; in two lists the second is counted on from the first), likeliest first, with
    weight in bits and probability; `labels`: for each record the first of the same person; `said`: what a reader of
    the result has to know."""

    card: Card
    records: Sequence[Record]
    one: Ints
    other: Ints
    weight: Floats
    probability: Floats
    labels: Ints
    said: tuple[str, ...]

    def explain(self, at: int) -> Comparison:
        """Why pair number `at` has its weight, field by field."""
        return compare(self.card, self.records[int(self.one[at])], self.records[int(self.other[at])])

    @property
    def sure(self) -> NDArray[np.bool_]:
        """Pairs that end up as one person."""
        return np.asarray(self.labels[self.one] == self.labels[self.other], np.bool_)


def link(
    records: Sequence[Record], model: Schema | Card, *, other: Sequence[Record] | None = None, cap: int = CAP,
    what: str = "", seed: int = 1, different: Iterable[tuple[int, int]] = (),
) -> Linked:  # fmt: skip
    """Link one list of records, or two.

    Args:    model: a card, which is then used as it is; or a schema, for which one is learned from these very records
             (with Splink where it is installed, else from the card that ships, with the file's own frequencies).
             cap: how many records may share a key that is followed.  what, seed: for the learning.
             different: places of two records that a person judged to be two people; in one list only.
    Raises:  nothing for bad values: what cannot be read is missing.
    """
    everything = [*records, *(other or ())]
    sides = _sides(len(records), len(everything)) if other is not None else None
    schema = model.schema if isinstance(model, Card) else model
    found = candidates(schema, everything, cap=cap, sides=sides)
    said = [found.said()]
    card = model if isinstance(model, Card) else _first_card(records, model, other, what, seed, said)
    weighed = weigh_pairs(card, everything, found.one, found.other)
    if not isinstance(model, Card):
        card, weighed = refined(card, weighed, _possible(records, other))
    if sides is None:
        return _one_list(card, everything, found, weighed, said, different)
    return _two_lists(card, everything, found, weighed, sides, said)


def _first_card(
    records: Sequence[Record], schema: Schema, other: Sequence[Record] | None, what: str, seed: int, said: list[str]
) -> Card:
    try:
        card = learn(records, schema, other=other, what=what, seed=seed)
        said.append(f"The weights were learned from these records by {card.source.by}.")
        return card
    except CannotLearn as why:
        said.append(f"The weights are those that ship with the program. {why}")
        return fitted_to(default().for_schema(schema), [*records, *(other or ())])


def _one_list(
    card: Card, records: Sequence[Record], found: Candidates, weighed: Weighed, said: list[str],
    different: Iterable[tuple[int, int]],
) -> Linked:  # fmt: skip
    weight = weighed.weight(card)
    labels = _groups(card, len(records), found.one, found.other, weight, different)
    return _linked(card, records, found.one, found.other, weight, probabilities(card, weight), labels, said)


def _two_lists(
    card: Card, records: Sequence[Record], found: Candidates, weighed: Weighed, sides: NDArray[np.int8], said: list[str]
) -> Linked:
    weight = weighed.weight(card)
    one, other, probability = found.one, found.other, probabilities(card, weight)
    if says_twice(card, records, sides):
        labels = _groups(card, len(records), one, other, weight)
        return _linked(card, records, one, other, weight, probability, labels, said)
    said.append("Neither list says anybody twice, so that each record has one partner at most.")
    probability, partners = sole_partners(card, one, other, weight, sides)
    labels = np.arange(len(records))
    sure = partners & (probability >= card.threshold)
    labels[other[sure]] = one[sure]
    return _linked(card, records, one, other, weight, probability, labels, said)


def _groups(
    card: Card, records: int, one: Ints, other: Ints, weight: Floats, different: Iterable[tuple[int, int]] = ()
) -> Ints:
    """The first record of each record's group; pairs that speak against count too."""
    bits, rule = card.slope * weight + card.offset, Rule(threshold=card.threshold)
    kept = bits >= LEAST_KEPT
    whole = resolve((one[kept], other[kept], bits[kept]), rule=rule, records=np.arange(records), different=different)
    return np.asarray(whole.labels, np.int64)


def _linked(
    card: Card, records: Sequence[Record], one: Ints, other: Ints, weight: Floats, probability: Floats, labels: Ints,
    said: list[str],
) -> Linked:  # fmt: skip
    kept = np.flatnonzero((probability >= LEAST_SHOWN) | (labels[one] == labels[other]))
    order = kept[np.lexsort((other[kept], one[kept], -weight[kept], -probability[kept]))]
    parts = (one[order], other[order], weight[order], probability[order])
    return Linked(card, records, *parts, labels, tuple(said))


def _sides(first: int, whole: int) -> NDArray[np.int8]:
    return (np.arange(whole) >= first).astype(np.int8)


def _possible(records: Sequence[Record], other: Sequence[Record] | None) -> float:
    """How many pairs there are in all."""
    return float(len(records) * len(other)) if other is not None else len(records) * (len(records) - 1) / 2
