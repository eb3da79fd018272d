"""Invitations: who may invite whom, the letter, the link, and joining exactly once."""

import threading
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connection
from django.utils import timezone

from tests.support.town import PASSWORD, make_town
from watchward.kit.errors import NotFound, NotPermitted
from watchward.partners.actions.accounts import end_membership
from watchward.partners.actions.invitations import (
    CannotInvite,
    CannotJoin,
    invite,
    invite_again,
    join_as_newcomer,
    join_with_account,
    withdraw_invitation,
)
from watchward.partners.models import Account, Appointment, Invitation, Membership
from watchward.partners.queries.actors import seats_of
from watchward.partners.queries.invitations import invitation_behind, open_invitations, welcome_of
from watchward.partners.rules.invitations import token_of
from watchward.policy import Remedy, Role, Standing
from watchward.records.models import Event
from watchward.records.outbox import work_once
from watchward.wiring import SUBSCRIBERS

NEW_PASSWORD = "seven wet umbrellas"


def ask(town, **how):
    plain = {
        "email": "nia@shop.example",
        "name": "Nia (generated)",
        "role": "shop-worker",
        "organisation_ref": town.bakery.organisation.ref,
        "premises_refs": [town.bakery.ref],
    }
    by = how.pop("by", town.cora)
    return invite(actor=town.actor(by), **(plain | how))


def join(invitation, **how):
    return join_as_newcomer(token=token_of(invitation), **({"name": "Nia", "password": NEW_PASSWORD} | how))


def test_coordinator_invites_and_a_store_manager_cannot(town):
    invitation = ask(town)
    assert invitation.expires_at - invitation.invited_at == timedelta(days=14)
    assert Event.everywhere.get(kind="membership.invited").ref == f"invitation/{invitation.ref}"
    manager = town.person("Mia", "store-manager", town.bakery)
    with pytest.raises(NotPermitted, match="Only a coordinator"):
        ask(town, by=manager)
    assert Invitation.everywhere.count() == 1


def test_inviting_asks_for_a_recent_confirmation(town):
    with pytest.raises(NotPermitted) as refusal:
        invite(actor=town.actor(town.cora, is_recently_confirmed=False), email="n@shop.example", name="N", role="guard")
    assert refusal.value.remedy == Remedy.CONFIRM
    assert ask(town).pk


@pytest.mark.parametrize("role", ["instance-operator", "queen", "", "shop worker"])
def test_nobody_can_invite_an_instance_operator_or_an_invented_role(town, role):
    with pytest.raises(CannotInvite, match="Choose a role"):
        ask(town, role=role)


def test_a_guard_needs_the_owners_authority_and_an_end_date_m_03(town):
    end = timezone.now().date() + timedelta(days=90)
    for missing in ({"role_ends_on": end}, {"owner_authority": "Letter of 1 March"}, {}):
        with pytest.raises(CannotInvite, match="owner's authority"):
            ask(town, role="guard", **missing)
    guard = ask(town, role="guard", role_ends_on=end, owner_authority="Letter of 1 March, the owner")
    joined = join(guard)
    held = Appointment.everywhere.get(membership__account=joined)
    assert (held.ends_on, held.owner_authority) == (end, "Letter of 1 March, the owner")


def test_a_role_that_has_ended_already_is_not_offered(town):
    with pytest.raises(CannotInvite, match="ended already"):
        ask(town, role_ends_on=timezone.now().date() - timedelta(days=2))


@pytest.mark.parametrize("email", ["", "nia", "nia@", "a b@c.example", "nia@shop.example\nBcc: x@y.example"])
def test_an_address_that_is_none_gets_no_letter(town, email):
    with pytest.raises(CannotInvite, match="real e-mail address"):
        ask(town, email=email)


def test_members_and_premises_of_the_next_town_cannot_be_given(town):
    with pytest.raises(CannotInvite, match="not in your partnership"):
        ask(town, organisation_ref=town.other.bakery.organisation.ref, premises_refs=[])
    with pytest.raises(CannotInvite, match="do not belong to that member"):
        ask(town, premises_refs=[town.other.bakery.ref])
    with pytest.raises(CannotInvite, match="do not belong to that member"):
        ask(town, premises_refs=[town.pharmacy.ref])


def test_somebody_who_belongs_here_already_is_not_invited_again(town):
    with pytest.raises(CannotInvite, match="already"):
        ask(town, email=town.ada.email.upper())
    assert ask(town, email=town.dev.email).email == town.dev.email


def test_the_worker_sends_one_letter_with_the_link_and_no_other_personal_data(town, settings, mailoutbox):
    settings.PUBLIC_URL = "https://watch.example"
    invitation = ask(town)
    work_once(SUBSCRIBERS)
    work_once(SUBSCRIBERS)
    letter = mail.outbox[0]
    assert len(mail.outbox) == 1
    assert letter.to == ["nia@shop.example"]
    assert f"https://watch.example/join/{token_of(invitation)}/" in letter.body
    assert "Hello Nia (generated)" in letter.body
    assert town.cora.name in letter.body
    assert town.partnership.name in letter.subject
    assert "Bakery" not in letter.body
    assert "Borrowmarket Business Crime Reduction Partnership" in letter.body


def test_a_name_with_an_ampersand_stays_as_it_is_in_the_letter(town, mailoutbox):
    ask(town, name="Nia & Sons")
    work_once(SUBSCRIBERS)
    assert "Hello Nia & Sons," in mail.outbox[0].body


