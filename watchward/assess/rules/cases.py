"""What may be written in a case, and by whom. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from watchward.assess.choices import CaseDeed, Part
from watchward.assess.rules.subjects import plain
from watchward.collect.choices import EvidenceKind
from watchward.kit.lists import load
from watchward.policy import Actor, Decision, Permission, may

LONGEST, LONGEST_REASON, LONGEST_TITLE, LONGEST_REFERENCE = 1000, 300, 120, 40
WRITTEN = (CaseDeed.NOTE, CaseDeed.TASK, CaseDeed.DECISION, CaseDeed.SENT, CaseDeed.OUTCOME)
BY_POLICE = frozenset({CaseDeed.NOTE, CaseDeed.OUTCOME})
SHORTEST_NAME = 3  # shorter words of a name stand in ordinary sentences too
KIND_OF_PART = {
    Part.CLIP: EvidenceKind.VIDEO,
    Part.FACE: EvidenceKind.PHOTO,
    Part.CLOTHING: EvidenceKind.PHOTO,
    Part.STATEMENT: EvidenceKind.DOCUMENT,
}


@dataclass(frozen=True, slots=True)
class StepSaid:
    """A line of the log as somebody enters it."""

    deed: str
    words: str
    because: str = ""
    choice: str = ""
    reference: str = ""
    due_on: date | None = None
    owner_ref: str = ""  # of the membership that does the task


def may_write(actor: Actor, deed: str) -> Decision:
    """Who works on cases writes everything; who reads them and knows what the police did writes notes and outcomes."""
    manages = may(actor, Permission.CASE_MANAGE)
    if manages or deed not in BY_POLICE:
        return manages
    reads = may(actor, Permission.CASE_READ)
    return may(actor, Permission.REPORT_PROGRESS) if reads else reads


def check_step(said: StepSaid, today: date) -> Decision:
    """Whether this line says all that its kind must say."""
    wrong = _what_is_missing(said, today)
    return Decision(not wrong, wrong or "A whole line.")


def names_somebody(text: str, names: Collection[str]) -> str:
    """The first word of `names` that stands in `text`, or nothing: titles stand in lists and name nobody."""
    words = set(plain(text).split())
    for name in names:
        for word in plain(name).split():
            if len(word) >= SHORTEST_NAME and word in words:
                return word
    return ""


def may_be_part(part: str, kind: str) -> Decision:
    """L-04: a clip is footage, a still is a photograph, a statement is a document."""
    if part not in Part.values:
        return Decision(False, "Say what the exhibit is for.")
    needs = KIND_OF_PART.get(Part(part))
    if needs is None or needs == kind:
        return Decision(True, "It fits.")
    file = f"{'a' if needs != EvidenceKind.VIDEO else 'some'} {needs.label.lower()}"
    return Decision(
        False, f"“{Part(part).label}” must be {file}. Pick another exhibit, or say that it is another part."
    )


def _what_is_missing(said: StepSaid, today: date) -> str:
    if said.deed not in WRITTEN:
        return "Say what kind of line it is."
    if not said.words.strip():
        return "Write what was said, decided or done."
    if len(said.words) > LONGEST:
        return f"The words are longer than {LONGEST} characters. Shorten them."
    if len(said.because) > 400 or len(said.reference) > LONGEST_REFERENCE:
        return "The reasons take 400 characters, a reference 40. Shorten them."
    if said.deed == CaseDeed.TASK and (said.due_on is None or not said.owner_ref):
        return "A task says who does it and by when."
    if said.deed == CaseDeed.TASK and said.due_on is not None and said.due_on < today:
        return "That day is past. Give the task a day that is still to come."
    if said.deed == CaseDeed.DECISION and not said.because.strip():
        return "A decision says why. Write the reasons."
    if said.deed == CaseDeed.OUTCOME and said.choice not in load("outcomes_police"):
        return "Pick the outcome from the list."
    return ""
