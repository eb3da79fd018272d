"""Scores of groups against the truth, by hand."""

import pytest

from watchward.identify.clusters.score import b_cubed, pairwise


def test_pairs_are_counted():
    score = pairwise([1, 1, 1, 2, 2], ["a", "a", "b", "b", "b"])
    assert (score.precision, score.recall) == (2 / 4, 2 / 4)
    assert score.f1 == 0.5


def test_records_are_counted():
    score = b_cubed([1, 1, 1, 2, 2], ["a", "a", "b", "b", "b"])
    assert score.precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert score.recall == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5)


def test_the_truth_itself_is_perfect_and_nothing_is_not_wrong():
    assert pairwise([7, 7, 8], [1, 1, 2]).f1 == b_cubed([7, 7, 8], [1, 1, 2]).f1 == 1
    assert pairwise([], []).f1 == b_cubed([], []).f1 == 1
    assert pairwise([1, 2], [1, 1]).recall == 0
    assert pairwise([1, 2], [1, 1]).f1 == 0


def test_every_record_needs_a_label_in_both():
    with pytest.raises(ValueError, match="Each record"):
        pairwise([1], [1, 2])
