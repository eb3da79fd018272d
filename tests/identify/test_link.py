"""A whole file: groups of rows with reasons, in one list or across two, whatever the rows hold."""

import numpy as np
import pytest

from watchward.identify.blocking import candidates
from watchward.identify.evidence import Schema
from watchward.identify.link import link
from watchward.identify.model.card import default
from watchward.identify.once import sole_partners

SCHEMA = Schema.of({"first": "given", "last": "family", "born": "date", "code": "postcode"})
ROWS = [("Ada", "Quill", "1990-02-03", "ME4 4AA"), ("Adda", "Quill", "1990-02-03", "ME4 4AA"),
        ("Quill", "Ada", "1990-03-02", "ME4 4AB"), ("Bilal", "Quill", "2012-11-28", "ME4 4AA"),
        ("Cora", "Marsh", "1971-07-09", "PO1 3QF"), ("", "", "", ""), ("Cora", "Marsh", "", "PO1 3QF")]  # fmt: skip


def of(rows):
    return SCHEMA.records([dict(zip(("first", "last", "born", "code"), row, strict=True)) for row in rows])


@pytest.fixture
def card():
    return default().for_schema(SCHEMA)


def test_rows_of_one_person_get_one_number_and_relatives_another(card):
    assert link(of(ROWS), card).labels.tolist() == [0, 0, 0, 3, 4, 5, 4]


def test_the_order_of_the_rows_does_not_matter(card):
    order = [6, 2, 5, 0, 3, 1, 4]
    turned = link(of([ROWS[at] for at in order]), card).labels.tolist()
    groups = {frozenset(order[at] for at, label in enumerate(turned) if label == one) for one in turned}
    assert groups == {frozenset({0, 1, 2}), frozenset({3}), frozenset({4, 6}), frozenset({5})}


def test_every_pair_is_explained_and_the_likeliest_come_first(card):
    found = link(of(ROWS), card)
    assert list(found.probability) == sorted(found.probability, reverse=True)
    for at in range(len(found.one)):
        assert found.explain(at).weight == pytest.approx(found.weight[at], abs=1e-3)
    assert any("pairs were compared" in one for one in found.said)


def test_across_two_lists_no_pair_lies_inside_one(card):
    found = link(of(ROWS[:4:2]), card, other=of(ROWS[1:5]))
    assert (found.one < 2).all()
    assert (found.other >= 2).all()


def test_where_nobody_stands_twice_each_record_has_one_partner_and_rivals_speak_against(card):
    one, other = np.array([0, 0, 1]), np.array([2, 3, 3])
    probability, best = sole_partners(card, one, other, np.array([20.0, 12.0, 15.0]), np.array([0, 0, 1, 1], np.int8))
    assert best.tolist() == [True, False, True]
    assert probability[1] < 0.05 < 0.9 < min(probability[0], probability[2])


def test_a_name_that_hundreds_share_costs_no_square_and_the_cap_is_said(card):
    rows = [("John", "Smith", "", "") for _ in range(3_000)]
    found = candidates(SCHEMA, of(rows))
    assert len(found.one) == 0
    assert "3,000 records share no key" in found.said()
    rows = [("John", "Smith", f"{1930 + at % 80}-{1 + at % 12:02}-{1 + at % 28:02}", "") for at in range(3_000)]
    found = candidates(SCHEMA, of(rows), cap=20)
    assert len(found.one) < 3_000 * 60
    assert found.too_common > 0


UGLY = ["", "\u202eABC", "x" * 10_000, "31/02/1999", "A", "👤", "محمد", "0", "a" * 400 + ";" * 400, "Łódź", "-"]


def test_no_row_breaks_it_and_none_is_dropped(card):
    rows = [(one, other, one, other) for one in UGLY for other in UGLY]
    found = link(of(rows), card)
    assert len(found.labels) == len(rows)
    assert link([], card).labels.tolist() == []
    assert link(of(ROWS[:1]), card, other=[]).labels.tolist() == [0]
