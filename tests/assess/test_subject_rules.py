"""Who is who, as yes or no: states, ages, confirmations and how a name is looked up."""

from datetime import date

import pytest

from watchward.assess.choices import Identity
from watchward.assess.rules.subjects import (
    NEXT,
    Said,
    age_on,
    may_be_recorded,
    may_become,
    may_confirm,
    plain,
    plain_registration,
    possible_minor,
)

TODAY = date(2026, 3, 6)


def test_only_somebody_confirmed_can_be_sanctioned_p_01():
    allowed = {state for state in Identity if may_become(state, Identity.SANCTIONED)}
    assert allowed == {Identity.CONFIRMED}
    refused = may_become(Identity.UNKNOWN, Identity.SANCTIONED)
    assert not refused
    assert "P-01" in refused.because


def test_every_state_has_its_next_ones_and_removed_has_none():
    assert set(NEXT) == set(Identity)
    assert NEXT[Identity.REMOVED] == frozenset()


def test_two_who_recognised_somebody_alone_confirm_them_p_02():
    alone = [Said(by=1), Said(by=2)]
    assert may_confirm("recognitions", is_police=False, is_manager=False, recognitions=alone)


@pytest.mark.parametrize(
    "recognitions",
    [
        pytest.param([Said(by=1)], id="only one"),
        pytest.param([Said(by=1), Said(by=1)], id="the same person twice"),
        pytest.param([Said(by=1), Said(by=2, was_told_a_name=True)], id="one was told the name first"),
    ],
)
def test_fewer_than_two_independent_recognitions_confirm_nobody_p_01(recognitions):
    assert not may_confirm("recognitions", is_police=False, is_manager=True, recognitions=recognitions)


def test_only_the_police_speak_for_the_police_and_the_manager_for_the_partnership():
    assert may_confirm("police", is_police=True, is_manager=False, recognitions=[])
    assert not may_confirm("police", is_police=False, is_manager=True, recognitions=[])
    assert may_confirm("manager", is_police=False, is_manager=True, recognitions=[])
    assert not may_confirm("manager", is_police=True, is_manager=False, recognitions=[])
    assert not may_confirm("", is_police=True, is_manager=True, recognitions=[])


def test_somebody_is_a_possible_minor_until_two_people_say_otherwise_p_04():
    assert possible_minor(None, [], TODAY)
    assert possible_minor(None, [Said(1, "adult")], TODAY)
    assert possible_minor(None, [Said(1, "adult"), Said(1, "adult")], TODAY), "one person is not two"
    assert not possible_minor(None, [Said(1, "adult"), Said(2, "adult")], TODAY)


def test_one_who_thinks_of_a_child_outweighs_two_who_do_not_p_04():
    assert possible_minor(None, [Said(1, "adult"), Said(2, "adult"), Said(3, "child")], TODAY)


def test_a_date_of_birth_decides_to_the_day():
    assert age_on(TODAY, date(2008, 3, 6)) == 18
    assert age_on(TODAY, date(2008, 3, 7)) == 17
    assert not possible_minor(date(2008, 3, 6), [Said(1, "child")], TODAY)
    assert possible_minor(date(2008, 3, 7), [Said(1, "adult"), Said(2, "adult")], TODAY)


def test_a_young_child_is_referred_and_not_recorded_p_04():
    eleven = date(2014, 6, 1)
    assert may_be_recorded(eleven, TODAY, "E&W")
    assert not may_be_recorded(eleven, TODAY, "S")
    assert not may_be_recorded(date(2017, 6, 1), TODAY, "E&W")
    assert not may_be_recorded(date(2027, 1, 1), TODAY, "E&W")
    assert may_be_recorded(None, TODAY, "E&W")


def test_names_are_looked_up_without_accents_case_and_stops():
    assert plain("  O’Neill-Žák, Ján ") == "oneill zak jan"
    assert plain("Red  CAP") == "red cap"
    assert plain_registration("ab12 c?e") == "AB12C?E"
