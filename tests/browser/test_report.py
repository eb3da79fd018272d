"""The 90-second report in a real browser: few taps, no scripts, no network, and for everybody."""

import pytest
from PIL import Image

from tests.browser.conftest import ALSO, DESK
from watchward.collect.models import Report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# Counted by the page itself, over both pages of the journey: each touch, and each field that was typed in.
COUNT = """
sessionStorage.taps ??= 0;
sessionStorage.typed ??= "";
addEventListener("pointerdown", () => sessionStorage.taps++, true);
addEventListener("input", ({ target }) => {
  if (!target.matches("input:not([type=radio], [type=checkbox], [type=file]), textarea")) return;
  sessionStorage.typed = [...new Set([...sessionStorage.typed.split(" "), target.name])].join(" ").trim();
}, true);
"""


def photo(tmp_path, name="thief.jpg"):
    """A real photograph of a phone's size."""
    picture = Image.effect_noise((1600, 1200), 60).convert("RGB")
    picture.save(tmp_path / name, "JPEG", quality=80)
    return tmp_path / name


def test_ordinary_theft_with_a_photo_and_a_known_person_takes_8_taps_and_2_typed_fields(visit, town, tmp_path):
    ada = visit(town.ada)
    ada.context.add_init_script(COUNT)
    page = ada.goto("/")
    page.get_by_role("navigation", name="Main, at the foot").get_by_role("link", name="Report", exact=True).tap()
    page.get_by_role("radio", name="Shop theft").tap()
    page.get_by_role("checkbox", name="Alcohol", exact=True).tap()
    page.get_by_label("What was it worth?").tap()
    page.keyboard.type("24.50")
    page.get_by_role("radio", name="Known by sight").tap()
    page.get_by_label("Nickname or what you call them").tap()
    page.keyboard.type("Red Cap")
    with page.expect_file_chooser() as chooser:
        page.locator("#photos").tap()
    chooser.value.set_files(photo(tmp_path))
    page.get_by_role("button", name="Send the report").tap()
    page.wait_for_url("**/report/sent/**")
    taps, typed = page.evaluate("[Number(sessionStorage.taps), sessionStorage.typed.split(' ')]")
    report = Report.everywhere.get()
    assert (report.kind, report.loss_pence, report.premises) == ("theft", 2450, town.bakery)
    assert [(one.known, one.alias) for one in report.people.all()] == [("by-sight", "Red Cap")]
    assert report.evidence.count() == 1
    assert sorted(typed) == ["p0_alias", "q_value"]
    assert taps <= 8
    assert report.ref in page.inner_text("main")


def fill_theft(page, worth="12"):
    """What an ordinary shop theft needs."""
    page.get_by_role("radio", name="Shop theft").tap()
    page.get_by_role("checkbox", name="Food", exact=True).tap()
    page.get_by_label("What was it worth?").fill(worth)


def offline_with_the_form(visit, town):
    """Ada, whose device keeps the empty form and has just lost the network."""
    ada = visit(town.ada)
    ada.goto("/report/").evaluate("navigator.serviceWorker.ready.then(() => true)")
    ada.goto("/report/")  # the worker is in charge now and keeps the form
    ada.page.locator("#set-aside [data-question]").nth(20).wait_for(state="attached")
    ada.context.set_offline(True)
    return ada


def test_report_written_without_a_network_waits_sealed_and_arrives_once(visit, town, tmp_path):
    ada = offline_with_the_form(visit, town)
    page = ada.page
    ada.goto("/report/")
    fill_theft(page)
    page.locator("#photos").set_input_files(photo(tmp_path))
    page.get_by_label("What should we know?").fill("Secret words of a report.")
    page.get_by_role("button", name="Send the report").tap()
    page.get_by_text("Saved on this device, not yet sent").wait_for()
    assert "Sent." not in page.inner_text("#outbox")
    kept = page.evaluate(
        "watchwardOutbox.all().then((rows) => rows.map((row) => new TextDecoder('latin1').decode(row.sealed)).join())"
    )
    assert len(kept) > 10_000
    assert "Secret words" not in kept
    assert Report.everywhere.count() == 0
    ada.context.set_offline(False)
    page.get_by_text("Sent. We have your report.").wait_for()
    ada.complaints.clear()  # chromium says of each request, and of each try again, that it had no network
    report = Report.everywhere.get()
    assert (report.narrative, report.loss_pence) == ("Secret words of a report.", 1200)
    assert report.evidence.count() == 1
    page.reload()
    assert page.evaluate("fetch('/report/').then((answer) => answer.headers.get('content-security-policy'))")
    assert page.evaluate("watchwardOutbox.all().then((rows) => rows.length)") == 0
    assert Report.everywhere.count() == 1


def test_without_a_network_every_page_says_so_and_leads_to_the_form_that_is_kept(visit, town):
    ada = offline_with_the_form(visit, town)
    page = ada.page
    ada.goto("/reports/")
    page.get_by_role("heading", name="No connection").wait_for()
    assert ada.axe() == []
    page.get_by_role("link", name="Write a report").tap()
    page.get_by_role("button", name="Send the report").wait_for()
    ada.context.set_offline(False)
    ada.goto("/reports/")
    page.get_by_role("heading", name="Reports", exact=True).wait_for()
    ada.complaints.clear()  # chromium says of each request that it had no network


