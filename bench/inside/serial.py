"""A generated town with known series: incidents of a year, most by people who acted once, some by people who go on.

Nothing here is taken from a file of real or published incidents; the numbers are round ones that a town could have.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from watchward.identify.series.incidents import Incident

YEAR_HOURS: Final = 365 * 24.0
SIDE_M: Final = 12_000.0
CENTRES: Final = 6
CODES: Final = {"method": 30, "goods": 14, "entry": 9}  # how many different codes a field has
LOYAL: Final = (0.3, 0.9)  # how often somebody does again what they like to do: differs by person
SILENT: Final = 0.12  # of fields, nothing is noted
EXACT: Final = 0.45  # of incidents, the minute is known


@dataclass(frozen=True, slots=True)
class SerialTown:
    """Incidents, and by reference the one whose work each is."""

    incidents: tuple[Incident, ...]
    series: dict[str, frozenset[str]]


def town(series: int, singles: int, seed: int) -> SerialTown:
    """`series` people with two or more incidents (geometric, three and a half in the mean), `singles` with one."""
    chance = np.random.default_rng(seed)
    centres = chance.uniform(0, SIDE_M, (CENTRES, 2))
    spread = chance.uniform(300, 2500, CENTRES)
    habits = {name: _zipf(many, chance) for name, many in CODES.items()}
    sizes = [*(2 + chance.geometric(0.4, series) - 1), *[1] * singles]
    incidents: list[Incident] = []
    truth: dict[str, frozenset[str]] = {}
    for person, size in enumerate(sizes):
        for one in _work_of(chance, int(size), centres, spread, habits, len(incidents)):
            incidents.append(one)
            truth[one.ref] = frozenset({f"P{person}"})
    return SerialTown(tuple(incidents), truth)


def _zipf(many: int, chance: np.random.Generator) -> np.ndarray:
    shares = 1 / np.arange(1, many + 1) ** chance.uniform(0.7, 1.3)
    return np.asarray(shares / shares.sum())


def _work_of(
    chance: np.random.Generator, size: int, centres: np.ndarray, spread: np.ndarray, habits: dict[str, np.ndarray],
    number: int,
) -> list[Incident]:  # fmt: skip
    """One person: places around an anchor, in one or several bursts, with habits kept more or less."""
    centre = int(chance.integers(len(centres)))
    anchor = centres[centre] + chance.normal(0, spread[centre], 2)
    reach = float(np.exp(chance.normal(np.log(700), 0.9)))
    burst = float(np.exp(chance.normal(np.log(12), 1.1))) * 24
    loyal = float(chance.uniform(*LOYAL))
    likes = {name: int(chance.choice(len(shares), p=shares)) for name, shares in habits.items()}
    hour = float(chance.uniform(0, 24))
    start = float(chance.uniform(0, YEAR_HOURS))
    made = []
    for step in range(size):
        x, y = anchor + chance.normal(0, reach, 2)
        at = (start + (float(chance.exponential(burst)) if step else 0.0)) % YEAR_HOURS
        start = at
        at = np.floor(at / 24) * 24 + (hour + float(chance.normal(0, 3))) % 24
        before = 0.0 if chance.random() < EXACT else float(chance.exponential(7))
        codes = {
            name: frozenset(
                {f"{name}-{likes[name] if chance.random() < loyal else chance.choice(len(shares), p=shares)}"}
            )
            for name, shares in habits.items()
            if chance.random() > SILENT
        }
        made.append(Incident(f"I{number + step}", at - before, at, float(x), float(y), codes))
    return made
