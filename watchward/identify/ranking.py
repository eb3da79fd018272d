"""Who acts most and does most harm now, with how sure a rank is. A ranking orders a list and does nothing else (G-05).

An incident counts less the longer it is ago: half after one half-life. What is left of few incidents is little
evidence, so each place comes with the interval in which it lies nine times in ten: rates are drawn from what the counts
allow (a gamma posterior over Poisson counts), harm from re-weighted incidents (the Bayesian bootstrap), and everybody
is ranked in every draw.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

DRAWS: Final = 2000
SEED: Final = 7
BEFORE: Final = 0.5  # incidents that anybody is taken to have had, so that one report proves no rate
LOW, HIGH = 5, 95  # per cent

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Act:
    """One incident of one person. `days` ago, 0 or more; `harm` in any unit, above 0; `zone` "" where none is known."""

    person: str
    days: float
    harm: float = 1.0
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One place of a list. `now`: incidents, or harm, that still count after decay; `acts` incidents in all.
    `place` from 1; in nine of ten draws it lies from `best` to `worst`."""

    person: str
    now: float
    acts: int
    place: int
    best: int
    worst: int

    @property
    def is_sure(self) -> bool:
        """Whether the place is known to within two."""
        return self.worst - self.best <= 2


def prolific(acts: Iterable[Act], *, half_life: float) -> list[Ranked]:
    """By incidents that still count, the most first. half_life: days. Raises: ValueError: not above 0, or an act ahead
    of now."""
    return _ranked(list(acts), half_life, by_harm=False)


def harmful(acts: Iterable[Act], *, half_life: float) -> list[Ranked]:
    """By harm that still counts. Raises: ValueError: as `prolific`, or harm not above 0."""
    return _ranked(list(acts), half_life, by_harm=True)


def travelling(acts: Iterable[Act], *, window: float, zones: int = 2) -> dict[str, tuple[str, ...]]:
    """Who acted in at least so many zones within `window` days: person -> those zones, of the widest such window."""
    by_person: dict[str, list[Act]] = defaultdict(list)
    for act in acts:
        if act.zone:
            by_person[act.person].append(act)
    found = {
        person: max((_zones(many, first, window) for first in many), key=len) for person, many in by_person.items()
    }
    return {person: there for person, there in sorted(found.items()) if len(there) >= zones}


def _zones(acts: Sequence[Act], first: Act, window: float) -> tuple[str, ...]:
    return tuple(sorted({act.zone for act in acts if first.days - window <= act.days <= first.days}))


def _ranked(acts: Sequence[Act], half_life: float, *, by_harm: bool) -> list[Ranked]:
    if not half_life > 0:
        raise ValueError("A half-life is above 0 days.")
    if any(not (act.days >= 0 and act.harm > 0) for act in acts):
        raise ValueError("An act lies 0 or more days back and has harm above 0.")
    by_person: dict[str, list[Act]] = defaultdict(list)
    for act in acts:
        by_person[act.person].append(act)
    people = sorted(by_person)
    if not people:
        return []
    left = {person: _left(by_person[person], half_life) for person in people}
    harm = {person: _harm(by_person[person]) if by_harm else np.ones(len(by_person[person])) for person in people}
    now = np.array([float(left[person] @ harm[person]) for person in people])
    drawn = _draws(people, left, harm)
    places = np.argsort(np.argsort(-drawn, axis=0, kind="stable"), axis=0, kind="stable") + 1
    best, worst = np.percentile(places, [LOW, HIGH], axis=1)
    order = sorted(range(len(people)), key=lambda at: (-now[at], people[at]))
    return [
        Ranked(
            people[at], float(now[at]), len(by_person[people[at]]), place,
            min(place, int(np.floor(best[at]))), max(place, int(np.ceil(worst[at]))),
        )
        for place, at in enumerate(order, 1)
    ]  # fmt: skip


def _left(acts: Sequence[Act], half_life: float) -> Floats:
    return np.asarray(np.exp2(-np.array([act.days for act in acts]) / half_life), np.float64)


def _harm(acts: Sequence[Act]) -> Floats:
    return np.array([act.harm for act in acts], np.float64)


def _draws(people: Sequence[str], left: dict[str, Floats], harm: dict[str, Floats]) -> Floats:
    """People x draws: what each may really do, as far as the counts allow."""
    chance = np.random.default_rng(SEED)
    drawn = np.empty((len(people), DRAWS))
    for row, person in enumerate(people):
        still = left[person]
        rate = chance.gamma(BEFORE + float(still.sum()), 1.0, DRAWS)
        weights = chance.exponential(1.0, (DRAWS, len(still))) * still
        drawn[row] = rate * (weights @ harm[person]) / np.maximum(weights.sum(axis=1), 1e-300)
    return drawn
