"""The ledger: nothing is changed in it, and every change would be found."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.support.flush import triggers_lifted
from watchward.policy import operator_at_console
from watchward.records.ledger import Entry, events_about, record, record_many, record_view, verify, verify_all
from watchward.records.models import Chain, Delivery, Event

WHO = operator_at_console()


@pytest.fixture
def chain(db):
    """Five events in the chain of the instance."""
    for number in range(5):
        record_view("report.viewed", actor=WHO, ref=f"report/R-{number}", detail={"people": number})


@pytest.fixture
def tamper(transactional_db):
    """Somebody with the disk in hand: the triggers are lifted, the rows changed."""

    def change(sql):
        with triggers_lifted(connection), connection.cursor() as cursor:
            cursor.execute(sql)

    for number in range(5):
        record_view("report.viewed", actor=WHO, ref=f"report/R-{number}", detail={"people": number})
    return change


def test_no_event_is_ever_edited(chain):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.everywhere.filter(seq=2).update(kind="nothing.happened")
    assert verify(0) is None


def test_no_event_is_ever_deleted(chain):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_event WHERE seq = 2")
    assert Event.everywhere.count() == 5


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        record("report.viewed", actor=WHO, ref="report/R-1")
    with transaction.atomic():
        record("report.viewed", actor=WHO, ref="report/R-1")
    assert Event.everywhere.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_event_goes_with_the_change_that_failed():
    def change_and_fail():
        with transaction.atomic():
            record("report.submitted", actor=WHO, ref="report/R-1")
            raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        change_and_fail()
    assert not Event.everywhere.exists()
    assert verify(0) is None


def test_a_whole_chain_is_found_whole(chain):
    assert verify(0) is None
    assert [(where, rows, bad) for where, rows, bad in verify_all()] == [(0, 5, None)]


@pytest.mark.parametrize(
    "column", ["kind = 'x.y'", "ref = 'report/R-9'", "account_id = 9", "face = 'api'", "detail = '{}'", "seq = 99"]
)
def test_an_edited_row_is_named(tamper, column):
    tamper(f"UPDATE records_event SET {column} WHERE seq = 3")
    assert verify(0).seq == 3


def test_an_edited_moment_is_named(tamper):
    tamper("UPDATE records_event SET at = '2020-01-01 00:00:00+00:00' WHERE seq = 3")
    assert "digest" in verify(0).why


def test_a_removed_row_is_named(tamper):
    tamper("DELETE FROM records_delivery")
    tamper("DELETE FROM records_event WHERE seq = 3")
    found = verify(0)
    assert found.seq == 3
    assert "missing" in found.why


def test_reordered_rows_are_named(tamper):
    for change in ("seq = 100 WHERE seq = 2", "seq = 2 WHERE seq = 3", "seq = 3 WHERE seq = 100"):
        tamper(f"UPDATE records_event SET {change}")
    assert verify(0).seq == 2


def test_rows_cut_off_at_the_end_are_noticed(tamper):
    tamper("DELETE FROM records_delivery")
    tamper("DELETE FROM records_event WHERE seq > 3")
    found = verify(0)
    assert found.seq == 4
    assert "cut off" in found.why


def test_a_row_forged_behind_the_head_is_noticed(tamper):
    last = Event.everywhere.get(seq=5)
    Event.everywhere.create(
        partnership_id=0, seq=6, at=timezone.now(), kind="report.viewed", account_id=0, ref="report/R-6", face="web",
        previous=last.digest, digest="0" * 64,
    )  # fmt: skip
    assert verify(0).seq == 6


def test_a_chain_without_its_head_is_noticed(tamper):
    tamper("DELETE FROM records_chain")
    assert [bad.why for _where, _rows, bad in verify_all()] == ["its chain has no head"]


def test_each_partnership_has_a_chain_of_its_own(town):
    actor = town.actor(town.ada)
    record_view("report.viewed", actor=actor, ref="report/R-1")
    record_view("report.viewed", actor=town.actor(town.dev), ref="report/R-2")
    assert set(Chain.everywhere.values_list("partnership_id", "seq")) == {
        (town.partnership.pk, 1),
        (town.other.partnership.pk, 1),
    }
    assert verify(town.partnership.pk) is None


@pytest.mark.django_db
def test_many_events_keep_their_order_and_chain():
    with transaction.atomic():
        record_many([Entry("report.imported", f"report/R-{n}", {"n": n}) for n in range(1200)], actor=WHO)
    assert list(Event.everywhere.order_by("seq").values_list("detail__n", flat=True)) == list(range(1200))
    assert verify(0) is None
    assert Delivery.everywhere.exists()


def test_events_about_one_thing_come_oldest_first(chain):
    record_view("report.viewed", actor=WHO, ref="report/R-1", detail={"people": 9})
    assert [one.detail["people"] for one in events_about("report/R-1", 0)] == [1, 9]
    assert not list(events_about("report/R-1", 7))
