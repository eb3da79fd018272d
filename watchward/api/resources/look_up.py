"""The look-up box: who somebody may be, for a case or a report that is named."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from watchward.api.registry import Call, operation
from watchward.assess.actions.looking_up import LookUp, look_up
from watchward.assess.queries.suggest import Suggestion
from watchward.policy import Permission


@dataclass(frozen=True, slots=True)
class LookUpSaid:
    """What it is for, and what is known. Bands are ids of /lists; what is empty is not known."""

    purpose: Literal["case", "report", "identification"]
    reference: Annotated[str, "The case or report, which you may read."]
    name: str = ""
    alias: str = ""
    born_on: date | None = None
    age_band: str = ""
    height_band: str = ""
    build: str = ""
    hair: str = ""
    accent: str = ""
    marks: str = ""
    registrations: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Who it may be, the likeliest first, each with every field compared. Nobody likely is no proof of anything."""

    found: tuple[Suggestion, ...]
    left_out: Annotated[int, "Subjects that share something and were not compared."]


@operation("POST", "/look-up", needs=(Permission.SUBJECT_READ,))
def look_somebody_up(call: Call, body: LookUpSaid) -> LookedUp:
    """Say who somebody may be; that it was asked, what for and who was shown is in the ledger (G-12)."""
    asked = LookUp(
        body.name, body.alias, body.born_on, body.age_band, body.height_band, body.build, body.hair, body.accent,
        body.marks, body.registrations, body.methods,
    )  # fmt: skip
    found = look_up(actor=call.actor, asked=asked, kind=body.purpose, reference=body.reference, now=call.now)
    return LookedUp(found.best, found.left_out)
