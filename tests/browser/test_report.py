"""The 90-second report in a real browser: few taps, no scripts, no network, and for everybody."""

import io

import pytest
from PIL import Image

from watchward.collect.models import Report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]



def photo(tmp_path, name="thief.jpg"):
    """A real photograph of a phone's size."""
    picture = Image.effect_noise((1600, 1200), 60).convert("RGB")
    picture.save(tmp_path / name, "JPEG", quality=80)
    return tmp_path / name


def test_ordinary_theft_with_a_photo_and_a_known_person_takes_8_taps_and_2_typed_fields(visit, town, tmp_path):
    ada = visit(town.ada)
    ada.context.add_init_script(
        'sessionStorage.taps ??= 0; sessionStorage.typed ??= "";'
        'addEventListener("pointerdown", () => sessionStorage.taps++, true);'
        'addEventListener("input", (e) => { if (e.target.matches("input:not([type=radio], [type=checkbox], [type=file]), textarea"))'
        ' { const all = new Set(sessionStorage.typed.split(" ").filter(Boolean)); all.add(e.target.name); sessionStorage.typed = [...all].join(" "); } }, true);'
    )
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
