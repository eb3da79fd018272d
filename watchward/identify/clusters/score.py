"""How good groups are against the truth: by pairs, and by records (B-cubed; Bagga and Baldwin 1998)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Score:
    """Shares, 0 to 1. Where nothing was said, or nothing was there to be found, nothing was wrong: 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def pairwise(found: npt.ArrayLike, truth: npt.ArrayLike) -> Score:
    """Of the pairs put together, how many are true; of the true pairs, how many were put together.

    Args: found, truth: for each record the label of its group, in the same order; labels of any type.
    """
    sizes = _sizes(found, truth)
    both, said, there = (float((size * (size - 1) / 2).sum()) for size in sizes[:3])
    return Score(both / said if said else 1.0, both / there if there else 1.0)


def b_cubed(found: npt.ArrayLike, truth: npt.ArrayLike) -> Score:
    """The mean over records: what share of its group is its person; what share of its person is in its group."""
    both, _, _, found_at, truth_at = _sizes(found, truth)
    records = both.sum()
    if not records:
        return Score(1.0, 1.0)
    return Score(float((both**2 / found_at).sum() / records), float((both**2 / truth_at).sum() / records))


def _sizes(found: npt.ArrayLike, truth: npt.ArrayLike) -> tuple[npt.NDArray[np.float64], ...]:
    """Sizes of: overlaps, groups, persons; of the group and person of each overlap."""
    labels, persons = np.asarray(found), np.asarray(truth)
    if len(labels) != len(persons):
        raise ValueError("Each record needs a label in both.")
    _, one = np.unique(labels, return_inverse=True)
    _, other = np.unique(persons, return_inverse=True)
    codes, both = np.unique(one * (len(persons) + 1) + other, return_counts=True)
    groups, people = np.bincount(one), np.bincount(other)
    sizes = (both, groups, people, groups[codes // (len(persons) + 1)], people[codes % (len(persons) + 1)])
    return tuple(part.astype(np.float64) for part in sizes)
