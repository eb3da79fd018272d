"""The page of the town: slots, hot spots, warnings after a burglary, and no fall where books are missing."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.measure.making import MONDAY, NOW, days, happen, open_shop
from tests.support.signing_in import signed_in
from watchward.kit.errors import NotPermitted
from watchward.measure.queries.tables import figures_table
from watchward.measure.queries.town import town_figures

pytestmark = pytest.mark.django_db
METRE = 1 / 111_195  # degrees of latitude


def place(premises, north, east=0.0):
    premises.latitude, premises.longitude = 51.38 + north * METRE, 0.52 + east * METRE
    premises.save()
    return premises


def row_of_shops(town, many=12):
    """Shops 150 metres apart, all of one type."""
    return [place(open_shop(town, f"Shop {number}"), 150.0 * number) for number in range(many)]


def test_the_neighbours_of_a_burglary_are_named_and_those_far_away_are_not(town):
    shops = row_of_shops(town)
    happen(town, shops[3], NOW - days(3), kind="burglary.break_in")
    happen(town, shops[9], NOW - days(40), kind="burglary.break_in")
    found = town_figures(town.actor(town.cora), "13w", now=NOW)
    (warned,) = found.patterns.warned
    assert warned.at == shops[3].pk
    assert sorted(warned.near) == sorted([(shops[2].pk, 150), (shops[4].pk, 150)])


def test_a_corner_with_many_incidents_is_a_hot_spot_and_a_quiet_one_is_not(town):
    shops = row_of_shops(town, 30)
    for number in range(20, 23):
        for step in range(20):
            happen(town, shops[number], NOW - days(step) - timedelta(hours=5 * number))
    happen(town, shops[11], NOW - days(2))
    hot = {one.pk for one in town_figures(town.actor(town.cora), "13w", now=NOW).patterns.hot}
    assert shops[21].pk in hot
    assert shops[11].pk not in hot


def test_a_month_without_books_is_said_and_no_place_is_made_up_without_positions(town):
    shops = [open_shop(town, f"Shop {number}") for number in range(6)]
    for shop in [town.bakery, *shops]:
        shop.latitude = shop.longitude = None
        shop.save()
        for month in range(1, 13):
            if not (shop == shops[0] and month == 9):
                happen(town, shop, datetime(2025, month, 3, 10, tzinfo=UTC), times=12)
    found = town_figures(town.actor(town.cora), "2025", now=NOW).patterns
    assert (found.hot, found.warned, found.fresh, found.incidents) == ((), (), (), 0)
    assert any(one.startswith("September 2025") for one in found.gaps)
    assert not any(one.startswith("October 2025") for one in found.gaps)


def test_the_town_is_for_whoever_sees_all_figures_and_members_get_no_second_way_to_it(town):
    happen(town, town.bakery, MONDAY)
    assert town_figures(town.actor(town.cora), "4w", now=NOW).total == 1
    with pytest.raises(NotPermitted):
        town_figures(town.actor(town.ada), "4w", now=NOW)
    assert signed_in(town.cora).get("/partnership/town/").status_code == 200
    assert signed_in(town.ada).get("/partnership/town/").status_code == 403


def test_slots_leave_as_a_table_for_tasking(town):
    shops = [open_shop(town, f"Pub {number}", "pub") for number in range(8)]
    for number, shop in enumerate(shops):
        for step in range(30):
            happen(town, shop, MONDAY - timedelta(hours=47 * step + 5 * number))
    _figures, rows = figures_table(town.actor(town.cora), "slots", "12m", now=NOW)
    assert rows[0][:4] == ("Premises", "Type", "Zone", "Slot")
    assert {row[0] for row in rows[1:]} >= {shop.name for shop in shops}
    assert {row[4] for row in rows[1:]} <= {"special", "usual for this kind", "not enough yet"}
