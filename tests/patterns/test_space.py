"""Where: density, hot spots against esda's numbers, near repeats, emerging clusters against the published formula."""

import math

import numpy as np
import pytest

from watchward.patterns.emerging import clusters, where_next
from watchward.patterns.space import Grid, density, hot_spots, metres, near_repeats

# G_Local(values, DistanceBand(110 m, binary), transform="B", star=True) of esda 2.9.0 on a 5 x 5 grid of 100 m
VALUES = [1, 0, 2, 1, 0, 0, 3, 1, 0, 2, 1, 9, 8, 0, 1, 2, 7, 12, 1, 0, 0, 1, 2, 0, 1]
ESDA = [
    -1.0678781, -0.4732863826, -0.8113480845, -0.9803789355, -0.6864930643, -0.6423172336, 0.3098386677, 0.4647580015,
    -1.0844353369, -0.9803789355, 0.540898723, 2.6336286754, 2.9434673431, -0.1549193338, -0.9803789355, 0.2028370211,
    3.098386677, 2.9434673431, 0.3098386677, -0.9803789355, -0.6864930643, 0.2028370211, 1.0479912759, -0.8113480845,
    -1.0678781,
]  # fmt: skip


def test_hot_spots_are_those_of_esda():
    x, y = (np.array(one, dtype=float) * 100 for one in zip(*[(a, b) for a in range(5) for b in range(5)], strict=True))
    found = hot_spots(np.array(VALUES), x, y, reach=110)
    assert found.z == pytest.approx(ESDA, abs=1e-9)
    assert found.neighbours.tolist()[:3] == [3, 4, 4]
    assert (found.q >= found.p).all()
    assert not hot_spots(np.ones(25), x, y, reach=110).z.any()
    with pytest.raises(ValueError, match="three places"):
        hot_spots(np.ones(2), np.ones(2), np.ones(2), reach=10)


def test_a_degree_is_as_long_as_it_is_and_the_globe_has_an_end():
    x, y = metres(np.array([50.0, 51.0]), np.array([0.0, 1.0]))
    assert y[1] - y[0] == pytest.approx(111_195)
    assert x[1] - x[0] == pytest.approx(111_195 * math.cos(math.radians(50.5)))
    with pytest.raises(ValueError, match="90 degrees"):
        metres(np.array([150.0]), np.array([0.0]))


def test_density_keeps_every_incident_and_peaks_where_they_are():
    rng = np.random.default_rng(1)
    x, y = rng.normal(0, 50, 300), rng.normal(1_000, 50, 300)
    grid = density(x, y)
    assert grid.values.sum() * (grid.side / 1000) ** 2 == pytest.approx(300, rel=1e-3)
    east, north = grid.middles()
    top = int(grid.values.argmax())
    assert math.hypot(east[top], north[top] - 1_000) < 60
    with pytest.raises(ValueError, match="too many"):
        Grid.over(np.array([0.0, 1e6]), np.array([0.0, 1e6]), 50.0)
    with pytest.raises(ValueError, match="needs points"):
        density(np.zeros(0), np.zeros(0))


def test_near_repeats_are_found_where_planted_and_not_where_not():
    rng = np.random.default_rng(2)
    x, y, day = rng.uniform(0, 3_000, 300), rng.uniform(0, 3_000, 300), rng.uniform(0, 365, 300)
    assert near_repeats(x, y, day).p[0].min() > 0.05
    again = rng.choice(300, 60, replace=False)
    x, y = np.r_[x, x[again] + 30], np.r_[y, y[again]]
    found = near_repeats(x, y, np.r_[day, day[again] + rng.uniform(0, 5, 60)])
    assert found.ratio[1, 0] > 5
    assert found.p[1, 0] == 0.01
    assert "Within 100 metres and 7 days" in found.sentence
    with pytest.raises(ValueError, match="bands rise"):
        near_repeats(x, y, day)


