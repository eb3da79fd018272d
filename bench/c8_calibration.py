"""C8: what the card that ships says is so: of pairs said to be 90 % likely, 90 in 100 are of one person."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from bench.inside.default_card import PRODUCT, weighed
from bench.results import Number
from watchward.identify.evidence import Schema
from watchward.identify.model.calibrate import calibration_error, probabilities
from watchward.identify.model.card import Card, default

SEEDS, QUICK = (7_811, 7_821, 7_831), (31,)  # never used to learn, to calibrate or to choose
SHOWN, TOP = 0.01, 0.999
ERROR_GOAL, TOP_GOAL = 0.02, 0.999
HOW = "python -m bench --only C8"


def measure(*, quick: bool = False) -> Iterator[Number]:
    """Over the pairs that somebody would be shown (1 % and more), and over the surest band."""
    card = default().for_schema(Schema.of(PRODUCT))
    people = {"people": 1_000} if quick else {}
    towns = [weighed(card, seed, **people) for seed in (QUICK if quick else SEEDS)]
    weight, same = (np.concatenate(one) for one in zip(*towns, strict=True))
    said = probabilities(card, weight)
    shown, top = said >= SHOWN, said >= TOP
    error, right = calibration_error(said[shown], same[shown]), float(same[top].mean()) if top.any() else 1.0
    plain = calibration_error(probabilities(_uncalibrated(), weight)[shown], same[shown])
    about = f"{len(towns)} unseen generated towns, the card that ships"
    yield Number(
        id="C8", what=f"Expected calibration error: {about}", goal=f"<= {ERROR_GOAL}", value=round(error, 4),
        baseline=f"{int(shown.sum()):,} pairs shown; {plain:.4f} without calibration", unit="",
        holds=error <= ERROR_GOAL, how=HOW, gross=error > 0.2,
    )  # fmt: skip
    yield Number(
        id="C8", what=f"Precision of pairs at p >= {TOP}: {about}", goal=f">= {TOP_GOAL}", value=round(right, 5),
        baseline=f"{int(top.sum()):,} pairs, {int((top & ~same).sum())} wrong; they hold "
        f"{100 * (top & same).sum() / max(same.sum(), 1):.0f} % of the true ones compared", unit="",
        holds=right >= TOP_GOAL, how=HOW, gross=right < 0.9,
    )  # fmt: skip


def _uncalibrated() -> Card:
    return replace(default(), slope=1.0, offset=0.0)
