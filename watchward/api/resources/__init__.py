"""One file per noun; importing it here puts its operations into the registry, in the order of the documentation."""

from watchward.api.resources import (
    answers,
    bulletins,
    cases,
    deployments,
    desk,
    disclosures,
    effect,
    evidence,
    figures,
    governance,
    imports,
    lists,
    look_up,
    me,
    network,
    ranking,
    reports,
    retention,
    search,
    series,
    subjects,
    trials,
    unknown_people,
)

__all__ = [
    "answers", "bulletins", "cases", "deployments", "desk", "disclosures", "effect", "evidence", "figures",
    "governance", "imports", "lists", "look_up", "me", "network", "ranking", "reports", "retention", "search", "series",
    "subjects", "trials", "unknown_people",
]  # fmt: skip
