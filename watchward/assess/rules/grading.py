"""What a grade must say, and when a second person reads it. Pure."""

from dataclasses import dataclass

from watchward.kit.lists import load
from watchward.policy import Decision

LONGEST = 400
TOO_WIDE_FOR_CONDITIONS = "green"


@dataclass(frozen=True, slots=True)
class Grading:
    """3x5x2 with its label, as somebody chose it: ids of the lists."""

    source: str
    information: str
    handling: str = "P"
    conditions: str = ""
    tlp: str = "amber"


def check(grading: Grading) -> Decision:
    """Whether this is a whole grade; the text says what is missing."""
    asked = (
        ("grading_source", grading.source, "Say how reliable the source is: 1, 2 or 3."),
        ("grading_information", grading.information, "Say how it was known: A to E."),
        ("grading_handling", grading.handling, "Say who may have it: P or C."),
        ("tlp", grading.tlp, "Pick a traffic light label."),
    )
    for name, said, sorry in asked:
        if said not in {entry.id for entry in load(name).roots()}:
            return Decision(False, sorry)
    if grading.handling == "C" and not grading.conditions.strip():
        return Decision(False, "Handling C means conditions. Write which (M-08).")
    if len(grading.conditions) > LONGEST:
        return Decision(False, f"The conditions are longer than {LONGEST} characters. Shorten them.")
    if grading.handling == "C" and grading.tlp == TOO_WIDE_FOR_CONDITIONS:
        return Decision(False, "What has conditions cannot go to every member. Pick a stricter label than TLP:GREEN.")
    return Decision(True, "A whole grade.")


def needs_second_reader(grading: Grading, *, is_own: bool, may_be_minor: bool) -> Decision:
    """When one pair of eyes is not enough. False carries the reason why one is."""
    if is_own:
        return Decision(True, "You graded your own report.")
    if may_be_minor:
        return Decision(True, "Somebody in it may be under 18 (P-04).")
    if grading.source == "3" or grading.information == "E":
        return Decision(True, "It would be set aside as not reliable or false.")
    return Decision(False, "One reader is enough.")
