"""What is said of the week of a premises rests on visits, gives no neighbour away, and is kept while nothing is new."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tests.measure.making import MONDAY, NOW, days, happen, open_shop
from watchward.collect.models import Report
from watchward.measure.queries import standing_out
from watchward.measure.queries.premises import premises_figures
from watchward.measure.queries.standing_out import ANY_KIND, NOTHING, TOO_FEW_PEERS, incidents_of, judged
from watchward.patterns.hours import hour_of_week
from watchward.patterns.slots import NOT_ENOUGH, SPECIAL, USUAL
from watchward.patterns.visits import Incident, collapse

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 3, 13, 21, 10, tzinfo=UTC)


def ask(town, kinds, scope="a"):
    rows = Report.everywhere.filter(partnership=town.partnership)
    return judged(rows, kinds, zone=town.partnership.zone_info, now=timezone.now(), scope=scope, until=NOW)


def test_columns_for_the_engine_fold_records_into_visits_as_the_plain_rule_does(town):
    chance, zone = random.Random(5), town.partnership.zone_info
    start = datetime(2026, 3, 10, tzinfo=UTC)
    plain = []
    for _ in range(200):
        at, kind = start + timedelta(minutes=chance.randrange(60, 4 * 24 * 60)), chance.choice(["theft", "disorder"])
        happen(town, town.bakery, at, kind=kind)
        plain.append(Incident(f"{len(plain):04}", "b", kind, at))
    slow = [0] * 168
    for visit in collapse(plain):
        slow[hour_of_week(visit.first.at, zone)] += 1
    rows = Report.everywhere.filter(partnership=town.partnership)
    found, many = incidents_of(rows, {town.bakery.pk: "food shop"}, zone=zone, now=datetime(2026, 5, 1, tzinfo=UTC))
    assert found.counts()[0].tolist() == slow
    assert (many, sum(slow) < 200) == (200, True)


def test_one_visit_logged_thirty_times_is_one_and_the_newest_are_judged_where_there_are_too_many(town, monkeypatch):
    happen(town, town.bakery, MONDAY, times=30)
    happen(town, town.bakery, MONDAY - timedelta(days=1))
    found = ask(town, {town.bakery.pk: "food shop"})
    assert (found.incidents, found.visits, found.is_capped) == (31, 2, False)
    assert found.standings[town.bakery.pk].claim is None
    monkeypatch.setattr(standing_out, "MOST_JUDGED", 30)
    capped = ask(town, {town.bakery.pk: "food shop"}, scope="b")
    assert (capped.incidents, capped.visits, capped.is_capped) == (30, 1, True)


def test_what_is_kept_is_made_anew_when_a_report_comes_in_or_a_type_changes(town):
    happen(town, town.bakery, MONDAY)
    assert ask(town, {town.bakery.pk: "food shop"}).incidents == 1
    happen(town, town.bakery, MONDAY)
    assert ask(town, {town.bakery.pk: "food shop"}).incidents == 2
    assert ask(town, {town.bakery.pk: "pub"}).standings.keys() == {town.bakery.pk}


def test_nothing_is_said_of_the_usual_week_where_too_few_premises_would_give_a_neighbour_away(town):
    happen(town, town.bakery, MONDAY, times=2)
    shops = [open_shop(town, f"Pub {number}", "pub") for number in range(6)]
    alone = ask(town, {town.bakery.pk: "bakery", shops[0].pk: "pub"})
    assert alone.standings[town.bakery.pk].sentence == TOO_FEW_PEERS
    kinds = {town.bakery.pk: "bakery"} | {shop.pk: "pub" for shop in shops}
    assert standing_out.compared_kinds(kinds)[town.bakery.pk] == ANY_KIND
    assert standing_out.compared_kinds(kinds)[shops[0].pk] == "pub"
    together = ask(town, kinds, scope="b").standings
    assert together[town.bakery.pk].word == NOT_ENOUGH
    assert together[town.bakery.pk].sentence.startswith("Not enough yet: 1 incident with a known time.")
    assert together[shops[0].pk].sentence == NOTHING


def test_a_premises_says_special_or_usual_with_its_interval_and_the_reports_behind_it(town):
    shops = [open_shop(town, f"Pub {number}", "pub") for number in range(8)]
    for number, shop in enumerate(shops):
        for step in range(40):  # 47 hours apart: every hour of the week alike
            happen(town, shop, FRIDAY - timedelta(hours=47 * step + 5 * number))
    for week in range(12):
        happen(town, shops[0], FRIDAY - days(7 * week) + timedelta(minutes=10), kind="disorder")
    office = town.actor(town.cora)
    special = premises_figures(office, shops[0].ref, "12m", now=NOW)
    assert special.row.verdict == SPECIAL
    assert special.row.finding.startswith("Special: Friday 21:00")
    assert special.row.claim is not None
    assert "usual for this kind of premises" in special.row.finding
    assert len(special.slot_reports) == 10
    assert {one.happened_at.astimezone(town.partnership.zone_info).weekday() for one in special.slot_reports} == {4}
    usual = premises_figures(office, shops[1].ref, "12m", now=NOW)
    assert (usual.row.verdict, usual.row.claim, usual.slot_reports) == (USUAL, None, ())
    assert "no slot stands out among 40 incidents" in usual.row.finding
