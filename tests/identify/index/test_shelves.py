"""Whom a viewer may not see changes nothing of what they see: no name, no number, no cap, no order."""

import json

import pytest

from tests.identify.index.people import CARD, MEMBER, OFFICE, OPEN, put, puts, questions, record, refs
from watchward.identify.index import Drop, Index, Put, Viewer, pool

SAID = {"given": "Maria", "surname": "Silva", "birth": "1990-05-06"}


def test_a_viewer_finds_those_on_their_shelves_and_no_others(index):
    index.apply([put("open", **SAID), put("office", shown=OFFICE, **SAID), put("elsewhere", scope=2, **SAID)], 1)

    def found(*shelves, without=()):
        return set(refs(index.find(Viewer(frozenset(shelves), frozenset(without)), record(**SAID))))

    assert found((1, OPEN)) == {"open"}
    assert found((1, OPEN), (1, OFFICE)) == {"open", "office"}
    assert found((2, OPEN)) == {"elsewhere"}
    assert found((2, OFFICE), (3, OPEN)) == found() == set()
    assert found((1, OPEN), (1, OFFICE), without=["open", "nobody"]) == {"office"}


def test_somebody_who_is_moved_to_another_shelf_is_gone_from_the_first_at_once(index):
    index.apply([put("one", **SAID)], 1)
    index.apply([put("one", shown=OFFICE, **SAID)], 2)
    assert refs(index.find(MEMBER, record(**SAID))) == []
    assert refs(index.find(Viewer(frozenset({(1, OFFICE)})), record(**SAID))) == ["one"]


@pytest.mark.parametrize("merged", [False, True], ids=["in the tail", "in a segment"])
@pytest.mark.parametrize("recused", [False, True], ids=["on other shelves", "recused"])
def test_the_answer_is_byte_for_byte_the_same_whether_hidden_people_exist_or_not(
    tmp_path, monkeypatch, merged, recused
):
    monkeypatch.setattr(pool, "MOST_FOLLOWED", 6)  # so that caps bite
    monkeypatch.setattr(pool, "MOST_GATHERED", 12)
    monkeypatch.setattr(pool, "MOST_CONFIRMED", 20)
    monkeypatch.setattr(pool, "NARROW_FROM", 3)
    people = puts(120)
    same = [put(f"john{at}", given="John", surname="Smith", birth="1980-01-02") for at in range(9)]
    hidden = [
        Put(f"hidden-{one.ref}", *((1, OPEN) if recused else (1, OFFICE) if at % 2 else (2, OPEN)), one.record)
        for at, one in enumerate([*people, *same])
    ]
    mixed = [one for pair in zip(hidden, [*people, *same], strict=True) for one in pair]
    without, beside = Index.open(tmp_path / "without", CARD), Index.open(tmp_path / "beside", CARD)
    without.apply([*people, *same], 1)
    beside.apply(mixed, 1)
    if merged:
        without.merge()
        beside.merge()
    viewer = Viewer(MEMBER.shelves, frozenset(one.ref for one in hidden) if recused else frozenset())
    asked = [what for _truth, what in questions(120, 40)]
    for what in [*asked, record(given="John", surname="Smith"), record(given="J", surname="Smith", birth="1980")]:
        plain = json.dumps(without.find(MEMBER, what).to_dict())
        assert json.dumps(beside.find(viewer, what).to_dict()) == plain
    without.close()
    beside.close()


def test_a_dropped_person_on_another_shelf_leaves_the_answer_as_it_was(index):
    index.apply([put("open", **SAID), put("office", shown=OFFICE, **SAID)], 1)
    before = index.find(MEMBER, record(**SAID)).to_dict()
    index.apply([Drop("office")], 2)
    assert index.find(MEMBER, record(**SAID)).to_dict() == before
