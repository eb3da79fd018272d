"""Groups by mean evidence (average linkage), a whole file at once in NumPy.

In each round, two groups are joined if each is the other's best and their mean reaches the threshold. With average
linkage this ends like joining the best pair of all one after another (the linkage is reducible: Bruynooghe 1977,
Murtagh 1983), yet every part of the file that hangs together goes its own way, whatever else there is: that is what
lets `small.solve` do one part alone and end the same. Ties go to the lower ids.
"""

import numpy as np

from watchward.identify.clusters.rule import Ints, Rule


def components(size: int, one: Ints, other: Ints) -> Ints:
    """For each of `size` places the lowest place that it hangs together with. O(edges x a few rounds)."""
    up = np.arange(size)
    while len(one):
        low, high = np.minimum(one, other), np.maximum(one, other)
        np.minimum.at(up, high, low)
        while not np.array_equal(up, flatter := up[up]):
            up = flatter
        one, other = up[one], up[other]
        apart = one != other
        one, other = one[apart], other[apart]
    return up


def solve(size: int, edges: tuple[Ints, Ints, Ints], first: Ints, barred: tuple[Ints, Ints], rule: Rule) -> Ints:
    """For each place the lowest place of its group.

    Args:  edges: places (lower, higher; each pair once) and weight in units.  first: the lowest place that each was
           judged the same as.  barred: pairs of places judged not the same.
    """
    labels = first.copy()
    one, other, units = edges
    strong = units >= rule.joins_from
    part = components(size, np.concatenate((one[strong], first)), np.concatenate((other[strong], np.arange(size))))
    one, other = np.concatenate((one, barred[0])), np.concatenate((other, barred[1]))
    against = np.arange(len(one)) >= len(units)
    above = np.where(against, 0, np.pad(units, (0, len(barred[0]))) - rule.unknown_units)
    together = part[one] == part[other]
    state = _together(labels, one[together], other[together], above[together], against[together].astype(np.int64))
    sizes = np.bincount(labels, minlength=size)
    least = rule.joins_from - rule.unknown_units
    while len(state[0]):
        low, high = _best(size, state, sizes, least)
        if not len(low):
            break
        into = np.arange(size)
        into[high] = low
        labels = into[labels]
        sizes[low] += sizes[high]
        moving = np.zeros(size, bool)
        moving[part[low]] = True  # a part in which nothing was joined is finished
        state = _together(into, *(column[moving[part[state[0]]]] for column in state))
    return labels


def _best(size: int, state: tuple[Ints, Ints, Ints, Ints], sizes: Ints, least: int) -> tuple[Ints, Ints]:
    """The pairs of groups that are each other's best."""
    one, other, above, against = state
    mean = above / (sizes[one] * sizes[other])
    able = np.flatnonzero((mean >= least) & (against == 0))
    able = able[np.lexsort((other[able], one[able], -mean[able]))]
    low, high, rank = one[able], other[able], np.arange(len(able))
    best = np.full(size, len(able))
    np.minimum.at(best, low, rank)
    np.minimum.at(best, high, rank)
    mutual = (best[low] == rank) & (best[high] == rank)
    return low[mutual], high[mutual]


def _together(into: Ints, one: Ints, other: Ints, above: Ints, against: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """The pairs of groups after places moved `into` others, each once, with their sums."""
    one, other = into[one], into[other]
    apart = np.flatnonzero(one != other)
    one, other, above, against = one[apart], other[apart], above[apart], against[apart]
    low, high = np.minimum(one, other), np.maximum(one, other)
    codes = low * len(into) + high
    order = np.argsort(codes)
    codes = codes[order]
    starts = np.flatnonzero(np.append(True, codes[1:] != codes[:-1])) if len(codes) else np.empty(0, np.int64)
    if not len(starts):
        return low, high, above, against
    kept = order[starts]
    sum_above: Ints = np.add.reduceat(above[order], starts)
    sum_against: Ints = np.add.reduceat(against[order], starts)
    return low[kept], high[kept], sum_above, sum_against
