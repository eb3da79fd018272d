"""Which questions a report asks: by type, danger first, few required, answers kept on a change of type."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, Literal

from watchward.kit.lists.loader import TaxonomyList, load, read_data

Kind = Literal["choice", "multi", "yes_no", "text", "number", "money", "time", "goods", "quantity"]
Ask = Literal["first", "always", "more"]
KINDS: Final = ("choice", "multi", "yes_no", "text", "number", "money", "time", "goods", "quantity")
ASKS: Final = ("first", "always", "more")
DANGER: Final = "danger_now"


@dataclass(frozen=True)
class Option:
    """One possible answer: what is stored, and what people read."""

    id: str
    label: str


@dataclass(frozen=True)
class Condition:
    """Ask only if another answer is, or holds, one of these."""

    question: str
    any_of: tuple[str, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether the answers so far meet the condition; an unanswered question meets none."""
        return bool(_said(answers.get(self.question)) & set(self.any_of))


@dataclass(frozen=True)
class Suggestion:
    """Another type to offer when an answer points to it: offered, never decided (c.10, X-14)."""

    any_of: tuple[str, ...]
    type_id: str
    text: str


@dataclass(frozen=True)
class Question:
    """A question as one set asks it; the id means the same in every set."""

    id: str
    label: str
    hint: str
    kind: Kind
    options_list: str | None = None
    inline_options: tuple[Option, ...] = ()
    when: Condition | None = None
    suggests: tuple[Suggestion, ...] = ()
    rule: str | None = None
    ask: Ask = "more"
    required: bool = False

    @property
    def options(self) -> tuple[Option, ...]:
        """What can be chosen, from the shipped list or from the question itself."""
        if self.kind == "yes_no":
            return (Option("yes", "Yes"), Option("no", "No"))
        if self.options_list is None:
            return self.inline_options
        return tuple(Option(entry.id, entry.label) for entry in load(self.options_list).entries)


@dataclass(frozen=True)
class QuestionSet:
    """The questions of one kind of incident, in the order in which they are asked."""

    id: str
    title: str
    version: str
    questions: tuple[Question, ...]

    @property
    def first(self) -> tuple[Question, ...]:
        """Danger and priority, before everything else (L-01, L-02)."""
        return self._asked("first")

    @property
    def always(self) -> tuple[Question, ...]:
        """The few that everybody sees."""
        return self._asked("always")

    @property
    def more(self) -> tuple[Question, ...]:
        """Optional ones, folded away until wanted."""
        return self._asked("more")

    def _asked(self, ask: Ask) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.ask == ask)

    def get(self, question_id: str) -> Question:
        """Return one question; KeyError says which set lacks it."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(f"The question set {self.id} does not ask {question_id!r}.")

    def open_questions(self, answers: Mapping[str, Any]) -> tuple[Question, ...]:
        """Return the questions that apply, given the answers so far."""
        return tuple(q for q in self.questions if q.when is None or q.when.holds(answers))

    def missing(self, answers: Mapping[str, Any]) -> tuple[Question, ...]:
        """Return the required questions that still need an answer; zero and "no" are answers."""
        return tuple(q for q in self.open_questions(answers) if q.required and not _said(answers.get(q.id)))

    def carried_over(self, answers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Split answers given under another type into (asked here too, set aside but not lost)."""
        ours = {question.id for question in self.questions}
        kept = {key: value for key, value in answers.items() if key in ours}
        return kept, {key: value for key, value in answers.items() if key not in ours}

    def suggestions(self, answers: Mapping[str, Any]) -> tuple[Suggestion, ...]:
        """Return other types worth offering; a person decides."""
        return tuple(
            suggestion
            for question in self.open_questions(answers)
            for suggestion in question.suggests
            if _said(answers.get(question.id)) & set(suggestion.any_of)
        )


def question_set(type_id: str, types: TaxonomyList | None = None) -> QuestionSet:
    """Return the questions for an incident type: its own set, else that of the nearest parent.

    Args:    type_id: an incident type.  types: the list with a partnership's additions, if it has any.
    Raises:  KeyError: the type does not exist, or neither it nor a parent names a set.
    """
    taxonomy = types or load("incident_types")
    lineage = taxonomy.lineage(type_id)
    for entry in lineage:
        if entry.questions is not None:
            found = all_question_sets()[entry.questions]
            return _danger_required(found) if lineage[0].asks_danger_first else found
    raise KeyError(f"Neither {type_id!r} nor its parents in {taxonomy.id} name a question set.")


def _danger_required(found: QuestionSet) -> QuestionSet:
    """A dangerous type cannot be sent before the danger question is answered (L-01)."""
    questions = tuple(replace(q, required=True) if q.id == DANGER else q for q in found.questions)
    return replace(found, questions=questions)


@cache
def all_question_sets() -> Mapping[str, QuestionSet]:
    """Read all shipped sets, by id; a question is defined once, so its id means the same in each."""
    content = read_data("question_sets")
    shared = {row["id"]: _question(row) for row in content["questions"]}
    return {
        row["id"]: QuestionSet(
            id=row["id"],
            title=row["title"],
            version=content["version"],
            questions=tuple(
                replace(shared[use["question"]], ask=use["ask"], required=use.get("required", False))
                for use in row["ask"]
            ),
        )
        for row in content["sets"]
    }


def _question(row: dict[str, Any]) -> Question:
    options = row.get("options", [])
    named = isinstance(options, str)
    when = row.get("when")
    return Question(
        id=row["id"],
        label=row["label"],
        hint=row["hint"],
        kind=row["kind"],
        options_list=options if named else None,
        inline_options=() if named else tuple(Option(one["id"], one["label"]) for one in options),
        when=Condition(when["question"], tuple(when["any_of"])) if when else None,
        suggests=tuple(Suggestion(tuple(one["any_of"]), one["type"], one["text"]) for one in row.get("suggests", ())),
        rule=row.get("rule"),
    )


def _said(answer: object) -> set[str]:
    """Return an answer as the set of values it holds; empty means not answered."""
    if answer is None:
        return set()
    if isinstance(answer, bool):
        return {"yes" if answer else "no"}
    if isinstance(answer, list | tuple | set | frozenset):
        return {str(one) for one in answer}
    text = str(answer).strip()
    return {text} if text else set()
