"""Misspelt, shortened and turned-round names are found; different ones are told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchward.identify.names import (
    ENOUGH,
    NEAR,
    asked_for,
    asked_joined,
    filed_under,
    likeness,
    name_words,
    typing_errors,
)

LETTERS = "abcdefghijklmnopqrstuvwxyz"
words = st.text(LETTERS, min_size=3, max_size=12)


def meets(asked: str, name: str) -> bool:
    """Whether every typed word shares a key with the name, or the joined words do."""
    keys = filed_under(name)
    return all(any(key in keys for _kind, key in one.keys) for one in asked_for(asked)) or bool(
        keys & set(asked_joined(asked))
    )


@st.composite
def mistyped(draw):
    """A word and the same word with one letter put in, left out, mistaken or swapped."""
    word = draw(words)
    at, letter = draw(st.integers(0, len(word) - 1)), draw(st.sampled_from(LETTERS))
    how = draw(st.sampled_from(["in", "out", "other", "swap"]))
    if how == "in":
        return word, word[:at] + letter + word[at:]
    if how == "out":
        return word, word[:at] + word[at + 1 :]
    if how == "other":
        return word, word[:at] + letter + word[at + 1 :]
    return word, word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


@given(mistyped())
def test_one_typing_error_in_a_word_always_shares_a_key(pair):
    word, wrong = pair
    assert typing_errors(word, wrong) <= 1
    near = {key for one in asked_for(wrong) for kind, key in one.keys if kind == NEAR}
    assert len(wrong) < 3 or near & filed_under(word)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Danil Smiht", "Daniel Smith"),
        ("Smith Daniel", "Daniel Smith"),
        ("D Smith", "Daniel Smith"),
        ("Danny Smith", "Daniel Smith"),
        ("Bob Kowalski", "Robert Kowalski"),
        ("Zaneta Zak", "Žaneta Žák"),
        ("oneill", "Sean O'Neill"),
        ("DanielSmith", "Daniel Smith"),
        ("Dan iel Smith", "Daniel Smith"),
        ("Anna Maria", "Anna-Maria Lopez"),
        ("Shawn", "Sean Kelly"),
        ("Lukasz Nowak", "Łukasz Nowak"),
        ("Mohamed Ali", "Muhammad Ali"),
    ],
)
def test_the_ways_people_write_a_name_meet_and_are_alike(asked, name):
    assert meets(asked, name)
    assert likeness(name_words(asked), name_words(name)) >= ENOUGH


@pytest.mark.parametrize(
    ("asked", "name"),
    [("Daniel Smith", "Priya Patel"), ("Kim", "Tim"), ("Red Cap", "Blue Coat"), ("", "Daniel"), ("!", "A")],
)
def test_different_names_are_not_alike(asked, name):
    assert likeness(name_words(asked), name_words(name)) < (ENOUGH if asked != "Kim" else 0.8)


def test_the_same_name_is_above_every_other():
    asked = name_words("Daniel Smith")
    order = ["Daniel Smith", "Daniel Smyth", "Danny Smith", "Daniel John Smith", "Daniel Brown"]
    scores = [likeness(asked, name_words(one)) for one in order]
    assert scores[0] == 1.0
    assert all(score < 1.0 for score in scores[1:])
    assert scores[-1] < min(scores[:-1])


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_breaks_it_and_likeness_stays_between_0_and_1(one, other):
    assert 0.0 <= likeness(name_words(one), name_words(other)) <= 1.0
    filed_under(one)
    asked_for(other)


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [("smith", "smiht", 1), ("smith", "smit", 1), ("smith", "smyth", 1), ("a", "bcd", 3), ("ab", "ba", 1)],
)
def test_errors_are_counted(one, other, errors):
    assert typing_errors(one, other) == errors
