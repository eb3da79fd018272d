"""What to expect: a premises' own past, lent to by its kind, with an interval."""

import numpy as np
import pytest

from watchward.patterns.risk import Trust, best_slots, fit, short_window

SLOT = 4 * 24 + 21


def town(own):
    rng = np.random.default_rng(1)
    counts = rng.poisson(0.5, size=(20, 168))
    counts[0] = 0
    counts[0, SLOT] = own
    return counts


def test_with_one_report_the_kind_speaks_and_with_hundreds_the_premises_does():
    few, many = (fit(town(own), 52, ["shop"] * 20) for own in (1, 2_000))
    assert few.rates[0, SLOT] / few.rates[0].sum() < 0.02
    assert many.rates[0, SLOT] / many.rates[0].sum() > 0.5


def test_the_sentence_has_the_slot_the_interval_and_the_usual():
    found = fit(town(40), 52, ["shop"] * 20).expected(0, SLOT, 2)
    assert found.low < found.mean < found.high
    assert found.usual < found.mean
    assert found.sentence.startswith("Expected reports in Friday 21-23 next month: ")
    assert f"({found.low:.1f}-{found.high:.1f}); usual for this kind of premises {found.usual:.1f}." in found.sentence


def test_the_interval_covers_the_truth():
    rng = np.random.default_rng(2)
    week = np.where(np.arange(168) % 24 > 9, 1.0, 0.1)
    truth = rng.dirichlet(600 * week / week.sum(), size=200) * rng.gamma(4, 0.3, size=(200, 1))
    risk = fit(rng.poisson(truth * 104), 104, ["shop"] * 200)
    shown = [risk.expected(row, SLOT, 2, weeks=1) for row in range(200)]
    inside = [one.low <= truth[row, SLOT : SLOT + 2].sum() <= one.high for row, one in enumerate(shown)]
    assert 0.88 <= float(np.mean(inside)) <= 1


def test_closed_hours_expect_nothing():
    opened = np.ones(168)
    opened[SLOT] = 0
    risk = fit(town(0), 52, ["shop"] * 20, exposure=[opened, *[None] * 19])
    assert risk.rates[0, SLOT] == 0
    assert risk.expected(0, SLOT, 1).mean == 0


def test_an_area_is_heard_if_it_tells_enough():
    counts = np.zeros((20, 168))
    counts[:10, 10], counts[10:, 20] = 500, 500
    risk = fit(counts, 52, ["shop"] * 20, ["north"] * 10 + ["south"] * 10, trust=Trust(area=50))
    assert risk.rates[0, 10] > 10 * risk.rates[0, 20]


def test_slots_do_not_overlap_and_come_best_first():
    rates = np.zeros(168)
    rates[[0, 1, 167, 50]] = [5, 4, 4, 3]
    assert best_slots(rates, many=2).tolist() == [[0, 166]]
    assert short_window(SLOT + 1, 2) == "Friday 22-24"


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="weeks"):
        fit(town(1), 0, ["shop"] * 20)
    with pytest.raises(ValueError, match="168"):
        fit(np.ones((1, 3)), 1, ["shop"])
    with pytest.raises(ValueError, match="0-167"):
        fit(town(1), 1, ["shop"] * 20).expected(0, 168, 2)
