"""A whole file at once: weighed pairs and judgements to groups."""

import random
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchward.identify.clusters import small
from watchward.identify.clusters.batch import resolve
from watchward.identify.clusters.judged import decide
from watchward.identify.clusters.rounds import components
from watchward.identify.clusters.rule import Rule

RULE = Rule()


def groups(weights, **more):
    pairs = list(weights)
    edges = [one for one, _ in pairs], [other for _, other in pairs], list(weights.values())
    return sorted(resolve(edges, **more).groups().values())


def one_by_one(ids, weights, same, different):
    """The rule as one would say it: join the pair of groups with the highest mean, again and again."""
    first = decide(same, different).first
    found = {}
    for one in ids:
        found.setdefault(first.get(one, one), set()).add(one)
    found = list(found.values())

    def mean(left, right):
        pairs = [tuple(sorted(pair)) for pair in ((a, b) for a in left for b in right)]
        if any(tuple(sorted(pair)) in pairs for pair in different):
            return None
        total = sum(RULE.units(weights[pair]) if pair in weights else RULE.unknown_units for pair in pairs)
        return total / len(pairs)

    while True:
        able = [(mean(*pair), *sorted(pair, key=min)) for pair in combinations(found, 2)]
        able = [one for one in able if one[0] is not None and one[0] >= RULE.joins_from]
        if not able:
            return sorted(map(sorted, found))
        _, left, right = min(able, key=lambda one: (-one[0], min(one[1]), min(one[2])))
        found.remove(right)
        left |= right


pairs_of_nine = st.sampled_from(list(combinations(range(9), 2)))
some_weights = st.dictionaries(pairs_of_nine, st.floats(-8, 14), max_size=24)
some_pairs = st.sets(pairs_of_nine, max_size=4)


@settings(max_examples=60, deadline=None)
@given(some_weights, some_pairs, some_pairs)
def test_three_ways_of_working_it_out_agree(weights, same, different):
    found = groups(weights, same=same, different=different, records=range(9))
    units = {pair: RULE.units(bits) for pair, bits in weights.items()}
    labels = small.solve(range(9), units, decide(same, different).first, different, RULE)
    assert found == one_by_one(range(9), weights, same, different)
    assert [labels[one] for one in range(9)] == [
        min(group) for one in range(9) for group in found if one in group
    ]  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(some_weights, some_pairs, some_pairs, st.randoms())
def test_the_order_of_the_rows_does_not_matter(weights, same, different, dice):
    mixed = list(weights.items())
    dice.shuffle(mixed)
    turned = {pair if dice.random() < 0.5 else pair[::-1]: bits for pair, bits in mixed}
    more = {"same": [pair[::-1] for pair in same], "different": sorted(different, reverse=True)}
    assert groups(turned, **more) == groups(weights, same=same, different=different)


def test_text_and_numbers_are_ids_alike():
    assert groups({("b", "a"): 5.0, ("c", "d"): -1.0}) == [["a", "b"], ["c"], ["d"]]
    assert groups({(70, 3): 5.0}, records=[9]) == [[3, 70], [9]]


def test_one_noisy_record_does_not_glue_two_strangers_together():
    ann, zoe = {(1, 2): 9, (1, 3): 9, (2, 3): 9}, {(5, 6): 9, (5, 7): 9, (6, 7): 9}
    noisy = {(3, 4): 4.0, (4, 5): 5.0}  # 4 is like one record of each
    assert groups(ann | zoe | noisy)[0] == [1, 2, 3]
    assert [5, 6, 7] in groups(ann | zoe | noisy)


def test_a_poor_record_joins_those_that_know_it_though_some_of_them_do_not():
    assert groups({(1, 2): 9, (1, 3): 9, (2, 3): 9, (1, 4): 8, (2, 4): 6, (3, 4): -2}) == [[1, 2, 3, 4]]


def test_judged_the_same_are_joined_against_all_evidence_and_judged_different_never():
    assert groups({(1, 2): -20.0}, same=[(1, 2)]) == [[1, 2]]
    assert groups({(1, 2): 20.0}, different=[(2, 1)]) == [[1], [2]]
    # nor by way of a third
    assert groups({(1, 2): 9, (2, 3): 8, (1, 3): 9.5}, different=[(1, 2)]) == [[1, 3], [2]]


def test_judgements_that_cannot_all_be_true_are_reported_and_different_wins():
    found = resolve(([], [], []), same=[(1, 2), (2, 3), (4, 5)], different=[(1, 3)])
    assert sorted(found.groups().values()) == [[1, 2], [3], [4, 5]]
    (one,) = found.contradictions
    assert (one.same, one.different) == ((2, 3), ((1, 3),))
    assert resolve(([], [], []), same=[(1, 2)], different=[(2, 1)]).contradictions
    assert not resolve(([], [], []), same=[(1, 2), (2, 3)], different=[(1, 4)]).contradictions


def test_a_pair_given_twice_counts_once_with_its_highest_weight():
    assert groups({(1, 2): 3.0, (2, 1): -3.0}) == [[1, 2]]
    assert groups({(1, 1): 3.0}) == [[1]]


def test_what_is_no_weight_is_refused_and_nothing_makes_nothing():
    with pytest.raises(ValueError, match="not a number"):
        groups({(1, 2): float("nan")})
    with pytest.raises(ValueError, match="one length"):
        resolve(([1], [2, 3], [4.0]))
    with pytest.raises(ValueError, match="itself"):
        groups({}, same=[(1, 1)])
    with pytest.raises(ValueError, match="unknown pair"):
        Rule(threshold=0.05)
    with pytest.raises(ValueError, match="between 0 and 1"):
        Rule(threshold=1)
    assert groups({}) == []
    assert groups({(1, 2): float("inf"), (2, 3): float("-inf")}) == [[1, 2], [3]]


def test_a_name_shared_by_thousands_does_not_blow_up():
    hub = {(0, one): 3.0 for one in range(1, 3000)}
    assert len(groups(hub)) > 2900  # one thin record that fits all of them joins few
    chain = {(one, one + 1): 3.0 for one in range(3000)}
    assert max(map(len, groups(chain))) <= 3


def test_what_hangs_together_is_found_in_any_shape():
    dice = random.Random(3)
    order = dice.sample(range(2000), 2000)
    one, other = np.array(order[:-1]), np.array(order[1:])  # one long path
    assert set(components(2000, one, other)) == {0}
    assert len(set(components(2000, one[::2], other[::2]))) == 1000
