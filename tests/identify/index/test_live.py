"""What is put in is found at once in every process; what is dropped leaves nothing; nothing is lost when one dies."""

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from tests.identify.index.people import CARD, EVERYBODY, SCHEMA, put, puts, questions, record, refs
from watchward.identify.evidence import Schema
from watchward.identify.index import Drop, Index, StaleIndexError
from watchward.identify.index.segment import Segment
from watchward.identify.index.writing import salted
from watchward.identify.model.card import starting

ROOT = Path(__file__).resolve().parents[3]
PLANTED = "Quetzalplanted"
ALL = {"given": "Zbigniewplanted", "surname": PLANTED, "birth": "1931-07-09", "phone": "07700 911922",
       "email": "planted@example.org", "vehicle": "ZX51 QQQ"}  # fmt: skip


def segments(index):
    return sorted(index.path.glob("people-*/segment-*"))


def found(index, **said):
    return refs(index.find(EVERYBODY, record(**said)))


def test_what_one_process_puts_in_is_found_by_another_at_once(index):
    other = Index.open(index.path, CARD)
    assert found(other, surname="Weaver") == []
    index.apply([put("one", surname="Weaver")], 7)
    assert found(other, surname="Weaver") == ["one"]
    other.apply([put("one", surname="Baker"), put("two", surname="Weaver")], 8)
    assert (found(index, surname="Weaver"), found(index, surname="Baker")) == (["two"], ["one"])
    other.apply([Drop("two")], 9)
    assert found(index, surname="Weaver") == []
    assert (index.position, other.position, len(index)) == (9, 9, 1)
    other.close()


def test_an_index_follows_the_changes_of_the_database_and_asks_only_for_what_is_new(index):
    log = [put("one", surname="Weaver"), put("two", surname="Baker"), Drop("one")]
    asked = []

    def changes_since(position):
        asked.append(position)
        return log[position:], len(log)

    assert index.catch_up(changes_since) == 3
    assert found(index, surname="Baker") == ["two"]
    assert found(index, surname="Weaver") == []
    log.append(put("three", surname="Weaver"))
    assert index.catch_up(changes_since) == 4
    assert index.catch_up(changes_since) == 4
    assert asked == [0, 0, 3, 3, 4]
    assert found(index, surname="Weaver") == ["three"]


def test_changes_that_are_in_already_do_nothing(index):
    index.apply([put("one", surname="Weaver")], 5)
    index.apply([Drop("one")], 5)
    index.apply([Drop("one")], 4)
    assert (found(index, surname="Weaver"), index.position) == (["one"], 5)


def test_changes_come_in_all_or_none(index):
    def broken():
        yield put("one", surname="Weaver")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        index.apply(broken(), 1)
    assert (index.position, len(index), found(index, surname="Weaver")) == (0, 0, [])


def test_an_index_is_there_again_after_a_restart(index):
    index.apply(puts(30), 3)
    index.merge()
    index.apply([put("one", surname="Weaver")], 4)
    index.close()
    again = Index.open(index.path, CARD)
    assert (again.position, len(again), found(again, surname="Weaver")) == (4, 31, ["one"])
    again.close()


def test_segments_tail_and_merging_answer_like_an_index_that_was_built_at_once(tmp_path):
    people = puts(90)
    pieces = Index(tmp_path / "pieces", CARD, most_in_tail=8)
    Index.open(pieces.path, CARD).close()
    for at, one in enumerate(people):
        pieces.apply([one], at + 1)
        if at % 7 == 3:
            pieces.apply([Drop(people[at - 2].ref)], at + 1.5)
    left = [one for at, one in enumerate(people) if (at + 2) % 7 != 3 or at + 2 >= len(people)]
    whole = Index.build(tmp_path / "whole", CARD, left, 1)
    assert len(segments(pieces)) > 1
    for merged in (False, True):
        for _truth, what in questions(90, 25):
            assert pieces.find(EVERYBODY, what).to_dict() == whole.find(EVERYBODY, what).to_dict()
        if not merged:
            pieces.merge()
    assert len(segments(pieces)) == 1
    pieces.close()
    whole.close()


def test_building_anew_takes_the_place_of_the_old_in_every_process(index):
    index.apply([put("one", surname="Weaver")], 1)
    other = Index.open(index.path, CARD)
    assert found(other, surname="Weaver") == ["one"]
    Index.build(index.path, CARD, [put("two", surname="Weaver")], 9).close()
    assert (found(other, surname="Weaver"), other.position) == (["two"], 9)
    assert (found(index, surname="Weaver"), index.position) == (["two"], 9)
    assert len(list(index.path.glob("people-*"))) == 1
    other.close()


def test_an_index_of_other_fields_is_refused_and_says_what_to_do(index):
    other = starting(Schema.of({"name": "names"}))
    with pytest.raises(StaleIndexError, match="Build it"):
        Index.open(index.path, other)


def test_many_threads_may_look_and_write_at_once(index):
    people = puts(60)
    problems = []

    def look():
        try:
            for one in people:
                index.find(EVERYBODY, one.record)
        except Exception as problem:
            problems.append(problem)
        finally:
            index.close()

    threads = [threading.Thread(target=look) for _ in range(3)]
    for one in threads:
        one.start()
    for at, one in enumerate(people):
        index.apply([one], at + 1)
    index.merge()
    for one in threads:
        one.join()
    assert problems == []
    assert all(refs(index.find(EVERYBODY, one.record))[0] == one.ref for one in people)


