"""Why somebody looks a person up: said before, for a quarter of an hour, and kept beside the look."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchward.kit.errors import NotPermitted
from watchward.policy.decisions import Decision
from watchward.policy.remedies import Remedy

HOLDS_FOR = timedelta(minutes=15)
OPEN_FOR = timedelta(hours=1)  # one person who was opened from a record: reading and writing take their time
NO_PURPOSE = "Say first what you look at this person for: open them from a report or a case, or give its reference."
LONGEST = 400
LEAST_WORDS = 12  # characters: "work" is no purpose

# id: (how it is offered, whether it names a record, whether it needs words)
PURPOSES: dict[str, tuple[str, bool, bool]] = {
    "case": ("I work on a case", True, False),
    "report": ("I grade or follow up a report", True, False),
    "identification": ("Somebody has to be identified for a report", True, False),
    "request": ("Somebody asks for their own data, objects or complains", False, True),
    "other": ("Something else", False, True),
}
# A page that led to a person is a purpose by itself; nobody is asked twice.
FROM_PAGES = {
    "decision": "From a decision about who is told",
    "opened": "I opened this record",
}
SHAPE = re.compile(r"[A-Z]-[0-9A-Z]{6,14}")


@dataclass(frozen=True, slots=True)
class Purpose:
    """What somebody said, and until when it counts. Their words are kept with it, not here."""

    kind: str
    reference: str
    given_at: datetime

    @property
    def label(self) -> str:
        """As it was offered."""
        return FROM_PAGES.get(self.kind) or PURPOSES[self.kind][0]

    @property
    def noted(self) -> dict[str, str]:
        """What the ledger keeps of it."""
        return {"purpose": self.kind, "reference": self.reference}

    def holds_at(self, now: datetime) -> bool:
        """Whether it still counts."""
        return self.given_at <= now < self.given_at + HOLDS_FOR


def insist_on(purpose: Purpose | None) -> Purpose:
    """Nobody opens a person without saying what for: asked wherever a subject is read, whatever the face.

    Raises: NotPermitted, with the way out.
    """
    if purpose is None:
        raise NotPermitted(NO_PURPOSE, Remedy.PURPOSE)
    return purpose


def check_purpose(kind: str, reference: str, words: str) -> Decision:
    """Whether this is a whole purpose; the text says what is missing."""
    if kind not in PURPOSES:
        return Decision(False, "Pick what you look somebody up for.")
    _label, names_record, needs_words = PURPOSES[kind]
    if names_record and not SHAPE.fullmatch(reference):
        return Decision(False, "Enter the reference of the case or report, like R-7K3MQ2XD9T.")
    if reference and not SHAPE.fullmatch(reference):
        return Decision(False, "That is no reference. Enter one like R-7K3MQ2XD9T, or leave it empty.")
    if needs_words and len(words.strip()) < LEAST_WORDS:
        return Decision(False, "Say in a sentence what it is for. Somebody may read it later.")
    if len(words) > LONGEST:
        return Decision(False, f"The words are longer than {LONGEST} characters. Shorten them.")
    return Decision(True, "A whole purpose.")
