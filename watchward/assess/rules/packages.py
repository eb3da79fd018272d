"""When a package is complete, or what it still lacks (L-03, L-04, L-05, M-08). Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from watchward.assess.choices import Part
from watchward.collect.choices import EvidenceKind, Form

NEEDED = (Part.STATEMENT, Part.CLIP, Part.FACE, Part.CLOTHING)
WHY = {
    Part.STATEMENT: "No signed statement is among the exhibits (L-03). Add it to its report, then choose it.",
    Part.CLIP: "No clip of the whole incident is chosen (L-04).",
    Part.FACE: "No still of the face is chosen (L-04).",
    Part.CLOTHING: "No still of the clothing is chosen (L-04).",
}


@dataclass(frozen=True, slots=True)
class ReportState:
    """What of a report decides whether it is ready to go."""

    name: str
    form: str
    is_graded: bool
    waits_for_second: bool


@dataclass(frozen=True, slots=True)
class ExhibitState:
    """What of an exhibit decides whether it is ready to go."""

    name: str
    part: str
    kind: str
    camera_place: str
    camera_offset_seconds: int | None
    starts_at: datetime | None
    exported_by_name: str
    sha256: str
    gaps: int


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing; `name` says of which report or exhibit, empty of the whole."""

    name: str
    says: str


def lacks_of(reports: Collection[ReportState], exhibits: Collection[ExhibitState]) -> list[Lack]:
    """Everything that is missing, in the order of the page. Empty: the package is complete."""
    lacks = _of_whole(reports, exhibits)
    for report in reports:
        if not report.is_graded:
            lacks.append(Lack(report.name, "It is not graded, so nobody knows how far to trust it."))
        elif report.waits_for_second:
            lacks.append(Lack(report.name, "Its grade waits for the second reader."))
    for one in exhibits:
        lacks += [Lack(one.name, says) for says in _of_exhibit(one)]
    return lacks


def is_reported(form: str) -> bool:
    """M-08: only an incident is a report to the police; everything else is intelligence at most."""
    return form == Form.INCIDENT


def _of_whole(reports: Collection[ReportState], exhibits: Collection[ExhibitState]) -> list[Lack]:
    lacks = []
    if not any(is_reported(one.form) for one in reports):
        lacks.append(Lack("", "No incident is in the case: intelligence is not a crime report (M-08)."))
    there = {one.part for one in exhibits}
    return lacks + [Lack("", WHY[part]) for part in NEEDED if part not in there]


def _of_exhibit(one: ExhibitState) -> list[str]:
    says = []
    if one.kind == EvidenceKind.VIDEO:
        missing = (
            ("the place of the camera", not one.camera_place),
            ("how far its clock is off", one.camera_offset_seconds is None),
            ("when the footage starts", one.starts_at is None),
            ("who exported it", not one.exported_by_name),
        )
        says = [f"Write down {what} (L-04)." for what, is_missing in missing if is_missing]
    elif one.kind == EvidenceKind.PHOTO and one.camera_offset_seconds is None and one.camera_place:
        says = ["Write down how far the camera's clock is off (L-04)."]
    if not one.sha256:
        says.append("It has no fingerprint (L-04).")
    if one.gaps:
        says.append("The line of hands has a gap (L-05).")
    return says
