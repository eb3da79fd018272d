"""The network goes in the middle of something: nothing is lost, and no page claims what is not so."""

import pytest

from tests.browser.conftest import DESK
from tests.browser.test_report import fill_theft, offline_with_the_form
from tests.support.showing import make_shown
from watchward.assess.models import Grade
from watchward.collect.models import Report
from watchward.records.outbox import work_once
from watchward.wiring import SUBSCRIBERS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = """async () => {
  const kept = [];
  for (const name of await caches.keys()) kept.push(...(await (await caches.open(name)).keys()));
  return kept.map((one) => new URL(one.url).pathname);
}"""


def test_an_empty_file_chosen_without_a_network_is_said_and_the_report_stays_as_it_was_typed(visit, town):
    ada = offline_with_the_form(visit, town)
    page = ada.goto("/report/")
    fill_theft(page)
    page.get_by_label("What should we know?").fill("He left by the back door.")
    page.locator("#photos").set_input_files([{"name": "till.jpg", "mimeType": "image/jpeg", "buffer": b""}])
    page.get_by_role("button", name="Send the report").tap()
    page.get_by_role("alert").get_by_text("till.jpg is empty. Choose it again.").wait_for()
    assert page.get_by_label("What should we know?").input_value() == "He left by the back door."
    page.locator("#photos").set_input_files([])
    page.get_by_role("button", name="Send the report").tap()
    page.get_by_text("Saved on this device, not yet sent").wait_for()
    ada.context.set_offline(False)
    page.get_by_text("Sent. We have your report.").wait_for()
    assert Report.everywhere.get().narrative == "He left by the back door."
    ada.complaints.clear()  # chromium says of each request that it had no network


def test_a_grade_cut_off_from_the_network_is_not_called_done_and_its_words_come_back(visit, town):
    report = town.report(by=town.ada)
    work_once(SUBSCRIBERS)
    cora = visit(town.cora, viewport=DESK, has_touch=False)
    cora.goto("/report/").evaluate("navigator.serviceWorker.ready.then(() => true)")
    page = cora.goto(f"/reports/{report.ref}/")
    page.get_by_text("Who may have it").click()
    page.locator("#conditions").fill("Police only, until Friday.")
    cora.context.set_offline(True)
    page.get_by_role("radio", name="2 Untested").focus()
    page.keyboard.press("2")
    page.keyboard.press("a")
    page.get_by_text("There is no connection, so nothing was sent.").wait_for()
    assert page.locator("#conditions").input_value() == "Police only, until Friday."
    assert not Grade.everywhere.exists()
    cora.context.set_offline(False)
    page.keyboard.press("2")
    page.keyboard.press("a")
    page.get_by_text("Graded 2A P.").wait_for()
    cora.complaints.clear()  # chromium says of each request that it had no network


def test_without_a_network_no_page_and_no_picture_of_the_gallery_is_kept(visit, town):
    entry = make_shown(town).disclose()
    ada = visit(town.ada)
    ada.goto("/report/").evaluate("navigator.serviceWorker.ready.then(() => true)")
    page = ada.goto("/people-to-know/")
    page.locator(f"a.face[href*='{entry.ref}'] img").evaluate("picture => picture.decode()")
    ada.goto(f"/people-to-know/{entry.ref}/")
    assert [one for one in page.evaluate(KEPT) if "people-to-know" in one or "evidence" in one] == []
    ada.context.set_offline(True)
    for path in ("/people-to-know/", f"/people-to-know/{entry.ref}/"):
        ada.goto(path).get_by_role("heading", name="No connection").wait_for()
        assert "Robin" not in page.content()
    ada.context.set_offline(False)
    ada.complaints.clear()  # chromium says of each request that it had no network
