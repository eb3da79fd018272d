"""Where it happens: density, hot spots with their p-values, and near repeats. Places in metres on a flat map."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.spatial import cKDTree
from scipy.stats import norm

from watchward.patterns.weekly import adjusted

Array = NDArray[Any]

METRES_PER_DEGREE: Final = 111_195.0
SAME_PLACE: Final = 1.0  # metres; records of one address are not always equal to the last digit
NEAR: Final = (SAME_PLACE, 100.0, 200.0, 400.0)  # metres, the ends of the bands
SOON: Final = (7.0, 14.0, 28.0)  # days
MOST_CELLS: Final = 4_000_000


def metres(latitude: Array, longitude: Array) -> tuple[Array, Array]:
    """Degrees as metres east and north of their middle; right to a thousandth in a town.

    Raises: ValueError: degrees off the globe.
    """
    north, east = np.asarray(latitude, dtype=float), np.asarray(longitude, dtype=float)
    if (np.abs(north[np.isfinite(north)]) > 90).any() or (np.abs(east[np.isfinite(east)]) > 180).any():
        raise ValueError("A latitude lies within 90 degrees and a longitude within 180.")
    middle, centre = _middle(north, east)
    scale = METRES_PER_DEGREE * np.cos(np.radians(middle))
    return (east - centre) * scale, (north - middle) * METRES_PER_DEGREE


def degrees(x: Array, y: Array, latitude: Array, longitude: Array) -> tuple[Array, Array]:
    """Metres back to degrees north and east; `latitude` and `longitude` are those that `metres` was given."""
    middle, centre = _middle(latitude, longitude)
    scale = METRES_PER_DEGREE * np.cos(np.radians(middle))
    return middle + np.asarray(y) / METRES_PER_DEGREE, centre + np.asarray(x) / scale


def _middle(north: Array, east: Array) -> tuple[float, float]:
    return (float(np.nanmedian(north)), float(np.nanmedian(east))) if len(north) else (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Grid:
    """Square cells of `side` metres; `values[row, column]` begins at the south-west corner (`west`, `south`)."""

    west: float
    south: float
    side: float
    values: Array

    @classmethod
    def over(cls, x: Array, y: Array, side: float, *, margin: int = 1) -> "Grid":
        """An empty grid that holds all points, with some cells around.

        Raises: ValueError: no points, or so small cells that there are more than four million.
        """
        if not len(x) or side <= 0:
            raise ValueError("A grid needs points, and cells of more than 0 metres.")
        west, south = float(x.min()) - margin * side, float(y.min()) - margin * side
        columns = int((float(x.max()) - west) // side) + 1 + margin
        rows = int((float(y.max()) - south) // side) + 1 + margin
        if rows * columns > MOST_CELLS:
            raise ValueError(f"{rows * columns:,} cells of {side:g} metres are too many. Use larger cells.")
        return cls(west, south, side, np.zeros((rows, columns)))

    def cells(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Row and column of each point; a point outside is counted on the edge."""
        row = np.clip((y - self.south) // self.side, 0, self.values.shape[0] - 1).astype(int)
        column = np.clip((x - self.west) // self.side, 0, self.values.shape[1] - 1).astype(int)
        return row, column

    def counted(self, x: Array, y: Array, weights: Array | None = None) -> "Grid":
        """The same cells, with how many points (or which weight) each holds."""
        row, column = self.cells(x, y)
        flat = np.bincount(row * self.values.shape[1] + column, weights, self.values.size).astype(float)
        return Grid(self.west, self.south, self.side, flat.reshape(self.values.shape))

    def middles(self) -> tuple[Array, Array]:
        """The middle of each cell: east and north in metres, flat as `values.ravel()`."""
        rows, columns = np.indices(self.values.shape)
        return (self.west + (columns.ravel() + 0.5) * self.side, self.south + (rows.ravel() + 0.5) * self.side)


def density(x: Array, y: Array, *, side: float = 50.0, bandwidth: float = 150.0, weights: Array | None = None) -> Grid:
    """Incidents (or their weight) per square kilometre, spread by a Gaussian of `bandwidth` metres.

    Source: kernel density, binned to cells first; the error is small while `side` is a third of `bandwidth` or less.
    """
    margin = int(np.ceil(4 * bandwidth / side))
    grid = Grid.over(x, y, side, margin=margin).counted(x, y, weights)
    spread = gaussian_filter(grid.values, bandwidth / side, mode="constant", truncate=4.0)
    return Grid(grid.west, grid.south, side, spread / (side / 1000) ** 2)


@dataclass(frozen=True, slots=True)
class HotSpots:
    """Getis-Ord Gi* of each place: `z` (above 0 hot), two-sided `p`, `q` over all places, and how many lie near."""

    z: Array
    p: Array
    q: Array
    neighbours: Array


def hot_spots(values: Array, x: Array, y: Array, *, reach: float) -> HotSpots:
    """Where high values lie together: each place with all within `reach` metres, itself included, weight 1.

    Args:    values, x, y: (n,) counts (or harm) of all places, those with 0 too.
    Raises:  ValueError: other lengths, fewer than 3 places, or no reach.
    Source:  Ord and Getis 1995, formula 6; the same z as G_Local(star=True, transform="B") of esda. Counts of incidents
             make it a map of where many are, also by chance of where people go: see `weekly` for "beyond the usual".
    """
    values = np.asarray(values, dtype=float)
    n = len(values)
    if not n == len(x) == len(y) or n < 3 or reach <= 0:
        raise ValueError("Hot spots need three places or more, a value and a point each, and a reach in metres.")
    points = cKDTree(np.column_stack([x, y]))
    pairs = points.query_pairs(reach, output_type="ndarray")
    near = np.bincount(pairs.ravel(), minlength=n) + 1.0
    around = values.copy()
    np.add.at(around, pairs[:, 0], values[pairs[:, 1]])
    np.add.at(around, pairs[:, 1], values[pairs[:, 0]])
    spread = float(np.sqrt(max(float((values**2).mean()) - float(values.mean()) ** 2, 0.0)))
    scale = spread * np.sqrt(np.maximum(n * near - near**2, 0.0) / (n - 1))
    z = np.where(scale > 0, (around - float(values.mean()) * near) / np.where(scale > 0, scale, 1.0), 0.0)
    p = 2 * norm.sf(np.abs(z))
    return HotSpots(z, p, adjusted(p), near.astype(int))


@dataclass(frozen=True, slots=True)
class NearRepeats:
    """Pairs by distance (rows) and days (columns): counted, expected if times were shuffled, and p; shape (S, T)."""

    metres: tuple[float, ...]
    days: tuple[float, ...]
    pairs: Array
    expected: Array
    p: Array

    @property
    def ratio(self) -> Array:
        """How many times as many pairs as chance gives."""
        found: Array = self.pairs / np.maximum(self.expected, 1e-9)
        return found

    @property
    def sentence(self) -> str:
        """The nearest band that repeats, in plain words."""
        rows, columns = np.nonzero((self.p <= 0.05) & (self.ratio > 1.2))
        if not len(rows):
            return "Near repeats are not shown: incidents follow each other nearby about as often as chance has it."
        row, column = max(zip(rows.tolist(), columns.tolist(), strict=True), key=lambda one: self.ratio[one])
        where = "At the same place" if self.metres[row] <= SAME_PLACE else f"Within {self.metres[row]:,.0f} metres"
        since = self.days[column - 1] if column else 0
        when = f"{since:g} to {self.days[column]:g} days" if since else f"{self.days[column]:g} days"
        return (f"{where} and {when}: {self.ratio[row, column]:.1f} times as many as chance has it "
                f"({int(self.pairs[row, column]):,} pairs).")  # fmt: skip


def near_repeats(
    x: Array, y: Array, day: Array, *, bands: tuple[float, ...] = NEAR, days: tuple[float, ...] = SOON,
    shuffles: int = 99, seed: int = 1,
) -> NearRepeats:  # fmt: skip
    """Are incidents followed by others nearby more than chance has it?

    Args:    x, y: metres. day: when, in days, fractions too. bands, days: ends of the bands, rising.
    Raises:  ValueError: other lengths, or bands that do not rise.
    Source:  Knox 1964 with permuted times (Johnson et al. 2007): who is near whom stays, when is shuffled.
    """
    day = np.asarray(day, dtype=float)
    if not len(x) == len(y) == len(day) or list(bands) != sorted(bands) or list(days) != sorted(days):
        raise ValueError("Each incident needs a place and a day, and the bands rise.")
    points = np.column_stack([x, y])
    pairs = cKDTree(points).query_pairs(bands[-1], output_type="ndarray")
    one, other = (np.ascontiguousarray(side) for side in pairs.T)
    apart = np.hypot(*(points[one] - points[other]).T)
    band = (np.searchsorted(bands, apart, side="left") * len(days)).astype(np.int16)
    when, ends = _small(day, days)

    def table(at: Array) -> Array:
        later = np.take(at, one, mode="clip")
        later -= np.take(at, other, mode="clip")
        np.abs(later, out=later)
        soon = np.flatnonzero(later <= ends[-1])
        cell, later = band[soon], later[soon]
        for end in ends[:-1]:
            cell += later > end
        found: Array = np.bincount(cell, minlength=len(bands) * len(days)).reshape(len(bands), len(days))
        return found

    rng, counted = np.random.default_rng(seed), table(when)
    total, above = np.zeros(counted.shape), np.zeros(counted.shape)
    for _ in range(shuffles):
        drawn = table(rng.permutation(when))
        total += drawn
        above += drawn >= counted
    return NearRepeats(tuple(bands), tuple(days), counted, total / max(shuffles, 1), (1 + above) / (1 + shuffles))


def _small(day: Array, days: tuple[float, ...]) -> tuple[Array, tuple[float, ...]]:
    """Days from the first one on in as few bytes as they need, which is what millions of pairs are quick with."""
    since = day - day.min() if len(day) else day
    if len(day) and since.max() < np.iinfo(np.int16).max and (since == np.floor(since)).all():
        return since.astype(np.int16), tuple(int(one) for one in days)
    return since.astype(np.float32), days
