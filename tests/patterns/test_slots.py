"""Verdicts: special, usual for this kind, not enough yet; exact and from-to times in one town."""

# ruff: noqa: DTZ001
from datetime import datetime, timedelta

import numpy as np
import pytest

from watchward.patterns.incidents import prepare
from watchward.patterns.slots import NOT_ENOUGH, SPECIAL, USUAL, find, shared_out

NOW = datetime(2026, 6, 1)
MONDAY = datetime(2025, 1, 6)


def town(span=0, *, fridays=30, weeks=52, seed=1):
    """Twelve shops with incidents all day long; A also on Friday at nine, in `weeks` different weeks at most."""
    rng = np.random.default_rng(seed)
    names, times = [], []
    for shop in "ABCDEFGHIJKL":
        for _ in range(40):
            names.append(shop)
            times.append(MONDAY + timedelta(days=int(rng.integers(364)), minutes=int(rng.integers(9 * 60, 21 * 60))))
    for friday in range(fridays):
        names.append("A")
        times.append(MONDAY + timedelta(weeks=friday % weeks, days=4, hours=21, minutes=int(rng.integers(60))))
    begun = [one - timedelta(minutes=int(rng.integers(span + 1))) for one in times]
    ended = [one + timedelta(minutes=span) for one in begun]
    return prepare([*names, "Z"], [*begun, MONDAY], [*ended, MONDAY], now=NOW, same_visit=0)


@pytest.mark.parametrize("span", [0, 45, 180])
def test_the_planted_slot_is_special_the_others_are_usual_and_one_report_is_not_enough(span):
    verdicts = {one.premises: one for one in find(town(span)).verdicts}
    assert verdicts["A"].verdict == SPECIAL
    assert 4 * 24 + 21 in range(verdicts["A"].start, verdicts["A"].start + verdicts["A"].hours)
    assert verdicts["A"].low > 1
    assert verdicts["A"].sentence.startswith("Special: Friday 2")
    assert verdicts["Z"].verdict == NOT_ENOUGH
    assert verdicts["Z"].sentence.startswith("Not enough yet: 1 incident with a known time.")
    assert {verdicts[one].verdict for one in "BCDEFGHIJKL"} == {USUAL}


def test_one_bad_night_is_no_slot_however_many_were_counted():
    once = {one.premises: one for one in find(town(weeks=1)).verdicts}["A"]
    assert once.q <= 0.05
    assert (once.verdict, once.weeks_seen) == (USUAL, 1)


def test_spans_are_shared_out_whole_and_to_where_the_week_of_the_kind_has_them():
    incidents = town(600, fridays=0)
    counts = shared_out(incidents)
    assert counts.sum() == pytest.approx(len(incidents.start))
    night = counts.reshape(-1, 7, 24)[:, :, 2:6].sum() / counts.sum()
    assert night < 0.03


def test_nothing_gives_nothing_and_nonsense_is_refused():
    assert find(prepare([], [], now=NOW)).verdicts == ()
    with pytest.raises(ValueError, match="between 0 and 1"):
        find(town(), false_claims=1.5)
