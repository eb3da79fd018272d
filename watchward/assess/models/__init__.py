"""The nouns of what a report means, one file per family."""

from watchward.assess.models.desk import DeskEntry, Step
from watchward.assess.models.grades import Grade, SecondReading

__all__ = ["DeskEntry", "Grade", "SecondReading", "Step"]
