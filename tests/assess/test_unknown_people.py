"""Who is this? Unknown people who look like one, proposed to a person who decides (G-05, P-01)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from watchward.assess.actions.judgements import CannotJudge, judge, judge_together, open_subject_from
from watchward.assess.actions.series import set_apart
from watchward.assess.choices import Identity
from watchward.assess.models import Judgement, Subject
from watchward.assess.queries.unknown_people import unknown_people
from watchward.collect.models import Decoy
from watchward.collect.rules.drafts import PersonSaid
from watchward.kit.errors import NotFound, NotPermitted
from watchward.records.models import Event

SPIDER = PersonSaid(
    age_band="25-34", height_band="5ft10-6ft0", build="slim", hair="short, red", accent="midlands",
    marks="spider tattoo on left hand", methods=("concealment.foil_bag",), sex_appearance="male",
)  # fmt: skip
SAID = (SPIDER, replace(SPIDER, marks="tattoo of a spider, hand"), replace(SPIDER, hair="red, cropped", accent=""))


def seen(town):
    """The same person by three witnesses, and two others."""
    now = timezone.now()
    made = [
        town.report(by=by, people=(person,), happened_at=now - timedelta(days=2 + days))
        for days, (by, person) in enumerate(zip((town.ada, town.bilal, town.ada), SAID, strict=True))
    ]
    others = (PersonSaid(age_band="55-64", hair="grey, long", build="stocky"), PersonSaid(hair="black, curly"))
    for by, person in zip((town.bilal, town.ada), others, strict=True):
        town.report(by=by, people=(person,), happened_at=now - timedelta(days=9))
    return made


def proposed(town, account=None):
    return [{one.report for one in person.seen} for person in unknown_people(town.actor(account or town.cora)).people]


def test_people_who_look_like_one_are_proposed_side_by_side_and_nothing_follows_by_itself_g_05(town):
    made = seen(town)
    found = unknown_people(town.actor(town.cora))
    assert [{one.report for one in person.seen} for person in found.people] == [{one.ref for one in made}]
    compared = {name: label for name, _here, _there, label, _bits in found.people[0].alike[0].compared}
    assert compared["Marks"] in ("agreed", "close")
    assert "Sex" not in compared
    assert found.looked_at == 5
    assert not Subject.everywhere.exists()


def test_one_record_is_opened_for_them_as_unknown_p_01(town):
    made = seen(town)
    pairs = [(one.ref, one.people.get().ref) for one in made]
    subject = judge_together(actor=town.actor(town.cora), seen=pairs, necessity="Three shops were visited.")
    subject.refresh_from_db()
    assert subject.state == Identity.UNKNOWN
    assert Judgement.everywhere.filter(subject=subject, verdict="same").count() == 3
    assert Event.everywhere.filter(kind="subject.judged").count() == 3
    assert proposed(town) == []
    first = Judgement.everywhere.order_by("pk")[0].mention
    judge(actor=town.actor(town.cora), report_ref=first.report.ref, mention_ref=first.ref, subject_ref=subject.ref,
          verdict="withdrawn")  # fmt: skip
    assert Judgement.everywhere.filter(subject=subject, verdict="same", is_current=True).count() == 2


def test_who_is_known_after_all_is_named_and_all_are_judged_to_be_them_at_once(town):
    made = seen(town)
    cora = town.actor(town.cora)
    known = replace(SPIDER, alias="Spider")
    first = town.report(by=town.bilal, people=(known,), happened_at=timezone.now() - timedelta(days=5))
    how = {"report_ref": first.ref, "mention_ref": first.people.get().ref, "necessity": "Seen before"}
    subject = open_subject_from(actor=cora, **how)
    person = unknown_people(cora).people[0]
    assert [one.ref for one in person.known] == [subject.ref]
    pairs = [(one.report, one.mention) for one in person.seen]
    assert judge_together(actor=cora, seen=pairs, subject_ref=subject.ref) == subject
    assert Judgement.everywhere.filter(subject=subject, verdict="same").count() == 1 + len(made)
    assert proposed(town) == []


def test_opening_is_all_or_nothing_and_needs_two_reports_and_a_reason(town):
    one, two, _three = seen(town)
    cora = town.actor(town.cora)
    pair = (one.ref, one.people.get().ref)
    with pytest.raises(CannotJudge, match="at least two"):
        judge_together(actor=cora, seen=[pair, pair], necessity="Two.")
    theirs = town.other.report(by=town.other.ada, people=(SPIDER,))
    with pytest.raises(NotFound):
        judge_together(actor=cora, seen=[pair, (theirs.ref, theirs.people.get().ref)], necessity="Two.")
    with pytest.raises(NotPermitted):
        judge_together(actor=town.actor(town.person("Pat", "police-officer")),
                     seen=[pair, (two.ref, two.people.get().ref)], necessity="Two.")  # fmt: skip
    assert not Subject.everywhere.exists()


def test_who_was_set_apart_is_not_proposed_as_one_again(town):
    made = seen(town)
    set_apart(actor=town.actor(town.cora), report_refs=[made[2].ref], from_refs=[made[0].ref, made[1].ref])
    assert proposed(town) == [{made[0].ref, made[1].ref}]


def test_two_people_of_one_report_are_never_one(town):
    town.report(by=town.ada, people=(SPIDER, SPIDER))
    assert proposed(town) == []


def test_members_and_the_next_town_are_shown_nobody_and_the_police_are(town):
    made = seen(town)
    assert proposed(town, town.person("Pat", "police-officer")) == [{one.ref for one in made}]
    for stranger in (town.ada, town.person("Mia", "store-manager", town.bakery)):
        with pytest.raises(NotPermitted):
            unknown_people(town.actor(stranger))
    assert unknown_people(town.other.actor(town.other.cora)).people == ()


def test_a_record_about_nobody_and_a_report_that_the_reader_keeps_away_from_are_not_among_it(town):
    made = seen(town)
    Decoy.everywhere.create(report=made[0])
    assert proposed(town) == [{made[1].ref, made[2].ref}]
    away = replace(town.actor(town.cora), recused_from=frozenset({f"report/{made[1].ref}"}))
    assert unknown_people(away).people == ()
