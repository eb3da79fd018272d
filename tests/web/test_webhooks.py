"""The pages of webhooks: who sees them, what they ask, what they show once."""

import re

import pytest

from tests.support.signing_in import signed_in
from watchward.policy import Permission
from watchward.share.actions.webhooks import add_webhook
from watchward.share.models import Webhook

pytestmark = pytest.mark.django_db
GOOD = {"name": "Town map", "url": "https://hooks.example.org/in", "kinds": ["report.submitted", "report.closed"]}


@pytest.fixture
def cora(town):
    return signed_in(town.cora)


def said(answer) -> str:
    return answer.content.decode()


def make(town, client) -> Webhook:
    client.post("/webhooks/add/", GOOD)
    return Webhook.everywhere.get(partnership=town.partnership)


def test_the_first_webhook_is_added_and_its_secret_is_shown_this_once(town, cora):
    assert "No program is told anything." in said(cora.get("/webhooks/"))
    page = said(cora.post("/webhooks/add/", GOOD))
    secret = re.search(r'value="(whsec_[^"]+)"', page)[1]
    webhook = Webhook.everywhere.get()
    for address in ("/webhooks/", f"/webhooks/{webhook.ref}/", "/ledger/"):
        assert secret not in said(cora.get(address))
    assert "2 kinds of events" in said(cora.get("/webhooks/"))
    assert "Nothing was sent yet" in said(cora.get(f"/webhooks/{webhook.ref}/"))


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(town, cora):
    answer = cora.post("/webhooks/add/", GOOD | {"url": "http://10.0.0.1/in"})
    assert answer.status_code == 422
    assert "must begin with https://" in said(answer)
    assert 'value="http://10.0.0.1/in"' in said(answer)
    answer = cora.post("/webhooks/add/", GOOD | {"kinds": ["report.viewed"]})
    assert answer.status_code == 422
    assert not Webhook.everywhere.exists()


def test_each_button_does_what_it_says(town, cora):
    address = f"/webhooks/{make(town, cora).ref}/"
    assert "A test is on its way" in said(cora.post(f"{address}change/", {"change": "test"}, follow=True))
    part = said(cora.get(address, HTTP_HX_REQUEST="true"))
    assert part.lstrip().startswith("<section")
    assert "every 2s" in part
    assert "Paused." in said(cora.post(f"{address}change/", {"change": "pause"}, follow=True))
    assert ">Paused<" in said(cora.get("/webhooks/"))
    assert "Resumed." in said(cora.post(f"{address}change/", {"change": "resume"}, follow=True))
    assert "The old secret signs nothing" in said(cora.post(f"{address}change/", {"change": "secret"}))
    assert cora.post(f"{address}change/", {"change": "else"}).status_code == 422
    assert "Deleted." in said(cora.post(f"{address}change/", {"change": "remove"}, follow=True))
    assert cora.get(address).status_code == 404


def test_who_proved_long_ago_that_it_is_them_may_look_and_confirms_before_changing(town, cora):
    webhook = make(town, cora)
    late = signed_in(town.cora, minutes_ago=10)
    page = said(late.get(f"/webhooks/{webhook.ref}/"))
    assert "Town map" in page
    assert 'href="/webhooks/"' in said(late.get("/"))  # the menu keeps it
    for answer in (late.get("/webhooks/add/"), late.post(f"/webhooks/{webhook.ref}/change/", {"change": "remove"})):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/confirm/")
    assert Webhook.everywhere.exists()


def test_others_find_no_webhook_and_no_way_to_one(town, cora):
    webhook = make(town, cora)
    dev, ada = signed_in(town.dev), signed_in(town.ada)
    for method in (dev.get, dev.post):
        tail = "" if method == dev.get else "change/"
        hidden = method(f"/webhooks/{webhook.ref}/{tail}", {"change": "remove"})
        missing = method(f"/webhooks/WH-0000000000/{tail}", {"change": "remove"})
        assert (hidden.status_code, missing.status_code) == (404, 404)
    assert ada.get("/webhooks/").status_code == 403
    assert ada.post(f"/webhooks/{webhook.ref}/change/", {"change": "remove"}).status_code == 403
    assert 'href="/webhooks/"' not in said(ada.get("/"))
    assert Webhook.everywhere.exists()


def test_trouble_is_said_in_words_and_a_pause_by_the_clock_too(town, cora):
    webhook, _secret = add_webhook(actor=town.actor(town.cora), **GOOD)
    Webhook.everywhere.filter(pk=webhook.pk).update(trouble="No connection.", failures=2)
    assert "The last attempt failed." in said(cora.get(f"/webhooks/{webhook.ref}/"))
    Webhook.everywhere.filter(pk=webhook.pk).update(paused_at=webhook.made_at)
    assert "Paused, because nothing was accepted." in said(cora.get(f"/webhooks/{webhook.ref}/"))
    assert "Paused by the clock" in said(cora.get("/webhooks/"))


def test_the_power_is_the_coordinators_alone():
    from watchward.policy.roles import ROLES

    assert [role.value for role, held in ROLES.items() if Permission.WEBHOOK_MANAGE in held] == ["coordinator"]
