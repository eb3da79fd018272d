"""The pages on which people make, see and end keys for programs."""

import re

from django.urls import reverse

from tests.support.programs import program
from tests.support.signing_in import signed_in
from watchward.partners.models import ApiKey
from watchward.partners.queries.keys import seat_of_key
from watchward.policy import Permission

SAID = {"name": "Wall screen", "scopes": ["figures_all"], "days": "30"}


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_coordinator_makes_a_key_sees_it_once_and_ends_it(town):
    browser = signed_in(town.cora)
    made = browser.post(reverse("key_new"), SAID)
    assert made.status_code == 201
    assert made["Cache-Control"] == "private, no-store"
    secret = re.search(r"ww_[\w-]{43}", text_of(made))[0]
    assert seat_of_key(secret).key_name == "Wall screen"
    page = text_of(browser.get(reverse("keys")))
    assert secret not in page
    assert secret[:10] in page
    assert "see the figures of the partnership" in page
    key = ApiKey.everywhere.get()
    assert browser.post(reverse("key_end", args=[key.ref])).url == reverse("keys")
    assert seat_of_key(secret) is None
    assert "The key “Wall screen” is ended." in text_of(browser.get(reverse("keys")))
    again = browser.post(reverse("key_end", args=[key.ref]), follow=True)
    assert "ended already" in text_of(again)


def test_the_confirmation_comes_before_the_form_so_that_nothing_typed_is_lost(town):
    stale = signed_in(town.cora, minutes_ago=30)
    answer = stale.get(reverse("key_new"))
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert stale.post(reverse("key_new"), SAID).status_code == 302
    assert not ApiKey.everywhere.exists()


def test_what_was_typed_stays_when_something_is_missing(town):
    answer = signed_in(town.cora).post(reverse("key_new"), SAID | {"scopes": []})
    assert answer.status_code == 422
    assert "Tick at least one thing" in text_of(answer)
    assert 'value="Wall screen"' in text_of(answer)
    program(town.cora, [Permission.FIGURES_ALL], name="Wall screen")
    assert "already" in text_of(signed_in(town.cora).post(reverse("key_new"), SAID))


def test_only_what_a_person_may_do_is_offered_and_nothing_that_asks_for_a_person(town):
    mia = town.person("Mia", "store-manager", town.bakery)
    page = text_of(signed_in(mia).get(reverse("key_new")))
    assert 'value="report_submit"' in page
    assert 'value="report_grade"' not in page
    assert 'value="program_keys"' not in page
    forged = signed_in(mia).post(reverse("key_new"), SAID | {"scopes": ["report_grade"]})
    assert forged.status_code == 422
    assert not ApiKey.everywhere.exists()


def test_who_cannot_make_keys_is_told_why_and_still_sees_the_page(town):
    browser = signed_in(town.ada)
    page = text_of(browser.get(reverse("keys")))
    assert "You cannot make keys" in page
    assert "Only a store manager" in page
    assert browser.get(reverse("key_new")).status_code == 403


def test_a_coordinator_sees_and_ends_everybodys_keys_and_a_neighbour_nobodys(town):
    mia = town.person("Mia", "store-manager", town.bakery)
    noor = town.person("Noor", "store-manager", town.pharmacy)
    key = program(mia, [Permission.REPORT_SUBMIT], name="Bakery till").key
    assert "Bakery till" in text_of(signed_in(town.cora).get(reverse("keys")))
    assert "Bakery till" not in text_of(signed_in(noor).get(reverse("keys")))
    hidden, missing = (signed_in(noor).post(reverse("key_end", args=[ref])) for ref in (key.ref, "KEY-0000000000"))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    signed_in(town.cora, minutes_ago=30).post(reverse("key_end", args=[key.ref]))
    key.refresh_from_db()
    assert key.revoked_by == town.cora, "whoever stops a program is not held up"


def test_the_account_page_leads_to_the_keys(town):
    assert reverse("keys") in text_of(signed_in(town.cora).get(reverse("account")))
