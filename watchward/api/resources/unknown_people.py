"""Who is this? Unknown people of several reports who look like one person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from watchward.api.registry import Call, operation
from watchward.assess.actions.judgements import judge_together
from watchward.assess.queries.unknown_people import Alike, SeenOnce, UnknownPerson, unknown_people
from watchward.policy import Permission
from watchward.records.ledger import record_view


@dataclass(frozen=True, slots=True)
class SaidOf:
    """One thing that a witness said of somebody."""

    what: str
    words: str


@dataclass(frozen=True, slots=True)
class SeenInReport:
    """Somebody in one report."""

    report: str
    mention: str
    where: str
    happened_at: datetime
    said: tuple[SaidOf, ...]


@dataclass(frozen=True, slots=True)
class ComparedHere:
    """One field of two of them side by side, with its weight in bits."""

    what: str
    here: str
    there: str
    fits: str
    bits: float


@dataclass(frozen=True, slots=True)
class AlikePair:
    """Two of them, by their references in the reports, and how likely they are one person."""

    one: str
    other: str
    probability: float
    compared: tuple[ComparedHere, ...]


@dataclass(frozen=True, slots=True)
class MayBeKnown:
    """A subject, how likely, and why."""

    ref: str
    title: str
    probability: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownProposal:
    """People of several reports who look like one; `known`: subjects who they may be after all."""

    seen: tuple[SeenInReport, ...]
    alike: tuple[AlikePair, ...]
    known: tuple[MayBeKnown, ...]


@dataclass(frozen=True, slots=True)
class UnknownNow:
    """What is proposed now. That they are not the same people is said by POST /series/apart."""

    people: tuple[UnknownProposal, ...]
    more: int
    looked_at: Annotated[int, "People of the last weeks whom nobody has judged yet, and who were compared."]
    left_out: Annotated[int, "Such people, further back, who were not."]


@dataclass(frozen=True, slots=True)
class SeenSaid:
    """Somebody in one report."""

    report: str
    mention: str


@dataclass(frozen=True, slots=True)
class UnknownSaid:
    """One person: those in which reports; a known subject, or else why a record is needed (G-04)."""

    seen: tuple[SeenSaid, ...]
    subject: str = ""
    necessity: str = ""


@dataclass(frozen=True, slots=True)
class UnknownMade:
    """The reference of the subject."""

    ref: str


@operation("GET", "/unknown-people", needs=(Permission.SUBJECT_READ,))
def get_unknown_people(call: Call) -> UnknownNow:
    """Propose unknown people who look like one, with reasons; the look is in the ledger (G-12)."""
    found = unknown_people(call.actor, call.now)
    refs = sorted({one.report for person in found.people for one in person.seen})
    record_view("unknown.viewed", actor=call.actor, ref="unknown/proposed", detail={"reports": refs})
    return UnknownNow(tuple(map(_proposal, found.people)), found.more, found.looked_at, found.left_out)


@operation("POST", "/unknown-people", needs=(Permission.SUBJECT_MANAGE,), status=201)
def open_unknown_person(call: Call, body: UnknownSaid) -> UnknownMade:
    """Judge people of several reports to be one: a known subject, or one record is opened for them (P-01)."""
    made = judge_together(
        actor=call.actor, seen=[(one.report, one.mention) for one in body.seen], subject_ref=body.subject,
        necessity=body.necessity, now=call.now,
    )  # fmt: skip
    return UnknownMade(made.ref)


def _proposal(one: UnknownPerson) -> UnknownProposal:
    known = tuple(MayBeKnown(each.ref, each.title, each.probability, each.reasons) for each in one.known)
    return UnknownProposal(tuple(map(_seen, one.seen)), tuple(map(_alike, one.alike)), known)


def _seen(one: SeenOnce) -> SeenInReport:
    return SeenInReport(one.report, one.mention, one.where, one.happened_at, tuple(SaidOf(*each) for each in one.words))


def _alike(one: Alike) -> AlikePair:
    compared = tuple(ComparedHere(*each) for each in one.compared)
    return AlikePair(one.one.mention, one.other.mention, round(one.probability, 4), compared)
