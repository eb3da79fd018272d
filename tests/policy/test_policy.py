"""Who may do what: roles, standing, second factor, recent confirmation."""

from dataclasses import replace

import pytest

from watchward.kit.errors import NotPermitted
from watchward.policy import ROLES, Actor, Permission, Remedy, Role, Standing, may, partnerships_where, require
from watchward.policy.roles import ONE_FACTOR, READING, STEP_UP


def actor(*roles: Role, **how) -> Actor:
    plain = {"has_second_factor": True, "is_recently_confirmed": True}
    return Actor(account_id=1, partnership_id=1, roles=frozenset(roles), **(plain | how))


def test_coordinator_may_ask_for_a_correction_but_a_shop_worker_may_not_and_is_told_why():
    assert may(actor(Role.COORDINATOR), Permission.REPORT_ASK_CORRECTION)
    refusal = may(actor(Role.SHOP_WORKER), Permission.REPORT_ASK_CORRECTION)
    assert not refusal
    assert (
        refusal.because == "Only a coordinator can ask a reporter for a correction. You are signed in as shop worker."
    )


def test_someone_with_no_role_may_do_nothing():
    assert not any(may(actor(), permission) for permission in Permission)


def test_instance_operator_sees_no_people_and_no_reports():
    held = ROLES[Role.INSTANCE_OPERATOR]
    assert held == {Permission.INSTANCE_OPERATE}


def test_no_role_of_a_partnership_runs_the_instance():
    for role, held in ROLES.items():
        assert (Permission.INSTANCE_OPERATE in held) == (role is Role.INSTANCE_OPERATOR)


def test_before_admission_nothing_is_allowed_not_even_a_report_m_01():
    newcomer = actor(Role.SHOP_WORKER, standing=Standing.ADMISSION)
    decisions = [may(newcomer, permission) for permission in ROLES[Role.SHOP_WORKER]]
    assert not any(decisions)
    assert {decision.remedy for decision in decisions} == {Remedy.PROMISES}


def test_a_lapsed_member_can_still_report_and_read_but_change_nothing_m_02():
    lapsed = actor(Role.COORDINATOR, standing=Standing.READ_ONLY)
    allowed = {permission for permission in Permission if may(lapsed, permission)}
    assert Permission.REPORT_SUBMIT in allowed
    assert allowed == (ROLES[Role.COORDINATOR] & READING) | {Permission.REPORT_SUBMIT}


def test_a_suspended_member_can_only_report_m_02():
    suspended = actor(Role.COORDINATOR, standing=Standing.SUSPENDED)
    assert {permission for permission in Permission if may(suspended, permission)} == {Permission.REPORT_SUBMIT}


def test_without_a_second_factor_a_person_reports_and_nothing_else_m_01():
    once = actor(Role.COORDINATOR, has_second_factor=False)
    allowed = {permission for permission in Permission if may(once, permission)}
    assert allowed == ONE_FACTOR
    assert may(once, Permission.PHOTO_VIEW).remedy is Remedy.SECOND_FACTOR


def test_exports_and_roles_ask_again_who_it_is():
    stale = actor(Role.COORDINATOR, is_recently_confirmed=False)
    refused = {permission for permission in ROLES[Role.COORDINATOR] if not may(stale, permission)}
    assert refused == STEP_UP & ROLES[Role.COORDINATOR]
    assert may(stale, Permission.REPORT_EXPORT).remedy is Remedy.CONFIRM


def test_require_says_the_reason_and_the_way_out():
    with pytest.raises(NotPermitted) as refusal:
        require(actor(Role.COORDINATOR, is_recently_confirmed=False), Permission.REPORT_EXPORT)
    assert refusal.value.remedy == Remedy.CONFIRM
    require(actor(Role.COORDINATOR), Permission.REPORT_EXPORT)


def test_partnerships_where_counts_only_those_in_which_the_permission_is_held():
    worker_elsewhere = replace(actor(Role.SHOP_WORKER), partnership_id=2)
    coordinator_elsewhere = replace(actor(Role.COORDINATOR), partnership_id=3)
    person = replace(actor(Role.COORDINATOR), elsewhere=(worker_elsewhere, coordinator_elsewhere))
    assert partnerships_where(person, Permission.REPORT_READ_ALL) == (1, 3)


def test_the_cctv_operator_does_not_browse_reports_or_people():
    operator = actor(Role.CCTV_OPERATOR)
    assert may(operator, Permission.EVIDENCE_HANDLE)
    assert not may(operator, Permission.REPORT_READ_ALL)
    assert not may(operator, Permission.PHOTO_VIEW)


def test_a_key_narrows_what_its_account_may_and_never_widens_it():
    key = actor(Role.COORDINATOR, scopes=frozenset({Permission.REPORT_GRADE, Permission.INSTANCE_OPERATE}))
    assert may(key, Permission.REPORT_GRADE)
    refusal = may(key, Permission.REPORT_READ_ALL)
    assert not refusal
    assert refusal.because.startswith("This key was not made for that.")
    assert not may(key, Permission.INSTANCE_OPERATE), "a scope that the role does not hold opens nothing"


def test_what_asks_for_a_person_stays_closed_to_every_program_however_it_is_confirmed():
    key = actor(Role.COORDINATOR, scopes=frozenset(Permission))
    for permission in STEP_UP:
        assert may(replace(key, scopes=None), permission)
        assert not may(key, permission)
        assert may(key, permission).remedy is Remedy.NONE, "there is nothing that a program could do about it"
