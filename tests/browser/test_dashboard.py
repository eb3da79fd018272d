"""The pages of figures in a real browser: nothing juts out, axe finds nothing, and numbers come without scripts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.browser.conftest import ALSO, DESK, PHONE
from tests.measure.making import happen, open_shop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def busy(town):
    """Nine premises of one type and three weeks of incidents."""
    shops = [town.bakery, *(open_shop(town, f"A grocer with a rather long name, number {one}") for one in range(8))]
    now = timezone.now()
    for number, shop in enumerate(shops):
        for hours in range(9, 500, 47 + number):
            happen(town, shop, now - timedelta(hours=hours), times=1 + number % 3, has_abuse=number % 2 == 0)
    return town


LOOKS = [
    pytest.param({"width": 360, "height": 740}, "dark", id="narrow by night"),
    pytest.param(PHONE, "light", id="phone by day", marks=ALSO),
    pytest.param(DESK, "dark", id="desk by night", marks=ALSO),
]


@pytest.mark.parametrize(("viewport", "scheme"), LOOKS)
def test_figures_fit_every_screen_and_axe_finds_nothing(busy, visit, viewport, scheme):
    visitor = visit(busy.cora, viewport=viewport, color_scheme=scheme)
    for path in ("/partnership/", "/premises/", f"/premises/{busy.bakery.ref}/", "/staff-safety/"):
        page = visitor.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path
        assert visitor.axe() == [], path


def test_a_coordinator_goes_from_the_headline_to_the_premises_and_changes_the_period(busy, visit):
    page = visit(busy.cora, viewport=DESK).goto("/partnership/")
    page.get_by_role("link", name="4 weeks").click()
    page.get_by_label("Kind of incident").select_option(label="Shop theft")
    page.get_by_role("button", name="Show").click()
    assert "period=4w" in page.url
    assert "kind=theft" in page.url
    name = page.locator(".evenings tbody a").first.inner_text()
    page.locator(".evenings tbody a").first.click()
    assert page.locator("h1").inner_text() == name
    assert "period=4w" in page.url
    page.locator("summary", has_text="Show the numbers").first.click()
    assert page.get_by_role("row", name="Monday").first.is_visible()


def test_words_of_a_chart_are_large_enough_to_read_on_a_phone(busy, visit):
    page = visit(busy.cora, viewport={"width": 360, "height": 740}).goto("/partnership/")
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('.ww-chart')].map(one =>"
        " 15 * one.getBoundingClientRect().width / one.viewBox.baseVal.width))"
    )
    assert smallest >= 10
