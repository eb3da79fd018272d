"""The look: readable in both themes, small, whole, and allowed by a strict content security policy."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "watchward" / "web"
STATIC = WEB / "static"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SHEETS = sorted(STATIC.glob("*.css"))
TOKENS = (STATIC / "tokens.css").read_text()


def block(start: str) -> dict[str, str]:
    """The custom properties of the first rule that opens with `start`."""
    body = TOKENS[TOKENS.index(start) + len(start) :]
    return dict(re.findall(r"(--[\w-]+): ([^;]+);", body[: body.index("}")]))


LIGHT = block(":root {")
DARK = LIGHT | block(':root[data-theme="dark"] {')

# (words or edge, what they lie on, least ratio): WCAG 2.2 AA, 1.4.3 for text and 1.4.11 for what is not text
PAIRS = [
    ("--ink", "--ground", 4.5),
    ("--ink", "--surface", 4.5),
    ("--ink-soft", "--ground", 4.5),
    ("--ink-soft", "--sunken", 4.5),
    ("--ink-faint", "--ground", 4.5),
    ("--ink-faint", "--surface", 4.5),
    ("--ink-faint", "--sunken", 4.5),
    ("--accent", "--surface", 4.5),
    ("--accent", "--ground", 4.5),
    ("--accent-strong", "--accent-soft", 4.5),
    ("--on-accent", "--accent", 4.5),
    ("--on-accent", "--accent-strong", 4.5),
    ("--on-danger", "--danger", 4.5),
    ("--danger", "--surface", 4.5),
    ("--danger", "--ground", 4.5),
    ("--danger", "--danger-soft", 4.5),
    ("--warning", "--warning-soft", 4.5),
    ("--success", "--success-soft", 4.5),
    ("--info", "--info-soft", 4.5),
    ("--on-alarm", "--alarm", 4.5),
    ("--lamp-ink", "--lamp", 4.5),
    ("--on-frame", "--frame", 4.5),
    ("--on-frame-soft", "--frame-deep", 4.5),
    ("--line-strong", "--surface", 3.0),
    ("--line-strong", "--ground", 3.0),
    ("--focus", "--surface", 3.0),
    ("--focus", "--ground", 3.0),
    ("--lamp", "--frame", 3.0),
    ("--c1", "--surface", 3.0),
    ("--c2", "--surface", 3.0),
]


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1, of `#rrggbb`. Source: WCAG 2.2, definition of relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_wcag_defines_it():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS, ids=lambda value: str(value))
def test_everyone_can_read_it_by_day_and_at_night(theme, front, back, least):
    assert contrast(theme[front], theme[back]) >= least


def test_choosing_dark_gives_the_same_colours_as_a_dark_device():
    assert block(':root:not([data-theme="light"]) {') == block(':root[data-theme="dark"] {')


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_style_sheets_ask_for_nothing_from_elsewhere(sheet):
    text = sheet.read_text()
    assert "@import" not in text
    assert "url(" not in text


def test_every_colour_that_is_used_is_a_token_that_exists():
    used = {name for sheet in SHEETS for name in re.findall(r"var\((--[\w-]+)", sheet.read_text())}
    made = {name for sheet in SHEETS for name in re.findall(r"(--[\w-]+):", sheet.read_text())}
    assert used <= made


def test_the_look_of_all_rooms_together_fits_into_eighteen_kilobytes():
    assert len(gzip.compress(b"".join(sheet.read_bytes() for sheet in SHEETS))) <= 18_000


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_pages_hold_nothing_that_the_content_security_policy_refuses(template):
    text = re.sub(r"\{#.*?#\}", "", template.read_text(), flags=re.S)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"\son\w+=[\"']|\shx-on\b|javascript:", text)
    assert "hx-vals='js:" not in text


def test_images_of_people_are_never_printed_m_05():
    printed = (STATIC / "output.css").read_text().split("@media print")[1]
    rule = re.search(r"([^{}]*\.person[^{}]*)\{\s*display: none !important", printed)
    assert rule, "M-05: the print rules must take images of people away"
    assert ".photo--person img" in rule[1]


def test_vendored_scripts_are_exactly_what_notice_says():
    listed = dict(re.findall(r"File\s+(\S+)\n\s+SHA-256\s+([0-9a-f]{64})", (ROOT / "NOTICE").read_text()))
    there = {str(path.relative_to(ROOT)) for path in (STATIC / "vendor").iterdir() if path.is_file()}
    assert set(listed) == there
    for name, digest in listed.items():
        assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == digest
        assert b"sourceMappingURL" not in (ROOT / name).read_bytes()
