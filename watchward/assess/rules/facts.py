"""A fact as somebody says it. Pure."""

from dataclasses import dataclass
from datetime import date

from watchward.assess.choices import Certainty


@dataclass(frozen=True, slots=True)
class FactSaid:
    """A fact as somebody enters it: what, how far it goes (G-13), where it comes from, and when that was said."""

    kind: str
    value: str
    certainty: str = Certainty.ALLEGED
    report_ref: str = ""
    source: str = ""
    said_on: date | None = None
