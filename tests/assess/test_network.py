"""Who was seen with whom: only judged people, and nobody whom the reader is kept away from."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from watchward.assess.actions.judgements import judge, open_subject_from
from watchward.assess.models import Subject
from watchward.assess.queries.network import seen_together
from watchward.collect.models import Decoy
from watchward.collect.rules.drafts import PersonSaid
from watchward.kit.errors import NotPermitted

PAIR = (PersonSaid(alias="Red Cap"), PersonSaid(alias="Blue Coat"))


def pair_seen(town, subjects=(), by=None, **said):
    """A report with two people: two records are opened, or they are judged to be those given."""
    report, cora, opened = town.report(by=by or town.ada, people=PAIR, **said), town.actor(town.cora), []
    for mention, subject in zip(report.people.order_by("place"), subjects or (None, None), strict=True):
        if subject is None:
            how = {"report_ref": report.ref, "mention_ref": mention.ref, "necessity": "Seen before"}
            opened.append(open_subject_from(actor=cora, **how))
        else:
            judge(actor=cora, report_ref=report.ref, mention_ref=mention.ref, subject_ref=subject.ref, verdict="same")
    return report, tuple(opened) or subjects


def test_two_who_were_in_the_same_reports_are_tied_and_a_neighbour_is_not(town):
    now = timezone.now()
    _report, both = pair_seen(town, happened_at=now - timedelta(days=9))
    pair_seen(town, both, by=town.bilal, happened_at=now - timedelta(days=4))
    found = seen_together(town.actor(town.cora))
    assert [(tie.one, tie.other, tie.visits) for tie in found.network.ties] == [(*sorted(one.ref for one in both), 2)]
    assert set(found.titles.values()) == {"“Red Cap”", "“Blue Coat”"}
    assert found.visits == 2


def test_one_visit_that_was_reported_twice_counts_once(town):
    at = timezone.now() - timedelta(days=2)
    _report, both = pair_seen(town, happened_at=at)
    pair_seen(town, both, happened_at=at + timedelta(minutes=4))
    assert [tie.visits for tie in seen_together(town.actor(town.cora)).network.ties] == [1]


def test_what_lies_more_than_a_year_back_or_was_about_nobody_ties_nobody(town):
    report, both = pair_seen(town)
    assert seen_together(town.actor(town.cora)).network.ties
    decoy = Decoy.everywhere.create(report=report)
    assert not seen_together(town.actor(town.cora)).network.ties
    decoy.delete()
    Subject.everywhere.filter(pk=both[0].pk).update(is_nobody=True)
    assert not seen_together(town.actor(town.cora)).network.ties
    Subject.everywhere.filter(pk=both[0].pk).update(is_nobody=False)
    assert not seen_together(town.actor(town.cora), timezone.now() + timedelta(days=400)).network.ties


def test_somebody_whom_the_reader_knows_in_private_is_nowhere_in_it(town):
    _report, both = pair_seen(town)
    kept_away = replace(town.actor(town.cora), recused_from=frozenset({f"subject/{both[0].ref}"}))
    found = seen_together(kept_away)
    assert not found.network.ties
    assert both[0].ref not in found.titles


def test_members_and_the_next_town_read_no_network(town):
    pair_seen(town)
    with pytest.raises(NotPermitted):
        seen_together(town.actor(town.ada))
    assert not seen_together(town.other.actor(town.other.cora)).network.seen
