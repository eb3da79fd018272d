"""The same groups as `rounds.solve`, for a few records and without NumPy's cost per call: a part is solved live."""

from collections.abc import Iterable, Mapping
from typing import Any

from watchward.identify.clusters.rule import Rule

Near = dict[Any, dict[Any, list[int]]]  # group -> other group -> [sum above unknown, how often judged not the same]


def solve(
    members: Iterable[Any],
    weights: Mapping[tuple[Any, Any], int],
    first: Mapping[Any, Any],
    barred: Iterable[tuple[Any, Any]],
    rule: Rule,
) -> dict[Any, Any]:
    """For each record the lowest record of its group. Arguments as those of `rounds.solve`, with ids for places."""
    labels = {one: first.get(one, one) for one in members}
    sizes: dict[Any, int] = {}
    for group in labels.values():
        sizes[group] = sizes.get(group, 0) + 1
    near: Near = {group: {} for group in sizes}
    unknown, joins_from = rule.unknown_units, rule.joins_from
    for (one, other), units in weights.items():
        _add(near, labels[one], labels[other], units - unknown, 0)
    for one, other in barred:
        _add(near, labels[one], labels[other], 0, 1)
    into = {group: group for group in sizes}
    while joined := _best(near, sizes, joins_from - unknown):
        for low, high in joined:
            into[high] = low
            sizes[low] += sizes.pop(high)
            _join(near, low, high)
    return {one: _last(into, group) for one, group in labels.items()}


def _best(near: Near, sizes: dict[Any, int], least: int) -> list[tuple[Any, Any]]:
    able = sorted(
        (-mean, one, other)
        for one, others in near.items()
        for other, (above, against) in others.items()
        if one < other and not against and (mean := above / (sizes[one] * sizes[other])) >= least
    )
    found: list[tuple[Any, Any]] = []
    taken = set()
    for _, one, other in able:
        if one not in taken and other not in taken:  # nothing better was seen for either
            found.append((one, other))
        taken |= {one, other}
    return found


def _add(near: Near, one: Any, other: Any, above: int, against: int) -> None:
    if one != other:
        sums = near[one].setdefault(other, [0, 0])
        near[other][one] = sums  # one list for both sides
        sums[0] += above
        sums[1] += against


def _join(near: Near, low: Any, high: Any) -> None:
    for other, (above, against) in near.pop(high).items():
        del near[other][high]
        if other != low:
            _add(near, low, other, above, against)


def _last(into: dict[Any, Any], group: Any) -> Any:
    while into[group] != group:
        group = into[group]
    return group
