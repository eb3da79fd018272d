"""From the letter's link to a seat, step by step."""

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.support.signing_in import signed_in
from tests.support.town import PASSWORD
from watchward.partners.actions.invitations import invite, withdraw_invitation
from watchward.partners.models import Account, Membership
from watchward.partners.rules.invitations import token_of

LONG = "seven wet umbrellas"


@pytest.fixture(autouse=True)
def _no_limits_left_over(db):
    yield
    cache.clear()


@pytest.fixture
def invited(town):
    return invite(
        actor=town.actor(town.cora), email="nia@shop.example", name="Nia Example", role="shop-worker",
        organisation_ref=town.bakery.organisation.ref, premises_refs=[town.bakery.ref],
    )  # fmt: skip


def link(invitation) -> str:
    return reverse("join", args=[token_of(invitation)])


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_link_says_who_invites_for_what_and_under_which_address(town, client, invited):
    page = text_of(client.get(link(invited)))
    for word in (town.partnership.name, town.cora.name, "shop worker", "Bakery of Borrowmarket", "nia@shop.example"):
        assert word in page


def test_a_newcomer_chooses_a_password_and_comes_to_the_promises_m_01(client, invited):
    answer = client.post(link(invited), {"name": "Nia Example", "password": LONG})
    assert answer.url == reverse("promises")
    page = text_of(client.get(answer.url))
    assert "accept the agreement and pass the short training" in page
    assert client.get(reverse("reports")).url == reverse("promises")
    assert UserSession.objects.filter(user__email="nia@shop.example").count() == 1


def test_a_newcomer_may_go_on_to_a_passkey_without_any_password(client, invited):
    answer = client.post(link(invited), {"name": "Nia Example", "how": "passkey"})
    assert answer.url == reverse("mfa_add_webauthn")
    assert client.get(answer.url).status_code == 200
    assert not Account.everywhere.get(email="nia@shop.example").has_usable_password()


@pytest.mark.parametrize(
    ("password", "says"),
    [("", "at least 12"), ("short", "too short"), ("password1234", "too common"), ("nia@shop.example", "too similar")],
)
def test_a_weak_password_is_refused_and_the_name_stays(client, invited, password, says):
    answer = client.post(link(invited), {"name": "Nia Changed", "password": password})
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert "Nia Changed" in text_of(answer)
    assert not Account.everywhere.filter(email="nia@shop.example").exists()


def test_dead_links_answer_alike_with_404(town, client, invited):
    withdraw_invitation(actor=town.actor(town.cora), invitation_ref=invited.ref)
    dead = client.get(link(invited))
    forged = client.get(reverse("join", args=["I-0000000000.forged"]))
    posted = client.post(link(invited), {"name": "N", "password": LONG})
    assert dead.status_code == forged.status_code == posted.status_code == 404
    assert "does not work any more" in text_of(dead)
    assert "does not work any more" in text_of(posted)
    tokenless = [text_of(one).split("<main")[1] for one in (dead, forged, posted)]
    assert tokenless[0] == tokenless[1] == tokenless[2]


def test_somebody_with_an_account_signs_in_first_and_then_accepts(town, client):
    invitation = invite(actor=town.actor(town.cora), email=town.dev.email, name="Dev", role="police-officer")
    page = client.get(link(invitation))
    assert "Sign in, and then accept" in text_of(page)
    answer = client.post(
        reverse("account_login"), {"login": town.dev.email, "password": PASSWORD, "next": link(invitation)}
    )
    assert answer.url == link(invitation)
    assert "Accept the invitation" in text_of(client.get(link(invitation)))
    assert client.post(reverse("join_accept", args=[token_of(invitation)])).url == reverse("promises")
    assert Membership.everywhere.filter(account=town.dev).count() == 2


def test_somebody_else_who_is_signed_in_cannot_accept(town, invited):
    client = signed_in(town.dev)
    assert "signed in as somebody else" in text_of(client.get(link(invited)))
    assert client.post(reverse("join_accept", args=[token_of(invited)])).status_code == 422
    assert client.post(link(invited), {"name": "Dev", "password": LONG}).status_code == 422
    assert not Account.everywhere.filter(email="nia@shop.example").exists()


def test_a_stranger_cannot_accept_with_an_account_they_do_not_have(town, client):
    invitation = invite(actor=town.actor(town.cora), email=town.dev.email, name="Dev", role="police-officer")
    assert client.post(reverse("join_accept", args=[token_of(invitation)])).url == link(invitation)
    assert client.post(link(invitation), {"name": "Dev", "password": LONG}).status_code == 422
    town.dev.refresh_from_db()
    assert town.dev.check_password(PASSWORD)


def test_trying_links_is_paused(client, invited):
    for _ in range(20):
        client.post(reverse("join", args=["I-0000000000.forged"]), {"name": "N"})
    assert client.post(link(invited), {"name": "Nia", "password": LONG}).status_code == 429
    assert Client(REMOTE_ADDR="10.0.0.9").get(link(invited)).status_code == 200


def test_the_password_chosen_on_joining_signs_in_later(client, invited):
    client.post(link(invited), {"name": "Nia Example", "password": LONG})
    client.post(reverse("account_logout"))
    answer = client.post(reverse("account_login"), {"login": "NIA@shop.example", "password": LONG})
    assert answer.url == reverse("home")
