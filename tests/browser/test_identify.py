"""Who is who in a real browser: seen with reasons, judged, undone; a series, unknown people, a network, a look-up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.assess.test_network import pair_seen
from tests.assess.test_series import alike
from tests.browser.conftest import ALSO, DESK
from watchward.assess.actions.judgements import open_subject_from
from watchward.assess.models import Judgement
from watchward.collect.rules.drafts import PersonSaid
from watchward.records.outbox import work_once
from watchward.wiring import SUBSCRIBERS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHISTLER = PersonSaid(alias="The Whistler", age_band="25-34", build="slim", hair="long, black")
LOOKS = [
    pytest.param({"color_scheme": "dark"}, id="phone at night"),
    pytest.param({"viewport": DESK, "has_touch": False}, id="desk by day", marks=ALSO),
]


@pytest.fixture
def reports(town):
    """A known subject, a report that misspells them, a series of three, and two who go together."""
    now = timezone.now()
    first = town.report(by=town.ada, people=(WHISTLER,), happened_at=now - timedelta(days=20))
    how = {"report_ref": first.ref, "mention_ref": first.people.get().ref, "necessity": "Seen before"}
    subject = open_subject_from(actor=town.actor(town.cora), **how)
    fresh = town.report(by=town.bilal, people=(PersonSaid(alias="The Wistler", build="slim", hair="black, long"),))
    series = alike(town)
    _report, both = pair_seen(town, happened_at=now - timedelta(days=6))
    pair_seen(town, both, happened_at=now - timedelta(days=3))
    while work_once(SUBSCRIBERS):
        pass
    return subject, fresh, series


def test_the_right_subject_is_seen_with_reasons_judged_and_undone(visit, town, reports):
    subject, fresh, _series = reports
    cora = visit(town.cora, viewport=DESK, has_touch=False)
    page = cora.goto(f"/reports/{fresh.ref}/")
    page.get_by_text("a name is the same but for a typing error").wait_for()
    page.keyboard.press("1")
    page.keyboard.press("s")
    page.get_by_text(f"{subject.ref}: the same person.").wait_for()
    judged = Judgement.everywhere.filter(mention__report=fresh, subject=subject, is_current=True)
    assert judged.get().verdict == "same"
    page.get_by_role("button", name="Take back").click()
    page.get_by_text("taken back").first.wait_for()
    assert judged.get().verdict == "withdrawn"
    assert cora.complaints == []
    assert cora.strays == []


def test_a_series_is_found_and_a_case_is_opened_from_it(visit, town, reports):
    _subject, _fresh, series = reports
    page = visit(town.cora).goto("/series/")
    page.get_by_text("Why: 3 links", exact=False).first.tap()
    page.get_by_text("spider", exact=False).first.wait_for()
    page.get_by_role("link", name="Open a case with these reports").first.tap()
    page.wait_for_url("**/cases/new/**")
    assert all(page.locator(f"#report-{one.ref}").is_checked() for one in series)
    page.get_by_label("Title").fill("Foil bags on weekdays")
    page.get_by_label("What is it for?").fill("To find out who it is.")
    page.get_by_role("button", name="Open the case").tap()
    page.get_by_text("The case is open").wait_for()
    page.goto("/series/")
    assert page.get_by_text("spider", exact=False).count() == 0


def test_a_name_in_the_network_leads_to_its_own_and_what_counts_as_harm_is_set(visit, town, reports):
    page = visit(town.cora).goto("/subjects/seen-together/")
    page.get_by_role("link", name="“Red Cap”").first.tap()
    page.get_by_role("link", name="Draw who they were seen with").tap()
    page.get_by_role("heading", name="Seen with “Red Cap”").wait_for()
    assert page.get_by_role("link", name="“Blue Coat”").count() >= 1
    page.goto("/subjects/ranking/")
    page.get_by_role("link", name="What counts as harm").tap()
    page.get_by_label("Kind of incident").select_option("theft")
    page.get_by_label("Days").fill("2.5")
    page.get_by_label("Where does it come from?").fill("The board")
    page.get_by_role("button", name="Set it").tap()
    page.get_by_text("Your own", exact=True).wait_for()
    page.get_by_role("button", name="Back to 1 for Shop theft").tap()
    page.get_by_text("It weighs what ships again.").wait_for()


@pytest.mark.parametrize("look", LOOKS)
def test_the_pages_of_who_is_who_suit_everybody(visit, town, reports, look):
    cora = visit(town.cora, **look)
    for path in ("/series/", "/subjects/unknown/", "/subjects/seen-together/", "/subjects/ranking/",
                 "/subjects/ranking/harm/", "/subjects/look-up/"):  # fmt: skip
        page = cora.goto(path)
        for fold in page.locator("main details > summary").all():
            fold.click()
        assert cora.axe() == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], path


def test_the_police_look_somebody_up_and_no_address_holds_a_word(visit, town, reports):
    subject, fresh, _series = reports
    page = visit(town.person("Pat", "police-officer")).goto("/subjects/look-up/")
    page.get_by_role("radio", name="I grade or follow up a report").tap()
    page.get_by_label("Reference").fill(fresh.ref)
    page.get_by_label("Nickname").fill("Wistler")
    page.get_by_role("button", name="Look them up").tap()
    page.get_by_text("Side by side, and why").wait_for()
    assert "istler" not in page.url
    page.get_by_role("link", name="“The Whistler”").tap()
    page.wait_for_url(f"**/subjects/{subject.ref}/**")
    assert "istler" not in page.url
