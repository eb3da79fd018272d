"""Somebody is found from little and misspelt evidence, by whatever of it there is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.identify.index.people import CARD, EVERYBODY, SCHEMA, put, puts, questions, record, refs
from tests.identify.test_names import mistyped
from watchward.identify.compare.base import NOTHING
from watchward.identify.index import Index, pool
from watchward.identify.index.keys import asked, filed
from watchward.identify.index.ranker import Ranker
from watchward.identify.index.stored import Shape
from watchward.identify.model.weigh import compare

ROBERT = {
    "given": "Robert", "middle": "James", "surname": "Thackeray", "aliases": "Bobby Blue; Ginger",
    "birth": "1985-03-12",
    "marks": "tattoo rose left arm", "postcode": "ZQ4 7RT", "area": "Borrowmarket", "phone": "07700 900123",
    "email": "bob.thackeray@example.org", "vehicle": "ZA51 BCD", "associates": "Kit Marlow", "address": "4 Mill Lane",
}  # fmt: skip


@pytest.fixture
def crowded(index):
    index.apply([put("robert", **ROBERT), *puts(200)], 1)
    return index


@pytest.mark.parametrize(
    "said",
    [
        {"given": "Robert", "surname": "Thackeray"},
        {"given": "Thackeray", "surname": "Robert"},
        {"given": "R", "surname": "Thackeray"},
        {"given": "Bob", "surname": "Thackaray"},
        {"given": "Robbie", "surname": "Thackery"},
        {"given": "Rob ert", "surname": "Thac keray"},
        {"surname": "THACKERAY"},
        {"aliases": "blue bobby"},
        {"given": "Ropert", "birth": "1985-03-12"},
        {"given": "Robert", "birth": "1985-12-03"},
        {"surname": "Thakeray", "birth": "1985"},
        {"given": "R", "surname": "T", "birth": "1985-03"},
        {"birth": "1985-03-12"},
        {"postcode": "zq47rt"},
        {"surname": "Tackeray", "postcode": "ZQ4"},
        {"surname": "Thackeray", "area": "Borrowmarket"},
        {"phone": "+44 7700 900123"},
        {"phone": "900123"},
        {"email": "bob.thackeray@elsewhere.example"},
        {"vehicle": "ZA51 BCD"},
        {"vehicle": "ZA5? BCD"},
        {"vehicle": "2A51 BCD"},
        {"vehicle": "ZA51"},
        {"associates": "Kit Marlow"},
        {"address": "4 Mill Ln"},
    ],
    ids=str,
)
def test_somebody_is_found_first_by(crowded, said):
    assert refs(crowded.find(EVERYBODY, record(**said)))[:1] == ["robert"]


@pytest.mark.parametrize(
    "said", [{"aliases": "Ginger Thackeray"}, {"marks": "arm with a rose, tattooed", "given": "R"}, {"aliases": "Blue"}]
)
def test_somebody_is_in_the_list_by(crowded, said):
    assert "robert" in refs(crowded.find(EVERYBODY, record(**said)))


@pytest.mark.parametrize("said", [{}, {"height": "180"}, {"build": "slim"}, {"given": "-", "surname": "؟"}])
def test_nobody_is_found_by_nothing_or_by_what_fits_everybody(crowded, said):
    found = crowded.find(EVERYBODY, record(**said))
    assert (found.candidates, found.gathered) == ((), 0)


def test_nobody_is_found_by_what_fits_nobody(crowded):
    assert not crowded.find(EVERYBODY, record(surname="Xyzzyqwv", vehicle="QQ99 ZZZ")).candidates


@given(word=mistyped(), initial=st.sampled_from("bdfk"))
def test_one_typing_error_in_a_word_always_meets_the_keys_of_the_name(word, initial):
    name, typed = word
    if len(typed) > 2 and not {name, typed} & NOTHING:
        keys = filed(SCHEMA, record(given=f"{initial}xxxx", surname=name))
        assert any(line.key | side in keys for line in asked(SCHEMA, record(given=initial, surname=typed))
                   for side in line.sides)  # fmt: skip


def test_most_questions_about_a_crowd_are_answered_by_the_right_person_first(tmp_path):
    index = Index.build(tmp_path / "index", CARD, puts(400), 1)
    answers = [(truth, refs(index.find(EVERYBODY, what))) for truth, what in questions(400, 150)]
    assert sum(found[:1] == [truth] for truth, found in answers) >= 145
    assert sum(truth in found for truth, found in answers) >= 148
    index.close()


def test_every_candidate_says_what_was_compared_and_the_weights_add_up(crowded):
    one = crowded.find(EVERYBODY, record(given="Bob", surname="Thackaray", birth="1985", build="slim")).candidates[0]
    said = one.to_dict()
    assert said["ref"] == "robert"
    parts = {part["field"]: part["label"] for part in said["parts"]}
    assert parts["surname"] in {"agreed", "close"}
    assert parts["build"] == "missing"
    assert one.comparison.weight == pytest.approx(one.weight)
    assert one.comparison.probability == pytest.approx(one.probability)


def test_the_order_of_candidates_is_that_of_compare_and_does_not_depend_on_the_order_of_arrival(tmp_path):
    people = puts(150)
    there, back = Index.open(tmp_path / "there", CARD), Index.open(tmp_path / "back", CARD)
    there.apply(people, 1)
    back.apply(reversed(people), 1)
    for _truth, what in questions(150, 30):
        found = there.find(EVERYBODY, what, most=50)
        weights = [compare(CARD, what, one.record).weight for one in found.candidates]
        assert weights == pytest.approx(sorted(weights, reverse=True))
        assert refs(found)[:1] == refs(back.find(EVERYBODY, what, most=50))[:1]
    there.close()
    back.close()


def test_the_quick_weight_is_the_weight_of_compare():
    shape, ranker = Shape(SCHEMA), Ranker(CARD)
    people = puts(60)
    for _truth, what in questions(60, 20):
        weigh = ranker.asked(what)
        for one in people:
            lines = shape.lines(shape.written(one.record))
            assert weigh(lines) == pytest.approx(compare(CARD, what, one.record).weight)


def test_a_record_comes_back_as_it_was_written():
    shape = Shape(SCHEMA)
    odd = [
        record(**ROBERT),
        record(),
        record(given="Ж\nя", surname="a\u2028b"),
        record(birth="c 1985", email="\ud800@x.y"),
    ]
    for one in [*odd, *(each.record for each in puts(60))]:
        assert dict(shape.read(shape.written(one))) == dict(one)


# Bad input: no crash, no blow-up, and what is left out is said.


def test_a_field_of_ten_thousand_letters_is_cut_and_found_again(index):
    long = {
        "given": "x" * 10_000,
        "surname": "y" * 10_000,
        "aliases": "; ".join(["ab cd"] * 3000),
        "marks": "z " * 5000,
    }
    index.apply([put("long", **long)], 1)
    assert len(filed(SCHEMA, record(**long))) < 1000
    assert refs(index.find(EVERYBODY, record(**long))) == ["long"]


@pytest.mark.parametrize(
    "name",
    [
        "Иван Петров",
        "أحمد علي",
        "\u200fאבנר\u200f כהן\u200e",
        "李小龍",
        "O’Neill-Žák",
        "J S",
        "Q",
        "𝕁𝕠𝕙𝕟",
        "\u202eevil name",
    ],
)
def test_a_name_in_any_script_or_of_one_letter_is_found_again(index, name):
    given, _, surname = name.partition(" ")
    index.apply([put("one", given=given, surname=surname), *puts(20)], 1)
    assert "one" in refs(index.find(EVERYBODY, record(given=given, surname=surname)))


@pytest.mark.parametrize("born", ["0000-00-00", "1985-13-45", "31/02/1990", "9999999999999999", "yesterday", "-1"])
def test_an_impossible_date_harms_nobody(index, born):
    index.apply([put("one", surname="Weaver", birth=born)], 1)
    assert refs(index.find(EVERYBODY, record(surname="Weaver", birth=born))) == ["one"]


def test_a_name_shared_by_very_many_is_cut_and_the_cut_is_said(index, monkeypatch):
    monkeypatch.setattr(pool, "MOST_FOLLOWED", 10)
    monkeypatch.setattr(pool, "FEW", 0)
    index.apply([put(f"p{at:02}", given="John", surname="Smith", birth=f"19{at + 50}-01-02") for at in range(30)], 1)
    found = index.find(EVERYBODY, record(given="John", surname="Smith"))
    assert (found.gathered, found.left_out) == (10, 20)
    narrower = index.find(EVERYBODY, record(given="John", surname="Smith", birth="1957-01-02"))
    assert (refs(narrower)[0], narrower.left_out) == ("p07", 0)
    assert narrower.too_common == ("john", "smith")


@settings(max_examples=40)
@given(said=st.dictionaries(st.sampled_from([one.name for one in SCHEMA]), st.text(max_size=40), max_size=6))
def test_no_text_whatever_breaks_the_keys(said):
    what = record(**said)
    assert all(0 <= key < 2**64 for key in filed(SCHEMA, what))
    assert all(not line.key & 0xFF and all(0 < one < 256 for one in line.sides) for line in asked(SCHEMA, what))
