"""The exact tails agree with sums done by hand."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchward.patterns.exact import beta_quantile, betainc, binomial_interval


def binomial_upper(hits: int, tries: int, share: Fraction) -> Fraction:
    """Sum P(X >= hits) term by term in fractions: no rounding, no shared code."""
    return sum(
        (math.comb(tries, k) * share**k * (1 - share) ** (tries - k) for k in range(hits, tries + 1)),
        Fraction(0),
    )


def summed(first: int, last: int, tries: int, share: float) -> float:
    """Sum P(first <= X <= last) term by term in floats."""
    terms = (math.comb(tries, k) * share**k * (1 - share) ** (tries - k) for k in range(first, last + 1))
    return math.fsum(terms)


@settings(derandomize=True, max_examples=80, deadline=None)
@given(st.integers(1, 60), st.data())
def test_the_incomplete_beta_function_is_the_binomial_tail(tries, data):
    hits = data.draw(st.integers(1, tries))
    share = Fraction(data.draw(st.integers(1, 99)), 100)
    by_hand = float(binomial_upper(hits, tries, share))
    assert betainc(hits, tries - hits + 1, float(share)) == pytest.approx(by_hand, rel=1e-9, abs=1e-13)


@pytest.mark.parametrize(("hits", "tries"), [(1, 10), (8, 10), (5, 1000), (230, 900)])
def test_each_bound_of_a_share_leaves_exactly_its_tail(hits, tries):
    low, high = binomial_interval(hits, tries, 0.95)
    assert summed(hits, tries, tries, low) == pytest.approx(0.025, rel=1e-8)
    assert summed(0, hits, tries, high) == pytest.approx(0.025, rel=1e-8)


def test_none_of_ten_is_bounded_by_the_closed_form():
    assert binomial_interval(0, 10) == (0.0, pytest.approx(1 - 0.025 ** (1 / 10)))
    assert binomial_interval(10, 10) == (pytest.approx(0.025 ** (1 / 10)), 1.0)


@pytest.mark.parametrize(("hits", "tries", "level"), [(-1, 3, 0.9), (4, 3, 0.9), (1, 3, 0.0), (1, 3, 1.0)])
def test_nonsense_shares_are_refused(hits, tries, level):
    with pytest.raises(ValueError, match="not a share"):
        binomial_interval(hits, tries, level)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.floats(0.5, 400), st.floats(0.5, 400), st.floats(0.001, 0.999))
def test_a_quantile_undoes_the_function(a, b, p):
    assert betainc(a, b, beta_quantile(p, a, b)) == pytest.approx(p, abs=1e-9)


def test_the_function_refuses_arguments_outside_its_range():
    with pytest.raises(ValueError, match="needs a, b > 0"):
        betainc(0, 1, 0.5)
    with pytest.raises(ValueError, match="needs a, b > 0"):
        betainc(1, 1, 1.5)
