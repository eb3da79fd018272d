"""Rankings: judged visits only, with what they stand on, and nothing follows from a place (G-05)."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests.assess.test_network import pair_seen
from watchward.assess.actions.harm import set_harm
from watchward.assess.queries.ranking import rankings
from watchward.collect.models import Decoy
from watchward.collect.rules.drafts import PersonSaid
from watchward.kit.errors import NotPermitted
from watchward.partners.models import Premises, Zone
from watchward.records.models import Event

HOUSE = Path(__file__).resolve().parents[2] / "watchward"


def test_who_was_judged_to_be_in_more_visits_stands_first_and_where_they_came_from_is_said(town):
    now = timezone.now()
    _report, both = pair_seen(town, happened_at=now - timedelta(days=9))
    for days in (3, 5, 7):
        pair_seen(town, both, by=town.bilal, happened_at=now - timedelta(days=days))
    other_report, others = pair_seen(town, happened_at=now - timedelta(days=2))
    found = rankings(town.actor(town.cora))
    assert {one.ref for one in found.prolific[:2]} == {one.ref for one in both}
    assert {one.ranked.acts for one in found.prolific[:2]} == {4}
    assert found.prolific[0].share == 0.75
    assert found.visits == 5
    assert {one.ref for one in found.prolific[2:]} == {one.ref for one in others}
    Decoy.everywhere.create(report=other_report)
    assert len(rankings(town.actor(town.cora)).prolific) == 2


def test_a_grave_kind_weighs_more_and_somebody_lost_did_no_harm(town):
    now = timezone.now()
    _small, small = pair_seen(town, kind="theft.concealed", happened_at=now - timedelta(days=3))
    pair_seen(town, small, kind="theft.concealed", happened_at=now - timedelta(days=2))
    _grave, grave = pair_seen(town, kind="robbery", happened_at=now - timedelta(days=3))
    pair_seen(town, kind="safeguarding.missing", happened_at=now - timedelta(days=1))
    found = rankings(town.actor(town.cora))
    assert {one.ref for one in found.harmful[:2]} == {one.ref for one in grave}
    assert {one.ref for one in found.prolific[:2]} == {one.ref for one in small}
    assert len(found.prolific) == 4


def test_nothing_is_published_or_opened_by_a_place_on_a_list_g_05(town):
    pair_seen(town)
    before = set(Event.everywhere.values_list("kind", flat=True))
    rankings(town.actor(town.cora))
    assert set(Event.everywhere.values_list("kind", flat=True)) == before


def test_no_action_no_clock_and_no_subscriber_can_reach_a_ranking_g_05():
    """Only the two pages that a named person opens ask for it, and they answer reads with no form that does a deed."""
    ranks = re.compile(r"(queries\.ranking|identify\.ranking|queries\.network|identify\.networks)\b")
    found = (path for path in HOUSE.rglob("*.py") if ranks.search(path.read_text(encoding="utf-8")))
    assert {str(path.parent.relative_to(HOUSE)) for path in found} == {"api/resources", "assess/queries", "web"}
    for name in ("ranking", "network"):
        page = (HOUSE / f"web/templates/subjects/{name}.html").read_text(encoding="utf-8")
        assert "post" not in page.lower()


def test_beside_the_lists_stands_who_is_reported_judged_and_listed_and_never_by_sex_g_14(town):
    now = timezone.now()
    _report, both = pair_seen(town, happened_at=now - timedelta(days=9))
    pair_seen(town, both, by=town.bilal, happened_at=now - timedelta(days=4))
    town.report(people=(PersonSaid(alias="Unjudged", age_band="25-34", sex_appearance="male"),), by=town.ada)
    found = {one.title: {line.group: line for line in one.lines} for one in rankings(town.actor(town.cora)).bias}
    assert set(found) == {"Age as reported", "Hour", "Zone", "Member who reported"}
    ages = found["Age as reported"]
    assert [(ages[group].of_all.part, ages[group].judged.part) for group in ("Not said", "25 to 34")] == [
        (4, 4),
        (1, 0),
    ]
    assert sum(line.of_all.part for line in found["Member who reported"].values()) == 5
    kept_away = replace(town.actor(town.cora), recused_from=frozenset({f"subject/{both[0].ref}"}))
    seen = {one.title: one.lines for one in rankings(kept_away).bias}
    assert sum(line.of_all.part for line in seen["Hour"]) == 1


def test_a_list_that_one_person_filled_says_so_and_marks_whom_members_may_not_see(town):
    now = timezone.now()
    _report, both = pair_seen(town, happened_at=now - timedelta(days=9))
    for days in (3, 5, 7):
        pair_seen(town, both, happened_at=now - timedelta(days=days))
    line = rankings(town.actor(town.cora)).prolific[0]
    assert (line.share, line.one_reporter, line.closed) == (1, 1, ("Possible minor",))


def test_travelling_is_within_the_window_that_is_asked_for(town):
    now = timezone.now()
    quay = Zone.everywhere.create(partnership=town.partnership, name="Quay")
    Premises.everywhere.filter(pk=town.pharmacy.pk).update(zone=quay)
    _report, both = pair_seen(town, happened_at=now - timedelta(days=40))
    pair_seen(town, both, by=town.bilal, happened_at=now - timedelta(days=2))
    cora = town.actor(town.cora)
    assert not rankings(cora, window="30").travelling
    assert {one.ref for one in rankings(cora, window="90").travelling} == {one.ref for one in both}
    assert rankings(cora, "9999", window="9999").window == "30"


def test_a_partnership_s_own_days_of_harm_change_the_order_at_once(town):
    now, cora = timezone.now(), town.actor(town.cora)
    _theft, small = pair_seen(town, kind="theft.concealed", happened_at=now - timedelta(days=3))
    _grave, grave = pair_seen(town, kind="burglary", happened_at=now - timedelta(days=3))
    assert {one.ref for one in rankings(cora).harmful[:2]} == {one.ref for one in grave}
    set_harm(actor=cora, kind="theft", days=900, source="The board, for this test")
    assert {one.ref for one in rankings(cora).harmful[:2]} == {one.ref for one in small}


def test_members_read_no_ranking_and_the_next_town_ranks_nobody_of_ours(town):
    pair_seen(town)
    with pytest.raises(NotPermitted):
        rankings(town.actor(town.ada))
    found = rankings(town.other.actor(town.other.cora))
    assert (found.prolific, found.harmful, found.travelling, found.visits) == ((), (), (), 0)
