"""Bringing a log in with a real browser: the whole way, at phone and desk width, with and without scripts."""

import os

import pytest

from tests.browser.conftest import ALSO, DESK, PHONE
from watchward.collect.actions.imports import work_imports_once
from watchward.collect.models import ImportBatch, Report
from watchward.partners.models import Premises

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def write_log(tmp_path, rows=30):
    """Two shops, one of them under a name that the register does not know; one row with a day that never was."""
    path = tmp_path / "till-log-march.csv"
    lines = ["Our ref,When,Shop,Sort,Story,Lost"]
    for n in range(rows):
        shop = "Bakery 2" if n % 3 else '"Bakery, Borrowmarket"'
        lines.append(f"A{n},{n % 28 + 1:02d}/03/2026 {n % 12 + 9}:15,{shop},Nicked stuff,Took {n} cakes.,{n}.50")
    lines.append('A99,31/02/2026 09:15,Bakery 2,Nicked stuff,"Never was.",1')
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def second_shop(town):
    return Premises.everywhere.create(
        partnership=town.partnership, organisation=town.bakery.organisation, name="Bakery, Station", sector="food"
    )


def shot(page, name):
    """A picture to look at, where a person asks for it."""
    if folder := os.environ.get("WATCHWARD_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def go_through(visitor, town, tmp_path, second_shop, *, look=lambda page, name: None):
    """From the navigation to the running import; `look` is called on every page."""
    page = visitor.goto("/imports/")
    look(page, "1-empty")
    page.get_by_role("link", name="Import the first log").click()
    page.get_by_label("Whose log is it?").select_option(label=town.bakery.organisation.name)
    page.get_by_label("The file").set_input_files(write_log(tmp_path))
    look(page, "2-new")
    page.get_by_role("button", name="Upload").click()
    page.wait_for_url("**/columns/")
    assert page.get_by_label("Date and time in one column").input_value() == "When"
    page.get_by_label("Kind of incident", exact=True).select_option("Sort")
    page.locator("#narrative").select_option("Story")
    page.get_by_label("Value taken or damaged").select_option("Lost")
    look(page, "3-columns")
    page.get_by_role("button", name="Next: what the words mean").click()
    page.wait_for_url("**/words/")
    page.get_by_label("Nicked stuff means").select_option("theft.walk_out")
    page.get_by_label("Bakery 2 means").select_option(label=second_shop.name)
    page.get_by_label("Keep this mapping as").fill("Till log")
    look(page, "4-words")
    page.get_by_role("button", name="Next: check the rows").click()
    page.wait_for_url("**/check/")
    look(page, "5-check")
    page.get_by_role("button", name="Bring the log in").click()
    page.wait_for_selector("#status progress")
    look(page, "6-running")
    return page


def test_coordinator_brings_a_log_in_and_the_page_notices_the_end_by_itself(visit, town, tmp_path, second_shop):
    cora = visit(town.cora, viewport=DESK, has_touch=False)
    page = go_through(cora, town, tmp_path, second_shop)
    work_imports_once()
    page.get_by_text("The log is in.").wait_for(timeout=8000)
    assert page.locator("[hx-trigger]").count() == 0
    assert Report.everywhere.filter(premises=second_shop, kind="theft.walk_out").count() == 20
    assert Report.everywhere.count() == 30
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the problems").click()
    assert "31/02/2026" in download.value.path().read_text(encoding="utf-8-sig")
    page.get_by_role("link", name="See the 30 reports").click()
    page.get_by_role("heading", name="Reports from till-log-march.csv").wait_for()
    page.goto(f"/imports/{ImportBatch.everywhere.get().ref}/")
    shot(page, "7-done")


def test_it_works_without_scripts_by_looking_again(visit, town, tmp_path, second_shop):
    cora = visit(town.cora, java_script_enabled=False)
    page = go_through(cora, town, tmp_path, second_shop)
    work_imports_once()
    page.get_by_role("link", name="Look again").click()
    assert page.get_by_text("The log is in.").is_visible()


LOOKS = [
    pytest.param(PHONE, "light", id="phone by day", marks=ALSO),
    pytest.param(DESK, "dark", id="desk by night"),
]


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_every_page_is_for_everybody_and_fits_its_screen(visit, town, tmp_path, second_shop, size, scheme):
    cora = visit(town.cora, viewport=size, color_scheme=scheme)
    found = []

    def look(page, name):
        page.wait_for_load_state("networkidle")
        shot(page, f"{size['width']}-{scheme}-{name}")
        found.extend(f"{name}: {one}" for one in cora.axe())
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} scrolls sideways by {wide} px"

    page = go_through(cora, town, tmp_path, second_shop, look=look)
    work_imports_once()
    page.goto("/imports/")
    look(page, "8-list")
    page.get_by_role("link", name="till-log-march.csv").click()
    look(page, "9-done")
    assert found == []
