"""The partnership's figures, each number re-counted by hand."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.measure.making import MONDAY, NOW, days, happen, open_shop
from watchward.kit.errors import NotPermitted
from watchward.measure.queries.partnership import partnership_figures
from watchward.partners.models import Organisation

pytestmark = pytest.mark.django_db


def figures(town, period="13w", *, by=None, **asked):
    return partnership_figures(town.actor(by or town.cora), period, now=NOW, **asked)


def test_every_week_is_there_noughts_included_and_the_present_one_is_not_over(town):
    happen(town, town.bakery, MONDAY, times=2)
    happen(town, town.bakery, MONDAY - days(21))
    happen(town, town.bakery, MONDAY - days(13 * 7))  # too old
    found = figures(town)
    assert [many for _name, many in found.over_time] == [0] * 9 + [1, 0, 0, 2]
    assert found.total == 3
    assert found.scope.period.is_last_partial


def test_the_hour_of_the_week_is_the_local_one_in_summer_and_in_winter(town):
    happen(town, town.bakery, datetime(2025, 7, 4, 20, 30, tzinfo=UTC))  # Friday 21:30 in London
    happen(town, town.bakery, datetime(2026, 1, 9, 21, 30, tzinfo=UTC))  # Friday 21:30 in London
    found = figures(town, "all")
    assert found.week[4 * 24 + 21] == 2
    assert sum(found.week) == 2


def test_a_report_in_the_hour_that_the_clocks_repeat_is_counted_once_and_in_its_week(town):
    happen(town, town.bakery, datetime(2025, 10, 26, 0, 30, tzinfo=UTC))  # 01:30, the first time
    happen(town, town.bakery, datetime(2025, 10, 26, 1, 30, tzinfo=UTC))  # 01:30 again
    happen(town, town.bakery, datetime(2025, 10, 27, 0, 0, tzinfo=UTC))  # Monday: the next week
    found = partnership_figures(town.actor(town.cora), "13w", now=datetime(2025, 10, 29, 12, tzinfo=UTC))
    assert [many for _name, many in found.over_time[-2:]] == [2, 1]
    assert found.week[6 * 24 + 1] == 2


def test_a_town_elsewhere_counts_on_its_own_clock(town):
    town.partnership.time_zone = "America/Chicago"
    town.partnership.save()
    happen(town, town.bakery, datetime(2014, 1, 1, 5, 30, tzinfo=UTC))  # 23:30 on 31 December 2013 there
    happen(town, town.bakery, datetime(2014, 1, 1, 6, 30, tzinfo=UTC))  # 00:30 on 1 January 2014 there
    assert [figures(town, year).total for year in ("2013", "2014")] == [1, 1]
    assert figures(town, "").scope.period.slug == "2014"
    assert figures(town, "2013").over_time[-1] == ("Dec", 1)
    assert figures(town, "2013").week[24 + 23] == 1  # a Tuesday


def test_long_spans_are_left_out_of_the_hours_and_counted_apart(town):
    happen(town, town.bakery, MONDAY, happened_until=MONDAY + timedelta(hours=2))
    happen(town, town.bakery, MONDAY, happened_until=MONDAY + timedelta(hours=2, minutes=1))
    happen(town, town.pharmacy, MONDAY)
    found = figures(town)
    assert (found.total, sum(found.week), found.left_out) == (3, 2, 1)
    assert {row.name: (row.count, row.left_out) for row in found.premises} == {
        town.bakery.name: (2, 1),
        town.pharmacy.name: (1, 0),
    }


def test_hours_and_what_is_left_out_always_add_up_to_the_total(town):
    chance = random.Random(11)
    for _ in range(150):
        at = MONDAY - timedelta(minutes=chance.randrange(0, 120 * 24 * 60))
        until = chance.choice([None, at, at + timedelta(minutes=chance.randrange(0, 400))])
        happen(town, chance.choice([town.bakery, town.pharmacy]), at, happened_until=until)
    for period in ("4w", "13w", "12m", "2025", "2026", "all"):
        found = figures(town, period)
        assert sum(found.week) + found.left_out == found.total
        assert sum(many for _name, many in found.over_time) == found.total
        assert sum(one.count for one in found.groups) == sum(one.count for one in found.kinds) == found.total
        assert sum(row.count for row in found.premises) == found.total
    assert figures(town, "all").total == 150


def test_kinds_are_ranked_and_grouped_and_a_group_takes_its_children_with_it(town):
    for kind, times in (("theft", 1), ("theft.bulk", 3), ("violence.threat", 2)):
        happen(town, town.bakery, MONDAY, times=times, kind=kind)
    found = figures(town)
    assert [(one.words, one.count) for one in found.groups] == [("Shop theft", 4), ("Violence or abuse", 2)]
    assert [one.id for one in found.kinds] == ["theft.bulk", "violence.threat", "theft"]
    theft = figures(town, group="theft")
    assert (theft.total, theft.scope.group_words) == (4, "Shop theft")
    assert figures(town, group="theft' OR 1=1").total == 6  # an unknown group is no filter


def test_intelligence_and_sightings_are_no_incidents_m_08(town):
    happen(town, town.bakery, MONDAY)
    happen(town, town.bakery, MONDAY, form="intelligence", kind="information.suspicious")
    happen(town, town.bakery, MONDAY, times=2, form="sighting")
    found = figures(town)
    assert found.total == 1
    assert found.other_forms == (("Sighting", 2), ("Intelligence", 1))
    assert found.reports == 4


def test_losses_say_how_many_reports_speak_of_them(town):
    happen(town, town.bakery, MONDAY, loss_pence=2400, recovered_pence=400)
    happen(town, town.bakery, MONDAY, loss_pence=0)
    happen(town, town.pharmacy, MONDAY)
    losses = figures(town).losses
    assert (losses.lost_pence, losses.lost_said, losses.incidents) == (2400, 2, 3)
    assert (losses.recovered_pence, losses.recovered_said) == (400, 1)


def test_members_that_never_report_are_named_and_those_not_yet_or_no_longer_here_are_not(town):
    happen(town, town.bakery, MONDAY, times=3)
    newcomer, leaver = open_shop(town, "Newcomer"), open_shop(town, "Leaver")
    Organisation.everywhere.filter(pk=newcomer.organisation_id).update(joined_on="2026-04-01")
    Organisation.everywhere.filter(pk=leaver.organisation_id).update(left_on="2025-06-01")
    Organisation.everywhere.create(partnership=town.partnership, name="The council", joined_on="2025-01-01")
    found = figures(town)
    assert [(row.name, row.reports) for row in found.members] == [
        ("Bakery of Borrowmarket", 3),
        ("Pharmacy of Borrowmarket", 0),
    ]
    assert [row.name for row in found.silent] == ["Pharmacy of Borrowmarket"]


def test_twenty_events_may_carry_an_arrow_and_nineteen_never_d_4(town):
    before = MONDAY - days(13 * 7)
    happen(town, town.bakery, before - days(200))  # reports reach back far enough
    happen(town, town.bakery, before, times=19)
    few = figures(town).compared
    assert (few.change.before, few.change.after, few.change.direction) == (19, 0, "unclear")
    happen(town, town.bakery, before)
    enough = figures(town).compared
    assert (enough.change.before, enough.change.direction) == (20, "down")
    assert enough.change.sentence.startswith("Members that reported went from 1 to 0")  # reporting comes first


def test_nothing_is_compared_with_a_time_before_the_first_report(town):
    happen(town, town.bakery, MONDAY, times=30)
    compared = figures(town).compared
    assert compared.change is None
    assert "do not reach back so far" in compared.why_not


def test_another_town_adds_nothing(town):
    happen(town.other, town.other.bakery, MONDAY, times=5)
    found = figures(town)
    assert found.total == 0
    assert not any(town.other.partnership.name.split()[0] in row.name for row in found.premises)
    assert figures(town.other, by=town.dev).total == 5


def test_a_coordinator_and_the_board_see_it_and_a_shop_worker_does_not(town):
    board = town.person("Bo", "board-member")
    assert figures(town, by=board).total == 0
    with pytest.raises(NotPermitted):
        figures(town, by=town.ada)
    with pytest.raises(NotPermitted):
        figures(town, by=town.person("Una", "safety-representative"))


def test_thirty_premises_cost_as_many_queries_as_one(town):
    actor = town.actor(town.cora)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            partnership_figures(actor, "all", now=NOW)
        return sum(one["sql"].startswith("SELECT") and "cache" not in one["sql"] for one in seen)

    happen(town, town.bakery, MONDAY - days(400))
    one = queries()
    for number in range(30):
        happen(town, open_shop(town, f"Shop {number}"), MONDAY - days(number), times=3)
    assert queries() == one <= 16


def test_a_slot_of_its_own_is_claimed_once_the_visits_bear_it_and_kept_until_something_comes_in(town):
    friday = datetime(2026, 3, 13, 21, 10, tzinfo=UTC)
    shops = [open_shop(town, f"Pub {number}", "pub") for number in range(8)]
    for number, shop in enumerate(shops):
        for step in range(40):  # 47 hours apart: every hour of the week alike
            happen(town, shop, friday - timedelta(hours=47 * step + 5 * number))
    assert not [row for row in figures(town).premises if row.claim]
    for week in range(12):
        for minutes in (0, 45):
            happen(town, shops[0], friday - days(7 * week) + timedelta(minutes=minutes), kind="disorder")
    claimed = [row for row in figures(town).premises if row.claim]
    assert [row.name for row in claimed] == ["Pub 0"]
    assert claimed[0].claim.words.startswith("Friday 21:00")
    assert figures(town).premises == figures(town).premises
