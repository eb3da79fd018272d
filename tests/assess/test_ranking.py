"""Rankings: judged visits only, with what they stand on, and nothing follows from a place (G-05)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.assess.test_network import pair_seen
from watchward.assess.queries.ranking import rankings
from watchward.collect.models import Decoy
from watchward.kit.errors import NotPermitted
from watchward.records.models import Event


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


def test_members_read_no_ranking_and_the_next_town_ranks_nobody_of_ours(town):
    pair_seen(town)
    with pytest.raises(NotPermitted):
        rankings(town.actor(town.ada))
    found = rankings(town.other.actor(town.other.cora))
    assert (found.prolific, found.harmful, found.travelling, found.visits) == ((), (), (), 0)
