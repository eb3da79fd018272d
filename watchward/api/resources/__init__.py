"""One file per noun; importing it here puts its operations into the registry, in the order of the documentation."""

from watchward.api.resources import bulletins, cases, desk, evidence, figures, imports, lists, me, reports, subjects

__all__ = ["bulletins", "cases", "desk", "evidence", "figures", "imports", "lists", "me", "reports", "subjects"]
