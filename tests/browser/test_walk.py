"""The whole walk, clicked: from a worker's phone to the right shops, the answer, the officer, and gone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.browser.conftest import DESK
from tests.browser.test_report import photo
from tests.walks.test_from_till_to_gallery_and_gone import far_shop
from watchward.assess.models import Case, Subject
from watchward.collect.models import Report
from watchward.policy import operator_at_console
from watchward.records.outbox import work_once
from watchward.records.retention.engine import run_retention
from watchward.share.models import Bulletin, Disclosure
from watchward.wiring import RETENTION, SUBSCRIBERS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AT_A_DESK = {"viewport": DESK, "has_touch": False}


def fits(somebody, what: str) -> None:
    """Nothing on the page hangs over the edge of the screen."""
    wide = somebody.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= somebody.page.viewport_size["width"], what


def unfold(page, words: str) -> None:
    """Open a fold with the keyboard."""
    page.locator("summary").get_by_text(words, exact=True).locator("xpath=ancestor-or-self::summary").press("Enter")


def send_a_report(somebody, tmp_path) -> str:
    """An ordinary theft by somebody whom the shop knows by sight, with a photograph."""
    page = somebody.goto("/report/")
    page.get_by_role("radio", name="Shop theft").tap()
    page.get_by_role("checkbox", name="Food", exact=True).tap()
    page.get_by_label("What was it worth?").fill("24")
    page.get_by_role("radio", name="Known by sight").tap()
    page.get_by_label("Nickname or what you call them").fill("Red Cap")
    page.locator("#photos").set_input_files(photo(tmp_path))
    fits(somebody, "report, filled in")
    page.get_by_role("button", name="Send the report").tap()
    page.wait_for_url("**/report/sent/**")
    fits(somebody, "report, sent")
    work_once(SUBSCRIBERS, timezone.now())
    return Report.everywhere.latest("pk").ref


def say_how_old(somebody, ref) -> None:
    page = somebody.goto(f"/subjects/{ref}/")
    page.get_by_role("radio", name="18 or older").press(" ")
    page.get_by_role("button", name="Say so").press("Enter")
    page.get_by_text("Your estimate is written down.").wait_for()


def grade_and_link(cora, sol, first: str, second: str) -> str:
    """With two keys each; nobody known fits the first, so a record is opened, and said who it is."""
    page = cora.goto("/desk/")
    fits(cora, "desk")
    page.get_by_role("link", name="Shop theft").first.press("Enter")
    page.get_by_role("heading", name="On the desk").wait_for()
    fits(cora, "report, at the desk")
    page.goto(f"/reports/{first}/")
    page.keyboard.press("2")
    page.keyboard.press("a")
    page.get_by_text("Graded 2A P.").wait_for()
    unfold(page, "Somebody else, or nobody known")
    page.get_by_label("Why is a record of this person needed?").fill("Several shops were visited.")
    page.get_by_role("button", name="Open a record").press("Enter")
    page.get_by_text("with what this report says as alleged").wait_for()
    fits(cora, "report, record opened")
    page.goto(f"/reports/{second}/")
    fits(cora, "report, suggested")
    page.keyboard.press("1")
    page.keyboard.press("s")
    page.get_by_text("the same person").first.wait_for()
    fits(cora, "report, linked")
    return Subject.everywhere.get().ref


def say_who_it_is(cora, sol, ref: str) -> None:
    say_how_old(cora, ref)
    say_how_old(sol, ref)
    page = cora.goto(f"/subjects/{ref}/")
    unfold(page, "Write a fact down")
    page.get_by_label("What about?").select_option(label="Name")
    page.get_by_label("The fact (optional)").fill("Robin Generated")
    page.get_by_role("radio", name="Confirmed").press(" ")
    page.get_by_label("Source in words").fill("The manager")
    page.get_by_role("button", name="Write it down", exact=True).first.press("Enter")
    page.get_by_text("The fact is written down.").wait_for()
    page.get_by_role("radio", name="The partnership's manager knows them").press(" ")
    page.get_by_role("button", name="Confirm who it is").press("Enter")
    page.get_by_text("Confirmed.", exact=True).wait_for()
    fits(cora, "subject")


def disclose(cora, ref: str) -> str:
    page = cora.page
    page.get_by_role("link", name="Decide who is told").press("Enter")
    page.get_by_label("What is it for?").fill("So that the shops of the centre know the face.")
    page.get_by_label("Why do these people need to know?").fill("They were visited.")
    page.locator("[name^=picture-]").first.press(" ")
    fits(cora, "decide who is told")
    page.get_by_role("button", name="Decide").press("Enter")
    page.get_by_text("Decided.").first.wait_for()
    fits(cora, "decision")
    return Disclosure.everywhere.get().ref


def write_a_bulletin(cora, zone, entry: str) -> str:
    page = cora.goto(f"/disclosures/{entry}/")
    page.get_by_role("link", name="Write a bulletin about it").press("Enter")
    assert page.get_by_label("Gallery entry that it leads to").input_value() == entry
    page.get_by_role("radio", name="Warning").press(" ")
    page.get_by_label("Title", exact=True).fill("Bags at the door")
    page.get_by_label("Text", exact=True).fill("Two thefts of bread. Please look at bags.")
    page.get_by_role("radio", name="People of some zones").press(" ")
    page.get_by_role("checkbox", name=zone).press(" ")
    page.get_by_role("button", name="Look at it").press("Enter")
    page.get_by_role("heading", name="Who gets it").wait_for()
    fits(cora, "bulletin, a look")
    page.get_by_role("button", name="Publish").press("Enter")
    page.get_by_text("can read it now").wait_for()
    fits(cora, "bulletin")
    return Bulletin.everywhere.get().ref


def sees_both(somebody, entry: str, bulletin: str) -> None:
    page = somebody.goto("/today/")
    page.get_by_role("heading", name="Bags at the door").or_(page.get_by_text("Bags at the door")).first.wait_for()
    fits(somebody, "today")
    page = somebody.goto("/people-to-know/")
    page.locator(f"a.face[href*='{entry}'] img").evaluate("picture => picture.decode()")
    fits(somebody, "gallery")
    page.locator(f"a.face[href*='{entry}']").click()
    page.get_by_role("heading", name="What you may know").wait_for()
    fits(somebody, "gallery entry")
    assert page.goto(f"/bulletins/{bulletin}/").status == 200
    fits(somebody, "bulletin, read")


def sees_neither(somebody, entry: str, bulletin: str) -> None:
    for path in ("/today/", "/bulletins/", "/people-to-know/"):
        words = somebody.goto(path).inner_text("main")
        assert "Bags at the door" not in words
        assert "Robin" not in words
        assert somebody.page.locator(f"[href*='{entry}']").count() == 0
        fits(somebody, f"sees nothing {path}")
    for path in (f"/people-to-know/{entry}/", f"/bulletins/{bulletin}/"):
        assert somebody.page.goto(path).status == 404
    fits(somebody, "sees nothing, missing")


def close_with_an_answer(cora, ref: str) -> None:
    page = cora.goto(f"/reports/{ref}/")
    unfold(page, "Close it")
    page.get_by_role("radio", name="Dealt with").press(" ")
    page.locator("#close-words").fill("Thank you. He was spoken to.")
    page.get_by_role("button", name="Close the report").press("Enter")
    page.get_by_text("Closed.").first.wait_for()
    fits(cora, "desk, done")


def make_a_case(cora, subject: str) -> str:
    page = cora.goto(f"/cases/new/?subject={subject}")
    page.get_by_label("Title", exact=True).fill("Bread thefts")
    page.get_by_label("What is it for?").fill("A package for the police.")
    fits(cora, "case, new")
    page.get_by_role("button", name="Open the case").press("Enter")
    page.get_by_text("The case is open.").wait_for()
    unfold(page, "Choose an exhibit")
    page.get_by_role("radio", name="Best still of the face").press(" ")
    page.get_by_role("button", name="Choose it").press("Enter")
    page.get_by_text("The exhibit is part of the case.").wait_for()
    fits(cora, "case")
    return Case.everywhere.get().ref


def test_the_whole_walk_is_clicked_from_a_phone_to_the_right_shops_and_gone(visit, town, tmp_path):
    sol, pat, fay = town.person("Sol", "coordinator"), town.person("Pat", "police-officer"), far_shop(town)
    ada, bilal = visit(town.ada), visit(town.bilal)
    cora, second = visit(town.cora, **AT_A_DESK), visit(sol, **AT_A_DESK)
    first, again = send_a_report(ada, tmp_path), send_a_report(bilal, tmp_path)
    subject = grade_and_link(cora, second, first, again)
    say_who_it_is(cora, second, subject)
    entry = disclose(cora, subject)
    bulletin = write_a_bulletin(cora, town.zone.name, entry)
    for somebody in (ada, bilal):
        sees_both(somebody, entry, bulletin)
    strangers = (visit(fay), visit(town.other.ada))
    for stranger in strangers:
        sees_neither(stranger, entry, bulletin)

    close_with_an_answer(cora, first)
    ada.goto("/").get_by_text("He was spoken to.").wait_for()
    fits(ada, "home, answered")
    assert "He was spoken to." in ada.goto(f"/reports/{first}/").inner_text("main")
    fits(ada, "report, answered")
    assert "He was spoken to." not in bilal.goto("/").inner_text("main")

    case = make_a_case(cora, subject)
    officer = visit(pat, **AT_A_DESK)
    package = officer.goto(f"/cases/{case}/package/").inner_text("main")
    assert first in package
    assert "2A P" in package
    fits(officer, "package")

    page = cora.goto(f"/cases/{case}/")
    unfold(page, "Close it")
    page.get_by_label("What came of it, and why is it closed?").fill("Charged, and sentenced.")
    page.get_by_role("button", name="Close the case").press("Enter")
    page.get_by_text("The case is closed.").wait_for()
    run_retention(RETENTION, actor=operator_at_console(), now=timezone.now() + timedelta(days=800))
    all_is_gone(ada, cora, officer, first, subject, entry, case)
    for somebody in (*strangers, ada, cora, officer):
        somebody.complaints.clear()  # chromium reports each 404 as one, a moment later


def all_is_gone(ada, cora, officer, report: str, subject: str, entry: str, case: str) -> None:
    """Two years and more later. Each page that is gone says what to do next."""
    assert not Subject.everywhere.exists()
    assert "Nobody to look out for." in ada.goto("/people-to-know/").inner_text("main")
    fits(ada, "gone, gallery")
    gone = ((ada, f"/people-to-know/{entry}/"), (cora, f"/subjects/{subject}/"), (officer, f"/cases/{case}/package/"))
    for somebody, path in gone:
        assert somebody.page.goto(path).status == 404, path
        assert "Generated" not in somebody.page.inner_text("main")
        fits(somebody, f"gone, {path}")
    words = ada.goto(f"/reports/{report}/").inner_text("main")
    assert "Red Cap" not in words
    fits(ada, "gone, report")
