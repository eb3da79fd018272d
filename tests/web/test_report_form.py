"""The report form: what is typed becomes a report, or a sentence that says what to change; nothing is lost."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.support.pictures import jpeg
from tests.support.signing_in import signed_in
from watchward.collect.models import Report
from watchward.partners.models import Membership, Partnership

THEFT = {"form": "incident", "kind": "theft", "q_goods": "food", "q_value": "24"}


@pytest.fixture
def ada(town):
    return signed_in(town.ada)


def send(client, **said):
    """Press send on a filled-in form."""
    return client.post("/report/", {"client_key": str(uuid4())} | said)


def told(answer):
    """The sentences of the error summary."""
    assert answer.status_code == 422, answer.status_code
    return answer.content.decode()


def only(answer):
    """The one report there is, after a thank-you."""
    assert answer.status_code == 302, answer.content.decode()
    return Report.everywhere.get()


# --- every form ---
def test_ordinary_shop_theft_is_sent_and_thanked_for_with_its_reference(ada):
    answer = send(ada, **THEFT)
    report = only(answer)
    assert (report.form, report.kind, report.loss_pence, report.value_band) == ("incident", "theft", 2400, "from-10")
    page = ada.get(answer.url).content.decode()
    assert report.ref in page
    assert "Thank you" in page


@pytest.mark.parametrize(
    ("form", "said", "kind"),
    [
        ("sighting", {"kind": "information.vehicle", "v0_make": "ford", "vehicles": "1"}, "information.vehicle"),
        ("intelligence", {"kind": "information", "narrative": "Goods are sold in the park."}, "information"),
        ("good_practice", {"q_topic": ["till", "greeting"], "narrative": "We say hello."}, "information"),
        ("refusal", {"kind": "licensing.under_age", "q_product": "vapes", "q_reason": "no_id"}, "licensing.under_age"),
    ],
)  # fmt: skip
def test_each_form_becomes_a_report_of_its_own_sort(ada, form, said, kind):
    report = only(send(ada, form=form, **said))
    assert (report.form, report.kind) == (form, kind)


def test_good_practice_note_names_nobody_even_if_a_person_is_sent_along(ada):
    said = {"form": "good_practice", "narrative": "We moved the till.", "p0_known": "by-name", "p0_name": "Sam"}
    report = only(send(ada, **said))
    assert report.people.count() == 0


def test_each_form_has_a_page_and_says_how_a_report_differs_from_intelligence(ada):
    for form in ("incident", "sighting", "intelligence", "good_practice", "refusal"):
        assert ada.get("/report/", {"form": form}).status_code == 200
    assert "One does not replace the other" in ada.get("/report/").content.decode()  # M-08


def test_emergency_banner_and_danger_questions_come_before_the_kind(ada):
    page = ada.get("/report/").content.decode()  # L-01, L-02
    places = [page.index(text) for text in ("Call 999", "q_danger_now", "q_priority", 'id="kind"')]
    assert places == sorted(places)


def test_dangerous_kind_waits_for_the_danger_question(ada):
    said = {"form": "incident", "kind": "violence.verbal_abuse", "q_injury": "none"}
    assert "is anyone in danger now?" in told(send(ada, **said))
    report = only(send(ada, q_danger_now=["weapon", "none"], **said))
    assert report.answers["danger_now"] == ["weapon"]
    assert report.is_danger


# --- kinds ---
def test_the_most_exact_kind_chosen_counts(ada):
    assert only(send(ada, **THEFT, exactly="theft.bulk")).kind == "theft.bulk"


def test_a_kind_under_another_tile_is_forgotten_when_the_tile_changes(ada):
    said = THEFT | {"exactly": "violence.threat"}
    assert only(send(ada, **said)).kind == "theft"


def test_change_of_kind_keeps_the_old_answers_in_the_page_and_in_the_report(ada):
    page = ada.post("/report/", {"step": "questions", "form": "incident", "kind": "drugs", "q_value": "55"})
    assert page.status_code == 200
    assert '<input type="hidden" name="q_value" value="55">' in page.content.decode()
    report = only(send(ada, form="incident", kind="drugs", q_drug_where="toilet", q_value="55"))
    assert report.answers == {"drug_where": "toilet", "value": 5500}


def test_search_finds_kinds_by_the_words_people_use(ada):
    found = ada.post(reverse("report_search"), {"q": "grab and run"}).content.decode()
    assert 'data-pick="theft.walk_out"' in found
    assert "Nothing found" in ada.post(reverse("report_search"), {"q": "zzzz"}).content.decode()


# --- time, money, vehicles, people ---
def test_just_now_is_the_moment_of_the_device_so_that_a_repeat_says_the_same(ada):
    at = timezone.now() - timedelta(minutes=3)
    report = only(send(ada, **THEFT, device_at=at.isoformat()))
    assert report.happened_at == at
    assert report.device_at == at


@pytest.mark.parametrize("wrong", [timedelta(days=2), timedelta(days=-2)])
def test_a_device_whose_clock_is_wrong_does_not_move_the_report(ada, wrong):
    opened = timezone.now() - timedelta(minutes=1)
    report = only(send(ada, **THEFT, device_at=(opened + wrong).isoformat(), opened_at=opened.isoformat()))
    assert report.happened_at == opened


def test_time_may_be_a_moment_on_the_towns_clock_or_a_span(ada):
    report = only(send(ada, **THEFT, when="moment", at="2026-07-03T21:15"))
    assert report.happened_at == datetime(2026, 7, 3, 20, 15, tzinfo=UTC)
    send(ada, **THEFT, when="span", **{"from": "3/7/2026 18:00", "until": "2026-07-04T08:00"})
    span = Report.everywhere.exclude(pk=report.pk).get()
    assert span.happened_at == datetime(2026, 7, 3, 17, 0, tzinfo=UTC)
    assert span.happened_until == datetime(2026, 7, 4, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"kind": ""}, "Pick what happened."),
        ({"kind": "nonsense"}, "Pick what happened."),
        ({"q_value": "lots"}, "Enter an amount in pounds, like 180 or 12.50."),
        ({"q_value": ""}, "Answer this: what was it worth?"),
        ({"q_goods": "moon-dust"}, "Answer this: what was taken?"),
        ({"q_quantity": "many"}, "Enter a whole number, like 3."),
        ({"when": "moment", "at": "yesterday"}, "Enter a real date and time, like 27/3/2026 21:15."),
        ({"when": "moment", "at": ""}, "Enter when it happened."),
        ({"when": "moment", "at": "2126-03-27T21:15"}, "is in the future"),
        ({"when": "moment", "at": "1999-03-27T21:15"}, "more than five years ago"),
        ({"when": "span", "from": "2026-07-04T08:00", "until": "2026-07-03T18:00"}, "The span ends before it starts."),
        ({"when": "span", "from": "2026-07-04T08:00", "until": ""}, "Enter when it happened."),
        ({"premises": "P-0000000000"}, "Pick the premises from the list."),
        ({"vehicles": "1", "v0_registration": "A!"}, "Put ? for each one you could not read."),
        ({"p0_known": "by-name"}, "Write the name, or choose “Known by sight”."),
        ({"p0_marks": "x" * 301}, "Shorten it to 300."),
        ({"narrative": "x" * 20_001}, "Shorten it to 20,000."),
        ({"client_key": "7"}, "This form has lost its key."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_and_everything_typed_is_kept(ada, said, sentence):
    typed = THEFT | {"p0_alias": "Red Cap", "p0_known": "by-sight", "police": "x"} | said
    page = told(send(ada, **typed))
    assert sentence in page
    assert "There is a problem" in page
    assert 'value="Red Cap"' in page
    assert Report.everywhere.count() == 0


def test_where_there_is_one_kind_nobody_is_asked_to_pick_it(ada):
    assert only(send(ada, form="intelligence", narrative="Goods are sold in the park.")).kind == "information"
    assert "Pick what happened" in told(send(ada, form="incident"))


@pytest.mark.parametrize(
    ("form", "said", "words"),
    [
        ("good_practice", {"narrative": "We say hello."}, "Good-practice note, "),
        ("intelligence", {"kind": "information", "narrative": "Goods are sold."}, "Intelligence, "),
        ("incident", THEFT, "Shop theft, "),
    ],
)
def test_thank_you_page_names_what_was_sent(ada, form, said, words):
    page = ada.get(send(ada, **said | {"form": form}).url).content.decode()
    assert words in page
    assert "Information only" not in page


def test_intelligence_without_words_is_asked_for_them(ada):
    assert "Write what you want to tell" in told(send(ada, form="intelligence", kind="information"))


def test_rough_band_is_enough_where_nobody_knows_the_value(ada):
    report = only(send(ada, form="incident", kind="theft", q_goods="food", value_band="from-50"))
    assert (report.loss_pence, report.value_band) == (None, "from-50")


def test_all_recovered_means_the_whole_value_was(ada):
    assert only(send(ada, **THEFT, q_recovered="all")).recovered_pence == 2400


def test_exact_goods_stand_for_their_group_and_hold_the_value(ada):
    report = only(send(ada, form="incident", kind="theft", q_goods=["food", "food.meat"], q_value="30", q_quantity="4"))
    assert [(one.goods, one.quantity, one.value_pence) for one in report.goods.all()] == [("food.meat", 4, 3000)]


def test_partial_registration_is_kept_in_capitals_with_marks_for_the_unread(ada):
    report = only(send(ada, **THEFT, vehicles="2", v0_registration="ab1* c_e", v1_colour="red"))
    assert [(one.registration, one.colour) for one in report.vehicles.all()] == [("AB1?C?E", ""), ("", "red")]


def test_several_people_are_described_from_top_to_bottom(ada):
    report = only(
        send(ada, **THEFT, people="3", p0_known="by-name", p0_name="Sam Hill", p0_alias="Red Cap", p1_known="unknown",
             p1_wears_shoes="white trainers", p1_wears_head="red cap", p2_known="nobody", p2_alias="Nobody")
    )  # fmt: skip
    first, second = report.people.all()
    assert (first.known, first.name, first.alias) == ("by-name", "Sam Hill", "Red Cap")
    assert (second.known, second.clothing) == ("unknown", ["red cap", "white trainers"])


def test_name_that_was_typed_and_then_taken_back_is_not_kept(ada):
    report = only(send(ada, **THEFT, p0_known="by-sight", p0_name="Sam Hill", p0_alias="Red Cap"))
    assert report.people.get().name == ""


def test_a_person_who_took_part_alone_carries_the_methods(ada):
    report = only(send(ada, **THEFT, q_method=["concealment.foil_bag"], p0_known="unknown"))
    assert report.people.get().methods == ["concealment.foil_bag"]


# --- the age gate of P-04 ---
def test_teenager_is_marked_and_a_young_child_leaves_no_description(ada):
    answer = send(
        ada, **THEFT, people="2", p0_age_band="12-15", p0_alias="Small", p1_age_band="under-10", p1_alias="Tiny"
    )
    report = only(answer)
    assert [(one.alias, one.seemed_under_18) for one in report.people.all()] == [("Small", True)]
    assert "child too young for any record" in report.answers["safeguarding_note"]
    assert "Tiny" not in str(report.answers)
    assert "We did not keep the description." in ada.get(answer.url).content.decode()


def test_eleven_is_too_young_in_scotland_and_old_enough_in_england(ada, town):
    assert only(send(ada, **THEFT, p0_age_band="10-11")).people.count() == 1
    Partnership.everywhere.filter(pk=town.partnership.pk).update(jurisdiction="S")
    send(ada, **THEFT, p0_age_band="10-11")
    assert sorted(one.people.count() for one in Report.everywhere.all()) == [0, 1]


# --- words (G-14) ---
def test_sensitive_words_are_pointed_out_once_and_then_sent_as_they_are(ada):
    said = THEFT | {"narrative": "A Muslim man took it.", "client_key": str(uuid4())}
    page = told(send(ada, **said))
    assert "Look again at this word" in page
    assert "Send it as it is" in page
    seen = page.split('name="words_seen" value="')[1].split('"')[0]
    assert only(send(ada, **said, words_seen=seen)).narrative == "A Muslim man took it."


def test_a_new_sensitive_word_is_pointed_out_again(ada):
    seen = told(send(ada, **THEFT, narrative="A Muslim man.")).split('name="words_seen" value="')[1].split('"')[0]
    assert "trade union" in told(send(ada, **THEFT, narrative="A trade union member.", words_seen=seen))


# --- once, with files ---
def test_double_submit_and_the_back_button_arrive_once(ada):
    said = THEFT | {"client_key": str(uuid4()), "device_at": timezone.now().isoformat()}
    photo = jpeg()
    urls = {send(ada, **said, photos=SimpleUploadedFile("a.jpg", photo)).url for _ in range(3)}
    assert len(urls) == 1
    assert Report.everywhere.get().evidence.count() == 1


def test_double_submit_without_scripts_arrives_once_too(ada):
    said = THEFT | {"client_key": str(uuid4()), "opened_at": timezone.now().isoformat()}
    assert send(ada, **said).url == send(ada, **said).url


def test_changed_words_under_the_same_key_are_refused_in_words(ada):
    said = THEFT | {"client_key": str(uuid4()), "opened_at": timezone.now().isoformat()}
    send(ada, **said)
    assert "was already sent from this form" in told(send(ada, **said | {"q_value": "99"}))


def test_bad_photo_never_costs_the_report_or_the_good_photo(ada):
    files = [SimpleUploadedFile("good.jpg", jpeg()), SimpleUploadedFile("bad.jpg", jpeg()[:200])]
    answer = send(ada, **THEFT, photos=files)
    assert only(answer).evidence.count() == 1
    page = ada.get(answer.url).content.decode()
    assert "bad.jpg" in page
    assert "The rest of the report is kept." in page


def test_files_chosen_on_a_form_with_a_mistake_have_to_be_chosen_again_and_the_page_says_so(ada):
    page = told(send(ada, **THEFT | {"q_value": "lots"}, photos=SimpleUploadedFile("a.jpg", jpeg())))
    assert "Choose your photos and files again." in page


# --- who ---
def test_stranger_goes_to_sign_in(client, town):
    for path in ("/report/", "/report/questions/"):
        assert client.get(path).url.startswith(reverse("account_login"))
    assert client.post("/report/kinds/", {"q": "fight"}).url.startswith(reverse("account_login"))


def test_one_factor_is_enough_to_report(town):
    only(send(signed_in(town.ada, second_factor=False), **THEFT))


def test_member_whose_agreement_has_lapsed_can_still_report(town):
    """M-02: read-only, then suspended, and reporting always stays."""
    now = timezone.now()
    for days in (380, 800):
        Membership.everywhere.filter(account=town.ada).update(agreed_at=now - timedelta(days=days))
        before = Report.everywhere.count()
        client = signed_in(town.ada)
        assert town.actor(town.ada).standing in {"read-only", "suspended"}
        assert send(client, **THEFT).status_code == 302
        assert Report.everywhere.count() == before + 1


def test_board_member_has_no_form_to_send(town):
    board = signed_in(town.person("Bea", "board-member"))
    assert board.get("/report/").status_code == 403
    assert send(board, **THEFT).status_code == 403


def test_premises_of_a_neighbour_or_of_another_town_is_refused_like_a_missing_one(ada, town):
    pages = [told(send(ada, **THEFT, premises=one.ref)) for one in (town.pharmacy, town.other.bakery)]
    assert all("Pick the premises from the list." in page for page in pages)


def test_coordinator_chooses_among_all_premises_of_the_town_and_no_other(town):
    cora = signed_in(town.cora)
    page = cora.get("/report/").content.decode()
    assert town.bakery.ref in page
    assert town.pharmacy.ref in page
    assert town.other.bakery.ref not in page
    assert "Pick the premises" in told(send(cora, **THEFT))
    assert only(send(cora, **THEFT, premises=town.pharmacy.ref)).premises == town.pharmacy


def test_thank_you_page_is_for_the_reporter_only(ada, town):
    answer = send(ada, **THEFT)
    assert signed_in(town.bilal).get(answer.url).status_code == 404


def test_support_is_offered_after_abuse_and_not_after_a_plain_theft(ada):
    plain = send(ada, **THEFT).url
    hurt = send(ada, form="incident", kind="violence", q_injury="minor", q_danger_now="injury").url
    assert "Look after yourself" not in ada.get(plain).content.decode()
    page = ada.get(hurt).content.decode()
    assert "Look after yourself" in page
    assert "call 999 now" in page


def test_page_without_scripts_grows_by_a_person_and_keeps_the_rest(ada):
    page = ada.post("/report/", THEFT | {"step": "person", "p0_alias": "Red Cap"}).content.decode()
    assert "Person 2" in page
    assert 'value="Red Cap"' in page
    assert Report.everywhere.count() == 0
