"""How grave a report is, and by when somebody should have read it. An order for readers, never a decision (G-05)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from watchward.assess.choices import Rung

SILENCE = timedelta(days=14)  # L-07: after so long without news the report comes back by itself
LADDER = (Rung.RECEIVED, Rung.TRIAGED, Rung.SENT, Rung.POLICE_REFERENCE, Rung.OUTCOME, Rung.CLOSED)


class Flagged(Protocol):
    """What the desk needs to know of a report; a row of a list has it too."""

    @property
    def is_danger(self) -> bool: ...
    @property
    def has_weapon(self) -> bool: ...
    @property
    def has_injury(self) -> bool: ...
    @property
    def has_abuse(self) -> bool: ...
    @property
    def is_hate(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Harm:
    """Within how many hours somebody reads it, and why so soon."""

    hours: int
    because: str


FIRST = (
    ("is_danger", Harm(4, "somebody was in danger")),
    ("has_weapon", Harm(4, "a weapon was seen")),
    ("has_injury", Harm(4, "somebody was hurt")),
    ("is_hate", Harm(24, "it was hateful")),
    ("has_abuse", Harm(24, "staff were abused")),
)
ORDINARY = Harm(72, "every report is read within three days")


def harm_of(report: Flagged) -> Harm:
    """The gravest sign decides."""
    return next((harm for name, harm in FIRST if getattr(report, name)), ORDINARY)


def due_at(report: Flagged, told_at: datetime) -> datetime:
    """By when a report should have been read."""
    return told_at + timedelta(hours=harm_of(report).hours)
