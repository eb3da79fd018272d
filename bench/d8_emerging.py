"""D8: how much of the next week lies where clusters emerge, against a map of counts of the same area."""

import math
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.inside.weeks import Array, file
from bench.results import Number
from watchward.patterns.emerging import clusters, where_next
from watchward.patterns.space import Grid, metres

HOW = "BENCH_PATTERNS=FOLDER python -m bench --only D8"
FILE = "chicago_all_2013.parquet"
KINDS = ("BURGLARY", "ROBBERY", "THEFT", "CRIMINAL DAMAGE")
SIDE = 150.0
SHARE = 0.01  # of the cells in which anything ever happened
SCORED = range(182, 357, 7)  # the spring taught the weights
FAR = 40_000.0  # metres from the middle: a place that cannot be right
Map = tuple[Array, Array, Array]


def measure(*, quick: bool = False) -> Iterator[Number]:
    """In short: a generated town, four weeks."""
    if quick:
        yield from _numbers({"generated": _scores(_generated(), SCORED[:12])})
        return
    place = file(FILE)
    if place is None:
        print("D8 skipped: set BENCH_PATTERNS to the folder with the Chicago year.", file=sys.stderr)
        return
    yield from _numbers({kind: _scores(_read(place, kind), SCORED) for kind in KINDS})


def _read(place: Path, kind: str) -> Map:
    import duckdb

    with duckdb.connect() as engine:
        found = engine.execute(
            "SELECT lat, lon, dayofyear(dt) AS day FROM read_parquet(?) WHERE primary_type = ? AND lat IS NOT NULL "
            "ORDER BY dt, lat, lon", [str(place), kind]).fetchnumpy()  # fmt: skip
    x, y = metres(np.asarray(found["lat"], dtype=float), np.asarray(found["lon"], dtype=float))
    right = np.hypot(x, y) < FAR
    return x[right], y[right], np.asarray(found["day"], dtype=int)[right]


def _generated() -> Map:
    """Homes at random; a seventh of the incidents follow another one nearby within two weeks."""
    rng = np.random.default_rng(8)
    x, y, day = rng.uniform(0, 6_000, 2_400), rng.uniform(0, 6_000, 2_400), rng.integers(1, 366, 2_400)
    again = rng.integers(0, 2_400, 400)
    return (np.r_[x, x[again] + rng.normal(0, 40, 400)], np.r_[y, y[again] + rng.normal(0, 40, 400)],
            np.r_[day, day[again] + rng.integers(1, 15, 400)])  # fmt: skip


def _scores(points: Map, days: range) -> Array:
    """Incidents of the next week in the best cells by us, by the last 28 days, by all the past; in clusters; all."""
    x, y, day = points
    grid, rng, score = Grid.over(x, y, SIDE), np.random.default_rng(80), np.zeros(6)
    cells = max(int(SHARE * (grid.counted(x, y).values > 0).sum()), 1)
    for today in days:
        past, coming = day <= today, (day > today) & (day <= today + 7)
        after = grid.counted(x[coming], y[coming]).values.ravel()
        chance = rng.random(after.size) * 1e-6
        recent = grid.counted(x[past & (day > today - 28)], y[past & (day > today - 28)]).values.ravel() + chance
        always = grid.counted(x[past], y[past]).values.ravel() + chance
        ours = where_next(x, y, day, today=today, side=SIDE).values.ravel()
        score[:3] += np.array([after[np.argpartition(-one, cells)[:cells]].sum() for one in (ours, recent, always)])
        score[3:] += np.array([*_in_clusters(points, today, after, recent, grid), after.sum()])
    return score


def _in_clusters(points: Map, today: int, after: Array, recent: Array, grid: Grid) -> tuple[float, float]:
    """Incidents of the next week in the cells of the scan's strongest clusters, and in as many cells by count."""
    x, y, day = points
    late = day > today - 120
    found = clusters(x[late], y[late], day[late], today=today, radii=(0.0, 150.0, 300.0), replicates=1, many=10)
    east, north = grid.middles()
    inside = np.zeros(len(after), dtype=bool)
    for one in found:
        inside |= np.hypot(east - one.x, north - one.y) <= max(one.radius, SIDE / 2)
    many = int(inside.sum())
    return (float(after[inside].sum()), float(after[np.argpartition(-recent, many)[:many]].sum()) if many else 0.0)


def _numbers(found: dict[str, Array]) -> Iterator[Number]:
    month = _mean([one[0] / max(one[1], 1) for one in found.values()])
    always = _mean([one[0] / max(one[2], 1) for one in found.values()])
    said = "; ".join(
        f"{kind.lower()}: ours {100 * one[0] / one[5]:.1f} %, last 28 days {100 * one[1] / one[5]:.1f} %, all the past "
        f"{100 * one[2] / one[5]:.1f} % of {one[5]:,.0f}" for kind, one in found.items()
    )  # fmt: skip
    what = f"of the next week in 1 % of the cells of {SIDE:g} m"
    yield Number(
        id="D8",
        what=f"Hits {what}, against a map of the last 28 days' counts",
        goal=">= 1.4 x",
        value=round(month, 2),
        baseline=said,
        unit="x",
        holds=month >= 1.4,
        how=HOW,
        gross=month < 0.5,
    )
    yield Number(
        id="D8",
        what=f"Hits {what}, against a map of all counts so far",
        goal="not in the goal, watched",
        value=round(always, 2),
        baseline="the same run",
        unit="x",
        holds=True,
        how=HOW,
    )
    scan = _mean([one[3] / max(one[4], 1) for one in found.values()])
    yield Number(
        id="D8",
        what="Hits in the ten strongest clusters of the permutation scan, against the last 28 days' "
        "counts of the same area",
        goal="not in the goal, watched",
        value=round(scan, 2),
        unit="x",
        holds=True,
        how=HOW,
        baseline=f"{sum(one[3] for one in found.values()):,.0f} incidents against "
        f"{sum(one[4] for one in found.values()):,.0f}",
    )


def _mean(ratios: list[float]) -> float:
    return math.exp(sum(math.log(max(one, 1e-3)) for one in ratios) / len(ratios))
