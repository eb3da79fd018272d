"""The icons: drawn well, silent unless they carry meaning, and never missing without a word."""

from xml.etree import ElementTree

import pytest

from watchward.web.icons import DRAWINGS, UnknownIcon, icon

SVG = "{http://www.w3.org/2000/svg}"
# fmt: off
ASKED_FOR = [
    "report", "photo", "person", "vehicle", "goods", "clock", "place", "premises", "dashboard", "people",
    "settings", "import", "download", "check", "warning", "danger", "phone", "search", "menu", "close",
    "chevron", "sun", "moon", "sign-out", "key", "trust", "plus", "edit", "map", "chart", "list", "mail",
    "calendar", "guard", "pound",
]
# fmt: on


@pytest.mark.parametrize("name", ASKED_FOR)
def test_every_icon_that_the_pages_rely_on_is_drawn(name):
    assert name in DRAWINGS


@pytest.mark.parametrize("name", sorted(DRAWINGS))
def test_every_icon_is_well_formed_svg_with_something_drawn(name):
    svg = ElementTree.fromstring(icon(name))
    assert svg.tag == f"{SVG}svg"
    assert svg.get("viewBox") == "0 0 24 24"
    shapes = list(svg)
    assert shapes
    assert {shape.tag.removeprefix(SVG) for shape in shapes} <= {"path", "circle", "rect"}


@pytest.mark.parametrize("name", sorted(DRAWINGS))
def test_no_icon_carries_what_the_content_security_policy_forbids(name):
    drawn = icon(name)
    assert " style=" not in drawn
    assert "<script" not in drawn
    assert " on" not in drawn
    assert "href" not in drawn


def test_an_icon_beside_words_is_silent_for_a_screen_reader():
    svg = ElementTree.fromstring(icon("check"))
    assert svg.get("aria-hidden") == "true"
    assert svg.get("role") is None
    assert svg.find(f"{SVG}title") is None


def test_an_icon_alone_says_what_it_means():
    svg = ElementTree.fromstring(icon("check", "Approved"))
    assert svg.get("role") == "img"
    assert svg.get("aria-hidden") is None
    title = svg.find(f"{SVG}title")
    assert title is not None
    assert title.text == "Approved"


def test_a_label_cannot_smuggle_markup_into_the_page():
    drawn = icon("check", "<script>alert(1)</script>")
    assert "<script" not in drawn
    title = ElementTree.fromstring(drawn).find(f"{SVG}title")
    assert title is not None
    assert title.text == "<script>alert(1)</script>"


def test_an_icon_that_was_never_drawn_is_refused_with_the_names_that_exist():
    with pytest.raises(UnknownIcon, match=r"no icon called 'unicorn'.*warning"):
        icon("unicorn")


def test_drawings_cannot_be_changed_while_the_product_runs():
    with pytest.raises(TypeError):
        DRAWINGS["check"] = "<path/>"  # type: ignore[index]
