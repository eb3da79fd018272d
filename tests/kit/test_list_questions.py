"""What a report asks: danger first, few required questions, and answers that survive a change of type."""

import pytest

from watchward.kit.lists import all_question_sets, available, load, question_set
from watchward.kit.lists.questions import ASKS, KINDS

EVERY_SET = pytest.mark.parametrize("set_id", sorted(all_question_sets()))


def types():
    return load("incident_types")


@EVERY_SET
def test_a_question_set_is_sound(set_id):
    found = all_question_sets()[set_id]
    ids = [question.id for question in found.questions]
    assert len(ids) == len(set(ids))
    for question in found.questions:
        assert question.kind in KINDS
        assert question.ask in ASKS
        assert not question.label.endswith(".")
        assert question.hint == "" or question.hint.endswith(".")
        assert question.options_list is None or question.options_list in available()
        if question.kind in {"choice", "multi", "goods"}:
            assert len(question.options) >= 2, question.id
        if question.when:
            other = found.get(question.when.question)
            assert ids.index(other.id) < ids.index(question.id), "A condition looks back, never ahead."
            assert set(question.when.any_of) <= {option.id for option in other.options}
        for suggestion in question.suggests:
            assert suggestion.type_id in types()
            assert set(suggestion.any_of) <= {option.id for option in question.options}


def test_every_question_set_belongs_to_a_type():
    assert {e.questions for e in types().entries} == set(all_question_sets())


@pytest.mark.parametrize("type_id", [entry.id for entry in load("incident_types").entries])
def test_l01_and_l02_danger_and_priority_come_before_everything_else(type_id):
    found = question_set(type_id)
    assert [q.id for q in found.first] == [q.id for q in found.questions[: len(found.first)]]
    assert found.first[0].id == "danger_now"
    assert found.first[0].required is types().get(type_id).asks_danger_first
    refused = found.id in {"refusal", "fake_id"}
    assert refused or found.first[1].id == "priority"


def test_an_ordinary_shop_theft_needs_goods_and_value_and_nothing_else():
    found = question_set("theft.bulk")
    assert [q.id for q in found.missing({})] == ["goods", "value"]
    assert found.missing({"goods": ["health.razor_blades"], "value": 18000}) == ()


def test_a_value_of_nothing_is_an_answer_and_an_empty_one_is_not():
    found = question_set("theft")
    assert [q.id for q in found.missing({"goods": [], "value": 0})] == ["goods"]
    assert [q.id for q in found.missing({"goods": ["other"], "value": " "})] == ["value"]


def test_a_violent_report_cannot_be_complete_before_danger_is_answered():
    found = question_set("violence.threat")
    assert [q.id for q in found.missing({"injury": "none"})] == ["danger_now"]
    assert found.missing({"injury": "none", "danger_now": ["none"]}) == ()


def test_a_change_of_type_keeps_shared_answers_and_loses_none():
    answers = {"goods": ["other"], "value": 500, "quantity": 2, "known": "no", "refund_paid": True}
    kept, aside = question_set("robbery.business").carried_over(answers)
    assert kept == {"goods": ["other"], "value": 500, "quantity": 2, "known": "no"}
    assert aside == {"refund_paid": True}


def test_a_question_that_hangs_on_another_is_asked_only_then():
    found = question_set("theft")

    def asked(answers):
        return {q.id for q in found.open_questions(answers)}

    assert "weapon_kind" not in asked({})
    assert "weapon_kind" not in asked({"weapon": "none"})
    assert "weapon_kind" in asked({"weapon": "seen"})


def test_force_in_a_theft_offers_robbery_and_its_absence_does_not():
    found = question_set("theft.walk_out")
    assert [s.type_id for s in found.suggestions({"force_used": True})] == ["robbery.business"]
    assert found.suggestions({"force_used": False}) == ()
    assert found.suggestions({}) == ()


def test_x14_theft_by_an_excluded_person_is_flagged_for_a_reviewer_and_decides_nothing():
    (offered,) = question_set("theft").suggestions({"banned": "yes"})
    assert offered.type_id == "burglary.excluded_person"
    assert "decides nothing" in offered.text
    assert question_set("theft").suggestions({"banned": "unsure"}) == ()


def test_asking_a_set_for_a_foreign_question_says_so():
    with pytest.raises(KeyError, match="theft does not ask 'pump'"):
        question_set("theft").get("pump")
