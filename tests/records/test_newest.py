"""Newest-first lists over many partnerships: the same rows as a plain sort, in one question."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from watchward.collect.models import Report
from watchward.partners.models import Account, Organisation, Partnership, Premises
from watchward.records.newest import by_key, in_order, newest_ids

TOWNS, ROWS = 25, 400


@pytest.fixture
def scope(db) -> list[int]:
    """Twenty-five towns with reports at few different moments, so that ties are common."""
    dice = random.Random(7)
    account = Account.everywhere.create_user("walker@example.test", name="Walker (generated)")
    places = []
    for number in range(TOWNS):
        town = Partnership.everywhere.create(name=f"Town {number}")
        member = Organisation.everywhere.create(partnership=town, name="Shop", joined_on="2025-01-01")
        premises = Premises.everywhere.create(partnership=town, organisation=member, name="Shop", sector="food")
        places.append((town, member, premises))
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rows = []
    for _ in range(ROWS):
        town, member, premises = dice.choice(places)
        at = start + timedelta(hours=dice.randrange(60))
        rows.append(
            Report(
                partnership=town,
                organisation=member,
                premises=premises,
                reporter=account,
                form="incident",
                kind="theft",
                lists_version="1",
                happened_at=at,
                told_at=at,
                hour_of_week=1,
            )
        )
    Report.everywhere.bulk_create(rows)
    return [town.pk for town, _member, _premises in places]


def naive(scope):
    rows = Report.everywhere.filter(partnership_id__in=scope).values_list("id", "happened_at")
    return [one for one, _at in sorted(rows, key=lambda row: (row[1], row[0]), reverse=True)]


@pytest.mark.parametrize("towns", [1, 2, TOWNS])
def test_the_newest_of_many_towns_are_those_of_a_plain_sort(scope, towns):
    some = scope[:towns]
    found = newest_ids(Report.everywhere.all(), scope=some, by="happened_at", before=None, limit=50)
    assert found == naive(some)[:50]


@pytest.mark.parametrize("towns", [1, TOWNS])
def test_page_after_page_gives_every_row_once_though_moments_tie(scope, towns):
    some, seen, before = scope[:towns], [], None
    while page := newest_ids(Report.everywhere.all(), scope=some, by="happened_at", before=before, limit=13):
        seen += page
        before = Report.everywhere.values_list("happened_at", "id").get(pk=page[-1])
    assert seen == naive(some)


@pytest.mark.parametrize("towns", [1, TOWNS])
def test_one_question_however_many_towns(scope, towns):
    with CaptureQueriesContext(connection) as asked:
        newest_ids(Report.everywhere.all(), scope=scope[:towns], by="happened_at", before=None, limit=50)
    assert len(asked) == 1


def test_filters_hold_in_every_town(scope):
    keep = set(naive(scope)[::3])
    rows = Report.everywhere.filter(pk__in=keep)
    found = newest_ids(rows, scope=scope, by="happened_at", before=None, limit=50)
    assert found == [one for one in naive(scope) if one in keep][:50]


def test_without_a_town_there_is_nothing_to_read(scope):
    assert newest_ids(Report.everywhere.all(), scope=[], by="happened_at", before=None, limit=50) == []


def test_rows_come_in_the_order_of_their_ids_and_missing_ones_are_left_out(scope):
    ids = naive(scope)[:5]
    assert [one.pk for one in in_order(Report.everywhere.all(), [*ids, 0])] == ids


def test_rows_by_key_are_those_of_one_town_and_each_is_looked_up_by_its_key(scope):
    ids = list(Report.everywhere.order_by("pk").values_list("pk", flat=True)[:300])
    ours = set(Report.everywhere.filter(pk__in=ids, partnership_id=scope[0]).values_list("pk", flat=True))
    rows = by_key(Report.everywhere.all(), ids, scope[0])
    assert ours
    assert set(rows.values_list("pk", flat=True)) == ours
    assert not by_key(Report.everywhere.all(), [], scope[0]).exists()
    if connection.vendor == "sqlite":
        plan = rows.values("pk").explain()
        assert "PRIMARY KEY" in plan
        assert "partnership_id=?" not in plan
