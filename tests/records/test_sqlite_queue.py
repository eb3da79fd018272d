"""The queue for the embedded database's one pen: first come, first served, within and across processes."""

import subprocess
import sys
import threading

import pytest
from django.db import OperationalError, connection, transaction

from watchward.records.sqlite.queue import Queue, Turnstile, queue_of


def test_writers_are_served_in_the_order_in_which_they_came():
    turnstile, served = Turnstile(), []
    assert turnstile.take(0)

    def write(name: int) -> None:
        assert turnstile.take(30)
        served.append(name)
        turnstile.give()

    writers = []
    for name in range(8):
        writer = threading.Thread(target=write, args=(name,))
        writer.start()
        while len(turnstile._line) <= name:  # stand in line before the next one comes
            pass
        writers.append(writer)
    turnstile.give()
    for writer in writers:
        writer.join()
    assert served == list(range(8))


def test_one_who_gives_up_leaves_the_line_and_blocks_nobody(tmp_path):
    queue = Queue(str(tmp_path / "a.sqlite3"))
    assert queue.enter(0)
    assert not queue.enter(0.01)
    queue.leave()
    assert queue.enter(0)
    queue.leave()


def test_another_process_waits_for_its_turn_and_a_killed_one_gives_it_back(tmp_path):
    database = str(tmp_path / "a.sqlite3")
    code = (
        "import sys\nfrom watchward.records.sqlite.queue import Queue\n"
        "assert Queue(sys.argv[1]).enter(5)\nprint('mine', flush=True)\nsys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, database], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "mine\n"
    ours = Queue(database)
    assert not ours.enter(0.05)
    holder.kill()
    holder.communicate()
    assert ours.enter(5)
    ours.leave()


@pytest.mark.django_db(transaction=True)
def test_a_transaction_holds_the_pen_to_its_end_and_gives_it_back_whatever_happens(on_sqlite):
    if not on_sqlite:
        pytest.skip("PostgreSQL has its own queue.")
    queue = queue_of(str(connection.settings_dict["NAME"]))
    with transaction.atomic():
        assert not queue.enter(0)
    with pytest.raises(ValueError, match="no"), transaction.atomic():
        raise ValueError("no")
    with transaction.atomic(), transaction.atomic():  # a savepoint takes no second turn
        pass
    assert queue.enter(0)
    queue.leave()


@pytest.mark.django_db(transaction=True)
def test_a_writer_who_waits_too_long_is_told_that_the_database_is_busy(on_sqlite, monkeypatch):
    if not on_sqlite:
        pytest.skip("PostgreSQL has its own queue.")
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0)
    queue = queue_of(str(connection.settings_dict["NAME"]))
    assert queue.enter(0)
    with pytest.raises(OperationalError, match="locked"), transaction.atomic():
        pass
    queue.leave()
    with transaction.atomic():
        pass
