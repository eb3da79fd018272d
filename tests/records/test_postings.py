"""The index of terms against a plain dictionary, on the engine of this run."""

import random

import pytest
from django.db import transaction

from watchward.records.models import Posting
from watchward.records.postings import BLOCK, Shelf, add, counts, holders, indexed, newest, remove, term_of

pytestmark = pytest.mark.django_db
A, B, C = (term_of(1, "t", word) for word in ("meat", "coffee", "ran"))
REPORTS, SUBJECTS = Shelf.REPORTS, Shelf.SUBJECTS


def found(*groups, shelf=REPORTS, before=None):
    return list(newest(shelf, groups, before=before))


def test_partnership_field_and_word_each_make_another_term():
    assert len({term_of(1, "t", "x"), term_of(2, "t", "x"), term_of(1, "p", "x"), term_of(1, "t", "y")}) == 4
    assert term_of(1, "t", "x") == term_of(1, "t", "x")
    assert -(2**63) <= A < 2**63


def test_every_group_must_be_met_by_any_of_its_terms_and_the_newest_come_first():
    add(REPORTS, {1: [A], 2: [A, B], 9000: [B, C], 9001: [A, C], 50_000: [A, B, C]})
    assert found([A]) == [50_000, 9001, 2, 1]
    assert found([A], [B]) == [50_000, 2]
    assert found([A, B], [C]) == [50_000, 9001, 9000]
    assert found([A, B], [C], before=50_000) == [9001, 9000]
    assert found([A], [term_of(2, "t", "ran")]) == []
    assert found() == []


def test_the_shelves_do_not_meet():
    add(REPORTS, {7: [A]})
    add(SUBJECTS, {7: [B], 8: [A]})
    assert found([A]) == [7]
    assert found([A], shelf=SUBJECTS) == [8]
    assert holders(SUBJECTS, [A, B]) == {A: {8}, B: {7}}
    remove(SUBJECTS, [7, 8])
    assert found([A]) == [7]
    assert Posting.everywhere.count() == 1


def test_adding_twice_changes_nothing():
    add(REPORTS, {1: [A, B]})
    before = list(Posting.everywhere.order_by("term").values_list("term", "places"))
    add(REPORTS, {1: [A, B]})
    assert list(Posting.everywhere.order_by("term").values_list("term", "places")) == before


def test_what_is_taken_out_leaves_no_row_behind():
    add(REPORTS, {one: [A, B] for one in (1, 2, BLOCK, 3 * BLOCK + 5)})
    remove(REPORTS, [1, 3 * BLOCK + 5])
    assert found([A]) == [BLOCK, 2]
    remove(REPORTS, [2, BLOCK, 12_345_678])
    assert not Posting.everywhere.exists()


def test_which_are_indexed_and_how_many_terms_each_holds():
    add(REPORTS, {1: [A, B], 2: [A], 5000: [B]})
    assert indexed(REPORTS, A, [1, 2, 3, 5000]) == {1, 2}
    assert counts(REPORTS, [A, B, C]) == {1: 2, 2: 1, 5000: 1}


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written():
    with pytest.raises(transaction.TransactionManagementError):
        add(REPORTS, {1: [A]})
    assert not Posting.everywhere.exists()


def test_it_agrees_with_a_plain_dictionary():
    dice = random.Random(5)
    terms = [term_of(1, "t", str(one)) for one in range(12)]
    held: dict[int, set[int]] = {}
    for _ in range(12):
        fresh = {dice.randrange(20_000): dice.sample(terms, dice.randint(1, 6)) for _ in range(60)}
        add(REPORTS, fresh)
        for ident, some in fresh.items():
            held.setdefault(ident, set()).update(some)
        gone = dice.sample(sorted(held), 15)
        remove(REPORTS, gone)
        for ident in gone:
            del held[ident]
    for _ in range(40):
        groups = [dice.sample(terms, dice.randint(1, 3)) for _ in range(dice.randint(1, 3))]
        wanted = [one for one, some in held.items() if all(some & set(group) for group in groups)]
        assert found(*groups) == sorted(wanted, reverse=True)
    before = sorted(held)[len(held) // 2]
    assert found(terms, before=before) == sorted((one for one in held if one < before), reverse=True)
