"""Reading what was reported, in a real browser: by role, on a phone and at a desk, by day and by night."""

import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.browser.conftest import ALSO, DESK, PHONE
from tests.support.pictures import jpeg
from tests.support.signing_in import signed_in
from watchward.collect.actions.reports import ask_correction
from watchward.collect.models import Evidence
from watchward.collect.rules.drafts import GoodsSaid, PersonSaid, VehicleSaid

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("WATCHWARD_SHOTS", "")
LOOKS = {"phone": {"viewport": PHONE}, "desk": {"viewport": DESK}, "night": {"viewport": DESK, "color_scheme": "dark"}}


@pytest.fixture
def full(town):
    """A town where things happened: one report with everything, and some plain ones."""
    now = timezone.now()
    people = (
        PersonSaid(known="by-sight", alias="Red Cap", clothing=("red cap", "black coat"), age_band="25-34"),
        PersonSaid(age_band="12-15", seemed_under_18=True),
    )
    for number in range(4):
        town.report(by=town.bilal, narrative=f"Number {number}.", happened_at=now, loss_pence=1250)
    town.rich = town.report(
        by=town.ada,
        happened_at=now,
        people=people,
        vehicles=(VehicleSaid(registration="AB12 ?DE", colour="blue"),),
        goods=(GoodsSaid(goods="meat", quantity=4, value_pence=2400),),
        answers={"danger_now": ["weapon"], "police_called": "no"},
    )
    upload = SimpleUploadedFile("till.jpg", jpeg(size=(640, 480)), "image/jpeg")
    signed_in(town.ada).post(reverse("report_files", args=[town.rich.ref]), {"files": [upload]})
    town.photo = Evidence.everywhere.get()
    ask_correction(actor=town.actor(town.cora), ref=town.rich.ref, text="Was it two cakes or three?")
    said = {"from_whom": "The shop", "to_whom": "PC 1234, Kent Police", "why": "For the case.", "seal": "K77"}
    signed_in(town.cora).post(reverse("hand_over", args=[town.photo.ref]), said)
    return town


def pages(town):
    report, photo = reverse("report", args=[town.rich.ref]), reverse("evidence", args=[town.photo.ref])
    return [
        ("home-member", town.ada, "/"),
        ("home-office", town.cora, "/"),
        ("list-member", town.ada, reverse("reports")),
        ("list-office", town.cora, reverse("reports")),
        ("list-filters", town.cora, f"{reverse('reports')}?filters=1"),
        ("list-empty", town.cora, f"{reverse('reports')}?form=sighting"),
        ("report-own", town.ada, report),
        ("report-office", town.cora, report),
        ("continuity", town.cora, photo),
        ("ledger", town.cora, reverse("ledger")),
    ]


@pytest.mark.parametrize("look", ["night", pytest.param("phone", marks=ALSO), pytest.param("desk", marks=ALSO)])
def test_every_page_passes_axe_and_never_scrolls_sideways(full, visit, look):
    wrong = {}
    for account in (full.ada, full.cora):
        visitor = visit(account, **LOOKS[look])
        for name, who, address in pages(full):
            if who != account:
                continue
            page = visitor.goto(address)
            page.wait_for_load_state("networkidle")
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found = visitor.axe() + ([f"{wide} px too wide"] if wide > 0 else [])
            if found:
                wrong[name] = found
            if SHOTS:
                Path(SHOTS).mkdir(parents=True, exist_ok=True)
                page.screenshot(path=f"{SHOTS}/{name}-{look}.png", full_page=True)
    assert wrong == {}


def test_keys_move_through_the_list_and_enter_opens(full, visit):
    visitor = visit(full.cora, viewport=DESK)
    page = visitor.goto(reverse("reports"))
    addresses = page.eval_on_selector_all("[data-rows] tbody th a", "all => all.map(one => one.pathname)")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.pathname") == addresses[1]
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{addresses[1]}")


def test_pictures_load_for_the_coordinator_and_stay_shut_for_the_store_manager(full, visit):
    manager = full.person("Mia", "store-manager", full.bakery)
    page = visit(full.cora, viewport=DESK).goto(reverse("report", args=[full.rich.ref]))
    picture = page.locator(".pictures img")  # the only one
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    shut = visit(manager).goto(reverse("report", args=[full.rich.ref]))
    assert shut.locator(".pictures img").count() == 0
    assert shut.get_by_text("may be under 18").count() >= 1


def test_reporter_answers_the_coordinator_from_the_start_page(full, visit):
    page = visit(full.ada).goto("/")
    page.get_by_role("link", name="Was it two cakes or three?").click()
    page.get_by_label("Your answer").fill("Three.")
    page.get_by_role("button", name="Send the answer").click()
    page.get_by_text("Your answer was sent.").wait_for()
    assert page.get_by_label("Your answer").count() == 0
