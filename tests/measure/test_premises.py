"""The figures of one premises, and who may see them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.measure.making import MONDAY, NOW, days, happen, open_shop
from watchward.kit.errors import NotFound, NotPermitted
from watchward.measure import pictures
from watchward.measure.queries.premises import premises_figures, premises_list
from watchward.policy import Remedy

pytestmark = pytest.mark.django_db


def figures(town, premises, *, by=None, period="13w", **asked):
    return premises_figures(town.actor(by or town.cora), premises.ref, period, now=NOW, **asked)


def test_only_what_happened_there_is_counted(town):
    happen(town, town.bakery, MONDAY, times=6, loss_pence=100)
    happen(town, town.pharmacy, MONDAY, times=9, loss_pence=900)
    found = figures(town, town.bakery)
    assert (found.row.count, found.losses.lost_pence) == (6, 600)
    assert found.over_time[-1] == ("16 Mar", 6)
    assert (found.row.window.words, found.row.window.count) == ("Monday 08:00 to 11:00", 6)
    assert found.row.evenings == (0,) * 7


def test_what_members_never_see_is_not_even_a_count_at_their_own_place_p_05(town):
    happen(town, town.bakery, MONDAY, times=6)
    happen(town, town.bakery, MONDAY, times=2, kind="theft.staff")
    mia = town.person("Mia", "store-manager", town.bakery)
    assert figures(town, town.bakery).row.count == 8
    assert figures(town, town.bakery, by=mia).row.count == 6
    assert figures(town, town.bakery).row.count == 8, "what is kept for one is not shown to the other"


def test_a_shop_worker_sees_their_own_place_and_a_neighbours_is_as_if_it_did_not_exist(town):
    assert figures(town, town.bakery, by=town.ada).row.name == town.bakery.name
    answers = set()
    for ref in (town.pharmacy.ref, town.other.bakery.ref, "P-0000000000"):
        with pytest.raises(NotFound) as refused:
            premises_figures(town.actor(town.ada), ref, now=NOW)
        answers.add(str(refused.value))
    assert len(answers) == 1


def test_a_coordinator_sees_every_place_of_the_town_and_none_of_the_next(town):
    assert figures(town, town.pharmacy).row.name == town.pharmacy.name
    with pytest.raises(NotFound):
        figures(town, town.other.bakery)


def test_a_safety_representative_and_a_camera_operator_see_no_premises(town):
    for role in ("safety-representative", "cctv-operator", "data-protection-lead"):
        with pytest.raises(NotPermitted):
            figures(town, town.bakery, by=town.person(role, role))


def test_the_board_without_its_second_step_is_sent_to_set_it_up(town):
    board = town.person("Bo", "board-member")
    assert figures(town, town.bakery, by=board).row.name == town.bakery.name
    with pytest.raises(NotPermitted) as refused:
        premises_figures(town.actor(board, has_second_factor=False), town.bakery.ref, now=NOW)
    assert refused.value.remedy == Remedy.SECOND_FACTOR


def test_reports_are_listed_for_those_who_may_read_them_only(town):
    happen(town, town.bakery, MONDAY, times=12)
    manager = town.person("Max", "store-manager", town.bakery)
    board = town.person("Bo", "board-member")
    assert (figures(town, town.bakery).may_read, len(figures(town, town.bakery).latest)) == (True, 10)
    assert len(figures(town, town.bakery, by=manager).latest) == 10
    assert (figures(town, town.bakery, by=board).may_read, figures(town, town.bakery, by=board).latest) == (False, ())
    assert figures(town, town.bakery, by=town.ada).may_read is False


def test_four_others_are_not_compared_and_five_are_without_names(town):
    others = [open_shop(town, f"Grocer {number}") for number in range(4)]
    happen(town, town.bakery, MONDAY, times=7)
    few = figures(town, town.bakery)
    assert (few.peers.others, few.peers.is_enough) == (4, False)
    assert "Fewer than 5 are not compared" in pictures.peers_sentence(few)
    others.append(open_shop(town, "Grocer 4"))
    for number, shop in enumerate(others):
        happen(town, shop, MONDAY, times=number * 10)
    enough = figures(town, town.bakery)
    assert (enough.peers.low, enough.peers.middle, enough.peers.high) == (10, 20, 30)
    sentence = pictures.peers_sentence(enough)
    assert "the one in the middle has 20, and half lie between 10 and 30" in sentence
    assert "Grocer" not in sentence


def test_opening_hours_are_outlined_where_they_are_known(town):
    happen(town, town.bakery, MONDAY)
    assert figures(town, town.bakery).opening == frozenset()
    town.bakery.opening_hours = {"mon": [["09:00", "17:30"]]}
    town.bakery.save()
    found = figures(town, town.bakery)
    assert found.opening == {(0, hour) for hour in range(9, 18)}
    assert "ww-chart-outline" in pictures.week_chart(found.row.week, 0, opening=found.opening).svg


def test_a_filter_narrows_every_number_of_the_page(town):
    happen(town, town.bakery, MONDAY, times=2, kind="theft.bulk")
    happen(town, town.bakery, MONDAY, kind="violence.threat")
    found = figures(town, town.bakery, group="violence")
    assert (found.row.count, len(found.latest), sum(found.row.week)) == (1, 1, 1)


def test_a_place_in_another_time_zone_reads_its_own_clock(town):
    town.partnership.time_zone = "America/Chicago"
    town.partnership.save()
    happen(town, town.bakery, datetime(2026, 3, 14, 3, 0, tzinfo=UTC), times=5)  # Friday 22:00 there
    assert figures(town, town.bakery).row.evenings == (0, 0, 0, 0, 5, 0, 0)


def test_the_list_shows_a_member_their_own_and_the_office_all_and_finds_words(town):
    happen(town, town.pharmacy, MONDAY)
    everything = premises_list(town.actor(town.cora), "13w", now=NOW)
    assert [(row.name, row.count) for row in everything.rows] == [(town.pharmacy.name, 1), (town.bakery.name, 0)]
    own = premises_list(town.actor(town.ada), "13w", now=NOW)
    assert ([row.name for row in own.rows], own.of_all, own.sees_all) == ([town.bakery.name], 1, False)
    assert premises_list(town.actor(town.ada), words="pharmacy", now=NOW).rows == ()
    assert [row.name for row in premises_list(town.actor(town.cora), words="PHARM borrow", now=NOW).rows] == [
        town.pharmacy.name
    ]
    assert [row.name for row in premises_list(town.actor(town.cora), sector="food", now=NOW).rows] == [town.bakery.name]


def test_a_closed_place_keeps_its_past_and_leaves_the_list_after_it(town):
    happen(town, town.bakery, MONDAY - days(300))
    town.bakery.closed_on = (MONDAY - days(200)).date()
    town.bakery.save()
    actor = town.actor(town.cora)
    assert town.bakery.name in [row.name for row in premises_list(actor, "12m", now=NOW).rows]
    assert town.bakery.name not in [row.name for row in premises_list(actor, "4w", now=NOW).rows]
    assert figures(town, town.bakery, period="4w").row.count == 0


def test_the_page_of_one_of_thirty_premises_costs_no_more_queries(town):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            figures(town, town.bakery, period="all")
            premises_list(town.actor(town.cora), "all", now=NOW)
        return sum(one["sql"].startswith("SELECT") and "cache" not in one["sql"] for one in seen)

    happen(town, town.bakery, MONDAY - timedelta(days=400))
    one = queries()
    for number in range(30):
        happen(town, open_shop(town, f"Shop {number}"), MONDAY - days(number), times=2)
    assert queries() == one
