"""Probabilities that mean what they say.

Without labels, the chance that two records are of one person (`prior`), that they are of one household (`kin`), how
often people move, and how often each level is met are those under which the model expects exactly the matches that it
finds (expectation maximisation over the weighed pairs; all others count as strangers). With labels, from generated
people only, slope and offset are fitted by logistic regression on the weight (Platt 1999).
"""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from watchward.identify.batch import Weighed
from watchward.identify.compare import Kind
from watchward.identify.model.card import LEAST_M, Card, FieldCard, LevelWeight

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
ROUNDS: Final = 60
LEAST_ALIKE: Final = 0.04  # twins and namesakes are taken for one person before they are learned as two
HELD: Final = 5.0  # pairs' worth of trust in what was learned before
LEAST: Final = 1e-12


def refined(card: Card, weighed: Weighed, possible: float) -> tuple[Card, Weighed]:
    """The card under which these pairs are likeliest, and the pairs weighed with it.

    Args:    weighed: the candidates, weighed with `card`.  possible: how many pairs there are, candidates or not.
    Learned: `prior`, `kin`, `moved`, and `m` of every level; `u` and frequencies stay as they are.
    """
    if not len(weighed.levels.T) or possible < 1:
        return card, weighed
    for _ in range(ROUNDS):
        before = card.prior, card.moved
        card, weighed = _once(card, weighed, possible)
        if abs(card.prior - before[0]) <= 1e-4 * card.prior and abs(card.moved - before[1]) <= 1e-4:
            break
    return card, weighed


def _once(card: Card, weighed: Weighed, possible: float) -> tuple[Card, Weighed]:
    """One round: how likely each pair is of one person, of one household, and moved; then the shares that follow."""
    every, home, kin = weighed.sums(card)
    at_home = np.exp2(np.clip(home, -100, 200)) * (1 - card.moved)
    stayed = at_home / (at_home + card.moved) if card.moved else np.ones(len(home))
    ratio = np.exp2(np.clip(every - home, -200, 300)) * (at_home + card.moved)
    same, shared = card.prior * ratio, card.kin * np.exp2(np.clip(kin, 0, 200))
    whole = same + shared + (1 - card.prior - card.kin)
    likely, says_home = same / whole, home != 0
    prior = max(float(likely.sum()) / possible, LEAST)
    kin_share = min(float((shared / whole)[kin > 4].sum()) / possible, 0.1) if card.kin else 0.0
    moved = card.moved
    if moved and says_home.any():
        moved = float((likely * (1 - stayed))[says_home].sum() / max(likely[says_home].sum(), 1.0))
        moved = min(max(moved, 1e-4), 0.9)
    alike = _alike(card, weighed, shared / whole) if kin_share else card.alike
    fields, bits = [], weighed.bits.copy()
    for row, field in enumerate(card.fields):
        found = weighed.levels[row]
        new = _levels(field, found, likely * stayed if field.field.is_home else likely)
        change = [b.bits - a.bits for a, b in zip(field.levels, new.levels, strict=True)]
        bits[row] += np.array([*change, 0.0], np.float32)[found]
        fields.append(new)
    card = replace(card, prior=prior, kin=kin_share, alike=alike, moved=moved, fields=tuple(fields))
    return card, Weighed(weighed.levels, bits)


def _alike(card: Card, weighed: Weighed, kin: Floats) -> float:
    """How often two of one household share a name or a birthday, from how likely each pair is of such two."""
    many = shared = 0.0
    for row, field in enumerate(card.fields):
        if field.field.is_alike and field.kind != Kind.NAMES:
            says = weighed.levels[row] >= 0
            chance = card.alike * np.exp2(weighed.bits[row][says].astype(np.float64))
            many += float(kin[says].sum())
            shared += float((kin[says] * chance / (1 - card.alike + chance)).sum())
    return min(max(shared / max(many, 1.0), LEAST_ALIKE), 0.1)


def _levels(field: FieldCard, found: NDArray[np.int8], likely: Floats) -> FieldCard:
    """`m` from how likely the pairs on each level are of one person, held to what it was by a few pairs' worth."""
    says = found >= 0
    many = np.bincount(found[says], likely[says], len(field.levels))
    before = np.array([level.m for level in field.levels])
    shares = (many + HELD * before) / (many.sum() + HELD)
    levels = zip(field.levels, shares.tolist(), strict=True)
    return replace(field, levels=tuple(LevelWeight(level.name, max(m, LEAST_M), level.u) for level, m in levels))


def with_slope(card: Card, weight: Floats, is_same: Bools, rounds: int = 50) -> Card:
    """The card with slope and offset fitted to pairs whose truth is known (Newton steps, a little held to slope 1)."""
    design = np.column_stack([weight, np.ones(len(weight))]) * np.log(2)
    beta, held = np.array([1.0, 0.0]), np.diag([1.0, 0.01])
    for _ in range(rounds):
        guess = 1 / (1 + np.exp(-np.clip(design @ beta, -50, 50)))
        gradient = design.T @ (is_same - guess) - held @ (beta - [1.0, 0.0])
        hessian = (design * (guess * (1 - guess))[:, None]).T @ design + held
        step = np.linalg.solve(hessian, gradient)
        beta = beta + np.clip(step, -0.5, 0.5)
        if np.abs(step).max() < 1e-7:
            break
    return replace(card, slope=float(beta[0]), offset=float(beta[1]))


def probabilities(card: Card, weight: Floats) -> Floats:
    """As `weigh.probability`, for many."""
    return np.asarray(1 / (1 + np.exp2(-np.clip(card.slope * weight + card.offset, -60, 60))))


def calibration_error(probability: Floats, is_same: Bools, bins: int = 20) -> float:
    """Expected calibration error, 0 to 1: how far shares of true pairs lie from the probability said, by equal bands,
    weighted by pairs (Naeini et al. 2015)."""
    place = np.minimum((probability * bins).astype(np.int64), bins - 1)
    said, true = np.bincount(place, probability, bins), np.bincount(place, is_same, bins)
    return float(np.abs(said - true).sum()) / max(len(probability), 1)
