"""A draft that a program sent: what no form would have let a person type is named, nothing is guessed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from watchward.collect.rules.checking import NO_RECORD, checked
from watchward.collect.rules.drafts import Draft, GoodsSaid, PersonSaid, VehicleSaid
from watchward.kit.lists import load

NOW = datetime(2026, 3, 7, 9, tzinfo=UTC)
FOOD = load("goods").roots()[0].id
PLAIN = Draft(
    form="incident", kind="theft.concealed", premises_ref="P-1", happened_at=NOW - timedelta(hours=9),
    narrative="Took two cakes.", loss_pence=2400, goods=(GoodsSaid(FOOD, quantity=2),),
)  # fmt: skip


def held(jurisdiction="E&W", **said):
    return checked(
        replace(PLAIN, **said), types=load("incident_types"), goods=load("goods"), jurisdiction=jurisdiction, now=NOW
    )


def test_an_ordinary_theft_is_taken_and_completed_as_the_form_would():
    found = held(people=(PersonSaid(known="by-sight", alias=" Red  Cap\u200b"),))
    assert found.problems == []
    answers = found.draft.answers
    assert (answers["value"], answers["goods"], answers["known"]) == (2400, [FOOD], "by_sight")
    assert found.draft.people[0].alias == "Red  Cap"


def test_answers_fill_the_facts_where_only_they_were_said():
    found = held(loss_pence=None, goods=(), answers={"value": 500, "goods": [FOOD], "police_ref": "CR/1"})
    assert found.problems == []
    draft = found.draft
    assert (draft.loss_pence, draft.goods, draft.police_reference) == (500, (GoodsSaid(FOOD),), "CR/1")


def test_a_band_stands_for_an_amount_that_nobody_knows():
    band = load("value_bands").entries[0].id
    assert held(loss_pence=None, value_band=band).problems == []
    assert [place for place, _todo in held(loss_pence=None).problems] == ["#/answers/value"]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"form": "gossip"}, "#/form"),
        ({"kind": "nothing"}, "#/kind"),
        ({"form": "sighting"}, "#/kind"),
        ({"form": "good_practice"}, "#/kind"),
        ({"happened_at": NOW - timedelta(days=2000)}, "#/happened_at"),
        ({"loss_pence": -1}, "#/loss_pence"),
        ({"loss_pence": 10**12}, "#/loss_pence"),
        ({"value_band": "lots"}, "#/value_band"),
        ({"police_reference": "x" * 39}, "#/police_reference"),
        ({"answers": {"what": "x"}}, "#/answers/what"),
        ({"answers": {"danger_now": "weapon"}}, "#/answers/danger_now"),
        ({"answers": {"danger_now": ["weapon", "weapon"]}}, "#/answers/danger_now"),
        ({"answers": {"danger_now": [["weapon"]]}}, "#/answers/danger_now"),
        ({"answers": {"force_used": True}}, "#/answers/force_used"),
        ({"answers": {"people_count": -1}}, "#/answers/people_count"),
        ({"answers": {"people_count": True}}, "#/answers/people_count"),
        ({"answers": {"police_ref": "x" * 301}}, "#/answers/police_ref"),
        ({"answers": {"police_called": {"a": 1}}}, "#/answers/police_called"),
        ({"people": (PersonSaid(known="well"),)}, "#/people/0/known"),
        ({"people": (PersonSaid(name="Sol"),)}, "#/people/0/name"),
        ({"people": (PersonSaid(known="by-name"),)}, "#/people/0/name"),
        ({"people": (PersonSaid(age_band="old"),)}, "#/people/0/age_band"),
        ({"people": (PersonSaid(marks="x" * 301),)}, "#/people/0/marks"),
        ({"people": (PersonSaid(clothing=("x" * 81,)),)}, "#/people/0/clothing"),
        ({"people": (PersonSaid(methods=("magic",)),)}, "#/people/0/methods"),
        ({"people": (PersonSaid(),) * 13}, "#/people"),
        ({"vehicles": (VehicleSaid(registration="AB12 CDE FGHIJKL"),)}, "#/vehicles/0/registration"),
        ({"vehicles": (VehicleSaid(kind="ufo"),)}, "#/vehicles/0/kind"),
        ({"vehicles": (VehicleSaid(),) * 7}, "#/vehicles"),
        ({"goods": (GoodsSaid("gold dust"),)}, "#/goods/0/goods"),
        ({"goods": (GoodsSaid(FOOD, quantity=-1),)}, "#/goods/0/quantity"),
        ({"goods": (GoodsSaid(FOOD),) * 51}, "#/goods"),
    ],
)
def test_what_cannot_stand_is_named_with_its_place(said, place):
    assert place in [where for where, _todo in held(**said).problems]


def test_every_problem_is_said_at_once():
    found = held(kind="nothing", value_band="lots", people=(PersonSaid(age_band="old"),))
    assert len(found.problems) == 3


def test_a_dangerous_kind_is_not_taken_before_danger_is_answered_l_01():
    silent = [place for place, _todo in held(kind="violence.threat").problems]
    said = [place for place, _todo in held(kind="violence.threat", answers={"danger_now": ["none"]}).problems]
    assert "#/answers/danger_now" in silent
    assert "#/answers/danger_now" not in said


def test_a_registration_is_kept_in_capitals_without_blanks():
    (vehicle,) = held(vehicles=(VehicleSaid(registration="ab12 c?e"),)).draft.vehicles
    assert vehicle.registration == "AB12C?E"


def test_who_is_too_young_for_any_record_is_left_out_where_the_law_says_so_p_04():
    ten = (PersonSaid(alias="Tiny", age_band="10-11"),)
    assert held(people=ten).draft.people[0].seemed_under_18
    scotland = held("S", people=ten)
    assert (scotland.draft.people, scotland.notes) == ((), [NO_RECORD])
    assert scotland.draft.answers["safeguarding_note"] == NO_RECORD


def test_could_not_tell_is_no_sign_of_youth_but_what_was_said_stands_p_04():
    unsure, said_so = held(people=(PersonSaid(age_band="unknown"), PersonSaid(seemed_under_18=True))).draft.people
    assert not unsure.seemed_under_18
    assert said_so.seemed_under_18


def test_a_note_of_good_practice_names_nobody_and_says_something():
    note = {"form": "good_practice", "kind": "information", "goods": (), "loss_pence": None}
    topic = load("good_practice_topics").entries[0].id
    assert held(**note, answers={"topic": [topic]}).problems == []
    places = [place for place, _todo in held(**note | {"narrative": " "}, people=(PersonSaid(),)).problems]
    assert places == ["#/narrative", "#/people"]
