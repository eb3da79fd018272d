"""Roles are given and ended inside one partnership, guards only with the owner's authority (M-03)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from watchward.kit.errors import NotFound, NotPermitted
from watchward.partners.actions._places import LastCoordinator
from watchward.partners.actions.appointments import CannotAppoint, CannotEndAppointment, appoint, end_appointment
from watchward.partners.models import Appointment, Membership
from watchward.policy import Role
from watchward.records.models import Event


def place_of(account) -> str:
    return Membership.everywhere.get(account=account).ref


def today() -> date:
    return timezone.now().date()


def test_coordinator_gives_a_role_and_it_works_at_once(town):
    appoint(actor=town.actor(town.cora), membership_ref=place_of(town.ada), role="store-manager")
    assert town.actor(town.ada).roles == {Role.SHOP_WORKER, Role.STORE_MANAGER}
    assert Event.everywhere.get(kind="role.given").detail == {"role": "store-manager"}


def test_a_role_from_tomorrow_does_not_work_today(town):
    tomorrow = today() + timedelta(days=1)
    appoint(actor=town.actor(town.cora), membership_ref=place_of(town.ada), role="store-manager", starts_on=tomorrow)
    assert town.actor(town.ada).roles == {Role.SHOP_WORKER}


def test_worker_board_and_protection_lead_give_no_roles_and_coordinator_confirms_first(town):
    for who in (town.ada, town.person("Bea", "board-member"), town.person("Dot", "data-protection-lead")):
        with pytest.raises(NotPermitted):
            appoint(actor=town.actor(who), membership_ref=place_of(town.ada), role="store-manager")
    with pytest.raises(NotPermitted, match="still you"):
        appoint(
            actor=town.actor(town.cora, is_recently_confirmed=False),
            membership_ref=place_of(town.ada),
            role="store-manager",
        )


def test_nobody_gives_or_ends_a_role_in_another_partnership(town):
    dev = town.actor(town.dev)
    with pytest.raises(NotFound):
        appoint(actor=dev, membership_ref=place_of(town.ada), role="coordinator")
    with pytest.raises(NotFound):
        end_appointment(actor=dev, membership_ref=place_of(town.ada), role="shop-worker")
    assert town.actor(town.ada).roles == {Role.SHOP_WORKER}


def test_nobody_is_made_an_instance_operator_or_given_a_role_twice(town):
    cora = town.actor(town.cora)
    for role in ("instance-operator", "king", "shop-worker"):
        with pytest.raises(CannotAppoint):
            appoint(actor=cora, membership_ref=place_of(town.ada), role=role)


def test_a_guard_needs_the_owners_authority_and_an_end_date_m03(town):
    cora, ada = town.actor(town.cora), place_of(town.ada)
    soon = today() + timedelta(days=90)
    with pytest.raises(CannotAppoint) as refusal:
        appoint(actor=cora, membership_ref=ada, role="guard")
    assert set(refusal.value.problems) == {"owner_authority", "ends_on"}
    with pytest.raises(CannotAppoint):
        appoint(actor=cora, membership_ref=ada, role="guard", ends_on=soon, owner_authority="  ")
    with pytest.raises(CannotAppoint, match="once a year"):
        appoint(
            actor=cora,
            membership_ref=ada,
            role="guard",
            owner_authority="Letter 4",
            ends_on=today() + timedelta(days=400),
        )
    given = appoint(actor=cora, membership_ref=ada, role="guard", ends_on=soon, owner_authority="The owner, letter 4")
    assert given.ends_on == soon
    assert Role.GUARD in town.actor(town.ada).roles


def test_a_role_that_ends_before_it_begins_is_refused(town):
    with pytest.raises(CannotAppoint, match="last day"):
        appoint(
            actor=town.actor(town.cora),
            membership_ref=place_of(town.ada),
            role="store-manager",
            ends_on=today() - timedelta(days=1),
        )


def test_an_ended_role_stops_at_once_and_cannot_be_ended_again(town):
    cora = town.actor(town.cora)
    end_appointment(actor=cora, membership_ref=place_of(town.ada), role="shop-worker")
    assert town.actor(town.ada).roles == set()
    with pytest.raises(CannotEndAppointment):
        end_appointment(actor=cora, membership_ref=place_of(town.ada), role="shop-worker")
    assert Event.everywhere.filter(kind="role.ended").count() == 1


def test_a_role_given_by_mistake_today_is_ended_today(town):
    cora = town.actor(town.cora)
    appoint(actor=cora, membership_ref=place_of(town.ada), role="police-officer")
    end_appointment(actor=cora, membership_ref=place_of(town.ada), role="police-officer")
    assert town.actor(town.ada).roles == {Role.SHOP_WORKER}
    assert not Appointment.everywhere.filter(role="police-officer").exists()


def test_the_last_coordinator_keeps_the_role_until_there_is_another(town):
    cora = town.actor(town.cora)
    with pytest.raises(LastCoordinator):
        end_appointment(actor=cora, membership_ref=place_of(town.cora), role="coordinator")
    appoint(actor=cora, membership_ref=place_of(town.ada), role="coordinator")
    end_appointment(actor=cora, membership_ref=place_of(town.cora), role="coordinator")
    assert Role.COORDINATOR not in town.actor(town.cora).roles


def test_a_suspended_coordinator_does_not_count_as_another(town):
    deputy = town.person("Dee", "coordinator")
    Membership.everywhere.filter(account=deputy).update(suspended_at=timezone.now())
    with pytest.raises(LastCoordinator):
        end_appointment(actor=town.actor(town.cora), membership_ref=place_of(town.cora), role="coordinator")
