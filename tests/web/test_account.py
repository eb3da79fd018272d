"""A person's own account page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.support.signing_in import signed_in
from watchward.partners.models import Account, Appointment, Membership
from watchward.web.say import device_text


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_person_sees_their_own_places_roles_end_dates_and_promises_and_nobody_elses(town):
    end = timezone.now().date() + timedelta(days=30)
    Appointment.everywhere.filter(membership__account=town.ada).update(ends_on=end)
    page = text_of(signed_in(town.ada).get(reverse("account")))
    for words in (town.ada.name, town.ada.email, town.partnership.name, f"until {end.day} {end:%B %Y}", "Version 1"):
        assert words in page
    for words in (town.bilal.name, town.bilal.email, town.other.partnership.name):
        assert words not in page


def test_an_ended_place_is_not_shown_any_more(town):
    Membership.everywhere.filter(account=town.ada).update(ended_at=timezone.now())
    page = text_of(signed_in(town.ada).get(reverse("account")))
    assert "You belong to no partnership at present." in page


def test_a_stranger_is_sent_to_sign_in(client, db):
    assert client.get(reverse("account")).url == f"{reverse('account_login')}?next={reverse('account')}"


def test_the_operator_has_an_account_page_without_any_partnership(db):
    olu = Account.everywhere.create_user("olu@watch.example", "seven wet umbrellas", name="Olu", is_operator=True)
    assert "You belong to no partnership" in text_of(signed_in(olu).get(reverse("account")))


def test_the_page_says_kindly_what_a_missing_second_step_means_m_01(town):
    without = text_of(signed_in(town.ada, second_factor=False).get(reverse("account")))
    assert "You can send reports, and nothing else yet." in without
    assert "Second step in use" in text_of(signed_in(town.ada).get(reverse("account")))


@pytest.mark.parametrize(
    ("agent", "says"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Safari/537.36", "Chrome on Android"),
        ("curl/8", "A browser"),
        ("<script>", "A browser"),
    ],
)
def test_devices_are_named_as_people_name_them(agent, says):
    assert device_text(agent) == says


def test_a_hostile_browser_name_never_becomes_html(town, client: Client):
    client.post(
        reverse("account_login"),
        {"login": town.ada.email, "password": "correct horse battery"},
        headers={"user-agent": "<script>alert(1)</script>"},
    )
    assert "<script>alert" not in text_of(client.get(reverse("usersessions_list")))
