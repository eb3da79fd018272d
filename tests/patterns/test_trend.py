"""Slopes, known days, changes nobody named, and the product's own hit rate."""

from datetime import date, timedelta

import numpy as np
import pytest

from watchward.patterns.claims import Claim, score
from watchward.patterns.trend import FELL, ROSE, TOO_FEW, UNCLEAR, changes, season, trend

YEAR = 1 + 0.3 * np.sin(2 * np.pi * np.arange(12) / 12)


def months(seed, years=4, level=60.0, slope=1.0, step=1.0, at=None):
    n = np.arange(12 * years)
    mean = level * np.tile(YEAR, years) * slope ** (n / 12) * np.where(n >= (at or 999), step, 1.0)
    return np.random.default_rng(seed).poisson(mean)


def test_a_season_alone_is_no_trend_and_no_change():
    verdicts = [trend(months(seed)).verdict for seed in range(20)]
    assert verdicts.count(UNCLEAR) >= 17
    assert season(months(1), list(range(12)) * 4, 12) == pytest.approx(YEAR, abs=0.17)


def test_a_slope_is_found_either_way():
    assert trend(months(2, slope=0.7)).verdict == FELL
    told = trend(months(2, slope=1.4), note="More members report.")
    assert told.verdict == ROSE
    assert told.yearly is not None
    assert told.yearly.low < 1.4 < told.yearly.high
    assert told.sentence.startswith("More members report. Rose over")


def test_a_known_day_changes_the_level_or_does_not():
    told = trend(months(5, step=0.6, at=30), at=30)
    assert told.level is not None
    assert (told.verdict, told.level.low < 0.6 < told.level.high) == (FELL, True)
    assert sum(trend(months(seed), at=30).verdict == UNCLEAR for seed in range(20)) >= 17


def test_too_short_or_too_few_is_said_and_nonsense_refused():
    assert trend(np.full(6, 100)).verdict == TOO_FEW
    assert "too few" in trend(np.zeros(48)).sentence
    assert trend(months(1), at=46).verdict == TOO_FEW
    with pytest.raises(ValueError, match="exposure above 0"):
        trend(months(1), exposure=np.zeros(48))
    with pytest.raises(ValueError, match="part of the year"):
        season(np.ones(3), [1, 2, 12], 12)


def test_changes_nobody_named_are_found_and_not_invented():
    found = changes(months(7, step=0.5, at=20), expected=np.tile(YEAR, 4))
    assert len(found) == 1
    assert abs(found[0].at - 20) <= 1
    assert found[0].ratio == pytest.approx(0.5, abs=0.12)
    assert sum(bool(changes(months(seed), expected=np.tile(YEAR, 4), draws=199)) for seed in range(20)) <= 3
    with pytest.raises(ValueError, match="something to be expected"):
        changes(np.ones(4), expected=np.zeros(4))


DAY = date(2026, 1, 5)


def claim(premises="Bakery", usual=0.05):
    return Claim(premises, 117, 2, usual, DAY)


def test_claims_are_scored_a_quarter_later_and_misses_are_kept():
    days = [DAY + timedelta(days=1 + one) for one in range(80)]
    told = score([claim(), claim("Kiosk")], ["Bakery"] * 40 + ["Kiosk"] * 40,
                 np.r_[np.full(10, 118), np.zeros(30), np.zeros(40)], days, DAY + timedelta(weeks=14))  # fmt: skip
    assert [one.held for one in told.scored] == [True, False]
    assert (told.held, told.ratio) == (1, pytest.approx(10 / 4))
    assert told.low < 2.5 < told.high
    assert "It did not hold" in told.scored[1].sentence
    assert "Cannot tell yet" in told.sentence


def test_claims_that_are_not_due_are_not_scored_and_enough_of_them_give_a_rate():
    many = [claim(f"Shop {one}", usual=0.1) for one in range(8)]
    names = [f"Shop {one % 8}" for one in range(160)]
    days = [DAY + timedelta(days=1 + one % 80) for one in range(160)]
    hours = np.where(np.arange(160) < 80, 117, 3)
    assert score(many, names, hours, days, DAY + timedelta(weeks=12)).scored == ()
    told = score(many, names, hours, days, DAY + timedelta(weeks=13))
    assert "8 of 8 slots" in told.sentence
    assert told.ratio == pytest.approx(5)
    with pytest.raises(ValueError, match="a premises, an hour"):
        score(many, names, hours, days[:3], DAY)


def test_nothing_reported_since_says_nothing():
    told = score([claim()], [], np.zeros(0), [], DAY + timedelta(weeks=20))
    assert "nothing can be said" in told.scored[0].sentence
    assert told.ratio is None
