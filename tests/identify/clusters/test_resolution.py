"""Groups that live: the same as a clean batch, whatever happened before, and with numbers that stay."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchward.identify.clusters.batch import resolve
from watchward.identify.clusters.resolution import Resolution, in_force, renew
from watchward.identify.clusters.rule import PER_BIT
from watchward.identify.clusters.store import Memory


@pytest.fixture
def people():
    return Resolution()


def put(people, record, **weights):
    return people.insert(record, weights)


def partition(people):
    found = {}
    for record, group in people.store.all_groups().items():
        found.setdefault(group, []).append(record)
    return sorted(sorted(one) for one in found.values())


def clean(people):
    """The batch on the same data and decisions."""
    judged = in_force(people.store.all_judgements())
    edges = people.store.edges()
    columns = [one for one, _, _ in edges], [two for _, two, _ in edges], [units / PER_BIT for *_, units in edges]
    found = resolve(
        columns,
        same=[pair for pair, same in judged.items() if same],
        different=[pair for pair, same in judged.items() if not same],
        records=list(people.store.records()),
    )
    return sorted(found.groups().values()), found.contradictions


NAMES = "abcdefghij"
names = st.sampled_from(NAMES)
weights = st.dictionaries(names, st.floats(-8, 14), max_size=5)
acts = st.one_of(
    st.tuples(st.just("put"), names, weights),
    st.tuples(st.just("delete"), names),
    st.tuples(st.just("judge"), names, names, st.booleans()),
    st.tuples(st.just("take back"), st.integers(1, 6)),
)


def act(people, what, *rest):
    """Do it if it can be done; the records that it is about."""
    there = set(people.store.records())
    if what == "put":
        record, against = rest
        against = {other: bits for other, bits in against.items() if other in there and other != record}
        (people.correct if record in there else people.insert)(record, against)
        return {record}
    if what == "delete" and rest[0] in there:
        people.delete(rest[0])
        return {rest[0]}
    if what == "judge" and rest[0] != rest[1] and {*rest[:2]} <= there:
        people.judge(rest[0], rest[1], same=rest[2])
        return {*rest[:2]}
    if what == "take back" and (found := people.store.judgement(rest[0])) and not found.taken_back:
        people.take_back(rest[0])
        return {*found.pair}
    return set()


def reached(people, records):
    return people._hanging_together({one for one in records if people.store.groups([one])})


@settings(max_examples=80, deadline=None)
@given(st.lists(acts, min_size=4, max_size=30))
def test_after_anything_that_happens_the_groups_are_those_of_a_clean_batch(things):
    people = Resolution()
    for record in NAMES[:6]:
        people.insert(record, {other: 6.0 for other in people.store.records() if ord(other) % 3 == ord(record) % 3})
    for thing in things:
        before, near = people.store.all_groups(), reached(people, {one for one in thing[1:3] if one in [*NAMES]})
        if thing[0] == "take back" and (found := people.store.judgement(thing[1])):
            near |= reached(people, found.pair)
        touched = near | reached(people, act(people, *thing))
        after = people.store.all_groups()
        away = before.keys() - touched
        assert {one: after.get(one) for one in away if one in after} == {
            one: before[one] for one in away if one in after
        }
    found, contradictions = clean(people)
    assert partition(people) == found
    assert people.contradictions(people.store.records()) == contradictions
    groups = people.store.all_groups()
    assert max(groups.values(), default=0) <= people.store.last_group
    assert not set(groups.values()) & people.store.ended.keys()
    assert people.store.to_rows() == Memory.from_rows(people.store.to_rows()).to_rows()


def test_a_record_that_fits_joins_and_one_that_does_not_begins_a_group(people):
    assert put(people, "a").moves == ((0, 1, 1),)
    change = put(people, "b", a=9.0)
    assert (change.cause, change.moves) == ("inserted", ((0, 1, 1), (1, 1, 1)))
    put(people, "c", a=-9.0)
    assert [people.group(one) for one in "abc"] == [1, 1, 2]


def test_when_groups_join_the_number_of_the_greater_stays_and_the_other_says_where_it_went(people):
    for one in "ax":
        put(people, one)
    put(people, "y", x=9.0)
    judgement = people.judge("a", "x", same=True)
    assert {people.group(one) for one in "axy"} == {2}
    assert people.store.ended == {1: 2}
    change = people.store.changes[-1]
    assert (change.cause, change.judgement, change.joins) == ("judged", judgement.number, {2: [1, 2]})


def test_when_a_group_splits_its_number_stays_with_most_and_a_number_comes_back_to_those_who_had_it(people):
    put(people, "a")
    put(people, "b", a=9.0)
    put(people, "c", a=9.0, b=9.0)
    first = people.judge("a", "b", same=False)
    assert [people.group(one) for one in "abc"] == [1, 2, 1]
    assert people.store.changes[-1].splits == {1: [1, 2]}
    people.take_back(first.number)
    assert [people.group(one) for one in "abc"] == [1, 1, 1]
    people.judge("a", "b", same=False)
    assert people.group("b") == 2
    assert people.store.ended == {}
    put(people, "d")
    assert people.group("d") == 3  # never that of somebody else


def test_taking_back_a_join_gives_everybody_their_number_again_however_deep_it_was(people):
    for one in "abcdef":
        put(people, one)
    before = people.store.all_groups()
    made = [
        people.judge(one, other, same=True).number for one, other in (("b", "c"), ("a", "b"), ("d", "e"), ("e", "a"))
    ]
    assert len(set(people.store.all_groups().values())) == 2
    for judgement in reversed(made):
        people.take_back(judgement)
    assert people.store.all_groups() == before
    assert people.store.ended == {}


def test_one_who_leaves_a_joined_group_does_not_take_the_number_of_the_others(people):
    for one in "abcdxyz":
        put(people, one)
    for one, other in (("a", "b"), ("b", "c"), ("c", "d"), ("x", "y"), ("y", "z"), ("a", "x"), ("a", "y")):
        people.judge(one, other, same=True)
    assert people.store.ended[5] == people.group("z") == 1
    people.judge("y", "z", same=False)
    assert people.group("z") == 7  # the number of x, y and z stays with most of them, who are in group 1


def test_the_last_judgement_of_two_records_counts_and_taking_it_back_restores_the_one_before(people):
    put(people, "a")
    put(people, "b")
    people.judge("a", "b", same=True)
    second = people.judge("b", "a", same=False)
    assert people.group("a") != people.group("b")
    people.take_back(second.number)
    assert people.group("a") == people.group("b")
    with pytest.raises(KeyError):
        people.take_back(second.number)


def test_judgements_that_contradict_each_other_are_found_from_any_of_their_records(people):
    for one in "abcd":
        put(people, one)
    for one, other, same in (("a", "b", True), ("b", "c", True), ("a", "c", False)):
        people.judge(one, other, same=same)
    (found,) = people.contradictions(["c"])
    assert (found.same, found.different) == (("b", "c"), (("a", "c"),))
    assert people.contradictions(["d"]) == ()


def test_a_corrected_record_leaves_those_that_it_was_taken_for(people):
    put(people, "a")
    put(people, "b", a=9.0)
    put(people, "c")
    people.correct("b", {"a": -5.0, "c": 9.0})
    assert people.group("b") == people.group("c") != people.group("a")


def test_nothing_is_left_of_a_deleted_record(people):
    put(people, "a")
    put(people, "gone", a=9.0)
    put(people, "b", gone=9.0)
    people.judge("gone", "b", same=True)
    people.delete("gone")
    assert "gone" not in repr(people.store)
    assert people.group("a") != people.group("b")
    people.delete("a")
    assert people.store.ended[1] == 0


def test_what_is_not_there_cannot_be_changed_and_nothing_is_half_done(people):
    put(people, "a")
    for wrong in (
        lambda: people.correct("b", {}),
        lambda: people.insert("b", {"c": 3.0}),
        lambda: people.delete("b"),
        lambda: people.judge("a", "b", same=True),
        lambda: people.take_back(1),
        lambda: people.group("b"),
    ):
        with pytest.raises(KeyError):
            wrong()
    for wrong in (
        lambda: people.insert("a", {}),
        lambda: people.insert("b", {"b": 1.0}),
        lambda: people.insert("b", {"a": float("nan")}),
        lambda: people.judge("a", "a", same=True),
    ):
        with pytest.raises(ValueError, match=r"already|itself|not a number"):
            wrong()
    assert partition(people) == [["a"]]
    assert len(people.store.changes) == 1


def test_a_night_of_learning_gives_new_weights_and_keeps_judgements_and_numbers(people):
    for one in "abcd":
        put(people, one)
    people.judge("c", "d", same=True)
    before = people.store.all_groups()
    change = renew(people.store, (["a", "b", "a"], ["b", "c", "e"], [9.0, -9.0, 9.0]))
    assert change.cause == "renewed"
    assert change.joins == {1: [1, 2]}
    assert partition(people) == [["a", "b", "e"], ["c", "d"]] == clean(people)[0]
    assert people.group("c") == before["c"]
    people.insert("f", {"a": 12.0, "b": 12.0})
    assert partition(people) == clean(people)[0]


def test_a_great_tangle_is_solved_by_the_array_way_and_ends_the_same(people, monkeypatch):
    monkeypatch.setattr("watchward.identify.clusters.resolution.MANY", 3)
    for at, one in enumerate("abcdefgh"):
        people.insert(one, dict.fromkeys(people.store.records(), 9.0 - at))
    assert partition(people) == clean(people)[0]
    people.judge("a", "h", same=False)
    assert partition(people) == clean(people)[0]


def test_a_store_is_asked_only_for_what_hangs_together():
    asked = set()

    class Watched(Memory):
        def near(self, records):
            asked.update(records)
            return super().near(records)

    people = Resolution(store=Watched())
    for at in range(30):
        people.insert(at, {at - 1: 9.0} if at % 2 else {})
    asked.clear()
    people.judge(4, 8, same=True)
    assert asked == {4, 5, 8, 9}
