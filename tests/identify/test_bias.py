"""Beside a list: who is reported, judged and ranked, with intervals; little is not called a difference."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchward.identify.bias import Counted, compare, share


def test_a_share_has_the_interval_of_wilson():
    found = share(12, 40)
    assert (found.rate, found.low, found.high) == (
        0.3,
        pytest.approx(0.1807, abs=1e-4),
        pytest.approx(0.4543, abs=1e-4),
    )
    assert (share(0, 0).rate, share(0, 0).low, share(0, 0).high) == (None, 0.0, 1.0)


def test_a_group_that_is_judged_or_ranked_otherwise_than_all_others_is_pointed_out():
    found = compare({"Quay": Counted(90, 8, 0), "Market": Counted(400, 300, 60), "Mill": Counted(300, 220, 70)})
    assert [line.group for line in found] == ["Market", "Mill", "Quay"]
    by_group = {line.group: line for line in found}
    assert by_group["Quay"].differs == ("judged less",)
    assert "judged more" in by_group["Market"].differs
    assert "ranked more" in by_group["Mill"].differs
    assert by_group["Market"].of_all.rate == pytest.approx(400 / 790)


def test_of_a_few_nothing_is_said_but_their_number():
    found = compare({"Quay": Counted(5, 5, 5), "Market": Counted(400, 40, 4), "Nobody": Counted(0, 0, 0)})
    assert [(line.group, line.differs) for line in found] == [("Market", ()), ("Quay", ())]


def test_more_judged_than_reported_is_refused():
    with pytest.raises(ValueError, match="Of those reported"):
        compare({"Quay": Counted(5, 6, 0)})


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_share_lies_in_its_interval(part, more):
    found = share(part, part + more)
    assert 0 <= found.low <= (found.rate if found.rate is not None else 0.5) + 1e-12
    assert (found.rate if found.rate is not None else 0.5) - 1e-12 <= found.high <= 1
