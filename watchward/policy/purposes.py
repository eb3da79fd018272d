"""Why somebody looks a person up: said before, for a quarter of an hour, and kept beside the look."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchward.policy.decisions import Decision

HOLDS_FOR = timedelta(minutes=15)
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
        return PURPOSES[self.kind][0]

    def holds_at(self, now: datetime) -> bool:
        """Whether it still counts."""
        return self.given_at <= now < self.given_at + HOLDS_FOR


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
