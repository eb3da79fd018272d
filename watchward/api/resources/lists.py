"""What people choose from: the lists as this partnership uses them, the questions of a report, the places."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from watchward.api.registry import Call, operation
from watchward.api.shapes import like
from watchward.kit.errors import NotFound
from watchward.kit.lists import Question, all_question_sets, available, load
from watchward.partners.queries.lists import list_of
from watchward.partners.queries.report_places import ReportPlace, report_places
from watchward.policy import Permission


@dataclass(frozen=True, slots=True)
class ListLine:
    """One list."""

    id: str
    title: str
    version: str


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One thing to choose; its id never changes its meaning."""

    id: str
    label: str
    parent: str | None
    synonyms: tuple[str, ...]
    valid_from: date | None
    valid_to: Annotated[date | None, "The last day on which it may be chosen for something new."]
    is_local: Annotated[bool, "Added by this partnership."]


@dataclass(frozen=True, slots=True)
class List:
    """A list with its entries, the partnership's own among them."""

    id: str
    title: str
    version: str
    source: str
    entries: tuple[ListEntry, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question as a set asks it."""

    id: str
    label: str
    hint: str
    kind: Annotated[str, "choice, multi, yes_no, text, number, money (pence), time, goods or quantity."]
    required: bool
    options: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class AskedSet:
    """The questions of one kind of incident; a list entry that names no set takes its parent's."""

    id: str
    title: str
    version: str
    incident_types: Annotated[tuple[str, ...], "The types that name this set."]
    questions: tuple[AskedQuestion, ...]


@operation("GET", "/lists")
def get_lists(call: Call) -> tuple[ListLine, ...]:  # noqa: ARG001 (the same for every key)
    """Name every list."""
    return tuple(like(ListLine, load(one)) for one in available())


@operation("GET", "/lists/{list_id}")
def get_list(call: Call, list_id: str) -> List:
    """Give one list as this partnership uses it."""
    if list_id not in available():
        raise NotFound("There is no such list. See /api/lists.")
    return like(List, list_of(call.actor.partnership_id, list_id))


@operation("GET", "/questions")
def get_questions(call: Call) -> tuple[AskedSet, ...]:
    """Give the questions that reports ask, by set; a report's `answers` hold the answers by question id."""
    types = list_of(call.actor.partnership_id, "incident_types").entries
    return tuple(
        AskedSet(
            one.id, one.title, one.version, tuple(entry.id for entry in types if entry.questions == one.id),
            tuple(map(_question, one.questions)),
        )
        for one in all_question_sets().values()
    )  # fmt: skip


@operation("GET", "/places", needs=(Permission.REPORT_SUBMIT,))
def get_places(call: Call) -> tuple[ReportPlace, ...]:
    """Name the premises that this account reports for."""
    return report_places(call.actor)


def _question(one: Question) -> AskedQuestion:
    return like(AskedQuestion, one, options=tuple(Choice(option.id, option.label) for option in one.options))
