"""What a decision to tell somebody about a person must say (G-06). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from watchward.assess.choices import Identity
from watchward.kit.images.pixels import Crop
from watchward.kit.lists import load
from watchward.share.choices import Advice, Shelf
from watchward.share.rules.members_view import FIELDS, USUAL

MOST_PICTURES = 3
WHOLE = Crop()
SHOWN_SANCTIONS = frozenset({"warning", "final_warning", "exclusion", "pub_ban", "interim_ban", "trespass",
                             "dispersal", "injunction", "cbo"})  # fmt: skip
LIMITS = {
    "purpose": 300, "why_them": 300, "left_out": 300, "wider_because": 300, "best_interest": 400,
    "guardian_considered": 300, "youth_service_considered": 300, "must_not_enter": 200, "must_not_enter_source": 120,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PictureSaid:
    """A photograph to be shown, and the part of it in which only this person is."""

    evidence_ref: str
    crop: Crop = WHOLE
    is_police_picture: bool = False
    police_reference: str = ""
    released_by_name: str = ""
    release_purpose: str = ""


@dataclass(frozen=True, slots=True)
class DisclosureSaid:
    """A decision as somebody entered it. Places are references; `expires_on` empty means the longest allowed."""

    shelf: str = Shelf.KNOWN
    purpose: str = ""
    why_them: str = ""
    fields: tuple[str, ...] = USUAL
    left_out: str = ""
    advice: str = Advice.NOTICE
    zones: tuple[str, ...] = ()
    watches: tuple[str, ...] = ()
    premises: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    police: bool = False
    council: bool = False
    wider_because: str = ""
    sanction: str = ""
    sanction_starts_on: date | None = None
    sanction_ends_on: date | None = None
    must_not_enter: str = ""
    must_not_enter_source: str = ""
    must_not_enter_until: date | None = None
    best_interest: str = ""
    guardian_considered: str = ""
    youth_service_considered: str = ""
    expires_on: date | None = None
    pictures: tuple[PictureSaid, ...] = ()


def problems_of(said: DisclosureSaid, *, state: str, today: date) -> dict[str, str]:
    """What is missing or wrong, by field; the text says what to do."""
    found = dict(_words(said))
    if said.shelf not in Shelf.values:
        found["shelf"] = "Say where they are shown."
    if said.advice not in Advice.values:
        found["advice"] = "Say what people should do when they see them."
    if unknown := [one for one in said.fields if one not in FIELDS]:
        found["fields"] = f"Members never see this: {', '.join(unknown)} (G-07)."
    if len(said.pictures) > MOST_PICTURES:
        found["pictures"] = f"Choose at most {MOST_PICTURES} pictures: the clearest ones."
    if any(not one.crop.is_inside for one in said.pictures):
        found["pictures"] = "The part to be shown does not lie inside the picture. Draw it again."
    if said.shelf == Shelf.UNKNOWN and not said.pictures:
        found["pictures"] = "Nobody can be recognised without a picture. Choose one."
    found |= _sanction(said, state, today)
    found |= _police_pictures(said.pictures)
    if said.must_not_enter and not (said.must_not_enter_source and said.must_not_enter_until):
        found["must_not_enter"] = "Say who set the condition and when it ends. It vanishes after that day (G-08)."
    return found


def problems_of_minor(said: DisclosureSaid) -> dict[str, str]:
    """P-04: nobody who may be under 18 is shown without their interest weighed."""
    asked = {
        "best_interest": "They may be under 18. Say why showing them is in their best interest too.",
        "guardian_considered": "Say whether a parent or guardian was told, or why not.",
        "youth_service_considered": "Say which youth service was asked, or why none.",
    }
    return {name: sorry for name, sorry in asked.items() if not getattr(said, name).strip()}


def _words(said: DisclosureSaid) -> Iterable[tuple[str, str]]:
    if not said.purpose.strip():
        yield "purpose", "Say what it is for (G-06)."
    if not said.why_them.strip():
        yield "why_them", "Say why these people need to know (G-06)."
    for name, limit in LIMITS.items():
        if len(getattr(said, name)) > limit:
            yield name, f"That is longer than {limit} characters. Shorten it."


def _sanction(said: DisclosureSaid, state: str, today: date) -> dict[str, str]:
    if not said.sanction:
        return {}
    if said.sanction not in SHOWN_SANCTIONS or said.sanction not in load("sanctions"):
        return {"sanction": "Pick a sanction that members may see."}
    if state not in (Identity.CONFIRMED, Identity.SANCTIONED):
        return {"sanction": "Only a confirmed person can have a sanction. Confirm who they are first (P-01)."}
    if said.sanction_ends_on is None or said.sanction_ends_on < today:
        return {"sanction": "Say when the sanction ends. After that day nobody sees them (R-02)."}
    return {}


def _police_pictures(pictures: Iterable[PictureSaid]) -> dict[str, str]:
    for one in pictures:
        if one.is_police_picture and not (one.police_reference and one.released_by_name and one.release_purpose):
            why = "A police picture needs its reference, who released it and what for (G-09)."
            return {"pictures": why}
    return {}
