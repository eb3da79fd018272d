"""What is taken away is gone with the next request, whatever the session, the page and the way (ASVS 8.3.2, M-05)."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.house.things import make_things
from tests.support.signing_in import signed_in
from tests.support.town import PASSWORD
from watchward.partners.actions.accounts import end_membership, restore_membership, suspend_membership
from watchward.partners.actions.appointments import appoint, end_appointment
from watchward.partners.models import Membership


def ref_of(account) -> str:
    return Membership.everywhere.get(account=account).ref


def came_by_password(account) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
    return client


@pytest.fixture
def things(town):
    return make_things(town)


@pytest.fixture
def thumbnail(things, town):
    """Cora reads the report; her page holds a small picture with a pass. Her browser and its address."""
    client = signed_in(town.cora)
    page = client.get(reverse("report", args=[things["report"]])).content.decode()
    address = re.search(r'src="(/evidence/[^"]+/thumbnail/\?with=[^"]+)"', page).group(1)
    assert client.get(address).status_code == 200
    return client, address


WAYS = ("report", "picture", "original", "reports_export", "dashboard", "ledger", "desk", "looks")


def address_of(name, things):
    ref = {"report": "report", "picture": "evidence", "original": "evidence"}.get(name)
    return reverse(name, args=[things[ref]] if ref else [])


@pytest.fixture
def carl(town):
    """A second coordinator, who takes things away from the first."""
    return town.person("Carl", "coordinator")


def answers(client, things) -> dict[str, int]:
    return {name: closed(client.get(address_of(name, things))) for name in WAYS}


def test_a_role_that_ends_mid_session_opens_nothing_more_and_no_new_sign_in_is_needed(town, things, carl):
    client = signed_in(town.cora)
    assert set(answers(client, things).values()) == {200}
    end_appointment(actor=town.actor(carl), membership_ref=ref_of(town.cora), role="coordinator")
    assert set(answers(client, things).values()) <= {403, 404}
    appoint(actor=town.actor(carl), membership_ref=ref_of(town.cora), role="coordinator")
    assert set(answers(client, things).values()) == {200}


def test_a_suspension_mid_session_closes_every_way_even_in_a_session_that_outlived_it(town, things, carl):
    client = signed_in(town.cora)  # not on the list of sessions, so nothing signs it out
    suspend_membership(actor=town.actor(carl), membership_ref=ref_of(town.cora))
    assert set(answers(client, things).values()) <= {302, 403, 404}
    restore_membership(actor=town.actor(carl), membership_ref=ref_of(town.cora))
    assert set(answers(client, things).values()) == {200}


def test_a_pass_for_a_small_picture_dies_with_the_role_and_with_the_place(town, thumbnail, carl):
    client, address = thumbnail
    end_appointment(actor=town.actor(carl), membership_ref=ref_of(town.cora), role="coordinator")
    assert client.get(address).status_code == 404
    end_membership(actor=town.actor(carl), membership_ref=ref_of(town.cora))
    assert client.get(address).status_code == 302


def test_a_pass_for_a_small_picture_dies_with_a_suspension_also_for_its_own_reporter(town, things):
    client = signed_in(town.ada)
    page = client.get(reverse("report", args=[things["report"]])).content.decode()
    address = re.search(r'src="(/evidence/[^"]+/thumbnail/\?with=[^"]+)"', page).group(1)
    assert client.get(address).status_code == 200
    suspend_membership(actor=town.actor(town.cora), membership_ref=ref_of(town.ada))
    assert client.get(address).status_code in {302, 403}


def test_an_ended_place_closes_the_way_of_reports_that_waited_on_a_device(town):
    phone = came_by_password(town.ada)
    assert phone.get(reverse("report_outbox")).status_code == 200
    end_membership(actor=town.actor(town.cora), membership_ref=ref_of(town.ada))
    assert phone.get(reverse("report_outbox")).status_code == 401
    assert phone.post(reverse("report_sealed")).status_code == 401


def test_a_suspension_signs_out_everywhere_but_reports_that_waited_still_arrive_after_a_new_sign_in(town):
    phone, till = came_by_password(town.ada), came_by_password(town.ada)
    suspend_membership(actor=town.actor(town.cora), membership_ref=ref_of(town.ada))
    assert {one.get(reverse("report_outbox")).status_code for one in (phone, till)} == {401}
    assert came_by_password(town.ada).get(reverse("report_outbox")).json()["who"]


def test_every_open_session_stands_on_the_page_of_sessions_until_the_others_are_closed(town):
    phone, till = came_by_password(town.ada), came_by_password(town.ada)
    page = phone.get(reverse("usersessions_list")).content.decode()
    assert page.count("Network address") == 2
    phone.post(reverse("usersessions_list"))
    assert till.get(reverse("account")).status_code == 302
    assert phone.get(reverse("account")).status_code == 200


def closed(response) -> int:
    """Its status, with the file behind it closed."""
    for close in response._resource_closers:
        close()
    response._resource_closers.clear()
    return response.status_code
