"""Where it happens, from a file: places that can be trusted, hot spots, density, near repeats, what is new."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from watchward.patterns.emerging import RADII, Cluster, clusters
from watchward.patterns.monthly import only_months
from watchward.patterns.reading import Told
from watchward.patterns.space import (
    NEAR,
    Grid,
    HotSpots,
    NearRepeats,
    degrees,
    density,
    hot_spots,
    metres,
    near_repeats,
)

Array = NDArray[Any]

REACH: Final = 200.0  # metres
BANDWIDTH: Final = 150.0
CELL: Final = 100.0  # of places without a name
FAR: Final = 100_000.0  # metres from the middle of the file: further is taken for a slip
MOST_PAIRS: Final = 20e6  # of incidents near each other, for the near repeats
MOST_PLACES: Final = 2e6  # pairs of places near each other, for the scan
FALSE_CLAIMS: Final = 0.05
HOT, COLD, ELSEWHERE = "hot", "cold", "as elsewhere"
LIMITS: Final = (
    "Hot means that many incidents lie near each other, not that this is beyond what the crowd there explains. Places "
    "where nothing was reported are not in the file, and a place that reports more looks hotter."
)


@dataclass(frozen=True, slots=True)
class Spot:
    """One place, how many incidents it has, and how hot it is with all that lies near."""

    name: str
    latitude: float
    longitude: float
    counted: int
    near: int
    z: float
    p: float
    q: float

    @property
    def verdict(self) -> str:
        """hot, cold, or as elsewhere, at five false in a hundred."""
        if self.q > FALSE_CLAIMS:
            return ELSEWHERE
        return HOT if self.z > 0 else COLD


@dataclass(frozen=True, slots=True)
class Where:
    """All that is said of the places of a file; `latitude` and `longitude` of each cell of `density` in turn."""

    spots: tuple[Spot, ...]
    density: Grid
    latitude: Array
    longitude: Array
    repeats: NearRepeats
    clusters: tuple[tuple[Cluster, float, float], ...]
    said: tuple[str, ...]


def where(
    told: Told, *, only: str = "", reach: float = REACH, bandwidth: float = BANDWIDTH, shuffles: int = 99
) -> Where:  # fmt: skip
    """Everything that can be said of where, from incidents of which only the day counts.

    Args:    only: the type of incident; all if empty. reach: metres of Gi*. bandwidth: metres of the density.
    Raises:  ValueError: fewer than 3 incidents with a place, or a type that is not in the file.
    """
    north, east = told.degrees()
    day = told.incidents.day
    kept = np.ones(len(day), dtype=bool)
    if only:
        kept = np.array([one.casefold() == only.casefold() for one in told.of_incidents("type")], dtype=bool)
        if not kept.any():
            raise ValueError(f"There is no incident of the type {only}.")
    known = kept & np.isfinite(north) & np.isfinite(east)
    x, y = metres(np.where(known, north, np.nan), np.where(known, east, np.nan)) if known.any() else (north, east)
    right = known & (np.hypot(x, y) < FAR)
    said = _left_out(int(kept.sum()), int(known.sum()), int(right.sum()))
    if right.sum() < 3:
        raise ValueError(" ".join([*said, "Three incidents with a place are the least that can be looked at."]))
    north, east, day = north[right], east[right], day[right]
    x, y = metres(north, east)
    spots = _spots(told, right, x, y, (north, east), reach)
    grid = density(x, y, side=max(bandwidth / 3, (np.ptp(x) + np.ptp(y)) / 2_000), bandwidth=bandwidth)
    found = clusters(*_snapped(x, y, said), day, today=int(day.max()))
    latitude, longitude = degrees(*grid.middles(), north, east)
    centre = np.array([one.x for one in found]), np.array([one.y for one in found])
    placed = tuple(zip(found, *(each.tolist() for each in degrees(*centre, north, east)), strict=True))
    if only_months(day):
        said.append("Only months are known: near repeats and clusters need days, and compare months here.")
    if not told.has("type") and not only:
        said.append("All types of incident are taken together: name a column of kind type, and one of them.")
    pick = _picked(x, y, said)
    repeats = near_repeats(x[pick], y[pick], day[pick].astype(float), shuffles=shuffles)
    return Where(spots, grid, latitude, longitude, repeats, placed, tuple(said))


def of_premises(told: Told) -> tuple[Array, Array]:
    """Metres east and north of each premises, as the middle one of its incidents; not a number where unknown."""
    north, east = told.degrees()
    row, many = told.incidents.premises, len(told.incidents.names)
    found = np.full((2, many), np.nan)
    known = np.isfinite(north) & np.isfinite(east)
    for one in np.unique(row[known]).tolist():
        mine = known & (row == one)
        found[:, one] = np.median(north[mine]), np.median(east[mine])
    return metres(*found) if known.any() else (found[0], found[1])


def _left_out(every: int, known: int, right: int) -> list[str]:
    found = []
    if every > known:
        found.append(
            f"{every - known:,} of {every:,} incidents left out: without a latitude and longitude that can be read "
            "(0, 0 is none)."
        )
    if known > right:
        far = FAR / 1000
        found.append(f"{known - right:,} of {every:,} incidents left out: more than {far:g} km from the others.")
    return found


def _pairs(x: Array, y: Array, reach: float) -> float:
    tree = cKDTree(np.column_stack([x, y]))
    return float(tree.count_neighbors(tree, reach) - len(x)) / 2


def _picked(x: Array, y: Array, said: list[str]) -> Array:
    """All incidents, or as many at random as have a number of pairs that a machine can hold."""
    pairs, many = _pairs(x, y, NEAR[-1]), len(x)
    if pairs <= MOST_PAIRS:
        return np.arange(many)
    few = int(many * np.sqrt(MOST_PAIRS / pairs))
    said.append(f"Near repeats are counted among {few:,} of {many:,} incidents, picked at random: so many lie near.")
    return np.sort(np.random.default_rng(1).choice(many, few, replace=False))


def _snapped(x: Array, y: Array, said: list[str]) -> tuple[Array, Array]:
    """The places, or the middles of their cells where there are too many different ones near each other."""
    points = np.unique(np.column_stack([x, y]), axis=0)
    if _pairs(points[:, 0], points[:, 1], RADII[-1]) <= MOST_PLACES:
        return x, y
    said.append(f"What is new is looked for among cells of {CELL:g} metres: so many places lie near each other.")
    return (x // CELL + 0.5) * CELL, (y // CELL + 0.5) * CELL


def _spots(
    told: Told, right: Array, x: Array, y: Array, at: tuple[Array, Array], reach: float
) -> tuple[Spot, ...]:  # fmt: skip
    """Gi* of each place: by its name where there is one, else by cells of 100 metres."""
    if told.named:
        place = told.incidents.premises[right]
        names = told.incidents.names
    else:
        cells = np.column_stack([x // CELL, y // CELL])
        place = np.unique(cells, axis=0, return_inverse=True)[1].reshape(-1)
        names = tuple(f"cell {one + 1}" for one in range(len(place)))
    rows, inverse = np.unique(place, return_inverse=True)
    of: Array = inverse.reshape(-1)
    counted = np.bincount(of)
    middle = [np.bincount(of, one) / counted for one in (x, y, *at)]
    if len(rows) < 3:
        raise ValueError("Three places are the least between which one can be hot.")
    told_of: HotSpots = hot_spots(counted.astype(float), middle[0], middle[1], reach=reach)
    found = [
        Spot(names[row], float(middle[2][one]), float(middle[3][one]), int(counted[one]),
             int(told_of.neighbours[one]) - 1, float(told_of.z[one]), float(told_of.p[one]), float(told_of.q[one]))
        for one, row in enumerate(rows.tolist())
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.z, one.name)))
