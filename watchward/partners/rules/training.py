"""The questions of the training: how they are written, checked and marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from watchward.kit.errors import Refused

LEAST_ANSWERS, MOST_ANSWERS, MOST_QUESTIONS = 2, 6, 30


class CannotReadQuestions(Refused):
    """The questions are not written as they should be; the text names the first line that is wrong."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its answers, the place of the right one, and why it is right."""

    ask: str
    answers: tuple[str, ...]
    right: int
    why: str

    def as_row(self) -> dict[str, Any]:
        """How a promise stores it."""
        return {"ask": self.ask, "answers": list(self.answers), "right": self.right, "why": self.why}


@dataclass(frozen=True, slots=True)
class Marked:
    """One question after the person answered it."""

    question: Question
    chosen: int

    @property
    def is_right(self) -> bool:
        """Whether the person chose the right answer."""
        return self.chosen == self.question.right


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """How one attempt went, question by question."""

    lines: tuple[Marked, ...]
    pass_mark: int

    @property
    def right_answers(self) -> int:
        """How many answers were right."""
        return sum(line.is_right for line in self.lines)

    @property
    def passed(self) -> bool:
        """Whether there were enough."""
        return self.right_answers >= self.pass_mark


def questions_of(rows: Sequence[Mapping[str, Any]]) -> list[Question]:
    """Read the questions that a promise stores."""
    return [Question(row["ask"], tuple(row["answers"]), int(row["right"]), row["why"]) for row in rows]


def mark(questions: Sequence[Question], chosen: Sequence[int], pass_mark: int) -> TrainingResult:
    """Compare what was chosen with what is right.

    Raises: ValueError: a question without an answer, or an answer that does not exist.
    """
    if len(questions) != len(chosen):
        raise ValueError("every question needs one answer")
    for question, place in zip(questions, chosen, strict=True):
        if not 0 <= place < len(question.answers):
            raise ValueError("no such answer")
    lines = tuple(Marked(question, place) for question, place in zip(questions, chosen, strict=True))
    return TrainingResult(lines, pass_mark)


def write_questions(questions: Sequence[Question]) -> str:
    """As a person edits them: `?` asks, `*` is right, `-` is wrong, `=` explains; an empty line between two."""
    blocks = []
    for question in questions:
        answers = [f"{'*' if n == question.right else '-'} {text}" for n, text in enumerate(question.answers)]
        blocks.append("\n".join([f"? {question.ask}", *answers, f"= {question.why}"]))
    return "\n\n".join(blocks)


def read_questions(text: str) -> list[Question]:
    """The reverse of `write_questions`, with the number of the first line that cannot be read."""
    blocks: list[list[tuple[int, str, str]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        sign, words = line.strip()[:1], line.strip()[1:].strip()
        if not sign:
            continue
        if sign not in "?*-=" or not words:
            raise CannotReadQuestions(f"Line {number} must begin with ?, *, - or = and then say something.")
        if sign == "?":
            blocks.append([])
        if not blocks:
            raise CannotReadQuestions(f"Line {number} comes before the first question. Begin with a line with “?”.")
        blocks[-1].append((number, sign, words))
    if len(blocks) > MOST_QUESTIONS:
        raise CannotReadQuestions(f"That is {len(blocks)} questions; {MOST_QUESTIONS} are the most.")
    return [_question(block) for block in blocks]


def _question(block: Sequence[tuple[int, str, str]]) -> Question:
    where = f"The question in line {block[0][0]}"
    answers = [(sign, words) for _line, sign, words in block if sign in "*-"]
    right = [place for place, (sign, _words) in enumerate(answers) if sign == "*"]
    why = [words for _line, sign, words in block if sign == "="]
    if not LEAST_ANSWERS <= len(answers) <= MOST_ANSWERS:
        raise CannotReadQuestions(f"{where} needs {LEAST_ANSWERS} to {MOST_ANSWERS} answers.")
    if len(right) != 1:
        raise CannotReadQuestions(f"{where} needs exactly one right answer, marked with “*”.")
    if len(why) != 1:
        raise CannotReadQuestions(f"{where} needs one explanation, marked with “=”.")
    return Question(block[0][2], tuple(words for _sign, words in answers), right[0], why[0])
