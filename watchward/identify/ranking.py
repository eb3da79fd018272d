"""Who acts most and does most harm now, with how sure a rank is. A ranking orders a list and does nothing else (G-05).

    acts = [Act("A", days=3), Act("A", days=40), Act("B", days=5, harm=365)]
    prolific(acts, half_life=90)[0].place, harmful(acts, half_life=90)[0].person

An incident counts less the longer it is ago: half after one half-life. What is left of few incidents is little
evidence, so each place comes with the interval in which it lies nine times in ten: everybody is drawn anew, as far as
the counts allow, and ranked in every draw.

Sources: a gamma posterior over Poisson counts that fade (West and Harrison 1997, discounting); for harm the spread of
the mean harm of an act as the Bayesian bootstrap has it (Rubin 1981), both in one gamma of the same mean and variance;
ranks by drawing (Goldstein and Spiegelhalter 1996, who warn that the middle of such a list is hardly ordered at all).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

MOST_DRAWS: Final = 2000
FEWEST_DRAWS: Final = 200
NUMBERS: Final = 2_000_000  # draws times people, for which fewer draws are made of many people
SEED: Final = 7
BEFORE: Final = 0.5  # incidents that anybody is taken to have had, so that one report proves no rate
LOW, HIGH = 5, 95  # per cent

Floats = npt.NDArray[np.float64]
Few = npt.NDArray[np.float32]


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


def prolific(
    acts: Iterable[Act], *, half_life: float, most: int | None = None, also: Collection[str] = ()
) -> list[Ranked]:
    """By incidents that still count, the most first.

    Args:    half_life: days.
             most, also: only so many and those named, ranked among all.
    Raises:  ValueError: half_life not above 0, or an act ahead of now.
    """
    return _ranked(list(acts), half_life, most, also, by_harm=False)


def harmful(acts: Iterable[Act], *, half_life: float, most: int | None = None) -> list[Ranked]:
    """By harm that still counts. Raises: ValueError: as `prolific`, or harm not above 0."""
    return _ranked(list(acts), half_life, most, (), by_harm=True)


def travelling(acts: Iterable[Act], *, window: float, zones: int = 2) -> dict[str, tuple[str, ...]]:
    """Who acted in at least so many zones within `window` days: person -> those zones, of the widest such window."""
    by_person: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for act in acts:
        if act.zone:
            by_person[act.person].append((act.days, act.zone))
    found = {person: _widest(sorted(many), window) for person, many in by_person.items()}
    return {person: there for person, there in sorted(found.items()) if len(there) >= zones}


def _widest(acts: Sequence[tuple[float, str]], window: float) -> tuple[str, ...]:
    """The zones of the stretch of so many days that has the most, of several the latest; acts by their days."""
    inside: Counter[str] = Counter()
    widest: tuple[str, ...] = ()
    first = 0
    for days, zone in acts:
        inside[zone] += 1
        while days - acts[first][0] > window:
            gone = acts[first][1]
            inside[gone] -= 1
            if not inside[gone]:
                del inside[gone]
            first += 1
        if len(inside) > len(widest):
            widest = tuple(sorted(inside))
    return widest


def _ranked(
    acts: Sequence[Act], half_life: float, most: int | None, also: Collection[str], *, by_harm: bool
) -> list[Ranked]:
    if not half_life > 0:
        raise ValueError("A half-life is above 0 days.")
    if any(not (act.days >= 0 and act.harm > 0) for act in acts):
        raise ValueError("An act lies 0 or more days back and has harm above 0.")
    people = sorted({act.person for act in acts})
    if not people:
        return []
    row_of = {person: row for row, person in enumerate(people)}
    whose = np.array([row_of[act.person] for act in acts], np.int64)
    days = np.array([act.days for act in acts], np.float64)
    harm = np.array([act.harm for act in acts], np.float64) if by_harm else np.ones(len(acts))
    in_order = np.lexsort((harm, days, whose))  # so that sums are the same whatever the order of the acts
    whose, days, harm = whose[in_order], days[in_order], harm[in_order]
    left = np.exp2(-days / half_life)
    now = np.bincount(whose, left * harm)
    order = np.lexsort((np.arange(len(people)), -now))
    wanted = [at for at in range(len(order)) if most is None or at < most or people[order[at]] in also]
    asked, many = order[wanted], np.bincount(whose)
    return [
        Ranked(people[at], float(now[at]), int(many[at]), place + 1, min(place + 1, best), max(place + 1, worst))
        for place, at, best, worst in zip(
            wanted, asked.tolist(), *_intervals(_draws(whose, left, harm), asked), strict=True
        )
    ]


def _draws(whose: npt.NDArray[np.int64], left: Floats, harm: Floats) -> Few:
    """Draws x people: what each may really do, as far as the counts allow. Arguments: one for each act."""
    still = np.bincount(whose, left)
    each = np.bincount(whose, left * harm) / still  # mean harm of an act
    evidence = BEFORE + still  # of a rate: its spread is 1 / sqrt(this), as a share of it
    off = np.bincount(whose, (left * (harm - each[whose])) ** 2)
    spread = off / (still**2 + np.bincount(whose, left**2)) / each**2  # of the mean harm: its variance over its square
    shape = 1 / (1 / evidence + spread + spread / evidence)
    rows = int(np.clip(NUMBERS // len(still), FEWEST_DRAWS, MOST_DRAWS))
    chance = np.random.default_rng(SEED)
    drawn = chance.standard_gamma(shape, (rows, len(still)), np.float32)
    return drawn * (evidence * each / shape).astype(np.float32)


def _intervals(drawn: Few, asked: npt.NDArray[Any]) -> tuple[list[int], list[int]]:
    """From and to which place each of those asked for lies nine times in ten."""
    places = np.empty((len(drawn), len(asked)), np.int64)
    for row, (ranked, own) in enumerate(zip(np.sort(drawn, axis=1), drawn[:, asked], strict=True)):
        places[row] = len(ranked) - np.searchsorted(ranked, own, side="right") + 1
    low, high = np.percentile(places, [LOW, HIGH], axis=0)
    return np.floor(low).astype(int).tolist(), np.ceil(high).astype(int).tolist()
