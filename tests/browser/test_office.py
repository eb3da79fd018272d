"""The office in a real browser, on a phone and at a desk: no axe violation, no stray request, nothing off the side."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests.browser.conftest import ALSO, DESK, PHONE
from watchward.partners.actions.processors import end_processor, register_processor
from watchward.partners.actions.setup import make_operator
from watchward.partners.models import (
    Account,
    GovernanceDocument,
    Membership,
    Organisation,
    Premises,
    Processor,
    Watch,
)
from watchward.partners.rules.processors import ProcessorSaid
from watchward.policy import operator_at_console

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("WATCHWARD_SHOTS", "")  # a folder, to look at every page with one's own eyes
MEMBERS = "Organisation,Premises,Sector\nCheese Ltd,Cheesemonger,food\nCheese Ltd,Cheese Quay,castle\n"
SIZES = {"phone": PHONE, "desk": DESK}


@pytest.fixture
def office(town):
    """Borrowmarket with a boundary, hours, a suspended person, a closing document and one that is missing."""
    ring = [[0.515, 51.378], [0.515, 51.384], [0.526, 51.384], [0.526, 51.378]]
    town.zone.boundary = [ring]
    town.zone.save()
    hours = {"mon": [["09:00", "17:30"]], "fri": [["09:00", "12:00"], ["18:00", "02:00"]], "sun": []}
    Premises.everywhere.filter(pk=town.bakery.pk).update(opening_hours=hours, call_sign="Bravo 1")
    today = timezone.now().date()
    Organisation.everywhere.filter(pk=town.pharmacy.organisation_id).update(paid_until=today - timedelta(days=9))
    Watch.everywhere.create(partnership=town.partnership, name="Pubwatch", kind="pub")
    rows = GovernanceDocument.everywhere.filter(partnership=town.partnership)
    rows.filter(kind="dpia").update(expires_on=today + timedelta(days=20))
    rows.filter(kind="appeals").delete()
    Membership.everywhere.filter(account=town.bilal).update(suspended_at=timezone.now())
    town.report(by=town.ada)
    cora = town.actor(town.cora)
    contract = {"document": "Folder 7", "contract_on": today - timedelta(days=30)}
    harbour = ProcessorSaid(
        "Harbour Hosting (generated)", "Hosts all.", review_on=today + timedelta(days=20), **contract
    )
    for said in (harbour, ProcessorSaid("Quay Text Messages (generated)", "Sends text messages.")):
        register_processor(actor=cora, said=said)
    end_processor(actor=cora, ref=register_processor(actor=cora, said=ProcessorSaid("Old Post", "Sent letters.")).ref)
    make_operator(actor=operator_at_console(), email="olga@instance.example", name="Olga (generated)")
    return town


def pages(town) -> dict[str, str]:
    """Every page of the office by a short name."""
    member, ada = town.bakery.organisation.ref, Membership.everywhere.get(account=town.ada).ref
    policy = GovernanceDocument.everywhere.get(partnership=town.partnership, kind="policy").ref
    return {
        "members": "/members/",
        "member-add": "/members/add/",
        "member": f"/members/organisations/{member}/",
        "member-leaves": f"/members/organisations/{member}/leave/",
        "place": f"/members/premises/{town.bakery.ref}/",
        "place-closes": f"/members/premises/{town.bakery.ref}/close/",
        "people": "/members/people/",
        "person": f"/members/people/{ada}/",
        "invite": "/members/people/invite/",
        "zones": "/members/places/",
        "boundary": f"/members/zones/{town.zone.ref}/",
        "lists": "/members/lists/",
        "import": "/members/import/",
        "governance": "/governance/",
        "facts": "/governance/facts/",
        "document": f"/governance/documents/{policy}/",
        "processors": "/governance/processors/",
        "processor-form": f"/governance/processors/{Processor.everywhere.filter(ended_at=None).earliest('pk').ref}/",
        "document-form": "/governance/register/lawful-basis/?from=template",
    }


def look(visitor, name: str, size: str, colours: str) -> list[str]:
    """What is wrong with the page as it stands; a picture of it where wanted."""
    if SHOTS:
        visitor.page.screenshot(path=Path(SHOTS) / f"{name}-{size}-{colours}.png", full_page=True)
    wrong = visitor.axe()
    if visitor.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        wrong.append("the page is wider than the screen")
    return [f"{name}, {size}, {colours}: {one}" for one in wrong]


@pytest.mark.parametrize(("size", "colours"), [("phone", "light"), pytest.param("desk", "dark", marks=ALSO)])
def test_every_page_of_the_office_is_accessible_and_fits(office, visit, size, colours):
    visitor = visit(office.cora, viewport=SIZES[size], color_scheme=colours)
    wrong = []
    for name, path in pages(office).items():
        assert visitor.page.goto(path).status == 200, path
        wrong += look(visitor, name, size, colours)
    assert wrong == []


def test_the_boards_and_the_operators_pages_are_accessible_and_fit(office, visit):
    bea = visit(office.person("Bea", "board-member"), viewport=DESK)
    olga = visit(Account.everywhere.get(is_operator=True))
    wrong = []
    for visitor, size, paths in (
        (bea, "desk", ("/members/", "/members/people/", "/governance/", "/governance/processors/")),
        (olga, "phone", ("/setup/",)),
    ):
        for path in paths:
            visitor.goto(path)
            wrong += look(visitor, f"other{path.replace('/', '-')}", size, "light")
    assert wrong == []


def test_coordinator_sets_the_hours_with_same_as_above_and_hidden_times_are_not_sent(office, visit):
    page = visit(office.cora).goto(f"/members/premises/{office.bakery.ref}/")
    assert page.locator("[data-day=sun] input").first.is_hidden()
    page.select_option("#tue_state", "same")
    page.select_option("#sat_state", "open")
    page.locator("[name=sat_1_from]").fill("10:00")
    page.locator("[name=sat_1_to]").fill("16:00")
    page.select_option("#fri_state", "closed")
    page.get_by_role("button", name="Save this place").click()
    page.wait_for_url("**/organisations/**")
    hours = Premises.everywhere.get(pk=office.bakery.pk).opening_hours
    assert hours == {
        "mon": [["09:00", "17:30"]],
        "tue": [["09:00", "17:30"]],
        "fri": [],
        "sat": [["10:00", "16:00"]],
        "sun": [],
    }


def test_a_list_with_an_error_is_explained_on_a_phone(office, visit, tmp_path):
    visitor = visit(office.cora)
    path = tmp_path / "members.csv"
    path.write_text(MEMBERS)
    page = visitor.goto("/members/import/")
    page.locator("#table").set_input_files(path)
    page.get_by_role("button", name="Check the list").click()
    page.wait_for_url("**/check/")
    assert page.get_by_text("1 row cannot be taken in.").is_visible()
    assert look(visitor, "import-check", "phone", "light") == []
    path.write_text(MEMBERS.replace("castle", "grocer"))
    page.get_by_role("link", name="Choose another file").click()
    page.locator("#table").set_input_files(path)
    page.get_by_role("button", name="Check the list").click()
    page.get_by_role("button", name="Take the list in").click()
    page.wait_for_url("**/members/")
    assert Premises.everywhere.filter(organisation__name="Cheese Ltd").count() == 2


def test_coordinator_opens_the_gate_by_registering_the_last_document_from_its_draft_g01(office, visit):
    page = visit(office.cora).goto("/governance/")
    assert page.get_by_text("The gate is closed").is_visible()
    page.get_by_role("link", name=re.compile("Register.*Appeal route")).click()
    page.get_by_role("link", name="Start from a template").click()
    page.get_by_role("button", name="Register the document").click()
    page.wait_for_url("**/governance/")
    assert page.get_by_text("The gate is open").is_visible()
