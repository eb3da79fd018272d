"""Budgets in the browser: the page asks, then stops; no second route goes round; reporting never stops."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.house.things import make_things
from tests.support.signing_in import signed_in
from watchward.partners.models import Membership, Partnership
from watchward.policy import Role
from watchward.policy.budgets import BUDGETS
from watchward.records.models import Event, Tally


def has_looked(town, account, times: int) -> None:
    Tally.everywhere.update_or_create(
        partnership_id=town.partnership.pk, account_id=account.pk, day=timezone.localdate(),
        defaults={"hour": 99, "in_hour": 0, "in_day": times},
    )  # fmt: skip


@pytest.fixture
def report(town):
    return make_things(town)


def test_beyond_the_first_number_the_page_asks_who_it_is_and_then_goes_on(town, report):
    has_looked(town, town.ada, BUDGETS[Role.SHOP_WORKER].ask_day)
    address = reverse("report", args=[report["report"]])
    answer = signed_in(town.ada, minutes_ago=10).get(address)
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_reauthenticate')}?next={address.replace('/', '%2F')}"
    asked = signed_in(town.ada, minutes_ago=10).get(address, follow=True)
    assert "You have looked at many people and pictures" in asked.content.decode()
    assert signed_in(town.ada).get(address).status_code == 200


@pytest.mark.parametrize("name", ["report", "thumbnail", "picture", "evidence", "original"])
def test_beyond_the_last_number_no_route_shows_anybody(town, report, name):
    thing = report["report"] if name == "report" else report["evidence"]
    who = town.cora
    client = signed_in(who)
    has_looked(town, who, BUDGETS[Role.COORDINATOR].most_day)
    answer = client.get(reverse(name, args=[thing]))
    assert answer.status_code == 403
    assert "paused until tomorrow" in answer.content.decode()
    assert "Enough for today" in answer.content.decode()
    Tally.everywhere.update(in_day=0)
    fine = client.get(reverse(name, args=[thing]))
    assert fine.status_code == 200
    fine.close = None
    for close in fine._resource_closers:
        close()


def test_an_export_is_a_look_too(town, report):
    has_looked(town, town.cora, BUDGETS[Role.COORDINATOR].most_day)
    assert signed_in(town.cora).get(reverse("reports_export")).status_code == 403
    assert not Event.everywhere.filter(kind="report.exported").exists()


def test_who_is_paused_still_sends_reports(town, report):
    has_looked(town, town.ada, 10_000)
    client = signed_in(town.ada)
    assert client.get(reverse("report_new")).status_code == 200
    assert town.report(by=town.ada).ref


def test_sixty_pictures_in_a_morning_do_not_stop_a_worker_and_six_hundred_do(town, report):
    client = signed_in(town.ada)
    address = reverse("picture", args=[report["evidence"]])
    answers = [client.get(address).status_code for _ in range(60)]
    assert set(answers) == {200}
    has_looked(town, town.ada, 449)
    assert client.get(address).status_code == 200
    assert client.get(address).status_code == 403


def test_the_coordinator_sees_who_looked_most_and_lifts_a_pause(town):
    has_looked(town, town.ada, 450)
    client = signed_in(town.cora)
    page = client.get(reverse("looks")).content.decode()
    assert "Ada (generated)" in page
    assert "Paused until tomorrow" in page
    place = Membership.everywhere.get(account=town.ada)
    answer = client.post(reverse("look_lift", args=[place.ref]), {"reason": "queue"}, follow=True)
    assert "450 more today" in answer.content.decode()
    assert Tally.everywhere.get().lifted == 450
    assert client.post(reverse("look_lift", args=[place.ref]), {"reason": "x"}).status_code == 422


def test_the_safeguards_are_set_on_one_page_with_every_mistake_beside_its_field(town):
    client = signed_in(town.cora)
    page = client.get(reverse("safeguards")).content.decode()
    assert 'value="90"' in page
    fields = {f"percent_{one}": "100" for one in ROLES} | {"reconfirm_days": "120", "anchor_first": "a@example.org"}
    wrong = client.post(reverse("safeguards"), fields)
    assert wrong.status_code == 422
    assert "Enter 28 to 92 days." in wrong.content.decode()
    assert "Name two people, or nobody." in wrong.content.decode()
    fields |= {"reconfirm_days": "60", "anchor_second": "b@example.org", "percent_guard": "150"}
    assert client.post(reverse("safeguards"), fields).status_code == 302
    kept = Partnership.everywhere.get(pk=town.partnership.pk)
    assert (kept.reconfirm_days, kept.anchor_second, kept.look_percents) == (60, "b@example.org", {"guard": 150})


def test_the_safeguards_open_only_just_after_a_confirmation(town):
    answer = signed_in(town.cora, minutes_ago=10).get(reverse("safeguards"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_reauthenticate"))


ROLES = (
    "shop-worker", "guard", "store-manager", "coordinator", "board-member", "police-officer", "cctv-operator",
    "council-officer", "safety-representative", "data-protection-lead",
)  # fmt: skip
