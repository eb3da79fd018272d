"""The answers of a report form: only questions that exist, only options that exist, old ones kept."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.http import QueryDict

from watchward.kit.lists import Option, Question, QuestionSet, TaxonomyList, all_question_sets, load
from watchward.web.forms.report_fields import Problems, Unreadable, pence, whole_number, words

TOPIC = Question(
    id="topic",
    label="What is it about?",
    hint="Tap one or more.",
    kind="multi",
    options_list="good_practice_topics",
    ask="always",
)
# A good-practice note names nobody, so it asks of no danger, no person and no loss.
NOTE_SET = QuestionSet("good_practice", "Good-practice note", "2026.1", (TOPIC,))


@cache
def every_question() -> Mapping[str, Question]:
    """Every question that any type asks; an id means the same in each."""
    found = {question.id: question for one in all_question_sets().values() for question in one.questions}
    return found | {TOPIC.id: TOPIC}


def read_answers(
    said: QueryDict, asked: QuestionSet, goods: TaxonomyList, problems: Problems, *, lenient: bool = False
) -> dict[str, Any]:
    """Answers by question. Those set aside by a change of type come along (they may be wanted again).

    Args:  lenient: a missing answer is no problem, because nobody is there to give it.
    """
    answers: dict[str, Any] = {}
    for question in every_question().values():
        try:
            answer = _answer(said, question, goods)
        except Unreadable as wrong:
            problems.add(f"q_{question.id}", str(wrong), said.get(f"q_{question.id}", ""))
            continue
        if answer not in (None, "", []):
            answers[question.id] = answer
    if not lenient:
        _require(answers, asked, said, problems)
    return answers


def _require(answers: Mapping[str, Any], asked: QuestionSet, said: QueryDict, problems: Problems) -> None:
    given = dict(answers) | ({"value": said.get("value_band")} if said.get("value_band") in load("value_bands") else {})
    for question in asked.missing(given):
        problems.add(f"q_{question.id}", f"Answer this: {question.label[0].lower()}{question.label[1:]}")


def _answer(said: QueryDict, question: Question, goods: TaxonomyList) -> Any:
    name = f"q_{question.id}"
    if question.kind == "money":
        return pence(said.get(name))
    if question.kind in {"number", "quantity"}:
        return whole_number(said.get(name))
    if question.kind in {"text", "time"}:
        return words(said.get(name), most=300)
    if question.kind == "goods":
        return _goods(said.getlist(name), goods)
    options = {option.id for option in question.options}
    chosen = list(dict.fromkeys(one for one in said.getlist(name) if one in options))
    if question.kind == "multi":
        return _exclusive(question, chosen)
    return chosen[0] if chosen else ""


def _goods(chosen: Sequence[str], goods: TaxonomyList) -> list[str]:
    """Each sort once; a sort within a group says more than the group."""
    real = list(dict.fromkeys(one for one in chosen if one in goods))
    parents = {goods.get(one).parent for one in real}
    return [one for one in real if one not in parents]


def _exclusive(question: Question, chosen: list[str]) -> list[str]:
    """ "None of these" beside a sign of danger is a slip of the thumb: the sign stands."""
    if question.options_list is None or len(chosen) < 2:
        return chosen
    entries = load(question.options_list)
    return [one for one in chosen if not entries.get(one).extra.get("exclusive")]


def option_groups(question: Question, goods: TaxonomyList) -> list[tuple[str | None, list[Option]]]:
    """Options as a page draws them: long lists under the headings of their groups."""
    if question.kind == "goods":
        return [(None, [Option(one.id, one.label) for one in goods.roots()])]
    if question.options_list is None:
        return [(None, list(question.options))]
    entries = load(question.options_list)
    if len(entries.roots()) == len(entries.entries):
        return [(None, list(question.options))]
    return [
        (root.label, [Option(one.id, one.label) for one in entries.children(root.id)] or [Option(root.id, root.label)])
        for root in entries.roots()
    ]
