"""A count that could point at one member of staff is neither shown nor left to be worked out."""

import random
from itertools import product

from watchward.measure.rules.small_numbers import FEW, WITHHELD, shown, shown_column


def words(*counts):
    return [cell.words for cell in shown_column(counts)]


def test_five_is_shown_and_four_and_none_are_not():
    assert (shown(5).words, shown(5).value) == ("5", 5)
    assert (shown(4).words, shown(4).value) == (FEW, None)
    assert shown(0).words == FEW
    assert shown(1234).words == "1,234"


def test_one_small_count_alone_takes_the_smallest_other_with_it():
    assert words(3, 40, 7) == [FEW, "40", WITHHELD]


def test_two_small_counts_hide_each_other():
    assert words(3, 1, 40) == [FEW, FEW, "40"]


def test_counts_that_can_only_all_be_four_take_another_with_them():
    assert words(4, 4, 9, 30) == [FEW, FEW, WITHHELD, "30"]


def test_noughts_point_at_nobody():
    assert words(0, 40) == [FEW, "40"]
    assert words(9, 40) == ["9", "40"]
    assert words() == []


def test_no_hidden_count_above_nought_follows_from_the_total_ever():
    chance = random.Random(7)
    for _ in range(300):
        counts = [chance.choice([0, 1, 2, 3, 4, 5, 6, 30]) for _ in range(chance.randint(2, 5))]
        cells = shown_column(counts)
        hidden = [position for position, cell in enumerate(cells) if cell.value is None]
        total = sum(counts[position] for position in hidden)
        room = [range(5) if cells[position].words == FEW else range(5, 40) for position in hidden]
        possible = [guess for guess in product(*room) if sum(guess) == total] if len(hidden) < 5 else []
        for place, position in enumerate(hidden):
            is_told = len({guess[place] for guess in possible}) == 1
            assert not is_told or total == 0 or len(hidden) == len(counts), (counts, position)
