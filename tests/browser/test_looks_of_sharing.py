"""Every page of assessing and sharing as its people see it: readable by everybody, and never wider than the screen."""

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.house.things import make_cast, make_things

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]

# Role: addresses, in which {report} stands for the reference of the one report that is there.
PAGES = {
    "worker": (
        "/", "/people-to-know/", "/people-to-know/{disclosure}/", "/who-is-this/", "/today/", "/bulletins/",
        "/bulletins/{bulletin}/", "/search/", "/reports/{report}/", "/account/feeds/", "/looks/kept-away/",
    ),
    "manager": ("/members/confirm/", "/deployments/", "/account/keys/", "/account/keys/new/"),
    "coordinator": (
        "/", "/desk/", "/subjects/", "/subjects/new/", "/subjects/{subject}/", "/disclosures/",
        "/disclosures/{disclosure}/", "/disclosures/rules/", "/disclosures/about/{subject}/",
        "/disclosures/about/{subject}/seen-by/", "/bulletins/write/", "/bulletins/{draft}/change/", "/newsletters/",
        "/newsletters/{newsletter}/", "/cases/", "/cases/new/", "/cases/{case}/", "/deployments/new/",
        "/deployments/{deployment}/", "/webhooks/", "/webhooks/add/", "/webhooks/{webhook}/", "/looks/",
        "/looks/safeguards/", "/search/?kind=theft",
    ),
    "police": ("/", "/cases/{case}/package/", "/subjects/{subject}/", "/looks/purpose/"),
    "protection": ("/retention/", "/retention/certificates/{certificate}/", "/looks/"),
    "board": ("/", "/today/", "/governance/"),
    "council": ("/", "/today/", "/partnership/"),
}  # fmt: skip
SCREENS = ((PHONE, "light"), (DESK, "dark"))


def faults(somebody, address):
    """What is wrong with one page on a phone by day and at a desk by night: status, width, and what axe says."""
    page = somebody.page
    answer = page.goto(address)
    if answer.status != 200:
        return [f"answers {answer.status}"]
    found = []
    for screen, scheme in SCREENS:
        page.set_viewport_size(screen)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        moving = page.evaluate("document.getAnimations().length")
        found += [f"moves {moving} times, though less motion was asked for"] * (moving > 0)
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"is {wide} pixels wide on {screen['width']}"] * (wide > screen["width"])
        found += [f"{screen['width']} {scheme}: {one}" for one in somebody.axe()]
    return found


@pytest.mark.parametrize("role", PAGES)
def test_the_pages_of_sharing_suit_everybody_by_day_and_by_night(visit, town, role):
    cast, things = make_cast(town), make_things(town)
    somebody = visit(cast[role])
    addresses = [path.format(**things) for path in PAGES[role]]
    assert [f"{address} {one}" for address in addresses for one in faults(somebody, address)] == []
