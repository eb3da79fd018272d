"""What holds most of several words, the rarest first, against plain sums over everything."""

import random

import pytest

from watchward.records.best import best
from watchward.records.postings import Shelf, add, meet, numbers, term_of

pytestmark = pytest.mark.django_db


def weighed(held, words, whole):
    """The same, thing by thing."""
    all_words = sum(max(word.values()) for word in words)
    scores = {}
    for ident, terms in held.items():
        score = sum(max((weight for term, weight in word.items() if term in terms), default=0) for word in words)
        score = max(score, all_words) if terms & set(whole) else score
        if score:
            scores[ident] = score
    return sorted(scores.items(), key=lambda pair: (-pair[1], -pair[0]))


@pytest.mark.parametrize("seed", range(6))
def test_the_best_are_those_of_a_plain_sum_and_the_newest_first_among_equals(seed):
    dice = random.Random(seed)
    terms = [term_of(1, "s", str(one)) for one in range(16)]
    often = [3 ** (one % 5) for one in range(16)]  # some are in nearly everything, some in few
    held = {
        ident: set(dice.choices(terms, often, k=dice.randint(1, 5)))
        for ident in dice.sample(range(1, 40_000), 700)  # ten blocks
    }
    add(Shelf.SUBJECTS, held)
    add(Shelf.REPORTS, {1: terms})
    for _ in range(25):
        words = [
            {term: dice.choice((4, 3, 1)) for term in dice.sample(terms, dice.randint(1, 5))}
            for _ in range(dice.randint(1, 4))
        ]
        whole = dice.sample(terms, dice.choice((0, 0, 1)))
        wanted = weighed(held, words, whole)
        for most in (1, 7, 60, 1000):
            assert best(Shelf.SUBJECTS, words, whole, most) == wanted[:most]


def test_nothing_is_best_where_nothing_was_asked_or_nothing_is_held():
    assert best(Shelf.SUBJECTS, [], [], 60) == []
    assert best(Shelf.SUBJECTS, [{term_of(1, "s", "nobody"): 4}], [], 60) == []


def test_few_and_many_places_are_looked_for_in_their_own_way_with_the_same_answer():
    # `0110` holds the pairs 01 and 10; `11` stands there too, but across two of them.
    assert meet(set(numbers("01")), ["0110" * 100]) == set(numbers("01"))
    assert meet(set(numbers("11")), ["0110" * 100]) == set()
    assert meet(set(numbers("0111ab")), ["0110", "ab"]) == set(numbers("01ab"))
    assert meet(set(), ["0110"]) == meet(set(numbers("01")), []) == set()
