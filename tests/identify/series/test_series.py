"""Series: one visit counts once, silence says nothing, whole series are held out, and every link has its reasons."""

import json
import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.inside.serial import town
from bench.inside.series import held_out_score, ours, plain
from watchward.identify.series.card import KNOTS, OTHER_CODES, SeriesCardError, bits_by_factor, from_json, shipped
from watchward.identify.series.chain import chain_bits
from watchward.identify.series.factors import factors, pairs
from watchward.identify.series.find import find
from watchward.identify.series.incidents import Incident, columns
from watchward.identify.series.learn import TooFewError, learn
from watchward.identify.series.visits import visits

NIGHT = 24.0 * 700 + 22


def incident(ref, days=0.0, x=0.0, y=0.0, hours=0.0, **codes):
    start = NIGHT + 24 * days
    return Incident(ref, start, start + hours, x, y, {name: frozenset(many.split()) for name, many in codes.items()})


def three_alike():
    """Three nights with one rare way in, among fifteen others far away and otherwise."""
    alike = [incident(f"S{n}", n * 2, 40 * n, 0, method="cut-fence", goods="drills") for n in range(3)]
    rest = [incident(f"O{n}", 20 * n, 3000 + 900 * n, 2000, method=f"m{n % 5}", goods=f"g{n % 4}") for n in range(15)]
    return [*alike, *rest]


def test_what_is_alike_is_proposed_as_one_series_with_the_evidence_for_each_link():
    found = find(three_alike(), shipped())
    assert found.series[0].refs == ("S0", "S1", "S2")
    link = found.series[0].links[0]
    assert {"method: both cut-fence", "goods: both drills"} <= {reason.words for reason in link.reasons}
    prior = found.card.chain.slope * found.card.prior_bits
    assert sum(reason.bits for reason in link.reasons) + prior == pytest.approx(link.bits)


def test_nothing_is_proposed_among_strangers():
    strangers = [incident(f"O{n}", 40 * n, 5000 * n, 0, method=f"m{n}") for n in range(12)]
    assert find(strangers, shipped()).series == ()
    assert find([], shipped()).series == ()
    assert find(strangers[:1], shipped()).series == ()


def test_a_person_who_judged_is_obeyed():
    together = find(three_alike(), shipped(), same=[("S0", "O14")])
    assert any({"S0", "O14"} <= set(one.refs) for one in together.series)
    apart = find(three_alike(), shipped(), different=[("S0", "S1")])
    assert not any({"S0", "S1"} <= set(one.refs) for one in apart.series)


def test_one_visit_that_was_logged_twice_is_one_visit():
    twice = [incident("A", method="grab"), incident("B", days=0.25 / 24, x=10, method="grab")]
    assert [one.refs for one in visits(twice)] == [("A", "B")]
    found = find([*twice, *three_alike()], shipped())
    assert "1 records were folded" in found.said[0]
    assert not any("B" in one.refs for one in found.series)


@pytest.mark.parametrize(
    "other",
    [
        incident("B", days=0.75 / 24, method="grab"),  # later
        incident("B", x=60, method="grab"),  # next door
        incident("B", method="fraud"),  # something else
        incident("B", hours=2, method="grab"),  # nobody knows just when
        replace(incident("B", method="grab"), x=math.nan),  # nobody knows where
    ],
)
def test_what_may_be_another_visit_is_kept_apart(other):
    assert len(visits([incident("A", method="grab"), other])) == 2


def test_a_busy_evening_is_not_one_visit():
    evening = [incident(f"A{n}", days=n * 0.4 / 24) for n in range(8)]
    assert max(len(one.refs) for one in visits(evening)) == 2


def test_what_is_not_said_counts_neither_for_nor_against():
    silent = columns([incident("A"), Incident("B")], fields=["method"])
    bits = bits_by_factor(shipped(), factors(silent, np.array([0]), np.array([1])))
    assert {name: float(many[0]) for name, many in bits.items()} == dict.fromkeys(bits, 0.0)


def test_a_rare_method_in_common_says_more_than_a_frequent_one():
    many = [incident(f"F{n}", method="grab") for n in range(30)]
    table = columns([*many, incident("R1", method="tunnel"), incident("R2", method="tunnel")])
    shared = factors(table, np.array([0, 30]), np.array([1, 31])).shared["method"]
    assert shared[1] > shared[0] + 3


def test_what_every_incident_has_in_common_surprises_nobody_and_is_no_difference():
    table = columns([incident(f"A{n}", method="grab") for n in range(600)])
    found = factors(table, np.array([0]), np.array([1]))
    assert 0 < found.shared["method"][0] < 0.1
    assert found.differ["method"][0] == 0


def test_three_of_three_that_share_a_rare_thing_are_no_habit_of_all():
    table = columns(
        [*(incident(f"A{n}", vehicle="Q700KTV") for n in range(3)), *(incident(f"B{n}") for n in range(99))]
    )
    assert factors(table, np.array([0]), np.array([1])).shared["vehicle"][0] > 2.5


