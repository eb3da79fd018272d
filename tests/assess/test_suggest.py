"""Suggestions order a list for a reader: by name, alias, registration and method, with reasons."""

from dataclasses import replace

import pytest
from django.utils import timezone

from tests.assess.test_network import pair_seen
from watchward.assess.actions.judgements import judge, open_subject_from
from watchward.assess.actions.merges import agree_merge, propose_merge
from watchward.assess.actions.subjects import move_subject
from watchward.assess.models import Fact, Judgement
from watchward.assess.queries.evidence import said_in, said_of
from watchward.assess.queries.suggest import suggestions_for
from watchward.collect.rules.drafts import PersonSaid, VehicleSaid

pytestmark = pytest.mark.django_db


def known(town, person, **said):
    report = town.report(by=town.ada, people=(person,), **said)
    return open_subject_from(
        actor=town.actor(town.cora), report_ref=report.ref, mention_ref=report.people.get().ref, necessity="Seen before"
    )


def suggested(town, person, by=None, actor=None, **said):
    report = town.report(by=by or town.bilal, people=(person,), **said)
    found = suggestions_for(actor or town.actor(town.cora), report)
    return list(found[report.people.get().ref].best) if found else [], report


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        (PersonSaid(name="Generated Žák"), PersonSaid(name="zak, GENERATED")),
        (PersonSaid(alias="Red Cap"), PersonSaid(alias="red cap")),
        (PersonSaid(alias="Red Cap"), PersonSaid(name="Red Cap")),
        (PersonSaid(name="Anna Maria Generated"), PersonSaid(name="Generated Anna Maria")),
    ],
)
def test_a_name_or_alias_suggests_somebody_however_it_is_written(town, said, seen):
    subject = known(town, said)
    (found,), _report = suggested(town, seen)
    assert found.ref == subject.ref
    assert found.reasons


@pytest.mark.parametrize(
    ("seen", "fits"),
    [("AB12 CDE", True), ("AB1? C?E", True), ("AB12 CDF", True), ("AB21 CDF", False), ("XY12 ZZZ", False)],
)
def test_a_registration_suggests_somebody_also_where_it_was_misread(town, seen, fits):
    known(town, PersonSaid(alias="Red Cap"), vehicles=(VehicleSaid(registration="AB12 CDE"),))
    found, _report = suggested(town, PersonSaid(), vehicles=(VehicleSaid(registration=seen),))
    assert bool(found) is fits


def test_a_method_alone_suggests_somebody_only_at_the_same_premises(town):
    subject = known(town, PersonSaid(alias="Red Cap", methods=("distraction",)))
    elsewhere, _report = suggested(town, PersonSaid(methods=("distraction",)))
    assert elsewhere == []
    (here,), _report = suggested(town, PersonSaid(methods=("distraction",)), by=town.ada)
    assert here.ref == subject.ref
    assert [one.label for one in here.compared if one.field == "place"] == ["agreed"]


def test_what_agrees_more_stands_first(town):
    by_alias = known(town, PersonSaid(alias="Red Cap"))
    by_both = known(town, PersonSaid(alias="Red Cap", methods=("distraction",)))
    found, _report = suggested(town, PersonSaid(alias="Red Cap", methods=("distraction",)))
    assert [one.ref for one in found] == [by_both.ref, by_alias.ref]


def test_what_was_judged_is_not_suggested_again_and_nothing_is_judged_by_itself_g_05(town):
    subject = known(town, PersonSaid(alias="Red Cap"))
    found, report = suggested(town, PersonSaid(alias="Red Cap"))
    assert [one.ref for one in found] == [subject.ref]
    assert Judgement.everywhere.count() == 1, "a suggestion is no judgement"
    cora = town.actor(town.cora)
    mention = report.people.get()
    judge(actor=cora, report_ref=report.ref, mention_ref=mention.ref, subject_ref=subject.ref, verdict="different")
    assert suggestions_for(cora, report)[mention.ref].best == ()


