"""Registrations in part, with unread characters, and with one that was misread."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchward.identify.registrations import fits, looks_like_registration, pieces, tidy_registration


@pytest.mark.parametrize(
    ("text", "tidy"), [("ab12 cde", "AB12CDE"), ("AB1? CDE", "AB1?CDE"), ("a?", ""), ("???", ""), ("🚗", "")]
)
def test_a_registration_is_tidied_or_refused(text, tidy):
    assert tidy_registration(text) == tidy


@pytest.mark.parametrize("text", ["AB12 CDE", "ab12", "AB?2", "X1 YZ"])
def test_what_looks_like_one(text):
    assert looks_like_registration(text)


@pytest.mark.parametrize("text", ["red cap", "12345", "AB12 CDE took meat and left", "AB12; DROP", "?"])
def test_what_does_not(text):
    assert not looks_like_registration(text)


@pytest.mark.parametrize("asked", ["AB12CDE", "AB1?CDE", "B12C", "12CD", "ABI2CDE", "AB12CDF"])
def test_a_part_an_unread_and_a_misread_character_find_it(asked):
    assert pieces(asked) & pieces("AB12CDE")
    assert fits(asked, "AB12CDE") > 0


@pytest.mark.parametrize("asked", ["AB12XYZ", "CDE12AB", "AB12CDEF", ""])
def test_others_do_not_fit(asked):
    assert fits(asked, "AB12CDE") == 0


def test_the_whole_is_before_the_part():
    assert fits("AB12CDE", "AB12CDE") > fits("AB12CDE", "AB1?CDE") > fits("B12C", "AB12CDE") > 0


@given(st.text(max_size=12), st.text(max_size=12))
def test_no_text_breaks_it(one, other):
    assert 0 <= fits(tidy_registration(one), tidy_registration(other)) <= 1
