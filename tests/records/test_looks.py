"""Looks are counted where events are written, so nothing that shows people gets past it (G-12)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from watchward.policy import Actor, Role, TooManyLooks, operator_at_console
from watchward.records.ledger import Entry, record_quietly, record_view
from watchward.records.looks import Weight, count_looks, lift_today, looks_today, weight_of
from watchward.records.models import Event, Tally

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 9, 12, 30, tzinfo=UTC)


def worker(**how) -> Actor:
    return Actor(account_id=7, partnership_id=3, roles=frozenset({Role.SHOP_WORKER}), **how)


def test_looks_add_up_within_the_hour_and_the_day():
    assert count_looks(3, 7, 1, NOON) == (1, 1, 0)
    assert count_looks(3, 7, 2, NOON + timedelta(minutes=10)) == (3, 3, 0)
    assert count_looks(3, 7, 1, NOON + timedelta(hours=1)) == (1, 4, 0)
    assert count_looks(3, 7, 1, NOON + timedelta(days=1)) == (1, 1, 0)


def test_each_account_and_each_partnership_counts_for_itself():
    count_looks(3, 7, 5, NOON)
    assert count_looks(3, 8, 1, NOON) == (1, 1, 0)
    assert count_looks(4, 7, 1, NOON) == (1, 1, 0)


def test_the_day_is_the_one_on_the_wall_not_that_of_greenwich():
    summer_midnight = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    count_looks(3, 7, 1, summer_midnight)
    assert Tally.everywhere.get().day.isoformat() == "2026-07-02"


def test_a_lift_holds_for_the_day_and_only_for_who_has_looked():
    count_looks(3, 7, 5, NOON)
    assert lift_today(3, 7, 100, NOON)
    assert not lift_today(3, 8, 100, NOON)
    assert looks_today(3, NOON)[7].lifted == 100
    assert count_looks(3, 7, 1, NOON + timedelta(days=1)) == (1, 1, 0)


def test_what_weighs_is_the_kind_and_what_its_detail_lists(monkeypatch):
    monkeypatch.setattr("watchward.records.looks.WEIGHTS", {"page.viewed": Weight(1, each="shown")})
    assert weight_of("page.viewed", {"shown": ["E-1", "E-2"]}) == 3
    assert weight_of("page.viewed", {"shown": 60}) == 61
    assert weight_of("page.viewed", {}) == 1
    assert weight_of("page.closed", {"shown": 60}) == 0


def test_a_look_beyond_the_budget_leaves_neither_an_event_nor_a_count():
    actor = worker(is_recently_confirmed=True)
    Tally.everywhere.create(
        partnership_id=3, account_id=7, day=timezone.localdate(), hour=99, in_hour=0, in_day=449
    )  # fmt: skip
    record_view("report.viewed", actor=actor, ref="report/R-1")
    with pytest.raises(TooManyLooks):
        record_view("report.viewed", actor=actor, ref="report/R-2")
    assert Event.everywhere.filter(kind="report.viewed").count() == 1
    assert Tally.everywhere.get().in_day == 450


def test_the_back_door_for_bulk_rows_counts_too():
    with transaction.atomic():
        record_quietly([Entry("report.viewed", f"report/R-{n}", {}) for n in range(20)], actor=worker())
    assert Tally.everywhere.get().in_day == 20


def test_what_is_no_look_asks_the_tally_nothing():
    record_view("ledger.verified", actor=worker(), ref="ledger/T-1")
    assert not Tally.everywhere.exists()


def test_the_operator_at_the_console_sees_nobody_and_is_not_counted():
    record_view("report.viewed", actor=operator_at_console(), ref="report/R-1")
    assert not Tally.everywhere.exists()


def test_a_look_costs_one_statement_more_than_any_other_event():
    actor = worker()
    record_view("ledger.verified", actor=actor, ref="ledger/T-1")
    record_view("report.viewed", actor=actor, ref="report/R-1")
    with CaptureQueriesContext(connection) as plain:
        record_view("ledger.verified", actor=actor, ref="ledger/T-1")
    with CaptureQueriesContext(connection) as look:
        record_view("report.viewed", actor=actor, ref="report/R-1")
    assert len(look) == len(plain) + 1
