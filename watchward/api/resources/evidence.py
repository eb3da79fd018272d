"""Pictures and continuity of evidence. Originals leave the house only with a person who has just confirmed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from watchward.api.registry import Call, Picture, operation
from watchward.api.shapes import like
from watchward.collect.actions.evidence import (
    FootageFacts,
    describe_footage,
    hand_over,
    open_picture,
    open_thumbnail,
)
from watchward.collect.queries.evidence import Step, get_continuity
from watchward.policy import Permission
from watchward.records.ledger import record_view

LOOKS = (Permission.PHOTO_VIEW, Permission.REPORT_SUBMIT)
HANDLES = (Permission.EVIDENCE_HANDLE, Permission.REPORT_SUBMIT)


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One item of evidence with its line of hands (L-05) and what makes footage usable (L-04)."""

    ref: str
    kind: str
    label: str
    media_type: str
    original_sha256: str
    original_bytes: int
    received_at: datetime
    camera_place: str
    camera_offset_seconds: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    exported_by_name: str
    hands: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class HandOverSaid:
    """One hand-over: from whom, to whom, why."""

    from_whom: str
    to_whom: str
    why: str
    seal: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """The line that was written; `sha256` is what was measured then, empty where the file could not be read."""

    place: int
    sha256: str
    handed_at: datetime


@dataclass(frozen=True, slots=True)
class FootageSaid:
    """What L-04 asks of footage; what is left out is not known."""

    camera_place: str = ""
    camera_offset_seconds: Annotated[int | None, "The camera's clock minus true time."] = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    exported_by_name: str = ""


@operation("GET", "/evidence/{ref}/picture", needs=LOOKS)
def get_picture(call: Call, ref: str) -> Picture:
    """Give the picture of a photograph, as drawn anew here; every look is in the ledger (G-12)."""
    with open_picture(actor=call.actor, ref=ref) as stream:
        return Picture(stream.read())


@operation("GET", "/evidence/{ref}/thumbnail", needs=LOOKS)
def get_thumbnail(call: Call, ref: str) -> Picture:
    """Give the small picture; this look is in the ledger too."""
    with open_thumbnail(actor=call.actor, ref=ref, was_counted=False) as stream:
        return Picture(stream.read())


@operation("GET", "/evidence/{ref}", needs=HANDLES)
def get_exhibit(call: Call, ref: str) -> Exhibit:
    """Say who held this item, from the first hand to the last."""
    item, steps = get_continuity(call.actor, ref)
    record_view("evidence.continuity_viewed", actor=call.actor, ref=f"evidence/{item.ref}")
    return like(Exhibit, item, hands=tuple(steps))


@operation("POST", "/evidence/{ref}/hands", needs=(Permission.EVIDENCE_HANDLE,), status=201)
def hand_evidence_over(call: Call, ref: str, body: HandOverSaid) -> HandOver:
    """Write one line of continuity; the file is measured again."""
    line = hand_over(
        actor=call.actor, ref=ref, from_whom=body.from_whom, to_whom=body.to_whom, why=body.why, seal=body.seal,
        now=call.now,
    )  # fmt: skip
    return like(HandOver, line)


@operation("PUT", "/evidence/{ref}/footage", needs=HANDLES, status=204)
def describe_evidence(call: Call, ref: str, body: FootageSaid) -> None:
    """Write down what makes footage usable."""
    describe_footage(actor=call.actor, ref=ref, facts=like(FootageFacts, body))
