"""The desk in a real browser: two taps, what the reporter reads, and for everybody."""

import pytest

from tests.browser.conftest import ALSO, DESK
from watchward.assess.models import Grade
from watchward.records.outbox import work_once
from watchward.wiring import SUBSCRIBERS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def theft(town):
    report = town.report(by=town.ada)
    work_once(SUBSCRIBERS)
    return report


def test_a_report_is_graded_with_two_taps_and_the_worker_reads_why_it_was_closed(visit, town, theft):
    cora = visit(town.cora)
    page = cora.goto("/desk/")
    page.get_by_role("link", name="Goods hidden and taken").tap()
    page.get_by_role("radio", name="2 Untested").tap()
    page.get_by_role("button", name="A Known directly").tap()
    page.get_by_text("Graded 2A P.").wait_for()
    assert Grade.everywhere.get().code == "2A P"
    page.get_by_text("Close it", exact=True).tap()
    page.get_by_role("radio", name="Dealt with").tap()
    words = page.get_by_role("textbox", name="Words for the reporter (optional)", exact=True)
    words.fill("Thank you. He was spoken to.")
    page.get_by_role("button", name="Close the report").tap()
    page.get_by_text("Nothing is due.").wait_for()
    ada = visit(town.ada)
    ada.goto("/")
    ada.page.get_by_text("Thank you. He was spoken to.").wait_for()
    assert ada.axe() == []


LOOKS = [
    pytest.param({"color_scheme": "dark"}, id="phone at night"),
    pytest.param({"viewport": DESK, "has_touch": False}, id="desk by day", marks=ALSO),
]


@pytest.mark.parametrize("look", LOOKS)
def test_the_piles_and_the_panel_suit_everybody(visit, town, theft, look):
    cora = visit(town.cora, **look)
    for path in ("/desk/", "/desk/?pile=done", f"/reports/{theft.ref}/"):
        page = cora.goto(path)
        for fold in page.locator("main details > summary").all():
            fold.click()
        assert cora.axe() == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
