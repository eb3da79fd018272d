"""Words as search compares them."""

import pytest

from watchward.kit.wording import fold, places, stem, stems


@pytest.mark.parametrize(
    ("word", "plain"), [("Žák", "zak"), ("O’Neill", "oneill"), ("Łukasz", "lukasz"), ("Straße", "strasse"), ("Ø", "o")]
)
def test_accents_case_and_apostrophes_are_laid_aside(word, plain):
    assert fold(word) == plain


@pytest.mark.parametrize(
    "same",
    [
        ("bottle", "bottles", "bottled"), ("threat", "threats"), ("run", "running"), ("carry", "carries", "carried"),
        ("glass", "glasses"), ("take", "taking", "takes"),
    ],
)  # fmt: skip
def test_endings_of_number_and_tense_make_no_difference(same):
    assert len({stem(one) for one in same}) == 1


@pytest.mark.parametrize("word", ["his", "red", "ab12", "2026", "cap", "محمد", "日本"])
def test_short_words_numbers_and_other_scripts_are_left_as_they_are(word):
    assert stem(word) == word


def test_a_text_becomes_stems_without_the_small_words():
    assert stems("He took the 2 bottles and left!") == ["took", "2", "bottl", "left"]
    assert stems("the and of … !!") == []


def test_each_word_knows_its_place():
    text = "A Žák’s bag"
    assert [text[start:end] for start, end, _stem in places(text)] == ["A", "Žák’s", "bag"]