# Erasure


def bytes_of(index):
    return b"".join(path.read_bytes() for path in sorted(index.path.rglob("*")) if path.is_file())


@pytest.mark.parametrize("where", ["tail", "segment", "merged"])
@pytest.mark.parametrize("how", ["dropped", "changed"])
def test_nothing_of_somebody_stays_in_the_files_when_they_are(index, where, how):
    others = puts(40)
    ref = "ref-planted" if how == "dropped" else "someone"
    index.apply([*others[:20], put(ref, **ALL), *others[20:]], 1)
    if where != "tail":
        index.merge()
    assert b"planted" in bytes_of(index).lower()
    assert found(index, surname=PLANTED) == [ref]
    index.apply([Drop(ref) if how == "dropped" else put(ref, surname="Weaver")], 2)
    if where == "merged":
        index.merge()
    assert b"planted" not in bytes_of(index).lower()
    keys = set(salted(SCHEMA, put("ref-planted", **ALL)).tolist())
    shared = {key for one in others for key in salted(SCHEMA, one).tolist()}
    raw = bytes_of(index)
    assert not [key for key in keys - shared if key.to_bytes(8, sys.byteorder) in raw]
    for folder in segments(index):
        assert 21 not in Segment(folder).ids
    assert not {"ref-planted", "someone"} & set(found(index, **ALL))
    assert all(refs(index.find(EVERYBODY, one.record))[0] == one.ref for one in others)


def test_what_a_reader_holds_up_is_wiped_with_the_next_change(index):
    index.apply([put("ref-planted", **ALL)], 1)
    other = Index.open(index.path, CARD)
    with other._moment():
        index.apply([Drop("ref-planted")], 2)
    index.apply([put("x", surname="Weaver"), Drop("x")], 3)
    assert b"planted" not in bytes_of(index).lower()
    other.close()


def test_wiping_may_be_done_twice_and_in_part(index):
    index.apply([put("one", surname="Weaver"), put("two", surname="Weaver")], 1)
    index.merge()
    (folder,) = segments(index)
    keys = {1: salted(SCHEMA, put("one", surname="Weaver")).tolist()}
    Segment(folder).wipe({1: keys[1][:5]})
    for _ in range(2):
        Segment(folder).wipe(keys)
    kept = Segment(folder)
    assert set(kept.ids.tolist()) == {0, 2}
    assert np.all(kept.keys[1:] >= kept.keys[:-1])


# A process that is killed. Each dies by SIGKILL at the place named; no clock is involved.

KILLED = """
import os, signal, sys
from pathlib import Path
from tests.identify.index.people import CARD, put
from tests.identify.index.test_live import ALL
from watchward.identify.index import Drop, Index, segment, store, writing

def die(*_anything, **_more):
    os.kill(os.getpid(), signal.SIGKILL)

path, place = Path(sys.argv[1]), sys.argv[2]
index = Index.open(path, CARD)
if place == "before the commit":
    take_in = writing.Writer.take_in
    writing.Writer.take_in = lambda self, changes, position: (take_in(self, changes, position), die())
elif place == "before wiping":
    writing.Writer.tidy = die
elif place == "in the middle of wiping":
    segment.Segment._wipe_one = die
elif place == "in the middle of a segment":
    os.fsync = die
if place == "in the middle of a segment":
    index.merge()
else:
    index.apply([Drop("ref-planted"), put("new", surname="Weaver")], 2)
"""


@pytest.mark.parametrize(
    ("place", "position"),
    [("before the commit", 1), ("before wiping", 2), ("in the middle of wiping", 2), ("in the middle of a segment", 1)],
)
def test_a_process_that_is_killed_leaves_the_old_or_the_new(index, place, position):
    index.apply([put("ref-planted", **ALL), put("two", surname="Baker")], 1)
    if place != "in the middle of a segment":
        index.merge()
    died = subprocess.run([sys.executable, "-c", KILLED, str(index.path), place], cwd=ROOT, capture_output=True)
    assert died.returncode == -9, died.stderr.decode()
    assert index.position == position
    assert found(index, surname="Weaver") == (["new"] if position == 2 else [])
    assert found(index, **ALL) == ([] if position == 2 else ["ref-planted"])
    index.apply([Drop("ref-planted"), put("new", surname="Weaver")], 2)
    index.merge()
    assert (found(index, surname="Weaver"), found(index, **ALL), found(index, surname="Baker")) == (
        ["new"],
        [],
        ["two"],
    )
    assert b"planted" not in bytes_of(index).lower()
    assert len(segments(index)) == 1


def test_a_forked_process_goes_on_with_what_it_inherited(index):
    index.apply([put("one", surname="Weaver")], 1)
    code = """
import os, sys
from pathlib import Path
from tests.identify.index.people import CARD, EVERYBODY, put, record, refs
from watchward.identify.index import Index
index = Index.open(Path(sys.argv[1]), CARD)
assert refs(index.find(EVERYBODY, record(surname="Weaver"))) == ["one"]
child = os.fork()
if not child:
    index.apply([put("two", surname="Baker")], 2)
    os._exit(0 if refs(index.find(EVERYBODY, record(surname="Weaver"))) == ["one"] else 1)
assert os.waitpid(child, 0)[1] == 0
assert refs(index.find(EVERYBODY, record(surname="Baker"))) == ["two"]
"""
    done = subprocess.run([sys.executable, "-c", code, str(index.path)], cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    assert found(index, surname="Baker") == ["two"]
