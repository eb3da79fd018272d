"""The quick way of folding records into visits and the plain one give the same weeks."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.measure.making import MONDAY, happen
from watchward.collect.models import Report
from watchward.measure.queries import standing_out
from watchward.measure.queries.standing_out import judged, visits_by_hour
from watchward.patterns.hours import hour_of_week
from watchward.patterns.visits import Incident, collapse


def test_both_ways_of_folding_agree():
    chance, zone = random.Random(5), ZoneInfo("Europe/London")
    start = datetime(2026, 3, 27, tzinfo=UTC)  # over the change of clocks
    rows = []
    for _ in range(800):
        at = start + timedelta(minutes=chance.randrange(0, 4 * 24 * 60))
        rows.append((chance.randrange(3), chance.choice(["theft", "disorder"]), at, hour_of_week(at, zone)))
    rows.sort(key=lambda row: row[2])
    slow = {place: [0] * 168 for place in range(3)}
    for visit in collapse(Incident(f"{n:04}", str(row[0]), row[1], row[2]) for n, row in enumerate(rows)):
        slow[int(visit.first.premises)][hour_of_week(visit.first.at, zone)] += 1
    assert dict(visits_by_hour(rows)) == slow
    assert sum(map(sum, slow.values())) < 800


@pytest.mark.django_db
def test_one_visit_logged_thirty_times_claims_nothing_and_the_newest_are_judged_where_there_are_too_many(
    town, monkeypatch
):
    happen(town, town.bakery, MONDAY, times=30)
    happen(town, town.bakery, MONDAY - timedelta(days=1))
    rows = Report.everywhere.filter(partnership=town.partnership)
    found = judged(rows, {town.bakery.pk: "food shop"}, scope="a")
    assert (found.incidents, found.visits, found.is_capped) == (31, 2, False)
    assert found.findings[town.bakery.pk].claim is None
    monkeypatch.setattr(standing_out, "MOST_JUDGED", 30)
    capped = judged(rows, {town.bakery.pk: "food shop"}, scope="b")
    assert (capped.incidents, capped.visits, capped.is_capped) == (30, 1, True)


@pytest.mark.django_db
def test_what_is_kept_is_made_anew_when_a_report_comes_in_or_a_type_changes(town):
    rows = Report.everywhere.filter(partnership=town.partnership)
    happen(town, town.bakery, MONDAY)
    assert judged(rows, {town.bakery.pk: "food shop"}, scope="c").incidents == 1
    happen(town, town.bakery, MONDAY)
    assert judged(rows, {town.bakery.pk: "food shop"}, scope="c").incidents == 2
    assert "pub" not in judged(rows, {town.bakery.pk: "food shop"}, scope="c").findings[town.bakery.pk].sentence
    assert judged(rows, {town.bakery.pk: "pub"}, scope="c").findings.keys() == {town.bakery.pk}