def test_emerging_clusters_are_those_of_the_published_formula():
    """Kulldorff et al. 2005 by plain loops over every circle and span, held against the scan: the same maximum."""
    rng = np.random.default_rng(3)
    spots = rng.uniform(0, 1_000, (15, 2))
    place, day = rng.integers(0, 15, 120), rng.integers(0, 60, 120)
    place[:8], day[:8] = 4, rng.integers(55, 60, 8)
    x, y = spots[place].T
    total, best = 120, (0.0, 0, 0.0)
    for centre in spots:
        for radius in (0.0, 100.0, 200.0, 300.0, 400.0, 500.0):
            within = np.hypot(x - centre[0], y - centre[1]) <= radius
            if within.sum() > total / 2:
                continue
            for days in (1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 28):
                recent = day > 59 - days
                c, e = int((within & recent).sum()), within.sum() * recent.sum() / total
                if c >= 3 and c > e:
                    value = c * math.log(c / e) + (total - c) * math.log((total - c) / (total - e))
                    best = max(best, (value, c, e))
    strongest = clusters(x, y, day, today=59)[0]
    assert (strongest.counted, strongest.expected) == (best[1], pytest.approx(best[2]))
    assert strongest.p <= 0.01
    assert "incidents where" in strongest.sentence


def test_what_always_happens_is_no_emerging_cluster():
    rng = np.random.default_rng(4)
    place = rng.choice(30, 600, p=np.r_[0.5, np.full(29, 0.5 / 29)])
    x, y = (place % 6) * 300.0, (place // 6) * 300.0
    found = clusters(x, y, rng.integers(0, 100, 600), today=99)
    assert not found or found[0].p > 0.05
    assert clusters(x[:2], y[:2], np.array([1, 2]), today=3) == ()
    with pytest.raises(ValueError, match="a place and a day"):
        clusters(x, y, np.zeros(3), today=3)


def test_where_next_leans_to_what_happened_lately_and_never_reads_the_future():
    x, y = np.r_[np.zeros(50), np.full(50, 2_000.0)], np.zeros(100)
    day = np.r_[np.arange(50.0), np.arange(50.0) + 250]
    grid = where_next(x, y, day, today=300)
    (old, _), (new, _) = grid.cells(x[:1], y[:1]), grid.cells(x[-1:], y[-1:])
    columns = [int(grid.cells(x[[at]], y[[at]])[1][0]) for at in (0, 99)]
    assert grid.values[int(new[0]), columns[1]] > 2 * grid.values[int(old[0]), columns[0]]
    assert where_next(x, y, day, today=60).values[int(new[0]), columns[1]] < 1e-3
    with pytest.raises(ValueError, match="no incident up to today"):
        where_next(x, y, day, today=-1)


def test_the_scan_agrees_with_the_published_formula_worked_by_hand():
    """Kulldorff et al. 2005 on paper: places of 6, 7 and 7 incidents; of the 5 of today 4 are at the first.

    Expected 6 x 5 / 20 = 1.5. As strong or stronger is: 4 or 5 of them at the first (log ratios 4 ln(4/1.5) + 16
    ln(16/18.5) = 1.60 and 2.87), or all 5 at one of the others (2.31; 4 there give only 1.20). Of the 15,504 ways to
    draw 5 of 20 that is 15 x 14 + 6 + 2 x 21 = 258: p = 0.0166.
    """
    x = np.repeat([0.0, 1_000.0, 2_000.0], [6, 7, 7])
    day = np.array([9, 9, 9, 9, 1, 2, 9, 1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6, 7])
    strongest = clusters(x, np.zeros(20), day, today=9, radii=(0.0,), days=(1,), replicates=1_999)[0]
    assert (strongest.x, strongest.counted, strongest.expected) == (0.0, 4, 1.5)
    assert strongest.ratio == pytest.approx(4 / 1.5)
    assert strongest.p == pytest.approx(258 / 15_504, abs=0.006)
