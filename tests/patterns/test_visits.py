"""One visit logged many times counts once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchward.patterns.visits import Incident, collapse

NINE = datetime(2026, 3, 27, 21, 0, tzinfo=UTC)


def at(minutes: float, ref: str = "", premises: str = "bakery", kind: str = "shop theft") -> Incident:
    return Incident(ref or f"r{minutes}", premises, kind, NINE + timedelta(minutes=minutes))


def test_three_records_of_one_visit_are_one_visit_that_names_all_three():
    (visit,) = collapse([at(12, "c"), at(0, "a"), at(5, "b")])
    assert visit.first.ref == "a"
    assert visit.refs == ("a", "b", "c")


def test_thirty_minutes_are_the_same_visit_and_thirty_one_are_not():
    assert len(collapse([at(0), at(30)])) == 1
    assert len(collapse([at(0), at(31)])) == 2


def test_a_busy_evening_does_not_chain_into_one_visit():
    assert [len(v.refs) for v in collapse([at(m) for m in range(0, 120, 20)])] == [2, 2, 2]


def test_a_neighbour_and_another_kind_stay_apart():
    mixed = [at(0, "a"), at(1, "b", premises="pharmacy"), at(2, "c", kind="abuse")]
    assert len(collapse(mixed)) == 3


def test_zero_minutes_fold_identical_times_only():
    assert len(collapse([at(0, "a"), at(0, "b"), at(0.5, "c")], minutes=0)) == 2


@settings(derandomize=True, max_examples=60)
@given(st.lists(st.integers(0, 500), max_size=25), st.randoms(use_true_random=False))
def test_nothing_is_lost_and_the_order_of_input_does_not_matter(minutes, rng):
    incidents = [at(m, f"{i:02d}") for i, m in enumerate(minutes)]
    shuffled = rng.sample(incidents, len(incidents))
    visits = collapse(incidents)
    assert collapse(shuffled) == visits
    assert sorted(ref for v in visits for ref in v.refs) == sorted(i.ref for i in incidents)


def test_negative_minutes_and_times_without_zone_are_refused():
    with pytest.raises(ValueError, match="0 or more"):
        collapse([], minutes=-1)
    with pytest.raises(ValueError, match="no time zone"):
        collapse([Incident("a", "bakery", "abuse", datetime(2026, 1, 1))])  # noqa: DTZ001