def test_a_merged_subject_is_suggested_through_its_keeper_and_an_ended_one_not_at_all(town):
    keeper, other = known(town, PersonSaid(alias="Blue Coat")), known(town, PersonSaid(alias="Red Cap"))
    cora, pat = town.actor(town.cora), town.actor(town.person("Pat", "police-officer"))
    merge = propose_merge(actor=cora, keeper_ref=keeper.ref, other_ref=other.ref, because="Same tattoo")
    agree_merge(actor=pat, ref=keeper.ref, merge_ref=merge.ref)
    found, _report = suggested(town, PersonSaid(alias="Red Cap"))
    assert [one.ref for one in found] == [keeper.ref]
    move_subject(actor=cora, ref=keeper.ref, state="removed", because="Wrong")
    found, _report = suggested(town, PersonSaid(alias="Red Cap"))
    assert found == []


def test_members_get_no_suggestion_and_no_town_suggests_anothers_people(town):
    known(town, PersonSaid(alias="Red Cap"))
    mine, _report = suggested(town, PersonSaid(alias="Red Cap"), actor=town.actor(town.ada))
    assert mine == []
    theirs = town.other.report(by=town.other.ada, people=(PersonSaid(alias="Red Cap"),))
    found = suggestions_for(town.other.actor(town.dev), theirs)
    assert [one.best for one in found.values()] == [()]


def test_each_field_says_what_either_side_says_and_what_is_missing_counts_nothing(town):
    known(town, PersonSaid(alias="Red Cap", marks="Spider tattoo on the neck", hair="short, brown"))
    (found,), _report = suggested(town, PersonSaid(alias="Red Cup", marks="spider tatoo neck"))
    by_field = {one.field: one for one in found.compared}
    assert (by_field["names"].here, by_field["names"].known, by_field["names"].label) == ("Red Cup", "Red Cap", "close")
    assert by_field["marks"].weight > 0
    assert (by_field["hair"].here, by_field["hair"].label, by_field["hair"].weight) == ("Not said", "missing", 0)
    shown = sum(one.weight for one in found.compared) + found.prior + found.explained
    assert shown == pytest.approx(found.weight, abs=0.5), "the picture adds up to the weight, but for rounding"


def test_sex_and_appearance_are_never_compared_g_14(town):
    known(town, PersonSaid(alias="Red Cap", sex_appearance="male"))
    (same,), _report = suggested(town, PersonSaid(alias="Red Cap", sex_appearance="male"))
    (other,), _report = suggested(town, PersonSaid(alias="Red Cap", sex_appearance="female"))
    assert same.weight == other.weight
    assert "sex" not in " ".join(same.reasons).lower()


def test_marks_find_somebody_without_a_name(town):
    subject = known(town, PersonSaid(marks="Spider web tattoo on the left hand"))
    (found,), _report = suggested(town, PersonSaid(marks="spider web, left hand"))
    assert found.ref == subject.ref
    none, _report = suggested(town, PersonSaid(marks="glasses"))
    assert none == []


def test_a_nickname_that_shares_only_the_is_no_sign(town):
    known(town, PersonSaid(alias="The Whistler"))
    found, _report = suggested(town, PersonSaid(alias="The Twins"))
    assert found == []


def test_whom_the_reader_knows_in_private_is_never_named_as_seen_with_anybody_and_others_are(town):
    report, both = pair_seen(town)
    near = {both[1].pk: both[1]}
    open_, away = (
        town.actor(town.cora),
        replace(town.actor(town.cora), recused_from=frozenset({f"subject/{both[0].ref}"})),
    )
    assert both[0].ref in said_of(open_, near)[both[1].pk].words("associates")
    assert said_of(away, near)[both[1].pk].words("associates") == ""
    mention = report.people.get(judgements__subject=both[1])
    assert said_in(open_, report, mention, [both[0]]).words("associates") == both[0].ref
    assert said_in(away, report, mention, [both[0]]).words("associates") == ""
    Fact.everywhere.create(
        subject=both[1], partnership=town.partnership, kind="associate", value=both[0].ref, plain_value=both[0].ref,
        source="A neighbour", said_on="2026-01-01", added_at=timezone.now(), added_by=town.cora,
    )  # fmt: skip
    assert both[0].ref not in said_of(away, near)[both[1].pk].words("associates")
