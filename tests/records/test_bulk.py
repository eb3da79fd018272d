"""Many rows at once are the same rows as one by one."""

import pytest
from django.db import transaction

from watchward.policy import operator_at_console
from watchward.records.bulk import insert_rows
from watchward.records.ledger import Entry, digest_of, record, record_quietly, verify
from watchward.records.models import Chain, Delivery, Event

CONSOLE = operator_at_console()


@pytest.mark.django_db
def test_quiet_rows_stand_in_the_chain_like_announced_ones_but_wake_nobody():
    with transaction.atomic():
        record("import.started", actor=CONSOLE, ref="import/B-1")
        record_quietly([Entry("report.imported", f"report/R-{n}", {"n": n, "a": "é"}) for n in range(5)], actor=CONSOLE)
        record("import.finished", actor=CONSOLE, ref="import/B-1")
    assert verify(0) is None
    events = list(Event.everywhere.order_by("seq"))
    assert [one.seq for one in events] == list(range(1, 8))
    assert all(digest_of(one) == one.digest for one in events)
    assert events[3].detail == {"n": 2, "a": "é"}
    assert Delivery.everywhere.count() == 2


@pytest.mark.django_db
def test_no_rows_change_nothing():
    with transaction.atomic():
        record_quietly([], actor=CONSOLE)
    assert not Event.everywhere.exists()


@pytest.mark.django_db(transaction=True)
def test_rows_outside_a_transaction_are_refused():
    with pytest.raises(transaction.TransactionManagementError):
        insert_rows(Chain, ("partnership_id",), [(7,)])


@pytest.mark.django_db
def test_fields_not_named_take_their_default_and_unique_ones_must_be_named():
    insert_rows(Chain, ("partnership_id",), [(7,), (8,)])
    assert list(Chain.everywhere.order_by("partnership_id").values_list("seq", "head")) == [(0, ""), (0, "")]
    with pytest.raises(ValueError, match="partnership_id is unique"):
        insert_rows(Chain, ("seq",), [(1,)])
