"""The components: a bound Django field becomes a labelled, described, honest control."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import jinja2
import pytest
from django import forms

from watchward.web.icons import icon

TEMPLATES = Path(__file__).resolve().parents[2] / "watchward" / "web" / "templates"
AT = datetime(2026, 3, 27, 21, 15, tzinfo=UTC)


class Tags(HTMLParser):
    """Every tag of a piece of HTML with its attributes, in order."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def all(self, tag, **wanted):
        return [a for t, a in self.found if t == tag and all(a.get(k) == v for k, v in wanted.items())]

    def one(self, tag, **wanted):
        (only,) = self.all(tag, **wanted)
        return only


class ReportForm(forms.Form):
    kind = forms.ChoiceField(
        label="What happened?",
        choices=[("theft", "Shop theft"), ("abuse", "Abuse")],
        widget=forms.RadioSelect,
        error_messages={"required": "Pick what happened."},
    )
    goods = forms.MultipleChoiceField(
        label="What was taken?",
        required=False,
        choices=[("Food", [("meat", "Meat")]), ("Health", [("razor", "Razor blades")])],
        widget=forms.CheckboxSelectMultiple,
    )
    at = forms.DateTimeField(label="When?", help_text="The shop's clock is fine.")
    loss = forms.DecimalField(label="Worth?", required=False)
    where = forms.ChoiceField(label="Where?", choices=[("", "Pick one"), ("Corn Street", [("1", "Bakery")])])
    text = forms.CharField(label="What did you see?", widget=forms.Textarea(attrs={"maxlength": 4000}))
    sure = forms.BooleanField(label="I saw this myself.")
    photo = forms.FileField(label="Photograph", required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False)
    span = forms.SplitDateTimeField(label="From", required=False)

    def clean(self):
        raise forms.ValidationError("That premises is not in your partnership.")


@pytest.fixture(scope="module")
def pages():
    loader = jinja2.FileSystemLoader(TEMPLATES)
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    environment.globals.update(icon=icon, static=lambda path: f"/static/{path}", url=lambda name, *args: f"/{name}")
    return environment


@pytest.fixture(scope="module")
def ui(pages):
    return pages.get_template("components/ui.html").module


@pytest.fixture
def filled():
    return ReportForm(initial={"kind": "theft", "goods": ["razor"], "at": AT, "loss": "0", "where": "1", "sure": True})


@pytest.fixture
def wrong():
    return ReportForm({"at": "yesterday", "text": "<b>He ran.</b>", "loss": "lots"})


@pytest.mark.parametrize("name", ["at", "loss", "where", "text", "sure", "photo"])
def test_every_control_has_its_label(ui, filled, name):
    tags = Tags(str(ui.field(filled[name])))
    assert tags.one("label")["for"] == f"id_{name}"
    assert [tag for tag, attrs in tags.found if attrs.get("id") == f"id_{name}" and attrs.get("name") == name]


def test_a_hint_describes_its_control(ui, filled):
    tags = Tags(str(ui.field(filled["at"])))
    assert tags.one("input")["aria-describedby"] == "id_at_helptext"
    assert tags.one("p", id="id_at_helptext")
    assert "aria-invalid" not in tags.one("input")


def test_an_error_describes_its_control_and_names_the_next_step(ui, wrong):
    html = str(ui.field(wrong["at"]))
    control = Tags(html).one("input")
    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"] == "id_at_helptext id_at_error"
    assert "Enter a valid date/time." in html


def test_radio_chips_hold_the_choice_that_was_made(ui, filled):
    radios = Tags(str(ui.field(filled["kind"]))).all("input", type="radio", name="kind")
    assert [(r["value"], "checked" in r) for r in radios] == [("theft", True), ("abuse", False)]


def test_tick_box_chips_keep_their_groups_and_need_no_answer(ui, filled):
    html = str(ui.field(filled["goods"]))
    boxes = Tags(html).all("input", type="checkbox", name="goods")
    assert [(b["value"], "checked" in b, "required" in b) for b in boxes] == [
        ("meat", False, False),
        ("razor", True, False),
    ]
    assert "Food" in html
    assert "(optional)" in html


def test_every_chip_can_be_reached_by_its_own_label(ui, filled):
    tags = Tags(str(ui.field(filled["goods"])))
    assert [label["for"] for label in tags.all("label")] == [box["id"] for box in tags.all("input")]


def test_a_select_keeps_its_groups_and_its_choice(ui, filled):
    tags = Tags(str(ui.field(filled["where"])))
    assert tags.one("optgroup")["label"] == "Corn Street"
    assert [o["value"] for o in tags.all("option") if "selected" in o] == ["1"]


def test_a_select_can_be_drawn_as_chips(ui, filled):
    assert len(Tags(str(ui.field(filled["where"], **{"as": "chips"}))).all("input", type="radio")) == 2


def test_a_moment_is_given_to_the_picker_in_the_form_it_reads(ui, filled):
    control = Tags(str(ui.field(filled["at"], **{"as": "datetime"}))).one("input")
    assert (control["type"], control["value"]) == ("datetime-local", "2026-03-27T21:15")


def test_words_that_a_picker_cannot_read_are_not_thrown_away(ui, wrong):
    control = Tags(str(ui.field(wrong["at"], **{"as": "datetime"}))).one("input")
    assert (control["type"], control["value"]) == ("text", "yesterday")


