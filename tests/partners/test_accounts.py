"""Suspending, ending and signing out: at once, and by a coordinator only."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests.support.town import PASSWORD
from watchward.kit.errors import NotFound, NotPermitted
from watchward.partners.actions.accounts import (
    CannotChangeMembership,
    close_sessions,
    end_membership,
    restore_membership,
    suspend_membership,
)
from watchward.partners.models import Appointment, Membership
from watchward.partners.queries.actors import seats_of
from watchward.policy import Standing
from watchward.records.models import Event


def ref_of(account) -> str:
    return Membership.everywhere.get(account=account).ref


def signed_in(account) -> Client:
    client = Client()
    answer = client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def test_suspension_closes_every_session_at_once_and_leaves_only_reporting_m_02(town):
    phone, till, other = signed_in(town.ada), signed_in(town.ada), signed_in(town.bilal)
    assert is_in(phone)
    suspend_membership(actor=town.actor(town.cora), membership_ref=ref_of(town.ada))
    assert not is_in(phone)
    assert not is_in(till)
    assert is_in(other)
    assert seats_of(town.ada, has_second_factor=True, is_recently_confirmed=True)[0].actor.standing is (
        Standing.SUSPENDED
    )
    assert Event.everywhere.filter(kind="membership.suspended").count() == 1


def test_a_suspension_can_be_lifted_once(town):
    suspend_membership(actor=town.actor(town.cora), membership_ref=ref_of(town.ada))
    with pytest.raises(CannotChangeMembership, match="suspended already"):
        suspend_membership(actor=town.actor(town.cora), membership_ref=ref_of(town.ada))
    restore_membership(actor=town.actor(town.cora), membership_ref=ref_of(town.ada))
    assert town.actor(town.ada).standing is Standing.FULL
    with pytest.raises(CannotChangeMembership, match="not suspended"):
        restore_membership(actor=town.actor(town.cora), membership_ref=ref_of(town.ada))


def test_ending_the_only_place_closes_the_account_its_sessions_and_its_roles(town):
    phone = signed_in(town.ada)
    end_membership(actor=town.actor(town.cora), membership_ref=ref_of(town.ada))
    assert not is_in(phone)
    town.ada.refresh_from_db()
    assert not town.ada.is_active
    assert Appointment.everywhere.get(membership__account=town.ada).ends_on is not None
    assert not UserSession.objects.filter(user=town.ada).exists()
    answer = Client().post(reverse("account_login"), {"login": town.ada.email, "password": PASSWORD}, follow=True)
    assert "Your access has ended" in answer.content.decode()


def test_ending_one_of_two_places_leaves_the_account_working(town):
    Membership.everywhere.create(account=town.ada, partnership=town.other.partnership)
    membership = Membership.everywhere.get(account=town.ada, partnership=town.partnership)
    end_membership(actor=town.actor(town.cora), membership_ref=membership.ref)
    town.ada.refresh_from_db()
    assert town.ada.is_active
    assert is_in(signed_in(town.ada))


def test_a_lost_phone_is_signed_out_everywhere(town):
    phone = signed_in(town.ada)
    assert close_sessions(actor=town.actor(town.cora), membership_ref=ref_of(town.ada)) == 1
    assert not is_in(phone)
    assert Session.objects.count() == 0
    assert is_in(signed_in(town.ada))


@pytest.mark.parametrize("deed", [suspend_membership, restore_membership, end_membership, close_sessions])
def test_only_a_coordinator_of_the_same_town_may_and_others_cannot(town, deed):
    with pytest.raises(NotPermitted, match="Only a coordinator"):
        deed(actor=town.actor(town.bilal), membership_ref=ref_of(town.ada))
    answers = []
    for ref in (ref_of(town.ada), "M-0000000000"):
        with pytest.raises(NotFound) as refusal:
            deed(actor=town.actor(town.dev), membership_ref=ref)
        answers.append(str(refusal.value))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("deed", [suspend_membership, end_membership])
def test_nobody_locks_themselves_out(town, deed):
    with pytest.raises(CannotChangeMembership, match="yourself"):
        deed(actor=town.actor(town.cora), membership_ref=ref_of(town.cora))
