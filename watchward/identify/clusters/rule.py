"""When two groups are one person: the mean weight of all pairs between them reaches the threshold.

Weights are bits: log2 of the calibrated odds that a pair is one person. Inside, they are whole numbers of 1/1024 bit,
so that sums are exact and no result depends on the order of adding.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
PER_BIT: Final = 1024


@dataclass(frozen=True, slots=True)
class Rule:
    """What every pair counts for.

    Args:    threshold: the mean that joins, as a probability, above 0 and below 1.
             unknown: bits of a pair that was never weighed: mildly against.
             least, most: bits that one pair can count for at the most, so that none decides for a whole group.
    Raises:  ValueError: the threshold lies outside, or so low that pairs nobody weighed would join groups.
    """

    threshold: float = 0.5
    unknown: float = -3.0
    least: float = -6.0
    most: float = 12.0

    def __post_init__(self) -> None:
        if not 0 < self.threshold < 1:
            raise ValueError("The threshold is a probability between 0 and 1.")
        if not self.unknown < math.log2(self.threshold / (1 - self.threshold)) <= self.most:
            raise ValueError("The threshold has to lie above the weight of an unknown pair and below the most.")

    @property
    def unknown_units(self) -> int:
        """The weight of a pair that was never weighed, in units."""
        return round(self.unknown * PER_BIT)

    @property
    def joins_from(self) -> int:
        """The mean weight from which groups are joined, in units."""
        return round(math.log2(self.threshold / (1 - self.threshold)) * PER_BIT)

    def units(self, bits: float) -> int:
        """One weight in units. Raises: ValueError: not a number."""
        if math.isnan(bits):
            raise ValueError("A weight is not a number.")
        return round(min(max(bits, self.least), self.most) * PER_BIT)

    def all_units(self, bits: npt.ArrayLike) -> Ints:
        """Many weights in units; the same numbers as `units`. Raises: ValueError: one is not a number."""
        weights = np.asarray(bits, np.float64)
        if np.isnan(weights).any():
            raise ValueError("A weight is not a number.")
        return np.rint(np.clip(weights, self.least, self.most) * PER_BIT).astype(np.int64)
