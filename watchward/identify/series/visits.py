"""One visit that was logged twice is one visit: otherwise the log itself would look like a series."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from watchward.identify.series.incidents import Incident

SAME_PLACE_M: Final = 50.0
SAME_VISIT_HOURS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit as one incident under the first reference, and all references that were folded into it."""

    incident: Incident
    refs: tuple[str, ...]


def visits(
    incidents: Sequence[Incident], *, metres: float = SAME_PLACE_M, hours: float = SAME_VISIT_HOURS
) -> list[Visit]:
    """Fold what happened at one place within half an hour and does not contradict itself.

    Only exact times fold: two spans that overlap may be two visits of one night. Times count from the first of a
    visit, so that a busy evening is never one visit. A field in which two say different things keeps them apart.

    Returns: visits by time, those without a time at the end. The order of the input does not matter.
    """
    found: list[list[Incident]] = []
    recent: list[list[Incident]] = []
    for one in sorted(incidents, key=lambda each: (math.isnan(each.start), each.start, each.ref)):
        recent = [many for many in recent if one.start - many[0].start <= hours]
        home = next((many for many in recent if _is_one_visit(many[0], one, metres)), None)
        if home is None:
            home = [one]
            found.append(home)
            if one.start == one.end and not math.isnan(one.x):
                recent.append(home)
        else:
            home.append(one)
    return [Visit(_joined(many), tuple(one.ref for one in many)) for many in found]


def _is_one_visit(first: Incident, other: Incident, metres: float) -> bool:
    if other.start != other.end or not math.hypot(first.x - other.x, first.y - other.y) <= metres:
        return False
    both = first.codes.keys() & other.codes.keys()
    return all(first.codes[name] & other.codes[name] for name in both if first.codes[name] and other.codes[name])


def _joined(many: Sequence[Incident]) -> Incident:
    if len(many) == 1:
        return many[0]
    names = {name for one in many for name in one.codes}
    codes = {name: frozenset[str]().union(*(one.codes.get(name, frozenset()) for one in many)) for name in names}
    first = many[0]
    return Incident(first.ref, first.start, first.end, first.x, first.y, codes)
