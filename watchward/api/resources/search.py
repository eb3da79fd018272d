"""One search over reports, subjects, vehicles and premises. All of it is said in the body, so no name reaches a log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from watchward.api.reading import Unreadable, Wrong
from watchward.api.registry import Call, operation
from watchward.api.shapes import like
from watchward.assess.actions.searching import note_search
from watchward.assess.queries.search.asking import asked_by, insist_on_record, looks_people_up
from watchward.assess.queries.search.find import Found, Place, place_of, search
from watchward.assess.queries.search.places import EntryHit, PremisesHit
from watchward.assess.queries.search.reports import ReportHit
from watchward.assess.queries.search.subjects import SubjectHit
from watchward.assess.queries.search.vehicles import VehicleHit
from watchward.assess.rules.searching import Asked, Pieces
from watchward.partners.actions.purposes import give_purpose
from watchward.partners.queries.purposes import purpose_in_force
from watchward.policy import Permission, require
from watchward.policy.purposes import Purpose

READS = (Permission.REPORT_SUBMIT, Permission.REPORT_READ_PREMISES, Permission.REPORT_READ_ALL)
NO_PURPOSE = "This looks people up. Say what for: a kind, with a reference or words."
NO_ENTRY = "There is no such entry, or it is not yours to search by."


@dataclass(frozen=True, slots=True)
class PurposeSaid:
    """What somebody is looked up for. It stands in the ledger beside the search."""

    kind: Literal["case", "report", "identification", "request", "other"]
    reference: Annotated[str, "Of the case or report; needed for the first three kinds."] = ""
    words: Annotated[str, "A sentence; needed for the last two kinds."] = ""


@dataclass(frozen=True, slots=True)
class SearchSaid:
    """What is searched for. References, days and kinds alone need no purpose; whatever looks people up does."""

    text: str = ""
    kind: Annotated[str, "Narrow to an incident type; its children come with it."] = ""
    method: Annotated[str, "Narrow to a way of acting."] = ""
    after: Annotated[str, "`older` of the page before: the next page, of reports alone."] = ""
    purpose: Annotated[PurposeSaid | None, "Needed as soon as people are looked up."] = None


@dataclass(frozen=True, slots=True)
class Snippet:
    """A text that holds what was asked, and which of its pieces do."""

    label: str
    text: str
    hits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundSubject:
    """A subject, and by what it was found; `merged_from` is what was found, where it was merged into this one."""

    ref: str
    title: str
    state: str
    merged_from: str
    found_by: tuple[Snippet, ...]


@dataclass(frozen=True, slots=True)
class FoundReport:
    """A report; `is_near` where a name in it is spelt otherwise."""

    ref: str
    what: str
    where: str
    happened_at: datetime
    is_near: bool
    snippets: tuple[Snippet, ...]


@dataclass(frozen=True, slots=True)
class FoundVehicle:
    """A vehicle as one report describes it; `score` is 1 where the registration fits whole."""

    report_ref: str
    registration: str
    looks: str
    where: str
    score: float


@dataclass(frozen=True, slots=True)
class FoundPremises:
    """A place; `organisation_ref` is empty for those who do not read the register."""

    ref: str
    organisation_ref: str
    name: str
    more: str


@dataclass(frozen=True, slots=True)
class SearchFound:
    """Everything that was found and may be read. A score only orders a list (G-05)."""

    reference: Annotated[Place | None, "Where a reference leads, if one was asked and it is yours to open."]
    subjects: tuple[FoundSubject, ...]
    has_more_subjects: bool
    vehicles: tuple[FoundVehicle, ...]
    vehicles_of_subjects: tuple[FoundSubject, ...]
    premises: tuple[FoundPremises, ...]
    reports: tuple[FoundReport, ...]
    entries: Annotated[tuple[EntryHit, ...], "Kinds and methods that the words name, to narrow the search to."]
    older: Annotated[str, "Send it as `after` for the next page of reports; empty on the last."]
    searched_all: Annotated[bool, "Whether every report was looked through, or only what is this account's."]
    was_cut: Annotated[bool, "Whether more was sent than is searched for."]


@operation("POST", "/search", needs=READS)
def search_everything(call: Call, body: SearchSaid) -> SearchFound:
    """Search reports, subjects, vehicles and premises; the search is in the ledger without its words (G-12)."""
    today = call.now.astimezone(call.seat.partnership.zone_info).date()
    asked = asked_by(call.actor, body.text, today, kind=body.kind, method=body.method)
    _insist(body, asked)
    if asked.ref:
        place = place_of(call.actor, asked.ref)
        note_search(actor=call.actor, asked=asked, counts={"reference": int(place is not None)})
        return _shown(Found(asked), place)
    purpose = _purpose(call, body.purpose) if looks_people_up(call.actor, asked) else None
    found = search(call.actor, asked, after=body.after)
    note_search(actor=call.actor, asked=asked, counts=found.counts, subjects=found.named, purpose=purpose)
    return _shown(found)


def _insist(said: SearchSaid, asked: Asked) -> None:
    pairs = ((said.kind, asked.kind, "#/kind"), (said.method, asked.method, "#/method"))
    wrongs = [Wrong(place, NO_ENTRY) for sent, known, place in pairs if sent and not known]
    if not wrongs and asked.is_empty:
        wrongs = [Wrong("#/text", "There is nothing to search for. Send a word, a name, a registration or a day.")]
    if wrongs:
        raise Unreadable(wrongs)


def _purpose(call: Call, said: PurposeSaid | None) -> Purpose:
    """The same gate as on the page: who may, what for, about which record. Said again within a quarter of an hour, it
    is the same purpose.
    """
    require(call.actor, Permission.SUBJECT_READ)
    if said is None:
        raise Unreadable([Wrong("#/purpose", NO_PURPOSE)])
    insist_on_record(call.actor, said.kind, said.reference)
    return purpose_in_force(call.actor, said.kind, said.reference, said.words, call.now) or give_purpose(
        actor=call.actor, kind=said.kind, reference=said.reference, words=said.words, now=call.now
    )


def _shown(found: Found, place: Place | None = None) -> SearchFound:
    return SearchFound(
        reference=place,
        subjects=tuple(map(_subject, found.subjects.hits)),
        has_more_subjects=found.subjects.has_more,
        vehicles=tuple(map(_vehicle, found.vehicles.reports)),
        vehicles_of_subjects=tuple(map(_subject, found.vehicles.subjects)),
        premises=tuple(_place(one) for one in found.premises if one.has_figures or one.organisation_ref),
        reports=tuple(map(_report, found.reports.hits)),
        entries=found.entries,
        older=found.reports.older,
        searched_all=found.searched_all,
        was_cut=found.asked.was_cut,
    )


def _subject(hit: SubjectHit) -> FoundSubject:
    return like(FoundSubject, hit, found_by=_snippets(hit.found_by))


def _report(hit: ReportHit) -> FoundReport:
    return like(FoundReport, hit, snippets=_snippets(hit.snippets))


def _vehicle(hit: VehicleHit) -> FoundVehicle:
    return like(FoundVehicle, hit)


def _place(hit: PremisesHit) -> FoundPremises:
    return like(FoundPremises, hit, name=_text(hit.name), more=_text(hit.more))


def _snippets(said: Iterable[tuple[str, Pieces]]) -> tuple[Snippet, ...]:
    return tuple(
        Snippet(label, _text(pieces), tuple(text for text, is_hit in pieces if is_hit)) for label, pieces in said
    )


def _text(pieces: Pieces) -> str:
    return "".join(text for text, _is_hit in pieces)