def test_nothing_lost_is_not_the_same_as_nothing_said(ui, filled):
    assert Tags(str(ui.field(filled["loss"], **{"as": "money"}))).one("input")["value"] == "0"
    assert "value" not in Tags(str(ui.field(ReportForm()["loss"], **{"as": "money"}))).one("input")


def test_what_was_typed_comes_back_escaped(ui, wrong):
    html = str(ui.field(wrong["text"]))
    assert "&lt;b&gt;He ran.&lt;/b&gt;</textarea>" in html
    assert Tags(html).one("textarea")["maxlength"] == "4000"


def test_a_tick_box_remembers(ui, filled):
    assert "checked" in Tags(str(ui.field(filled["sure"]))).one("input")
    assert "checked" not in Tags(str(ui.field(ReportForm()["sure"]))).one("input")


def test_a_hidden_field_stays_hidden(ui, filled):
    assert Tags(str(ui.field(filled["key"]))).one("input")["type"] == "hidden"


def test_a_field_of_two_parts_labels_both(ui, filled):
    tags = Tags(str(ui.field(filled["span"])))
    assert [a["type"] for a in tags.all("input")] == ["date", "time"]
    assert [a["for"] for a in tags.all("label")] == [a["id"] for a in tags.all("input")]


def test_the_error_summary_leads_to_each_field_and_takes_the_focus(ui, wrong):
    html = str(ui.error_summary(wrong))
    tags = Tags(html)
    assert {"#id_kind", "#id_at", "#id_loss"} <= {a["href"] for a in tags.all("a")}
    assert "That premises is not in your partnership." in html
    assert "autofocus" in tags.one("section")
    assert tags.one("section")["tabindex"] == "-1"


def test_a_form_without_errors_has_no_summary(ui, filled):
    assert str(ui.error_summary(filled)).strip() == ""


def test_the_address_of_a_summary_line_exists_in_the_form(ui, wrong):
    summary = Tags(str(ui.error_summary(wrong)))
    ids = {attrs.get("id") for bound in wrong for _, attrs in Tags(str(ui.field(bound))).found}
    assert {a["href"].removeprefix("#") for a in summary.all("a")} <= ids


def test_a_photograph_of_a_person_is_marked_so_that_paper_never_gets_it_m_05(ui):
    assert Tags(str(ui.photo("/x.jpg", "Somebody."))).one("img")["class"] == "person"
    assert "class" not in Tags(str(ui.photo("/x.jpg", "A door.", person=False))).one("img")


def test_a_missing_fact_says_so(ui):
    html = str(ui.facts([("Call-sign", None), ("Reports", 0)]))
    assert "Not recorded" in html
    assert "<dd>0</dd>" in html


def test_the_gallery_of_components_needs_nothing_from_a_view(pages):
    html = pages.get_template("gallery.html").render()
    ids = [attrs["id"] for _, attrs in Tags(html).found if "id" in attrs]
    assert len(ids) == len(set(ids))


def person(**changes):
    many = [SimpleNamespace(label=f"Page {n}", url=f"/{n}", icon="list", current=n == 0) for n in range(7)]
    plain = {
        "nav": many,
        "partnership_name": "Borrowmarket",
        "partnerships": [("P-1", "Borrowmarket")],
        "account_name": "Cora Ellis",
        "roles_text": "Coordinator",
        "demo": False,
        "standing_notice": None,
    }
    return SimpleNamespace(**(plain | changes))


def test_a_phone_shows_four_pages_and_the_rest_under_more(pages):
    tags = Tags(pages.get_template("layout.html").render(page=person()))
    assert len(tags.all("a", **{"class": "tabbar__link"})) == 4
    assert len(tags.all("a", **{"class": "menu__item"})) == 3


def test_demonstration_and_lapse_are_said_on_every_page_and_only_then(pages):
    layout = pages.get_template("layout.html")
    lapsed = layout.render(page=person(demo=True, standing_notice="You can still report.", renewal_url="/promises/"))
    assert '<a href="/promises/">See what is due</a>' in lapsed
    stopped = layout.render(page=person(standing_notice="Your access was suspended by the partnership."))
    assert "See what is due" not in stopped
    assert "Demonstration." in lapsed
    assert "You can still report." in lapsed
    assert "Demonstration." not in layout.render(page=person())


def test_initials_leave_out_what_stands_in_brackets(pages):
    avatar = pages.get_template("components/content.html").module.avatar
    assert ">AB</span>" in avatar("Ada Brindle (generated)")
    assert ">AB</span>" in avatar("Ada Brindle")
    assert ">A</span>" in avatar("Ada (generated)")
    assert ">?</span>" in avatar("")


def test_partnerships_can_be_changed_only_by_somebody_who_has_two(pages):
    layout = pages.get_template("layout.html")
    two = person(partnerships=[("P-1", "Borrowmarket"), ("P-2", "Millford")], switch_url="/switch")
    assert [b["value"] for b in Tags(layout.render(page=two)).all("button", name="partnership")] == ["P-1", "P-2"]
    assert not Tags(layout.render(page=person(switch_url="/switch"))).all("button", name="partnership")
