"""The operator's page: partnerships by name, never people."""

import re

import pytest
from django.test import Client

from tests.web.test_members import browser, said
from watchward.partners.actions.setup import make_operator
from watchward.partners.models import Invitation, Partnership
from watchward.policy import operator_at_console

pytestmark = pytest.mark.django_db
FORM = {
    "name": "Quayside BCRP",
    "zone_name": "Quays",
    "time_zone": "Europe/London",
    "jurisdiction": "E&W",
    "coordinator_name": "Cora Lane",
    "coordinator_email": "cora@quayside.example",
}


@pytest.fixture
def olga(db):
    return make_operator(actor=operator_at_console(), email="olga@instance.example", name="Olga")


def test_operator_makes_a_partnership_and_sees_the_others_but_no_people(town, olga):
    page = browser(olga)
    assert town.partnership.name in said(page.get("/setup/"))
    assert "Ada" not in said(page.get("/setup/"))
    assert page.post("/setup/", FORM).status_code == 302
    assert Invitation.everywhere.get().partnership == Partnership.everywhere.get(name="Quayside BCRP")
    assert page.get("/members/").status_code == 403


def test_operator_chooses_a_password_by_letter_and_is_led_to_a_second_step(olga, mailoutbox):
    page = Client()
    page.post("/password/reset/", {"email": olga.email})
    link = re.search(r"/password/reset/\S+", str(mailoutbox[-1].body))
    assert link is not None
    form = page.get(link[0], follow=True)
    words = "walnut orbit candle seven"
    page.post(form.redirect_chain[-1][0], {"password1": words, "password2": words})
    page.post("/sign-in/", {"login": olga.email, "password": words})
    led = page.get("/setup/", follow=True)
    assert led.redirect_chain[-1][0].startswith("/account/second-step/")
    assert "You run nothing yet" in said(led)
    assert "You can send reports" not in said(led)
    assert page.get("/account/second-step/app/add/").status_code == 200


def test_coordinator_and_worker_set_nothing_up(town):
    for who in (town.cora, town.ada):
        assert browser(who).get("/setup/").status_code == 403
        assert browser(who).post("/setup/", FORM).status_code == 403
    assert not Partnership.everywhere.filter(name="Quayside BCRP").exists()


def test_errors_keep_what_was_typed(olga):
    answer = browser(olga).post("/setup/", FORM | {"time_zone": "Mars/Base"})
    assert answer.status_code == 422
    assert 'value="Quayside BCRP"' in said(answer)
    assert "no time zone" in said(answer)


def test_the_demonstration_makes_no_real_partnership(olga, settings):
    settings.DEMO = True
    assert browser(olga).post("/setup/", FORM).status_code == 422
    assert not Partnership.everywhere.exists()


def test_operators_home_is_the_list_of_partnerships_and_their_frame_links_to_it(town, olga):
    page = browser(olga)
    assert page.get("/").url == "/setup/"
    assert 'href="/setup/" aria-current="page"' in said(page.get("/setup/"))
    assert "no place in a partnership" in said(page.get("/reports/"))


def test_operator_who_also_coordinates_has_both_homes_and_a_coordinator_sees_no_such_link(town):
    town.cora.is_operator = True
    town.cora.save(update_fields=["is_operator"])
    cora, dev = browser(town.cora), browser(town.dev)
    assert 'href="/setup/"' in said(cora.get("/"))
    assert "Good" in said(cora.get("/"))
    assert 'href="/setup/"' not in said(dev.get("/"))
    assert "whoever runs this installation" in said(dev.get("/setup/"))