def test_a_withdrawn_invitation_sends_no_letter(town, mailoutbox):
    invitation = ask(town)
    withdraw_invitation(actor=town.actor(town.cora), invitation_ref=invitation.ref)
    work_once(SUBSCRIBERS)
    assert mail.outbox == []


def test_joining_makes_account_address_membership_and_role_in_one_piece(town):
    account = join(ask(town))
    assert account.check_password(NEW_PASSWORD)
    assert EmailAddress.objects.get(user=account).verified
    seat = seats_of(account, has_second_factor=False, is_recently_confirmed=True)[0]
    assert seat.actor.roles == {Role.SHOP_WORKER}
    assert seat.actor.premises == {town.bakery.pk}
    assert seat.standing.standing is Standing.ADMISSION
    event = Event.everywhere.get(kind="membership.joined")
    assert event.account_id == account.pk
    assert event.detail == {"role": "shop-worker"}


def test_every_dead_link_says_the_same_byte_for_byte(town):
    used, withdrawn, expired = ask(town), ask(town, email="b@shop.example"), ask(town, email="c@shop.example")
    join(used)
    withdraw_invitation(actor=town.actor(town.cora), invitation_ref=withdrawn.ref)
    late = timezone.now() + timedelta(days=14, minutes=1)
    tokens = [
        (token_of(used), None),
        (token_of(withdrawn), None),
        (token_of(expired), late),
        (f"{expired.ref}.forged", None),
        (token_of(expired)[:-1] + "?", None),
        ("I-0000000000", None),
    ]
    answers = set()
    for token, now in tokens:
        for attempt in (
            lambda token=token, now=now: welcome_of(token, now),
            lambda token=token, now=now: join_as_newcomer(token=token, name="N", password=NEW_PASSWORD, now=now),
        ):
            with pytest.raises(NotFound) as refusal:
                attempt()
            answers.add(str(refusal.value))
    assert len(answers) == 1
    assert welcome_of(token_of(expired)).email == "c@shop.example"


def test_a_link_works_once(town):
    invitation = ask(town)
    join(invitation)
    with pytest.raises(NotFound):
        join(invitation)
    assert Account.everywhere.filter(email="nia@shop.example").count() == 1


def test_inviting_again_kills_the_old_link_and_sends_a_new_one(town):
    old = ask(town)
    new = invite_again(actor=town.actor(town.cora), invitation_ref=old.ref)
    with pytest.raises(NotFound):
        invitation_behind(token_of(old))
    assert invitation_behind(token_of(new)).premises.get() == town.bakery
    assert [one.ref for one in open_invitations(town.actor(town.cora))] == [new.ref]


def test_the_next_town_can_neither_see_nor_withdraw_an_invitation(town):
    invitation = ask(town)
    assert open_invitations(town.actor(town.dev)) == []
    with pytest.raises(NotFound):
        withdraw_invitation(actor=town.actor(town.dev), invitation_ref=invitation.ref)
    with pytest.raises(NotPermitted):
        open_invitations(town.actor(town.ada))
    assert len(open_invitations(town.actor(town.cora))) == 1


def test_an_existing_account_takes_a_second_seat_and_keeps_its_password(town):
    invitation = ask(town, email=town.dev.email)
    with pytest.raises(CannotJoin, match="Sign in first"):
        join(invitation)
    join_with_account(token=token_of(invitation), account_id=town.dev.pk)
    town.dev.refresh_from_db()
    assert town.dev.check_password(PASSWORD)
    assert Membership.everywhere.filter(account=town.dev).count() == 2


def test_nobody_takes_the_seat_that_waits_for_another_address(town):
    invitation = ask(town)
    with pytest.raises(CannotJoin, match="another e-mail address"):
        join_with_account(token=token_of(invitation), account_id=town.dev.pk)
    assert not Membership.everywhere.filter(account=town.dev, partnership=town.partnership).exists()


def test_who_left_and_comes_back_begins_again_with_no_old_role_promise_or_key(town):
    mia = town.person("Mia", "coordinator")
    Authenticator.objects.create(user=mia, type="totp", data={"secret": "x"})
    end_membership(actor=town.actor(town.cora), membership_ref=Membership.everywhere.get(account=mia).ref)
    invitation = ask(town, email=mia.email)
    assert welcome_of(token_of(invitation)).account_id is None
    again = join(invitation, name="Mia")
    assert again.pk == mia.pk
    assert again.check_password(NEW_PASSWORD)
    assert not Authenticator.objects.filter(user=mia).exists()
    seat = seats_of(again, has_second_factor=True, is_recently_confirmed=True)[0]
    assert seat.actor.roles == {Role.SHOP_WORKER}
    assert seat.standing.standing is Standing.ADMISSION


def test_an_invitation_in_a_demonstration_makes_a_demonstration_account(town):
    town.partnership.is_demonstration = True
    town.partnership.save()
    assert join(ask(town)).is_demonstration
    town.partnership.is_demonstration = False
    town.partnership.save()
    assert not join(ask(town, email="b@shop.example")).is_demonstration


@pytest.mark.django_db(transaction=True)
def test_two_joins_at_once_make_one_account():
    town = make_town()
    token, outcomes = token_of(ask(town)), []
    start = threading.Barrier(2)

    def attempt():
        start.wait()
        try:
            outcomes.append(join_as_newcomer(token=token, name="Nia", password=NEW_PASSWORD).pk)
        except (NotFound, CannotJoin) as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    both = [threading.Thread(target=attempt) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(isinstance(one, int) for one in outcomes) == [False, True]
    assert Account.everywhere.filter(email="nia@shop.example").count() == 1
    assert Membership.everywhere.filter(account__email="nia@shop.example").count() == 1
