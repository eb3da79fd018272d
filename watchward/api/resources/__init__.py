"""One file per noun; importing it here puts its operations into the registry, in the order of the documentation."""

from watchward.api.resources import desk, evidence, figures, imports, lists, me, reports

__all__ = ["desk", "evidence", "figures", "imports", "lists", "me", "reports"]
