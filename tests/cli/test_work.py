"""The worker: every job has its turn, trouble of one stops no other, a lost database is waited out."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.db import OperationalError

from watchward.cli import housekeeping, work
from watchward.collect.files import keep_files
from watchward.collect.vaults import vault
from watchward.records.models import Delivery, Event
from watchward.records.outbox import hand_out, name_of

NOW = datetime(2026, 3, 7, 3, 0, tzinfo=UTC)


class Picture:
    """An upload."""

    name: str | None = "a.jpg"

    def chunks(self):
        from watchward.cli.demo.pictures import picture

        yield picture(1).content


def test_one_broken_job_stops_no_other(caplog):
    done = []

    def breaks(_now):
        raise ValueError("broken on purpose")

    assert work.work_through(NOW, (breaks, lambda now: done.append(now) or 3)) == 3
    assert done == [NOW]
    assert "breaks failed and will be tried again" in caplog.text


def test_a_restart_of_the_database_is_waited_out(monkeypatch, db, caplog):
    monkeypatch.setattr(work, "AFTER_TROUBLE", 0.0)
    monkeypatch.setattr(work.connection, "close", lambda: None)
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    stop, calls = work.Stop(), []

    def flaky(_now):
        calls.append(1)
        if len(calls) == 1:
            raise OperationalError("the server closed the connection")
        stop.ask()
        return 1

    work.keep_working(stop, (flaky,))
    assert len(calls) == 2
    assert "did not answer" in caplog.text


def test_a_worker_that_is_asked_to_stop_finishes_the_round_in_hand(db):
    stop, finished = work.Stop(), []

    def slow(_now):
        stop.ask()
        finished.append("the piece in hand")
        return 1

    work.keep_working(stop, (slow,))
    assert finished == ["the piece in hand"]


def test_delivery_reaches_its_subscriber_in_one_round(town, monkeypatch):
    heard = []

    def listen(event: Event) -> None:
        heard.append(event.kind)

    monkeypatch.setattr(work, "SUBSCRIBERS", {"report.submitted": [listen]})
    report = town.report(by=town.ada)
    hand_out(work.SUBSCRIBERS, report.told_at + timedelta(seconds=1))
    assert work.deliver(report.told_at + timedelta(seconds=2)) == 1
    assert heard == ["report.submitted"]
    assert Delivery.everywhere.get(subscriber=name_of(listen)).done_at is not None


def test_housekeeping_drops_a_file_without_a_report_but_keeps_a_reported_one(town):
    from watchward.collect.actions.reports import submit_report

    kept, _ = keep_files([Picture()])
    submit_report(actor=town.actor(town.ada), draft=town.draft(), client_key=uuid4(), files=kept)
    orphan, _ = keep_files([Picture()])
    later = datetime.now(UTC) + timedelta(days=2)
    assert housekeeping.drop_orphans(later) == 3  # original, shown copy, small copy
    assert vault().verify(kept[0].original_key, kept[0].sha256)
    assert not vault().path(orphan[0].original_key).exists()


def test_housekeeping_spares_a_file_that_came_a_moment_ago(town):
    fresh, _ = keep_files([Picture()])
    assert housekeeping.drop_orphans(datetime.now(UTC)) == 0
    assert vault().path(fresh[0].original_key).exists()


def test_old_deliveries_go_and_young_ones_stay(town):
    event = Event.everywhere.get(ref=f"report/{town.report(by=town.ada).ref}")
    old = Delivery(event=event, subscriber="old", due_at=NOW, done_at=NOW - timedelta(days=91))
    young = Delivery(event=event, subscriber="young", due_at=NOW, done_at=NOW - timedelta(days=89))
    Delivery.everywhere.bulk_create([old, young])
    assert housekeeping.drop_old(Delivery, "done_at", NOW) == 1
    assert set(Delivery.everywhere.filter(event=event, done_at__isnull=False).values_list("subscriber", flat=True)) == {
        "young"
    }
