"""G-14: the free-text scanner warns of what a report should not hold, and leaves ordinary words alone."""

import time
import unicodedata

import pytest

from watchward.kit.lists.loader import read_data
from watchward.kit.sensitive_words import scan


def categories(text):
    return [finding.category for finding in scan(text)]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("He said he is Muslim.", "religion"),
        ("MUSLIM man by the till", "religion"),
        ("she is a Christian", "religion"),
        ("The Muslim’s bag was red", "religion"),
        ("attends the mosque", "religion"),
        ("I think he is gay", "orientation"),
        ("two lesbians came in", "orientation"),
        ("a trans woman was at the desk", "gender_identity"),
        ("he is a union rep", "union"),
        ("she is a union-rep at the depot", "union"),
        ("trade unionists outside", "union"),
        ("a Polish man in his forties", "ethnicity"),
        ("three Asian lads", "ethnicity"),
        ("black male, 25", "ethnicity"),
        ("eastern  European\ngang", "ethnicity"),
        ("he has HIV", "health"),
        ("known alcoholic", "health"),
        ("a disabled woman", "health"),
        ("she is a sex worker", "sexual_life"),
        ("labour voter", "politics"),
    ],
)
def test_g14_a_private_fact_about_a_person_is_pointed_out(text, category):
    assert categories(text) == [category]


@pytest.mark.parametrize(
    "text",
    [
        "Seen on Church Street, then Mosque Lane.",
        "Stood outside the Indian restaurant.",
        "Wearing a black jacket and white trainers.",
        "A white van with black wheels.",
        "Union Street, by the credit union member desk.",
        "Turned into Gay Street from Jews Walk.",
        "The Catholic church hall and the Jewish museum.",
        "The Muslim Aid charity shop.",
        "Christian Dior perfume and Christian Louboutin shoes.",
        "Took a Christian Dior gift set.",
        "Christian from the bakery rang us.",
        "Mr. Gay and PC Gay attended.",
        "Nail polish and Polish sausage.",
        "Bottle of alcoholic ginger beer, an alcoholic drink.",
        "The alarm was disabled near the disabled toilets.",
        "Black kids trainers and a white girls coat.",
        "The area was sectioned off.",
        "A Union Jack mug. They were in the Union bar.",
        "Western Union rep on the phone.",
        "Gaywood, Jewson, Hindustan, unions.",
        "He went straight to the Chinese takeaway.",
        "The mental health team rang.",
        "",
        " \n\t… — 🙂",
    ],
)
def test_g14_place_names_goods_and_ordinary_words_are_left_alone(text):
    assert scan(text) == []


def test_a_finding_points_at_its_exact_place_with_advice():
    text = "Ça va? 🙂 The union rep said he is gay."
    findings = scan(text)
    assert [text[f.start : f.end] for f in findings] == ["union rep", "gay"] == [f.word for f in findings]
    assert all(finding.advice.endswith(".") for finding in findings)


def test_a_phrase_does_not_reach_across_a_full_stop():
    assert categories("The wall is white. Man left.") == []
    assert categories("A white man left.") == ["ethnicity"]


def test_the_longest_phrase_wins_and_is_reported_once():
    (finding,) = scan("He is HIV positive.")
    assert finding.word == "HIV positive"


def test_an_accent_makes_it_another_word_in_either_unicode_form():
    for form in ("NFC", "NFD"):
        assert scan(unicodedata.normalize("NFD", "gáy") if form == "NFD" else "gáy") == []


def test_wide_letters_do_not_hide_a_word():
    assert categories("ｇａｙ") == ["orientation"]


def test_a_category_word_inside_another_word_is_not_found():
    assert scan("megays gayly unionist-like jewel catholicity") == []


def test_every_category_has_advice_and_every_word_has_a_category():
    content = read_data("sensitive_words")
    named = set(content["words"]) | set(content["pairs"])
    assert named == set(content["categories"])
    assert set(content["not_before"]) - {"any"} <= named
    assert all(text.endswith(".") for text in content["categories"].values())


@pytest.mark.parametrize(
    "hostile",
    ["gay ", "a ", "eastern european ", "goes to the ", "'", "a'", "e\u0301", " \t-", "born again ", "_"],
)
def test_reading_time_grows_in_step_with_the_text(hostile):
    def seconds(size):
        text = (hostile * size)[:size]
        best = []
        for _ in range(3):
            began = time.process_time()
            scan(text)
            best.append(time.process_time() - began)
        return min(best)

    small, large = seconds(5_000), seconds(40_000)
    assert large <= 8 * 4 * max(small, 0.002), "Eight times the text may not take thirty times as long."
