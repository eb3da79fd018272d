"""Who may see what of one report, rule by rule."""

import pytest

from watchward.collect.rules.visibility import (
    Shown,
    may_know_reporter,
    may_see_people,
    may_see_person,
    may_see_pictures,
    may_take_original,
    seems_under_18,
)
from watchward.policy import Actor, Remedy, Role, Standing

OTHERS, OWN = Shown(is_own=False, gate_is_open=True), Shown(is_own=True, gate_is_open=True)
SHUT = Shown(is_own=False, gate_is_open=False)


def someone(role, **how):
    how = {"has_second_factor": True, "is_recently_confirmed": True} | how
    return Actor(account_id=1, partnership_id=1, roles=frozenset({role}), **how)


@pytest.mark.parametrize("role", list(Role))
def test_g01_behind_a_shut_gate_nobody_sees_people_but_the_reporter_does(role):
    assert not may_see_people(someone(role), SHUT)
    assert not may_see_pictures(someone(role), SHUT)
    assert may_see_people(someone(role), Shown(is_own=True, gate_is_open=False))


@pytest.mark.parametrize("role", list(Role))
def test_p04_who_seemed_under_18_is_shown_to_three_roles_only(role):
    allowed = role in {Role.COORDINATOR, Role.POLICE_OFFICER, Role.DATA_PROTECTION_LEAD}
    assert bool(may_see_person(someone(role), OTHERS, seemed_under_18=True)) is allowed
    assert may_see_person(someone(role), OWN, seemed_under_18=True)


def test_p04_an_age_band_that_ends_at_18_counts_without_a_tick():
    assert seems_under_18(said_so=False, age_band="16-17")
    assert seems_under_18(said_so=True, age_band="")
    assert not seems_under_18(said_so=False, age_band="18-20")
    assert not seems_under_18(said_so=False, age_band="unknown")


def test_m01_no_photograph_without_a_second_step_and_the_way_out_is_named():
    for role, report in ((Role.SHOP_WORKER, OWN), (Role.COORDINATOR, OTHERS)):
        decision = may_see_pictures(someone(role, has_second_factor=False), report)
        assert not decision
        assert decision.remedy is Remedy.SECOND_FACTOR
        assert may_see_pictures(someone(role), report)


def test_m02_a_suspended_reporter_sees_no_photographs():
    assert not may_see_pictures(someone(Role.SHOP_WORKER, standing=Standing.SUSPENDED), OWN)


@pytest.mark.parametrize("role", list(Role))
def test_only_those_who_read_every_report_know_who_sent_it(role):
    allowed = role in {Role.COORDINATOR, Role.POLICE_OFFICER, Role.DATA_PROTECTION_LEAD}
    assert bool(may_know_reporter(someone(role), is_own=False)) is allowed
    assert may_know_reporter(someone(role), is_own=True)


def test_an_original_leaves_only_with_a_handler_who_has_just_confirmed():
    assert may_take_original(someone(Role.COORDINATOR), OTHERS)
    assert may_take_original(someone(Role.COORDINATOR, is_recently_confirmed=False), OTHERS).remedy is Remedy.CONFIRM
    assert not may_take_original(someone(Role.SHOP_WORKER), OWN)
    assert not may_take_original(someone(Role.POLICE_OFFICER), SHUT)
