"""Who is reported, judged and ranked: shares by what may be shown, each with its interval.

    compare({"Market": Counted(400, 120, 60), "Quay": Counted(90, 8, 0)})[0].judged.rate

A ranking can only order what was reported and judged. If one place, one member, one hour or one age band reports
more, is judged more, or fills the list, that is said beside it. Sex and ethnicity are never an argument here (G-14).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SURE: Final = 1.959964  # of a normal distribution: 95 in 100 intervals hold the truth
ENOUGH: Final = 10  # people in reports, below which nothing is said of a group but its number


@dataclass(frozen=True, slots=True)
class Counted:
    """People in reports: how many, how many of them a person judged to be a subject, and how many a listed one."""

    reported: int
    judged: int
    ranked: int


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, and from where to where the rate behind it may lie, 0 to 1 (Wilson 1927, 95 %)."""

    part: int
    whole: int
    low: float
    high: float

    @property
    def rate(self) -> float | None:
        """None of nothing."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Line:
    """One group. `of_all`: its share of all reported; `judged` of its reported, `ranked` of its judged people.
    `differs`: what lies beyond chance from all others together: "judged more", "ranked less", ..."""

    group: str
    of_all: Share
    judged: Share
    ranked: Share
    differs: tuple[str, ...]


def compare(counted: Mapping[str, Counted]) -> list[Line]:
    """A line for each group, the most reported first.

    Raises: ValueError: more were judged than reported, or ranked than judged.
    """
    if any(not 0 <= one.ranked <= one.judged <= one.reported for one in counted.values()):
        raise ValueError("Of those reported some are judged, and of those judged some are ranked.")
    whole = Counted(*(sum(getattr(one, name) for one in counted.values()) for name in ("reported", "judged", "ranked")))
    lines = [
        Line(
            group, share(one.reported, whole.reported), share(one.judged, one.reported), share(one.ranked, one.judged),
            (*_differs("judged", one.judged, one.reported, whole.judged, whole.reported),
             *_differs("ranked", one.ranked, one.judged, whole.ranked, whole.judged)),
        )
        for group, one in counted.items()
        if one.reported
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (-line.of_all.part, line.group))


def share(part: int, whole: int) -> Share:
    """A share with its interval; of nothing it may be anything."""
    if not whole:
        return Share(part, whole, 0.0, 1.0)
    rate, square = part / whole, SURE**2
    middle = (rate + square / (2 * whole)) / (1 + square / whole)
    half = SURE / (1 + square / whole) * math.sqrt(rate * (1 - rate) / whole + square / (4 * whole**2))
    return Share(part, whole, max(0.0, middle - half), min(1.0, middle + half))


def _differs(what: str, part: int, whole: int, parts: int, wholes: int) -> tuple[str, ...]:
    """Whether the intervals of a group and of all others do not touch; said of enough only."""
    own, others = share(part, whole), share(parts - part, wholes - whole)
    if min(whole, wholes - whole) < ENOUGH:
        return ()
    if own.low > others.high:
        return (f"{what} more",)
    return (f"{what} less",) if own.high < others.low else ()
