"""A telephone number that was seen in part speaks for somebody where it fits, and against them where it does not."""

import pytest

from watchward.identify.compare.numbers import phones_level, prepare_phones

WHOLE = "07700 900123"


@pytest.mark.parametrize(
    ("seen", "level"),
    [
        ("+44 7700 900123", 0),
        ("...0123", 1),
        ("900123", 1),
        ("7700 900", 1),
        ("07700 900124", 1),
        ("0999", 2),
        ("07700 845999", 2),
    ],
)
def test_a_part_of_a_number_fits_or_does_not(seen, level):
    assert phones_level(prepare_phones(WHOLE), prepare_phones(seen)) == level
    assert phones_level(prepare_phones(seen), prepare_phones(WHOLE)) == level


def test_fewer_than_four_digits_say_nothing_at_all():
    assert prepare_phones("...123") is None


def test_a_short_part_in_the_middle_is_no_sign():
    assert phones_level(prepare_phones(WHOLE), prepare_phones("7790")) == 2
