"""Look somebody up by what is known of them: for a case or a report, written down before anything is shown."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from django.db import transaction

from watchward.assess.queries.candidates import candidates_like
from watchward.assess.queries.evidence import said_by
from watchward.assess.queries.search.asking import insist_on_record
from watchward.assess.queries.subjects import may_read_subjects
from watchward.assess.queries.suggest import Suggested, suggestions_like
from watchward.collect.models import MentionedPerson
from watchward.kit.errors import NotPermitted, Refused
from watchward.policy import Actor, Permission, require
from watchward.policy.purposes import Purpose, check_purpose
from watchward.records.ledger import record

LONGEST = 300
TELLING = ("name", "alias", "marks", "registrations", "born_on")


class CannotLookUp(Refused):
    """Nobody was looked up; the text says why."""


@dataclass(frozen=True, slots=True)
class LookUp:
    """What is known of somebody. Bands are ids of the lists that reports use; what is empty is not known."""

    name: str = ""
    alias: str = ""
    born_on: date | None = None
    age_band: str = ""
    height_band: str = ""
    build: str = ""
    hair: str = ""
    accent: str = ""
    marks: str = ""
    registrations: tuple[str, ...] = field(default_factory=tuple)
    methods: tuple[str, ...] = field(default_factory=tuple)


@transaction.atomic
def look_up(*, actor: Actor, asked: LookUp, kind: str, reference: str, now: datetime) -> Suggested:
    """Who somebody may be, with reasons, for a case, a report or an identification, named by its reference.

    The ledger keeps which fields were asked, for what, and who was shown; never what was asked (G-12).
    """
    require(actor, Permission.SUBJECT_READ)
    if not (decision := may_read_subjects(actor)):
        raise NotPermitted(decision.because)
    purpose = _purpose(actor, kind, reference, now)
    if any(len(str(value)) > LONGEST for value in asdict(asked).values()):
        raise CannotLookUp(f"Keep each answer under {LONGEST} characters.")
    if not any(getattr(asked, name) for name in TELLING):
        raise CannotLookUp("Give a name, an alias, a date of birth, marks or a registration: looks alone find anybody.")
    mention = MentionedPerson(
        name=asked.name, alias=asked.alias, age_band=asked.age_band, height_band=asked.height_band, build=asked.build,
        hair=asked.hair, accent=asked.accent, marks=asked.marks, methods=list(asked.methods),
    )  # fmt: skip
    near = candidates_like(
        actor.partnership_id, names=(asked.name, asked.alias), registrations=asked.registrations, marks=asked.marks,
        born_on=asked.born_on,
    )  # fmt: skip
    found = suggestions_like(actor, said_by(mention, asked.registrations, asked.born_on), near)
    detail = {
        "fields": [name for name, value in asdict(asked).items() if value],
        "subjects": [one.ref for one in found.best],
    } | purpose.noted
    record("subject.looked_up", actor=actor, ref="look-up", detail=detail)
    return found


def _purpose(actor: Actor, kind: str, reference: str, now: datetime) -> Purpose:
    """Only a purpose that names a record will do here."""
    ref = reference.strip().upper()
    if not (decision := check_purpose(kind, ref, "")):
        raise CannotLookUp(decision.because, field="reference")
    if not ref:
        raise CannotLookUp("Enter the reference of the case or report that this is for.", field="reference")
    insist_on_record(actor, kind, ref)
    return Purpose(kind, ref, now)
