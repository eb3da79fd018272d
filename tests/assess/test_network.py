"""Who was seen with whom: only judged people, and nobody whom the reader is kept away from."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from watchward.assess.actions.judgements import estimate_age, judge, open_subject_from
from watchward.assess.models import Subject
from watchward.assess.queries.judged_visits import Mention, judged_visits
from watchward.assess.queries.network import seen_together
from watchward.collect.models import Decoy
from watchward.collect.rules.drafts import PersonSaid
from watchward.kit.errors import NotFound, NotPermitted
from watchward.patterns.visits import Incident, collapse

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


def test_around_one_subject_stand_those_they_were_with_also_by_a_reference_that_was_merged(town):
    _report, both = pair_seen(town)
    pair_seen(town, happened_at=timezone.now() - timedelta(days=5))
    cora = town.actor(town.cora)
    found = seen_together(cora, around=both[0].ref)
    assert set(found.titles) == {one.ref for one in both}
    assert found.around_title == "“Red Cap”"
    Subject.everywhere.filter(pk=both[1].pk).update(merged_into=both[0])
    assert seen_together(cora, around=both[1].ref).around == both[0].ref


def test_around_somebody_hidden_is_as_absent_as_around_nobody_and_a_record_about_nobody_looks_like_any(town):
    _report, both = pair_seen(town)
    kept_away = replace(town.actor(town.cora), recused_from=frozenset({f"subject/{both[0].ref}"}))
    for actor, ref in ((kept_away, both[0].ref), (town.actor(town.cora), "S-0000000000"),
                       (town.other.actor(town.other.cora), both[0].ref)):  # fmt: skip
        with pytest.raises(NotFound):
            seen_together(actor, around=ref)
    Subject.everywhere.filter(pk=both[0].pk).update(is_nobody=True)
    found = seen_together(town.actor(town.cora), around=both[0].ref)
    assert (found.around_title, found.network.ties) == ("“Red Cap”", ())


def test_months_narrow_the_network_and_an_odd_number_is_a_year(town):
    pair_seen(town, happened_at=timezone.now() - timedelta(days=200))
    cora = town.actor(town.cora)
    assert not seen_together(cora, months="3").network.ties
    assert seen_together(cora, months="24").network.ties
    assert seen_together(cora, months="999").months == "12"


def test_possible_minors_and_vulnerable_people_are_marked_as_closed_to_members_p_04_p_05(town):
    _report, both = pair_seen(town)
    for who in (town.cora, town.person("Second", "coordinator")):
        estimate_age(actor=town.actor(who), ref=both[0].ref, looks="adult")
    Subject.everywhere.filter(pk=both[0].pk).update(is_vulnerable=True, support_considered="Outreach was told")
    found = seen_together(town.actor(town.cora)).closed
    assert (found[both[0].ref], found[both[1].ref]) == (("Vulnerable",), ("Possible minor",))
    estimate_age(actor=town.actor(town.cora), ref=both[0].ref, looks="child")
    assert seen_together(town.actor(town.cora)).closed[both[0].ref] == ("Possible minor", "Vulnerable")


def test_visits_fold_as_the_engine_of_patterns_folds_them(town):
    start = timezone.now() - timedelta(days=30)
    said = [
        Mention(number, "theft", start + timedelta(minutes=minutes), 0, place, 1, None, "", "S")
        for number, (minutes, place) in enumerate([(0, 1), (10, 2), (30, 1), (31, 1), (41, 2), (70, 1)])
    ]
    folded = collapse([Incident(str(one.report), str(one.premises), "", one.at) for one in said])
    assert sorted(str(one.visit) for one in judged_visits(said)) == sorted(visit.refs[0] for visit in folded)
