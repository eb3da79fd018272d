"""The lists that ship as data: what people choose from, as versioned files with stable ids."""

from watchward.kit.lists.descriptions import describe_person
from watchward.kit.lists.extend import Addition, CannotExtendList, extended, local_id
from watchward.kit.lists.loader import JURISDICTIONS, Entry, TaxonomyList, available, load
from watchward.kit.lists.questions import (
    Condition,
    Option,
    Question,
    QuestionSet,
    Suggestion,
    all_question_sets,
    question_set,
)

__all__ = [
    "JURISDICTIONS",
    "Addition",
    "CannotExtendList",
    "Condition",
    "Entry",
    "Option",
    "Question",
    "QuestionSet",
    "Suggestion",
    "TaxonomyList",
    "all_question_sets",
    "available",
    "describe_person",
    "extended",
    "load",
    "local_id",
    "question_set",
]
