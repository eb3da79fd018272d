"""The card of a series model: what each factor is worth in bits. JSON that people can read.

A pair's direct weight is the sum of its factors: a curve each for how near, the days and the hours between them,
and for each field of codes so many bits for each bit of surprise that both share, or a price where they differ. Every
factor is a likelihood ratio: 0 bits where nothing is said, and over pairs of strangers its mean ratio is 1.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import numpy as np

from watchward.identify.series.factors import GAP, HOUR, PLACE, Factors
from watchward.identify.series.incidents import Floats
from watchward.kit.errors import Refused

FORMAT: Final = 1
KNOTS: Final[Mapping[str, tuple[float, ...]]] = {
    PLACE: (0.001, 0.004, 0.016, 0.0625, 0.25, 0.5, 1.0),  # the share of pairs that are as near
    GAP: (0.0, 1.0, 7.0, 30.0, 90.0, 365.0),  # days
    HOUR: (0.0, 2.0, 6.0, 12.0),  # hours of the day
}
UNITS: Final = {PLACE: "share of all pairs that are as near", GAP: "days", HOUR: "hours of the day"}
OTHER_CODES: Final = "any other field"


class SeriesCardError(Refused):
    """A card that cannot be read, with what to do."""


@dataclass(frozen=True, slots=True)
class CodeWeight:
    """`per_bit`: bits of evidence for each bit of surprise that both share. `differ`: bits where they share none,
    0 or less. `offset`: bits on every pair that says something, so that the mean ratio among strangers is 1."""

    per_bit: float
    differ: float
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class ChainWeight:
    """What other incidents add: total = direct * slope + chain bits * weight + offset. See `chain`."""

    slope: float = 1.0
    weight: float = 0.0
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class SeriesCard:
    """A whole model. `prior`: the share of pairs within a year that are of one series; `curves`: bits at the KNOTS."""

    version: str
    source: str
    prior: float
    threshold: float
    curves: Mapping[str, tuple[float, ...]]
    codes: Mapping[str, CodeWeight]
    chain: ChainWeight = field(default_factory=ChainWeight)

    def weight_of(self, name: str) -> CodeWeight:
        """The weight of one field of codes; a field that the card does not know takes that of the rest."""
        return self.codes.get(name) or self.codes[OTHER_CODES]

    @property
    def prior_bits(self) -> float:
        """Log2 of the odds before anything is compared."""
        return math.log2(self.prior / (1 - self.prior))

    def to_json(self) -> str:
        """As it is stored."""
        return json.dumps(_to_dict(self), indent=1, ensure_ascii=False) + "\n"


def along(name: str, values: Floats) -> Floats:
    """Values of a curve as steps along its knots: 0 at the first, 1 at the second, in between by logarithm."""
    scale = np.log2 if name == PLACE else np.log1p
    knots = scale(np.array(KNOTS[name]))
    return np.asarray(np.interp(scale(values), knots, np.arange(len(knots), dtype=np.float64)), np.float64)


def bits_by_factor(card: SeriesCard, found: Factors) -> dict[str, Floats]:
    """Bits of every pair by factor; 0 where nothing is said."""
    said = {PLACE: found.as_near, GAP: found.days, HOUR: found.hours}
    bits = {
        name: np.interp(along(name, values), np.arange(len(KNOTS[name])), card.curves[name])
        for name, values in said.items()
    }
    for name, shared in found.shared.items():
        weight = card.weight_of(name)
        bits[name] = weight.offset + weight.per_bit * shared + weight.differ * found.differ[name]
    return {name: np.nan_to_num(np.asarray(many, np.float64), nan=0.0) for name, many in bits.items()}


def shipped() -> SeriesCard:
    """The card that ships: learned on generated towns."""
    return _shipped()


@lru_cache(maxsize=1)
def _shipped() -> SeriesCard:
    return from_json((files("watchward.identify.series") / "default.json").read_text(encoding="utf-8"))


def _to_dict(card: SeriesCard) -> dict[str, Any]:
    return {
        "format": FORMAT, "version": card.version, "source": card.source, "prior": _short(card.prior),
        "threshold": card.threshold,
        "curves": [
            {"name": name, "unit": UNITS[name],
             "bits": {f"{knot:g}": round(bits, 2) for knot, bits in zip(KNOTS[name], card.curves[name], strict=True)}}
            for name in KNOTS
        ],
        "codes": [
            {"field": name, "bits per bit of surprise": round(one.per_bit, 3), "bits where they differ":
             round(one.differ, 2), "offset": round(one.offset, 2)}
            for name, one in card.codes.items()
        ],
        "chain": {"slope": round(card.chain.slope, 3), "weight": round(card.chain.weight, 3),
                  "offset": round(card.chain.offset, 2)},
    }  # fmt: skip


def _short(share: float) -> float:
    return float(f"{share:.5g}")


def from_json(text: str) -> SeriesCard:
    """Read a card. Raises: SeriesCardError: not JSON, another format, other knots, a prior that is no share."""
    try:
        return _from_dict(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as broken:
        raise SeriesCardError(f"This is not a series card of this program: {broken}. Learn one anew.") from broken


def _from_dict(found: dict[str, Any]) -> SeriesCard:
    if found["format"] != FORMAT:
        raise ValueError(f"it has format {found['format']}, and this program reads {FORMAT}")
    curves = {one["name"]: tuple(float(bits) for bits in one["bits"].values()) for one in found["curves"]}
    if {name: len(many) for name, many in curves.items()} != {name: len(knots) for name, knots in KNOTS.items()}:
        raise ValueError("its curves have other knots")
    codes = {
        one["field"]: CodeWeight(
            float(one["bits per bit of surprise"]), float(one["bits where they differ"]), float(one["offset"])
        )
        for one in found["codes"]
    }
    if OTHER_CODES not in codes:
        raise ValueError("it has no weight for a field that it does not know")
    prior, threshold = float(found["prior"]), float(found["threshold"])
    if not (0 < prior < 1 and 0 < threshold < 1):
        raise ValueError("a share lies outside 0 to 1")
    chain = ChainWeight(**{name: float(found["chain"][name]) for name in ("slope", "weight", "offset")})
    return SeriesCard(str(found["version"]), str(found["source"]), prior, threshold, curves, codes, chain)
