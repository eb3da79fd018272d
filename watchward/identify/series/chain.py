"""What other incidents say of a pair: one and two may look like strangers, and both like the work of a third.

A walk starts at one incident and goes on to others in the measure in which each looks like the same series, and may end
at every step. How often it comes by the other, added up over its steps and the same from either side, is the strength
of all ways between the two, the direct one included.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from watchward.identify.series.incidents import Floats, Ints

GOES_ON: Final = 0.5  # the share of walks that go on at each step
LEAK: Final = 0.2  # the weight of ending, beside the sum of all links of an incident
STEPS: Final = 3  # longer ways add nothing that changes an order
WALKED: Final = 8  # links of one incident, on either side, the strongest
FAINT: Final = 2.0**-9  # links below this chance are not walked
LEAST: Final = 2.0**-20  # a strength below this counts as this


def chain_bits(n: int, one: Ints, other: Ints, direct: Floats) -> Floats:
    """Log2 of the strength of all ways between each pair, at least -20. `direct`: log2 odds of each pair.

    Cost: sparse products; links that are all but impossible are left out.
    """
    if not len(one):
        return np.empty(0)
    chance = 1 / (1 + np.exp2(-direct))
    walked = _strongest(n, one, other, chance)
    rows, cols, links = one[walked], other[walked], chance[walked]
    both = sparse.csr_matrix(
        (np.r_[links, links], (np.r_[rows, cols], np.r_[cols, rows])), shape=(n, n), dtype=np.float64
    )
    out = np.asarray(both.sum(axis=1)).ravel() + LEAK
    step = sparse.diags(GOES_ON / out) @ both
    power = ways = step
    for _ in range(STEPS - 1):
        power = _without_faint(power @ step)
        ways = ways + power
    found = np.asarray(ways[one, other]).ravel() + np.asarray(ways[other, one]).ravel()
    return np.asarray(np.log2(np.maximum(found / 2, LEAST)), np.float64)


def _strongest(n: int, one: Ints, other: Ints, chance: Floats) -> npt.NDArray[np.bool_]:
    """Links that are among the strongest of either of their two."""
    kept = np.zeros(len(one), np.bool_)
    order = np.argsort(-chance, kind="stable")
    order = order[chance[order] >= FAINT]
    for ends in (one, other):
        grouped = order[np.argsort(ends[order], kind="stable")]
        first = np.searchsorted(ends[grouped], np.arange(n))
        kept[grouped[np.arange(len(grouped)) - first[ends[grouped]] < WALKED]] = True
    return kept


def _without_faint(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    matrix = matrix.tocsr()
    matrix.data[matrix.data < LEAST] = 0.0
    matrix.eliminate_zeros()
    return matrix
