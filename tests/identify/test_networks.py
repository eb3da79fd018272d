"""Networks: ties beside chance, groups, bridges; the same picture for the same reports; a crowd is no company."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchward.identify.networks import LARGEST_CROWD, MOST_PEOPLE, layout, together


def visits(*many):
    return [(f"V{number}", person) for number, people in enumerate(many) for person in people]


TWO_GROUPS = visits("AB", "ABC", "BC", "DE", "DEF", "EF", "CD", "G", "G")


def test_two_who_come_together_are_tied_beside_what_chance_would_make_of_it():
    found = together(visits("AB", "AB", "A", "C", "C", "C"))
    tie = found.ties[0]
    assert (tie.one, tie.other, tie.visits) == ("A", "B", 2)
    assert tie.expected == pytest.approx(3 * 2 / 6)
    assert tie.bits == pytest.approx(1)
    assert found.alone == 1


def test_two_who_are_everywhere_are_together_by_chance():
    found = together(visits(*["AB"] * 2, *["A"] * 6, *["B"] * 6))
    assert found.ties[0].bits < 0


def test_groups_are_found_and_who_connects_them_is_named():
    found = together(TWO_GROUPS)
    assert {frozenset(group) for group in found.groups} == {frozenset("ABC"), frozenset("DEF")}
    assert {one.person for one in found.bridges[:2]} == {"C", "D"}
    assert all(one.alone and one.groups == 1 for one in found.bridges[:2])
    assert found.group_of("A") == found.group_of("B") != found.group_of("E")


def test_a_crowd_at_a_door_is_no_company():
    crowd = [("door", f"P{n:02}") for n in range(LARGEST_CROWD + 1)]
    found = together(crowd)
    assert (found.ties, found.crowds) == ((), 1)
    assert together(crowd[:-1]).ties


def test_somebody_named_twice_in_one_visit_was_there_once():
    found = together([*visits("AB"), ("V0", "A")])
    assert found.seen == {"A": 1, "B": 1}


def test_too_many_are_cut_and_said():
    many = [(f"V{n}", person) for n in range(MOST_PEOPLE) for person in (f"A{n:03}", f"B{n:03}")]
    found = together([*many, ("again", "A007"), ("again", "B007")])
    assert len(found.seen) == MOST_PEOPLE
    assert found.left_out == MOST_PEOPLE
    assert "A007" in found.seen
    assert all({tie.one, tie.other} <= set(found.seen) for tie in found.ties)


def test_nobody_at_all_is_an_empty_network():
    found = together([])
    assert (found.ties, found.groups, found.bridges, layout(found)) == ((), (), (), {})


def test_everybody_has_a_place_within_the_picture():
    places = layout(together(TWO_GROUPS))
    assert set(places) == set("ABCDEF")
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places.values())
    assert len({(round(x, 3), round(y, 3)) for x, y in places.values()}) == 6


@settings(max_examples=20, deadline=None)
@given(st.permutations(TWO_GROUPS))
def test_the_order_of_the_reports_changes_nothing(order):
    assert together(order) == together(TWO_GROUPS)
    assert layout(together(order)) == layout(together(TWO_GROUPS))


def test_what_a_tie_is_worth_is_said_beside_chance():
    once, chance, more = (
        together(visits("AB", *"CDEFGH")), together(visits(*["AB"] * 2, *["A"] * 6, *["B"] * 6)),
        together(visits(*["AB"] * 4, *"CDEFGHIJ")),
    )  # fmt: skip
    assert [found.ties[0].worth for found in (once, chance, more)] == ["once", "chance", "more"]
    assert more.ties[0].chance == pytest.approx(1 / 495)  # 4 of 12 fall on the other's 4


def test_who_is_with_people_of_other_places_and_groups_is_said_as_a_share():
    homes = dict.fromkeys("ABC", "North") | dict.fromkeys("DEF", "South")
    found = {one.person: one for one in together(TWO_GROUPS, homes=homes).bridges}
    assert found["C"].elsewhere == found["C"].outside == pytest.approx(1 / 4)
    assert "A" not in found
    assert together(TWO_GROUPS).bridges[0].elsewhere == 0


def test_around_one_person_stand_those_they_were_with_and_nobody_else():
    found = together(TWO_GROUPS, around="A")
    assert set(found.seen) == {"A", "B", "C"}
    assert {(tie.one, tie.other): tie.visits for tie in found.ties} == {("A", "B"): 2, ("A", "C"): 1, ("B", "C"): 2}
    whole = {(tie.one, tie.other): tie.expected for tie in together(TWO_GROUPS).ties}
    assert all(whole[(tie.one, tie.other)] == tie.expected for tie in found.ties)
    assert not together(TWO_GROUPS, around="G").ties
    assert not together(TWO_GROUPS, around="nobody").seen