def test_two_reports_from_one_kept_form_are_two_reports(visit, town):
    ada = offline_with_the_form(visit, town)
    page = ada.page
    for worth in ("1", "2"):
        ada.goto("/report/")
        fill_theft(page, worth)
        page.get_by_role("button", name="Send the report").tap()
        page.get_by_text("Saved on this device, not yet sent").first.wait_for()
    ada.complaints.clear()
    ada.context.set_offline(False)
    page.get_by_text("Sent. We have your report.").nth(1).wait_for()
    assert sorted(Report.everywhere.values_list("loss_pence", flat=True)) == [100, 200]
    ada.complaints.clear()  # chromium reports each try without a network


def test_what_waits_of_one_person_is_never_sent_as_another(visit, town):
    ada = visit(town.ada, service_workers="block")  # the worker would send it at once, out of the test's hands
    page = ada.goto("/report/")
    fill_theft(page)
    page.route("**/report/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.route("**/report/sealed/", lambda route: route.abort())
    page.get_by_role("button", name="Send the report").tap()
    page.get_by_text("Saved on this device, not yet sent").wait_for()
    page.unroute_all()
    ada.sign_in(town.bilal)
    page.on("dialog", lambda dialog: dialog.accept())
    ada.goto("/report/")
    page.get_by_text("1 report of somebody else waits").wait_for()
    assert Report.everywhere.count() == 0
    ada.sign_in(town.ada)
    ada.goto("/report/")
    page.get_by_text("Sent. We have your report.").wait_for()
    assert Report.everywhere.get().reporter == town.ada
    ada.complaints.clear()


def test_report_goes_out_by_itself_when_the_server_comes_back_though_the_device_was_online_all_the_while(visit, town):
    ada = visit(town.ada, service_workers="block")
    page = ada.goto("/report/")
    fill_theft(page)
    page.route("**/report/**", lambda route: route.abort())  # the server is away; the device does not know
    page.get_by_role("button", name="Send the report").tap()
    page.get_by_text("There is no connection to Watchward.").wait_for()
    assert page.evaluate("navigator.onLine")
    page.get_by_text("Tried").wait_for()  # it tried again without being asked
    page.unroute_all()
    page.get_by_text("Sent. We have your report.").wait_for()
    page.get_by_text("Saved on this device").wait_for(state="detached")
    assert Report.everywhere.get().reporter == town.ada
    ada.complaints.clear()  # chromium says of each request that it was cut


def test_report_of_somebody_signed_out_meanwhile_is_kept_and_sent_after_they_sign_in(visit, town):
    ada = visit(town.ada, service_workers="block")
    page = ada.goto("/report/")
    fill_theft(page, "31")
    ada.context.clear_cookies()
    page.get_by_role("button", name="Send the report").tap()
    page.get_by_text("You are signed out, or this page is too old.").wait_for()
    link = page.get_by_role("link", name="Sign in to send it")
    assert link.get_attribute("href") == "/sign-in/?next=%2Freport%2F"
    assert Report.everywhere.count() == 0
    ada.sign_in(town.ada)
    ada.goto("/report/")
    page.get_by_text("Sent. We have your report.").wait_for()
    assert Report.everywhere.get().loss_pence == 3100
    ada.complaints.clear()  # chromium reports the refusals as errors


def test_form_stands_empty_behind_the_back_button_and_a_mended_problem_leaves_the_summary(visit, town):
    ada = visit(town.ada)
    page = ada.goto("/report/")
    page.get_by_label("What was it worth?").or_(page.get_by_label("What should we know?")).last.fill("Words.")
    page.get_by_role("button", name="Send the report").tap()
    page.get_by_role("alert").get_by_text("There is a problem").wait_for()
    fill_theft(page)
    page.get_by_role("button", name="Send the report").tap()
    page.wait_for_url("**/report/sent/**")
    page.go_back()
    page.get_by_role("radio", name="Shop theft").wait_for()
    assert not page.get_by_role("radio", name="Shop theft").is_checked()
    assert page.get_by_label("What should we know?").input_value() == ""
    assert page.get_by_role("alert").count() == 0
    assert Report.everywhere.count() == 1
    ada.complaints.clear()  # chromium reports the 422 as one


def test_report_without_scripts_is_sent_and_keeps_what_was_typed_on_the_way(visit, town, tmp_path):
    ada = visit(town.ada, java_script_enabled=False)
    page = ada.goto("/report/")
    page.get_by_role("radio", name="Violence").tap()
    page.get_by_label("What should we know?").fill("Pushed at the door.")
    page.get_by_role("button", name="Add a vehicle").tap()
    page.get_by_label("Registration").fill("ab1? ")
    page.locator("#photos").set_input_files(photo(tmp_path))
    page.get_by_role("button", name="Send the report").last.tap()
    page.get_by_text("There is a problem").wait_for()
    assert "Choose your photos and files again." in page.inner_text("main")
    assert page.get_by_label("What should we know?").input_value() == "Pushed at the door."
    page.get_by_role("group", name="Is anyone in danger now?").get_by_role("checkbox", name="None of these").tap()
    page.get_by_role("radio", name="No injury", exact=True).tap()
    page.locator("#photos").set_input_files(photo(tmp_path))
    page.get_by_role("button", name="Send the report").last.tap()
    page.wait_for_url("**/report/sent/**")
    report = Report.everywhere.get()
    assert report.vehicles.get().registration == "AB1?"
    assert report.evidence.count() == 1
    ada.complaints.clear()  # chromium reports the 422 as one


def test_questions_follow_the_kind_and_come_back_with_their_answers(visit, town):
    page = visit(town.ada).goto("/report/")
    page.locator("#set-aside [data-question]").nth(20).wait_for(state="attached")
    fill_theft(page, "55")
    page.get_by_role("radio", name="Drugs").tap()
    page.get_by_role("group", name="Where was it?").wait_for()
    assert not page.get_by_label("What was it worth?").is_visible()
    page.get_by_label("Search all kinds").fill("swept the shelf")
    page.get_by_role("button", name="Bulk theft").tap()
    assert page.get_by_role("radio", name="Bulk theft").is_checked()
    assert page.get_by_label("What was it worth?").input_value() == "55"


AT_A_DESK = {"viewport": DESK, "has_touch": False}
LOOKS = [
    pytest.param({"color_scheme": "dark"}, id="phone at night"),
    pytest.param({}, id="phone by day", marks=ALSO),
    pytest.param(AT_A_DESK, id="desk by day", marks=ALSO),
    pytest.param({**AT_A_DESK, "color_scheme": "dark"}, id="desk at night", marks=ALSO),
]


@pytest.mark.parametrize("look", LOOKS)
def test_form_error_and_thank_you_pages_suit_everybody(visit, town, look):
    ada = visit(town.ada, **look)
    page = ada.goto("/report/")
    page.get_by_role("radio", name="Violence").press(" ")  # by key: the page may still move under a pointer
    page.get_by_role("radio", name="Known by name").press(" ")
    page.get_by_text("Describe the person").click()
    page.get_by_role("radio", name="Under 10").press(" ")
    assert page.get_by_text("This is a young child.").is_visible()
    page.get_by_text("More details").click()
    assert ada.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    page.get_by_role("button", name="Send the report").click()
    page.get_by_text("There is a problem").wait_for()
    assert page.locator("#p0_name").get_attribute("aria-invalid") == "true"
    assert ada.axe() == []
    ada.complaints.clear()  # chromium reports the 422 as one
    page.get_by_role("checkbox", name="Someone is hurt").press(" ")
    page.get_by_role("radio", name="Minor").press(" ")
    page.locator("#p0_name").fill("Sam")
    page.get_by_role("button", name="Send the report").click()
    page.wait_for_url("**/report/sent/**")
    assert page.get_by_text("If it is still dangerous, call 999 now.").is_visible()
    assert page.get_by_text("Look after yourself").is_visible()
    assert ada.axe() == []
    assert Report.everywhere.get().people.count() == 0  # P-04: under ten there is no record of a person


@pytest.mark.parametrize("form", ["sighting", "intelligence", "good_practice", "refusal"])
def test_every_other_form_suits_everybody_too(visit, town, form):
    ada = visit(town.ada)
    ada.goto(f"/report/?form={form}")
    assert ada.axe() == []


def test_the_tab_where_you_are_is_in_sight_on_a_phone(visit, town):
    page = visit(town.ada).goto("/report/?form=refusal")
    here = page.locator(".tabs [aria-current]")
    assert here.inner_text() == "Refused sale"
    edge = page.locator(".tabs").evaluate("row => row.getBoundingClientRect().right")
    assert here.evaluate("tab => tab.getBoundingClientRect().right") <= edge + 1
    assert page.evaluate("scrollY") == 0


def test_what_the_search_finds_is_not_behind_the_button_on_a_phone(visit, town):
    page = visit(town.ada).goto("/report/")
    field = page.locator("#kind_find")
    field.fill("f")
    field.evaluate("field => scrollBy(0, field.getBoundingClientRect().bottom - (innerHeight - 160))")
    page.keyboard.type("ight")
    hit = page.locator("#kind_hits button").first
    hit.wait_for()
    assert hit.evaluate(
        """async (hit) => {
          await new Promise((done) => setTimeout(done, 300));
          const box = hit.getBoundingClientRect();
          return hit.contains(document.elementFromPoint(box.x + box.width / 2, box.bottom - 3));
        }"""
    )


def test_words_that_a_report_should_not_hold_are_pointed_out_and_never_block(visit, town):
    page = visit(town.ada).goto("/report/")
    fill_theft(page)
    page.get_by_label("What should we know?").fill("A Muslim man took it.")
    page.get_by_label("What was it worth?").focus()
    page.get_by_text("Look again at this word").wait_for()
    page.get_by_role("button", name="Send the report").tap()
    page.wait_for_url("**/report/sent/**")
    assert Report.everywhere.get().narrative == "A Muslim man took it."
