"""A month in which recording failed is no fall; a fall is one."""

import numpy as np
import pytest

from watchward.patterns.gaps import DOUBT, FELL, GAP, NOTHING, TOO_FEW, judge

FORCES, TOWNS, KINDS, MONTHS = 8, 4, ("shop theft", "damage", "violence", "burglary"), ("Oct", "Nov", "Dec")


@pytest.fixture
def books():
    """Eight forces with four towns each, about 150 of each kind a month, a tenth fewer in December."""
    rng = np.random.default_rng(12)
    rate = rng.uniform(100, 200, (FORCES * TOWNS, len(KINDS), 1)) * np.array([1.0, 1.0, 0.9])
    return rng.poisson(rate)


def judged(books):
    forces = [f"Force {one // TOWNS}" for one in range(FORCES * TOWNS)]
    towns = [f"Town {one}" for one in range(FORCES * TOWNS)]
    return judge(books, forces, towns, KINDS, MONTHS)


def cells(found, town, month="Dec"):
    return {one.kind: one for one in found.cells if (one.area, one.month) == (f"Town {town}", month)}


def test_a_quiet_december_is_neither_gap_nor_fall(books):
    found = judged(books)
    assert not found.gap.any()
    assert not found.doubt.any()
    assert sum(one.verdict == FELL for one in found.cells) <= 0.05 * len(found.cells)
    assert found.season[0, 2] == pytest.approx(0.9, abs=0.07)


def test_a_force_that_loses_most_of_its_books_has_a_gap_and_no_fall(books):
    books[:TOWNS, :, 2] = books[:TOWNS, :, 2] * 4 // 10
    books[:TOWNS, 2, 2] = books[:TOWNS, 2, 1]  # one kind goes through another system
    found = judged(books)
    assert found.gap[0].tolist() == [False, False, True]
    assert not found.gap[1:].any()
    assert {one.verdict for one in cells(found, 0).values()} == {GAP}
    assert "recording failed" in cells(found, 1)["shop theft"].sentence
    assert "No fall." in cells(found, 1)["shop theft"].sentence


def test_a_true_fall_of_one_kind_in_one_town_is_announced_and_its_neighbours_are_not(books):
    books[5, 0, 2] = books[5, 0, 2] * 6 // 10
    found = judged(books)
    assert cells(found, 5)["shop theft"].verdict == FELL
    assert cells(found, 5)["shop theft"].high < 1
    assert "fell" in cells(found, 5)["shop theft"].sentence
    assert cells(found, 4)["shop theft"].verdict != FELL


def test_one_kind_that_drops_everywhere_at_one_recorder_is_asked_about(books):
    books[:TOWNS, 1, 2] //= 2
    found = judged(books)
    assert cells(found, 2)["damage"].verdict == DOUBT
    assert "Ask the recorder" in cells(found, 2)["damage"].sentence
    assert cells(found, 2)["violence"].verdict not in {DOUBT, GAP}


def test_a_month_without_any_books_is_named_and_not_taken_as_a_base(books):
    books[:TOWNS, :, 0] = 0
    found = judged(books)
    assert found.gap[0].tolist() == [True, False, False]
    assert {one.verdict for one in cells(found, 0, "Nov").values()} == {TOO_FEW}
    books[:TOWNS, :, 1] = 0
    assert {one.verdict for one in cells(judged(books), 0, "Nov").values()} == {NOTHING}


def test_two_recorders_cannot_show_a_gap_and_a_table_that_does_not_fit_is_refused(books):
    assert not judge(books[:8] // [[[1], [1], [1], [1]]], ["a"] * 4 + ["b"] * 4, ["x"] * 8, KINDS, MONTHS).gap.any()
    with pytest.raises(ValueError, match="a row for each area"):
        judge(books, ["a"], ["x"], KINDS, MONTHS)
