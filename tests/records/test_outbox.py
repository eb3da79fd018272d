"""The outbox: each subscriber hears of each event once, and nobody's trouble stops anybody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from watchward.policy import operator_at_console
from watchward.records import outbox
from watchward.records.ledger import record_view
from watchward.records.models import Delivery
from watchward.records.outbox import LEASE, hand_out, name_of, work_once

pytestmark = pytest.mark.django_db
heard: list[str] = []


@pytest.fixture(autouse=True)
def _silence():
    heard.clear()


def bell(event):
    heard.append(f"bell {event.ref}")


def letter(event):
    heard.append(f"letter {event.ref}")


def broken(event):
    heard.append(f"broken {event.ref}")
    raise ConnectionError("no line")


def happen(number=1, kind="report.submitted"):
    return record_view(kind, actor=operator_at_console(), ref=f"report/R-{number}")


def later(**how):
    return timezone.now() + timedelta(**how)


def test_each_subscriber_hears_once_however_often_the_worker_works():
    happen()
    wires = {"report.submitted": [bell, letter]}
    for _ in range(3):
        work_once(wires, later(seconds=1))
    assert heard == ["bell report/R-1", "letter report/R-1"]
    assert set(Delivery.everywhere.values_list("subscriber", "tries")) == {(name_of(bell), 1), (name_of(letter), 1)}


def test_an_event_that_nobody_waits_for_leaves_nothing_behind():
    happen(kind="report.viewed")
    assert work_once({"report.submitted": [bell]}, later(seconds=1)) == 0
    assert not Delivery.everywhere.exists()


def test_one_broken_subscriber_does_not_stop_the_others_and_is_tried_again(caplog):
    happen(1)
    happen(2)
    wires = {"report.submitted": [broken, bell]}
    work_once(wires, later(seconds=1))
    assert [one for one in heard if one.startswith("bell")] == ["bell report/R-1", "bell report/R-2"]
    waiting = Delivery.everywhere.filter(done_at__isnull=True)
    assert {(one.tries, one.trouble) for one in waiting} == {(1, "ConnectionError")}
    heard.clear()
    work_once(wires, later(minutes=1))
    assert heard == ["broken report/R-1", "broken report/R-2"]


def test_each_failure_waits_longer_than_the_last_but_never_past_the_limit(caplog):
    happen()
    wires, now, waits = {"report.submitted": [broken]}, later(seconds=1), []
    for _ in range(18):
        work_once(wires, now)
        due = Delivery.everywhere.get().due_at
        waits.append(due - now)
        now = due
    assert waits[:4] == [timedelta(seconds=2**power) for power in (1, 2, 3, 4)]
    assert waits == sorted(waits)
    assert waits[-1] == outbox.LONGEST_WAIT


def test_two_workers_never_hold_the_same_delivery():
    for number in range(5):
        happen(number)
    now = later(seconds=1)
    hand_out({"report.submitted": [bell]}, now)
    directed = ~outbox.Q(subscriber=Delivery.UNDIRECTED)
    first = outbox._claim(directed, now)
    second = outbox._claim(directed, now)
    assert len(first) == 5
    assert second == []


def test_what_a_dead_worker_held_is_delivered_after_its_lease():
    happen()
    now = later(seconds=1)
    hand_out({"report.submitted": [bell]}, now)
    outbox._claim(~outbox.Q(subscriber=Delivery.UNDIRECTED), now)
    work_once({"report.submitted": [bell]}, now + LEASE - timedelta(seconds=1))
    assert heard == []
    work_once({"report.submitted": [bell]}, now + LEASE + timedelta(seconds=1))
    assert heard == ["bell report/R-1"]


def test_a_subscriber_that_was_taken_out_ends_quietly():
    happen()
    now = later(seconds=1)
    hand_out({"report.submitted": [bell]}, now)
    work_once({}, now)
    assert heard == []
    assert Delivery.everywhere.get().trouble == "this subscriber no longer exists"


def test_a_new_event_waits_for_the_worker_with_no_address_yet():
    happen()
    assert Delivery.everywhere.get().subscriber == Delivery.UNDIRECTED
