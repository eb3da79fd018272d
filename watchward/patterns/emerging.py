"""What is new on the map: clusters that are there now and were not before, beyond what each place and each day has.

The space-time permutation scan needs no count of people: it asks whether the last days brought more to some circle than
the circle's share of all incidents and the days' share of all incidents give together.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.sparse import csr_matrix, vstack
from scipy.spatial import cKDTree
from scipy.special import xlogy

from watchward.patterns.nulls import Tail
from watchward.patterns.space import Grid

Array = NDArray[Any]

RADII: Final = (0.0, 100.0, 200.0, 300.0, 400.0, 500.0)  # metres
DAYS: Final = (1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 28)
LARGEST: Final = 0.5  # of all incidents in one circle
FEWEST: Final = 3  # incidents in a cluster
REPLICATES: Final = 199
SEEDED: Final = 2_005


@dataclass(frozen=True, slots=True)
class Trust:
    """How far each incident reaches. Chosen on the spring of a public file, scored on its autumn; see decision 0022.

    `near` and `wide`: metres over which the past spreads, with `wide_share` of it wide. `lately`: the share that the
    recent past has, fading over `days`.
    """

    near: float = 100.0
    wide: float = 600.0
    wide_share: float = 0.5
    lately: float = 0.2
    days: float = 30.0


TRUST: Final = Trust()


@dataclass(frozen=True, slots=True)
class Cluster:
    """A circle over the last days: `counted` incidents where `expected` come by chance; `p` pays for the search."""

    x: float
    y: float
    radius: float
    days: int
    counted: int
    expected: float
    ratio: float
    p: float
    places: tuple[int, ...]

    @property
    def sentence(self) -> str:
        """In plain words."""
        where = "At one place" if self.radius <= 0 else f"Within {self.radius:,.0f} metres"
        often = "less than 0.1" if self.p < 0.001 else f"{100 * self.p:.1f}"
        sure = f"Chance gives one as strong on {often} % of such days." if self.p <= 0.05 else "That may be chance."
        since = "the last day" if self.days == 1 else f"last {self.days} days"
        return (f"{where}, {since}: {self.counted:,} incidents where {self.expected:.1f} are usual. "
                f"{sure}")  # fmt: skip


def clusters(
    x: Array, y: Array, day: Array, *, today: int, radii: tuple[float, ...] = RADII, days: tuple[int, ...] = DAYS,
    replicates: int = REPLICATES, seed: int = SEEDED, many: int = 10,
) -> tuple[Cluster, ...]:  # fmt: skip
    """The strongest clusters that last until `today`, strongest first, none inside another's circle.

    Args:    x, y: (n,) metres. day: (n,) whole days; those after `today` are left out. radii: of circles round each
             place. days: how far back clusters may begin.
    Returns: up to `many`; none if fewer than 3 incidents fell together anywhere.
    Raises:  ValueError: other lengths, or radii and days that do not rise.
    Source:  Kulldorff et al. 2005: expected = incidents in the circle x incidents in the days / all; the ratio
             (c/e)^c ((C-c)/(C-e))^(C-c); p by permuting days among incidents, with an exponential tail beyond the
             replicates (`nulls.Tail`). Circles hold at most half of all incidents, as in SaTScan.
    """
    x, y, day = (np.asarray(one, dtype=float) for one in (x, y, day))
    if not len(x) == len(y) == len(day) or list(radii) != sorted(radii) or list(days) != sorted(days):
        raise ValueError("Each incident needs a place and a day, and radii and days rise.")
    kept = day <= today
    points, place = np.unique(np.column_stack([x, y])[kept], axis=0, return_inverse=True)
    age = (today - day[kept]).astype(int)
    if len(age) < FEWEST:
        return ()
    circles = _Circles.over(points, np.bincount(place.reshape(-1)), radii)
    scan = _Scan(circles, place.reshape(-1), age, days)
    found = scan.values(age)
    rng = np.random.default_rng(seed)
    tail = Tail.of(np.array([float(scan.values(rng.permutation(age)).max()) for _ in range(replicates)]))
    return scan.strongest(found, tail, many)


def where_next(
    x: Array, y: Array, day: Array, *, today: int, side: float = 150.0, days: float = 7.0, trust: Trust = TRUST
) -> Grid:  # fmt: skip
    """Incidents to expect in each cell over the next `days`: what a place always has, and what follows the last ones.

    Args:    x, y: (n,) metres. day: (n,) days, those after `today` left out. side: of a cell in metres.
    Raises:  ValueError: no incident up to today.
    Source:  a mixture of two kernel densities of all the past and one of what is recent, as self-exciting models
             have it (Mohler et al. 2011), with weights that are fixed and not fitted; see decision 0022.
    """
    past = day <= today
    if not past.any():
        raise ValueError("There is no incident up to today to learn from.")
    grid = Grid.over(x, y, side)
    age = today - day[past]
    past_days = max(float(age.max()), 1.0)
    always = grid.counted(x[past], y[past]).values / past_days
    lately = grid.counted(x[past], y[past], np.exp(-age / trust.days) / trust.days).values

    def spread(values: Array, metres: float) -> Array:
        found: Array = gaussian_filter(values, metres / side, mode="constant")
        return found

    usual = (1 - trust.wide_share) * spread(always, trust.near) + trust.wide_share * spread(always, trust.wide)
    rate = (1 - trust.lately) * usual + trust.lately * spread(lately, trust.near)
    return Grid(grid.west, grid.south, side, rate * days)


@dataclass(frozen=True, slots=True)
class _Circles:
    """Which places lie in which circle: `inside` (Z, L), the centre and radius of each, and how many incidents."""

    points: Array
    inside: csr_matrix
    centre: Array
    radius: Array
    total: Array

    @classmethod
    def over(cls, points: Array, counts: Array, radii: tuple[float, ...]) -> "_Circles":
        apart = cKDTree(points).sparse_distance_matrix(cKDTree(points), radii[-1] + 1e-6, output_type="coo_matrix")
        row, column, data = apart.row, apart.col, apart.data
        n = len(points)
        rings = [csr_matrix((np.ones(int(near.sum())), (row[near], column[near])), shape=(n, n))
                 for near in (data <= radius + 1e-6 for radius in radii)]  # fmt: skip
        keep, before = [np.arange(n)], np.asarray(rings[0].sum(axis=1)).ravel()
        for ring in rings[1:]:
            size = np.asarray(ring.sum(axis=1)).ravel()
            keep.append(np.flatnonzero(size > before))  # a wider circle that holds nothing more is the same circle
            before = size
        inside = vstack([ring[rows] for ring, rows in zip(rings, keep, strict=True)], format="csr")
        centre = np.concatenate(keep)
        radius = np.concatenate([np.full(len(rows), one) for one, rows in zip(radii, keep, strict=True)])
        total = inside @ counts.astype(float)
        fits = total <= max(LARGEST * float(counts.sum()), 1.0)
        return cls(points, inside[np.flatnonzero(fits)], centre[fits], radius[fits], total[fits])


@dataclass(frozen=True, slots=True)
class _Scan:
    """All circles by all spans of days, weighed at once."""

    circles: _Circles
    place: Array
    age: Array
    days: tuple[int, ...]

    def table(self, age: Array) -> Array:
        """Incidents in each circle (Z) in each of the last spans of days (D)."""
        recent = age < self.days[-1]
        step = np.searchsorted(self.days, age[recent], side="right")
        shape = (len(self.circles.points), len(self.days))
        flat = np.bincount(self.place[recent] * shape[1] + step, minlength=shape[0] * shape[1])
        return np.asarray(self.circles.inside @ flat.reshape(shape).cumsum(axis=1).astype(float))

    def values(self, age: Array) -> Array:
        """The log likelihood ratio of each circle and span; 0 where there are not more than expected."""
        counted = self.table(age)
        total = float(len(self.age))
        spans = np.array([float((self.age < one).sum()) for one in self.days])
        row, column = np.nonzero((counted >= FEWEST) & (counted * total > self.circles.total[:, None] * spans))
        value = np.zeros(counted.shape)
        c, e = counted[row, column], self.circles.total[row] * spans[column] / total
        value[row, column] = xlogy(c, c / e) + xlogy(total - c, (total - c) / (total - e))
        return value

    def strongest(self, value: Array, tail: Tail, many: int) -> tuple[Cluster, ...]:
        """One after the other, leaving out circles that share a place with a stronger one."""
        counted, total = self.table(self.age), float(len(self.age))
        taken = np.zeros(len(self.circles.points), dtype=bool)
        best, found = value.max(axis=1), list[Cluster]()
        for circle in np.argsort(-best, kind="stable").tolist():
            if best[circle] <= 0 or len(found) >= many:
                break
            places = self.circles.inside[circle].indices
            if taken[places].any():
                continue
            taken[places] = True
            span = int(np.argmax(value[circle]))
            c, recent = float(counted[circle, span]), float((self.age < self.days[span]).sum())
            e = float(self.circles.total[circle]) * recent / total
            middle = self.circles.points[self.circles.centre[circle]]
            found.append(Cluster(
                float(middle[0]), float(middle[1]), float(self.circles.radius[circle]), self.days[span], int(c), e,
                c / e, float(tail.p(best[circle : circle + 1])[0]), tuple(places.tolist()),
            ))  # fmt: skip
        return tuple(found)
