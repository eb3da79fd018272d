"""Two lists in which nobody stands twice: each record has one partner at most, so that rivals speak against a pair."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from watchward.identify.batch import weigh_pairs
from watchward.identify.blocking import candidates
from watchward.identify.evidence import Record
from watchward.identify.model.calibrate import probabilities
from watchward.identify.model.card import Card

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
OFTEN: Final = 0.05  # expected pairs inside a list for each of its records, from which somebody is said twice
NEVER_SURE: Final = 0.005  # of all records, at least so many are taken to have no partner at all
ROUNDS: Final = 30


def says_twice(card: Card, records: Sequence[Record], sides: NDArray[np.int8]) -> bool:
    """Whether either list probably says one in twenty of its people twice, by the weights of the same card."""
    for side in (0, 1):
        inside = [records[at] for at in np.flatnonzero(sides == side).tolist()]
        found = candidates(card.schema, inside)
        weight = weigh_pairs(card, inside, found.one, found.other).weight(card)
        if probabilities(card, weight).sum() > OFTEN * len(inside):
            return True
    return False


def sole_partners(
    card: Card, one: Ints, other: Ints, weight: Floats, sides: NDArray[np.int8]
) -> tuple[Floats, NDArray[np.bool_]]:
    """(probability of each pair, whether it is the likeliest of both its records).

    The odds of a pair are held against "neither has a partner" and against every rival of either record. The shares of
    records without a partner are those under which as many are expected as are found; at least `NEVER_SURE`.
    """
    odds = np.exp2(np.clip(card.slope * weight + card.offset, -100, 100))
    size, sizes = len(sides), np.maximum(np.bincount(sides, minlength=2), 1)
    alone, probability = np.array([0.5, 0.5]), odds
    for _ in range(ROUNDS):
        raised = odds / alone.prod()
        rivals = np.bincount(one, raised, size)[one] + np.bincount(other, raised, size)[other] - raised
        probability = raised / (1 + rivals)
        before, alone = alone, np.clip(1 - probability.sum() / sizes, NEVER_SURE, 1.0)
        if np.abs(alone - before).max() < 1e-5:
            break
    return probability, _best(one, other, probability, weight, size)


def _best(one: Ints, other: Ints, probability: Floats, weight: Floats, size: int) -> NDArray[np.bool_]:
    """Each record at most once, the likeliest pairs first."""
    taken, best = np.zeros(size, bool), np.zeros(len(one), bool)
    for at in np.lexsort((other, one, -weight, -probability)).tolist():
        a, b = one[at], other[at]
        if not taken[a] and not taken[b]:
            best[at] = taken[a] = taken[b] = True
    return best
