"""Weights from incidents of which the series are known: a logistic fit whose curves can only fall, in bits.

Learning starts from a card, the one that ships if no other is named, and leaves it only as far as what is known says:
a partnership knows few series, and a town is more like other towns than like the accidents of sixty known pairs.
Nearer can never count less than farther, sharing a code never against: the fit is held to that, because a few hundred
known pairs would otherwise teach accidents. Each factor is then shifted so that its mean ratio among pairs of strangers
is 1, which makes its bits a likelihood ratio and silence worth nothing.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from watchward.identify.series.card import KNOTS, OTHER_CODES, ChainWeight, CodeWeight, SeriesCard, along
from watchward.identify.series.card import bits_by_factor as bits_of
from watchward.identify.series.chain import chain_bits
from watchward.identify.series.factors import GAP, HOUR, PLACE, Factors, factors, pairs
from watchward.identify.series.incidents import Columns, Floats, Ints

PULL, PULL_TO_CARD = 3.0, 30.0  # of every weight towards 0 and towards those of a card, in squared nats
MOST_PER_BIT: Final = 1.5
FEWEST_PAIRS: Final = 20  # known pairs of one series; fewer teach nothing
THRESHOLD: Final = 0.35  # of proposals: on generated towns seven in ten of their links are true
WEIGHTS: Final = ("per_bit", "differ", "offset")
Flags = npt.NDArray[np.bool_]


class TooFewError(ValueError):
    """So few pairs are known to be of one series that nothing can be learned."""


@dataclass(frozen=True, slots=True)
class _Design:
    """Columns of the fit with their bounds, and which factor each belongs to. Silence is 0 in all of a factor."""

    matrix: Floats
    bounds: tuple[tuple[float | None, float | None], ...]
    names: tuple[str, ...]


def learn(
    table: Columns, series: Mapping[str, Collection[str]], *, version: str = "learned", source: str = "",
    held_out: Collection[str] = (), start: SeriesCard | None = None,
) -> SeriesCard:  # fmt: skip
    """Learn a card.

    Args:    series: reference of an incident -> the series (or offenders) that it is known to belong to. An incident
             that is not named, or is held out, teaches nothing, though its likeness to others may carry a chain.
             start: the card that learning leaves only for good reason; None starts from nothing.
    Raises:  TooFewError: fewer than 20 pairs are known to be of one series.
    """
    one, other, _left_out = pairs(table)
    known = np.array([ref in series and ref not in set(held_out) for ref in table.refs], np.bool_)
    taught = known[one] & known[other]
    truth = _truth(table.refs, series, one[taught], other[taught])
    if int(truth.sum()) < FEWEST_PAIRS:
        raise TooFewError(f"Only {int(truth.sum())} pairs are known to be of one series; {FEWEST_PAIRS} are needed.")
    found = factors(table, one, other)
    design = _design(_taken(found, taught))
    prior = float(truth.mean())
    began = np.zeros(len(design.names)) if start is None else _weights_of(start, design.names)
    fitted = _fit(design, truth, began, PULL if start is None else PULL_TO_CARD)
    card = _card(fitted, design, _taken(found, taught), truth, prior, version, source)
    direct = card.prior_bits + np.sum(list(bits_of(card, found).values()), axis=0)
    chained = chain_bits(len(table), one, other, direct)
    return _with_chain(card, direct[taught], chained[taught], truth)


def _truth(refs: Sequence[str], series: Mapping[str, Collection[str]], one: Ints, other: Ints) -> Flags:
    of = [frozenset(series.get(ref, ())) for ref in refs]
    return np.array([bool(of[left] & of[right]) for left, right in zip(one.tolist(), other.tolist(), strict=True)])


def _taken(found: Factors, which: Flags) -> Factors:
    return Factors(
        found.metres[which], found.as_near[which], found.days[which], found.hours[which],
        {name: many[which] for name, many in found.shared.items()},
        {name: many[which] for name, many in found.differ.items()},
    )  # fmt: skip


def _design(found: Factors) -> _Design:
    parts: list[Floats] = []
    bounds: list[tuple[float | None, float | None]] = []
    names: list[str] = []
    for name, values in ((PLACE, found.as_near), (GAP, found.days), (HOUR, found.hours)):
        steps = len(KNOTS[name]) - 1
        passed = np.clip(along(name, values)[:, None] - np.arange(steps), 0.0, 1.0)  # how far along each stretch
        said = ~np.isnan(values)
        parts.append(np.where(said[:, None], np.column_stack([said, passed]), 0.0))
        bounds += [(None, None), *[(None, 0.0)] * steps]
        names += [name] * (steps + 1)
    for name, shared in found.shared.items():
        said = ~np.isnan(shared)
        parts.append(np.where(said[:, None], np.column_stack([shared, found.differ[name]]), 0.0))
        bounds += [(0.0, MOST_PER_BIT * math.log(2)), (None, 0.0)]
        names += [name] * 2
    return _Design(np.hstack(parts), tuple(bounds), tuple(names))


def _weights_of(card: SeriesCard, names: Sequence[str]) -> Floats:
    """The weights of a card, laid out as the design of a fit has them, in nats."""
    found: list[float] = []
    for name in dict.fromkeys(names):
        if name in KNOTS:
            found += [card.curves[name][0], *np.diff(card.curves[name]).tolist()]
        else:
            found += [card.weight_of(name).per_bit, card.weight_of(name).differ]
    return np.array(found) * math.log(2)


def _fit(design: _Design, truth: Flags, start: Floats, pull: float) -> Floats:
    """Weights in nats, the first is the constant; the others are pulled to where they start."""
    rows = np.column_stack([np.ones(len(truth)), design.matrix])
    goal = truth.astype(np.float64)

    def loss(weights: Floats) -> tuple[float, Floats]:
        nats = rows @ weights
        off = 1 / (1 + np.exp(-nats)) - goal
        pulled = np.r_[0.0, weights[1:] - start]
        value = float((np.logaddexp(0.0, nats) - goal * nats).sum() + pull / 2 * (pulled @ pulled))
        return value, rows.T @ off + pull * pulled

    first = np.r_[math.log(goal.mean() / (1 - goal.mean())), start]
    done = minimize(loss, first, jac=True, method="L-BFGS-B", bounds=[(None, None), *design.bounds])
    return np.asarray(done.x, np.float64)


def _card(
    weights: Floats, design: _Design, found: Factors, truth: Flags, prior: float, version: str, source: str
) -> SeriesCard:  # fmt: skip
    per_factor: dict[str, Floats] = {
        name: weights[1:][[each == name for each in design.names]] / math.log(2) for name in dict.fromkeys(design.names)
    }
    curves = {name: tuple(np.r_[0.0, np.cumsum(per_factor[name][1:])].tolist()) for name in KNOTS}
    codes = {name: CodeWeight(float(per_factor[name][0]), float(per_factor[name][1])) for name in found.shared}
    raw = SeriesCard(version, source, prior, THRESHOLD, curves, codes)
    shifts = {
        name: _shift(many, said)
        for (name, many), said in zip(bits_of(raw, _taken(found, ~truth)).items(), _said(found, ~truth), strict=True)
    }
    return SeriesCard(
        version, source, prior, THRESHOLD,
        {name: tuple(bits - shifts[name] for bits in curve) for name, curve in curves.items()},
        _with_rest({name: CodeWeight(one.per_bit, one.differ, -shifts[name]) for name, one in codes.items()}),
    )  # fmt: skip


def _said(found: Factors, which: Flags) -> list[Flags]:
    return [~np.isnan(many[which]) for many in (found.as_near, found.days, found.hours, *found.shared.values())]


def _shift(bits: Floats, said: Flags) -> float:
    """Log2 of the mean ratio among strangers who say something."""
    return float(np.log2(np.exp2(bits[said]).mean())) if bool(said.any()) else 0.0


def _with_rest(codes: Mapping[str, CodeWeight]) -> dict[str, CodeWeight]:
    """And for a field that was not there to learn from: the mean of those that were."""
    many = list(codes.values()) or [CodeWeight(0.3, -0.3)]
    mean = CodeWeight(*(float(np.mean([getattr(one, name) for one in many])) for name in WEIGHTS))
    return {**codes, OTHER_CODES: mean}


def _with_chain(card: SeriesCard, direct: Floats, chained: Floats, truth: Flags) -> SeriesCard:
    """How much the ways through others count, and both together calibrated."""
    goal = truth.astype(np.float64)
    rows = np.column_stack([np.ones(len(goal)), direct, chained]) * math.log(2)

    def loss(weights: Floats) -> tuple[float, Floats]:
        nats = rows @ weights
        off = 1 / (1 + np.exp(-nats)) - goal
        return float((np.logaddexp(0.0, nats) - goal * nats).sum()), rows.T @ off

    done = minimize(loss, np.array([0.0, 1.0, 0.0]), jac=True, method="L-BFGS-B",
                    bounds=[(None, None), (0.0, None), (0.0, None)])  # fmt: skip
    offset, slope, weight = (float(one) for one in done.x)
    return SeriesCard(
        card.version, card.source, card.prior, card.threshold, card.curves, card.codes,
        ChainWeight(slope, weight, offset),
    )  # fmt: skip