def test_two_visits_to_one_shop_say_little_in_a_town_of_few_shops_and_much_across_a_county():
    town_of_two = columns([incident(f"A{n}", x=400 * (n % 2)) for n in range(40)])
    county = columns([incident(f"A{n}", x=400 * (n // 2)) for n in range(40)])
    place = [
        float(bits_by_factor(shipped(), factors(table, np.array([0]), np.array([other])))["place"][0])
        for table, other in ((town_of_two, 2), (county, 1))
    ]
    assert place[1] > place[0] + 3


def test_a_long_span_says_little_about_when_and_nothing_about_the_hour():
    table = columns([incident("A"), incident("B", hours=60), incident("C", hours=4), incident("D", days=0.5)])
    found = factors(table, np.array([0, 0, 0]), np.array([1, 2, 3]))
    assert math.isnan(found.hours[0])
    assert list(found.hours[1:]) == [0, 12]
    assert found.days[0] > found.days[1] > 0


@pytest.mark.parametrize("never", ["sex", "ethnicity", "religion"])
def test_what_may_never_count_is_refused_g_14(never):
    with pytest.raises(ValueError, match="never counts"):
        columns([incident("A", **{never: "x"})])


def test_bad_incidents_are_named():
    with pytest.raises(ValueError, match="same reference"):
        columns([incident("A"), incident("A")])
    with pytest.raises(ValueError, match="B ends before it starts"):
        columns([incident("A"), incident("B", hours=-1)])


def test_a_third_incident_speaks_for_two_that_look_like_strangers():
    low, high, direct = np.array([0, 0, 1]), np.array([1, 2, 2]), np.array([-6.0, 2.0, 2.0])
    with_third = chain_bits(3, low, high, direct)[0]
    alone = chain_bits(3, low, high, np.array([-6.0, 2.0, -9.0]))[0]
    assert with_third > alone + 1.5


def test_learning_needs_enough_known_series_and_leaves_the_card_only_as_far_as_they_say():
    made = town(25, 60, seed=5)
    table = columns(made.incidents)
    few = dict(list(made.series.items())[:8])
    with pytest.raises(TooFewError, match="20 are needed"):
        learn(table, few)
    free, held = learn(table, made.series), learn(table, made.series, start=shipped())

    def away(card):
        return sum(
            abs(a - b)
            for name in KNOTS
            for a, b in zip(np.diff(card.curves[name]), np.diff(shipped().curves[name]), strict=True)
        )

    assert away(held) < away(free)
    assert {"method", "goods", "entry", OTHER_CODES} == set(held.codes)


def test_nearer_never_counts_less_than_farther():
    for card in (shipped(), learn(columns(town(25, 60, seed=5).incidents), town(25, 60, seed=5).series)):
        for curve in card.curves.values():
            assert all(later <= earlier + 1e-9 for earlier, later in pairwise(curve))
        assert all(one.per_bit >= 0 >= one.differ for one in card.codes.values())


def test_whole_series_are_held_out_and_the_model_beats_time_and_place():
    made = town(30, 90, seed=8)
    seen = []

    def spy(table, truth, held_out, one, other):
        seen.append(set(held_out))
        return plain(table, truth, held_out, one, other)

    beside = held_out_score(made.incidents, made.series, spy, seed=1)
    people = [{person for ref in out for person in made.series[ref]} for out in seen]
    assert not any(people[a] & people[b] for a in range(5) for b in range(a))
    mine = held_out_score(made.incidents, made.series, ours, seed=1)
    assert mine.found_at_5 > beside.found_at_5


def test_a_card_reads_as_it_was_written_and_a_broken_one_says_so():
    text = shipped().to_json()
    assert from_json(text).to_json() == text
    for broken in ("{", "[]", text.replace('"format": 1', '"format": 9'), text.replace("any other field", "x")):
        with pytest.raises(SeriesCardError, match="Learn one anew"):
            from_json(broken)
    assert json.loads(text)["source"].startswith("3 generated towns")


def test_a_great_file_is_compared_with_its_neighbours_only_and_what_was_left_out_is_counted():
    many = [incident(f"I{n}", n % 300, (n * 37) % 9000, (n * 91) % 9000, method=f"m{n % 900}") for n in range(1800)]
    one, other, left_out = pairs(columns(many))
    assert len(one) + left_out == 1800 * 1799 // 2
    assert len(one) < 1800 * 200
    assert (one < other).all()
    assert len(set(zip(one.tolist(), other.tolist(), strict=True))) == len(one)


def test_which_others_belong_to_a_series_is_a_ranked_list():
    found = find(three_alike(), shipped())
    ranked = found.belonging(["S0", "S1"], most=5)
    assert ranked[0][0] == "S2"
    assert len(ranked) == 5
    with pytest.raises(KeyError):
        found.belonging(["nobody"])


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(18)))
def test_the_order_of_the_file_changes_nothing(order):
    base = three_alike()
    as_sets = [set(one.refs) for one in find([base[at] for at in order], shipped()).series]
    assert as_sets == [set(one.refs) for one in find(base, shipped()).series]
