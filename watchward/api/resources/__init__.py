"""One file per noun; importing it here puts its operations into the registry, in the order of the documentation."""

from watchward.api.resources import (
    answers,
    bulletins,
    cases,
    deployments,
    desk,
    disclosures,
    evidence,
    figures,
    governance,
    imports,
    lists,
    me,
    reports,
    retention,
    search,
    series,
    subjects,
)

__all__ = [
    "answers", "bulletins", "cases", "deployments", "desk", "disclosures", "evidence", "figures", "governance", "imports",
    "lists", "me", "reports", "retention", "search", "series", "subjects",
]  # fmt: skip
