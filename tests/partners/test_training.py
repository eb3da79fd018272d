"""The training: how questions are written, read and marked, and the texts that the house ships."""

import pytest

from watchward.partners.queries.promises import default_promises
from watchward.partners.rules.training import CannotReadQuestions, Question, mark, read_questions, write_questions

TWO = [
    Question("Is it safe?", ("Yes.", "No."), 1, "Call 999."),
    Question("Who reads it?", ("Members.", "Everybody.", "Nobody."), 0, "Nobody else."),
]


def test_questions_survive_being_written_and_read():
    assert read_questions(write_questions(TWO)) == TWO


def test_enough_right_answers_pass_and_one_fewer_does_not():
    assert mark(TWO, [1, 0], pass_mark=2).passed
    missed = mark(TWO, [1, 2], pass_mark=2)
    assert not missed.passed
    assert missed.right_answers == 1
    assert [line.is_right for line in missed.lines] == [True, False]


@pytest.mark.parametrize("chosen", [[1], [1, 3], [1, -1], [1, 0, 0]])
def test_an_answer_that_does_not_exist_is_not_marked(chosen):
    with pytest.raises(ValueError, match="answer"):
        mark(TWO, chosen, pass_mark=0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("* first\n? late", "Line 1 comes before the first question"),
        ("? one\n* a\nnonsense", "Line 3 must begin with"),
        ("? one\n* a\n= why", "needs 2 to 6 answers"),
        ("? one\n* a\n* b\n= why", "exactly one right answer"),
        ("? one\n* a\n- b", "one explanation"),
        ("? one\n*\n- b", "Line 2"),
        ("\n\n".join(["? q\n* a\n- b\n= c"] * 31), "31 questions"),
    ],
)
def test_questions_that_cannot_be_read_name_the_place(text, says):
    with pytest.raises(CannotReadQuestions, match=says):
        read_questions(text)


def test_the_shipped_texts_say_that_they_are_templates():
    for one in default_promises():
        assert "template" in one.text.splitlines()[0]


def test_the_shipped_agreement_forbids_every_way_of_republishing_g_10():
    agreement = default_promises()[0].text
    for word in ("WhatsApp", "social media", "window", "staff-room wall"):
        assert word in agreement


def test_the_shipped_training_teaches_what_the_rules_ask_m_08_g_14_g_11_p_04():
    training = default_promises()[1]
    asked = " ".join(question.ask + question.why for question in training.questions)
    assert len(training.questions) == 8
    assert training.pass_mark == 7
    for word in ("999", "ntelligence", "Religion", "under 18", "WhatsApp", "log-in", "film"):
        assert word in asked
    right = [question.right for question in training.questions]
    assert len(set(right)) == 3, "the right answer must not always stand in the same place"
    assert all(question.why.endswith(".") for question in training.questions)
