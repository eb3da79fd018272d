"""The page that asks who still works here."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tests.support.signing_in import signed_in
from watchward.partners.models import Membership


def joined(account, days_ago: int) -> str:
    at = timezone.now() - timedelta(days=days_ago)
    Membership.everywhere.filter(account=account).update(joined_at=at)
    return Membership.everywhere.get(account=account).ref


def test_the_start_page_leads_a_manager_to_the_people_who_are_due(town):
    mia = town.person("Mia", "store-manager", town.bakery)
    ada = joined(town.ada, 85)
    client = signed_in(mia)
    assert "Confirm who still works here" in client.get(reverse("home")).content.decode()
    page = client.get(reverse("places_confirm")).content.decode()
    assert "Ada (generated)" in page
    assert "Bilal" not in page
    answer = client.post(reverse("places_confirm"), {"who": [ada]}, follow=True)
    assert "1 person confirmed." in answer.content.decode()
    assert "Nobody is due." in answer.content.decode()
    assert "Confirm who still works here" not in client.get(reverse("home")).content.decode()


def test_the_person_is_warned_and_afterwards_told_whom_to_ask(town):
    joined(town.ada, 80)
    assert "Ask your manager or coordinator to confirm by" in signed_in(town.ada).get("/").content.decode()
    joined(town.ada, 91)
    assert "Nobody has confirmed lately" in signed_in(town.ada).get("/").content.decode()


def test_has_left_is_one_button_and_a_post(town):
    ada = joined(town.ada, 85)
    client = signed_in(town.cora)
    assert client.get(reverse("place_left", args=[ada])).status_code == 405
    answer = client.post(reverse("place_left", args=[ada]), follow=True)
    assert "Ada (generated) can no longer read anything." in answer.content.decode()
    assert Membership.everywhere.get(ref=ada).suspended_at is not None


def test_confirming_nobody_says_what_to_do(town):
    joined(town.ada, 85)
    answer = signed_in(town.cora).post(reverse("places_confirm"), {})
    assert answer.status_code == 422
    assert "Tick those who still work here" in answer.content.decode()
