"""Suspending, ending and signing out: at once, and by a coordinator only."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.support.town import PASSWORD
from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.partners.actions.accounts import (
    CannotChangeMembership,
    close_sessions,
    end_membership,
    reset_second_step,
    reset_second_step_as_operator,
    restore_membership,
    suspend_membership,
)
from watchward.partners.actions.register import end_organisation
from watchward.partners.letters import send_second_step_reset
from watchward.partners.models import Appointment, Membership
from watchward.partners.queries.actors import seats_of
from watchward.policy import Standing, operator_at_console
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


def test_a_member_that_leaves_closes_its_peoples_accounts_and_sessions_like_an_ended_place(town):
    phone, other = signed_in(town.ada), signed_in(town.bilal)
    end_organisation(
        actor=town.actor(town.cora), ref=town.bakery.organisation.ref, left_on=timezone.now().date()
    )  # fmt: skip
    assert not is_in(phone)
    town.ada.refresh_from_db()
    assert not town.ada.is_active
    assert is_in(other)


def test_a_member_that_leaves_keeps_the_account_of_somebody_who_also_works_in_the_next_town(town):
    Membership.everywhere.create(account=town.ada, partnership=town.other.partnership)
    end_organisation(
        actor=town.actor(town.cora), ref=town.bakery.organisation.ref, left_on=timezone.now().date()
    )  # fmt: skip
    town.ada.refresh_from_db()
    assert town.ada.is_active


def lose_a_phone(account) -> None:
    for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
        Authenticator.objects.create(user=account, type=kind, data={})


def test_a_lost_second_step_is_reset_and_its_person_told_and_signed_out_m_01(town):
    phone = signed_in(town.ada)
    lose_a_phone(town.ada)
    reset_second_step(actor=town.actor(town.cora), membership_ref=ref_of(town.ada))
    assert not Authenticator.objects.filter(user=town.ada).exists()
    assert not is_in(phone)
    event = Event.everywhere.get(kind="account.second_step_reset")
    assert event.detail == {"authenticators": 2, "sessions": 1, "keys": 0}
    send_second_step_reset(event)
    (letter,) = mail.outbox
    assert letter.to == [town.ada.email]
    assert "set up a new second step" in letter.body
    assert is_in(signed_in(town.ada))


def test_a_second_step_that_is_not_there_cannot_be_reset(town):
    with pytest.raises(CannotChangeMembership, match="nothing to reset"):
        reset_second_step(actor=town.actor(town.cora), membership_ref=ref_of(town.ada))
    assert not Event.everywhere.filter(kind="account.second_step_reset").exists()


def test_resetting_a_second_step_asks_who_is_asking_first(town):
    lose_a_phone(town.ada)
    with pytest.raises(NotPermitted, match="still you"):
        reset_second_step(
            actor=town.actor(town.cora, is_recently_confirmed=False), membership_ref=ref_of(town.ada)
        )  # fmt: skip
    assert Authenticator.objects.filter(user=town.ada).exists()


@pytest.mark.parametrize("how", ["works in the next town too", "runs the instance"])
def test_a_second_step_that_guards_more_than_this_partnership_is_the_operators_to_reset(town, how):
    lose_a_phone(town.ada)
    membership = ref_of(town.ada)
    if how == "runs the instance":
        town.ada.is_operator = True
        town.ada.save(update_fields=["is_operator"])
    else:
        Membership.everywhere.create(account=town.ada, partnership=town.other.partnership)
    with pytest.raises(CannotChangeMembership, match="operator of this installation"):
        reset_second_step(actor=town.actor(town.cora), membership_ref=membership)
    assert Authenticator.objects.filter(user=town.ada).exists()


def test_a_lost_phone_is_signed_out_everywhere(town):
    phone = signed_in(town.ada)
    assert close_sessions(actor=town.actor(town.cora), membership_ref=ref_of(town.ada)) == 1
    assert not is_in(phone)
    assert Session.objects.count() == 0
    assert is_in(signed_in(town.ada))


@pytest.mark.parametrize(
    "deed", [suspend_membership, restore_membership, end_membership, close_sessions, reset_second_step]
)
def test_only_a_coordinator_of_the_same_town_may_and_others_cannot(town, deed):
    with pytest.raises(NotPermitted, match="Only a coordinator"):
        deed(actor=town.actor(town.bilal), membership_ref=ref_of(town.ada))
    answers = []
    for ref in (ref_of(town.ada), "M-0000000000"):
        with pytest.raises(NotFound) as refusal:
            deed(actor=town.actor(town.dev), membership_ref=ref)
        answers.append(str(refusal.value))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("deed", [suspend_membership, end_membership, reset_second_step])
def test_nobody_locks_themselves_out(town, deed):
    with pytest.raises(CannotChangeMembership, match="yourself"):
        deed(actor=town.actor(town.cora), membership_ref=ref_of(town.cora))


def test_the_operator_resets_whom_no_coordinator_may_and_nobody_else_can_m_01(town):
    lose_a_phone(town.cora)
    with pytest.raises(NotPermitted):
        reset_second_step_as_operator(actor=town.actor(town.cora), email=town.cora.email)
    reset_second_step_as_operator(actor=operator_at_console(), email=town.cora.email.upper())
    event = Event.everywhere.get(kind="account.second_step_reset")
    assert (event.partnership_id, event.ref) == (0, f"account/{town.cora.ref}")
    send_second_step_reset(event)
    assert mail.outbox[-1].to == [town.cora.email]


def test_the_operator_hears_that_an_address_is_unknown_or_has_no_second_step(town):
    for email in ("nobody@borrowmarket.example", town.cora.email):
        with pytest.raises(Refused):
            reset_second_step_as_operator(actor=operator_at_console(), email=email)
