"""What is typed into the box, understood, and hits marked in a text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchward.assess.rules.searching import LONGEST, SNIPPET, look_for, understand

TODAY = date(2026, 3, 11)


def asked(text, **how):
    return understand(text, TODAY, **how)


def test_words_days_and_registrations_are_told_apart():
    one = asked("red caps last Friday")
    assert one.words == ("red", "caps")
    assert one.stems == ("red", "cap")
    assert one.days is not None
    assert one.days.first == date(2026, 3, 6)
    assert asked("ab12 cde").registration == "AB12CDE"
    assert asked("AB1? cde").registration == "AB1?CDE"
    assert asked("red cap").registration == ""


@pytest.mark.parametrize("text", ["R-7K3MQ2XD9T", "r-7k3mq2xd9t", " R-7K3MQ 2XD9T "])
def test_a_reference_is_read_as_people_type_it(text):
    assert asked(text).ref == "R-7K3MQ2XD9T"


@pytest.mark.parametrize("text", ["", "   ", "the and of", "!!! ???", "🚗🔥", "\u202e\u0000", '" OR *:* --', "%_'"])
def test_what_says_nothing_is_nothing_to_search_for(text):
    one = asked(text)
    assert not one.ref
    assert one.is_empty or one.words


def test_operators_are_words_like_others_or_nothing():
    assert asked('"red" AND (cap* OR NEAR) ; DROP TABLE').words == ("red", "and", "cap", "or", "near", "drop", "table")


def test_a_very_long_text_is_cut_and_says_so():
    one = asked("meat " * 5000)
    assert one.was_cut
    assert len(one.text) <= LONGEST
    assert len(one.words) == 8


@given(st.text(max_size=400))
def test_no_text_breaks_it(text):
    one = asked(text)
    assert len(one.text) <= LONGEST
    hit = look_for(one.stems, text, is_name=True)
    assert hit.held <= set(one.stems)


def plain(pieces):
    return "".join(text for text, _hit in pieces)


def marks(pieces):
    return [text for text, is_hit in pieces if is_hit]


def test_hits_are_marked_as_they_stand_in_the_text():
    pieces = look_for(("bottl", "caf"), "Two Bottles by the Café’s <b>door</b>").pieces
    assert marks(pieces) == ["Bottles", "Café’s"]
    assert plain(pieces) == "Two Bottles by the Café’s <b>door</b>"


def test_a_long_text_is_cut_round_its_first_hit():
    text = "before " * 80 + "needle " + "after " * 80
    pieces = look_for(("needl",), text).pieces
    assert marks(pieces) == ["needle"]
    assert len(plain(pieces)) <= SNIPPET + 10
    assert plain(pieces).startswith("… ")
    assert plain(pieces).endswith(" …")


def test_one_typing_error_is_forgiven_in_a_name_only():
    assert look_for(("smiht",), "Daniel Smith", is_name=True).held == {"smiht"}
    assert look_for(("smiht",), "Daniel Smith").held == set()


@given(st.text(max_size=600), st.lists(st.sampled_from(["a", "be", "red", "x"]), max_size=3))
def test_the_pieces_are_always_a_part_of_the_text(text, stems):
    pieces = look_for(tuple(stems), text).pieces
    assert plain(pieces).removeprefix("… ").removesuffix(" …") in text or not text
