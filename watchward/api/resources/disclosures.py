"""Who is told about a person, in words: the decisions, taking one back, objections, and who has looked.

To decide and to agree are a person's own deeds, and faces are for a person's eyes: neither is here.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

from watchward.api.purposes import LookedAtFor, purpose_of
from watchward.api.registry import Call, Page, Paged, operation
from watchward.api.shapes import like
from watchward.assess.queries.subjects import get_subject, titles_of
from watchward.policy import Decision, Permission
from watchward.records.ledger import record_view
from watchward.share.actions.disclosures import withdraw_disclosure
from watchward.share.actions.objections import record_objection
from watchward.share.choices import Ended
from watchward.share.queries.corrections import ToldLine, told_about
from watchward.share.queries.disclosures import (
    audiences_of,
    decisions_of,
    decisions_page,
    get_decision,
    now_of,
    open_objection,
    state_of,
)
from watchward.share.queries.gallery import as_members_see
from watchward.share.queries.looks import LookLine, who_has_seen
from watchward.share.rules.members_view import MembersView

READ = (Permission.SUBJECT_READ,)
# The police take back what shows a picture of theirs (G-09): their key was made to handle evidence.
END = (Permission.DISCLOSE, Permission.EVIDENCE_HANDLE)


@dataclass(frozen=True, slots=True)
class DisclosuresAsked(Paged):
    """Which decisions."""

    show: Annotated[Literal["now", "waiting", "ended"], "In force, waiting for a second person, or ended."] = "now"


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    """One decision in a list."""

    ref: str
    subject: str
    title: str
    shelf: str
    purpose: str
    is_wide: bool
    is_of_minor: bool
    decided_at: datetime
    decided_by: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One decision with everything that G-06 asks for, in words. Its pictures are for people's eyes."""

    ref: str
    subject: str
    title: str
    shelf: str
    purpose: str
    recipients: tuple[str, ...]
    why_them: str
    fields: Annotated[tuple[str, ...], "Which fields its audience sees."]
    left_out: str
    advice: str
    sanction: str
    sanction_starts_on: date | None
    sanction_ends_on: date | None
    must_not_enter: str
    must_not_enter_source: str
    must_not_enter_until: date | None
    is_wide: bool
    wider_because: str
    is_of_minor: bool
    best_interest: str
    guardian_considered: str
    youth_service_considered: str
    decided_at: datetime
    decided_by: str
    expires_at: datetime
    needs_second: bool
    approved_at: datetime | None
    approved_by: str
    declined_at: datetime | None
    declined_by: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_for: str
    end_words: str
    is_seen: Annotated[bool, "Whether anybody sees it now; `because` says why not."]
    because: str
    told: Annotated[tuple[ToldLine, ...], "Who was told that something changed, and who has read it (P-08)."]


@dataclass(frozen=True, slots=True)
class SeenLine:
    """One line that members read, with how sure it is."""

    label: str
    text: str
    certainty: str


@dataclass(frozen=True, slots=True)
class AboutSubject:
    """One decision about a subject, in short."""

    ref: str
    shelf: str
    recipients: tuple[str, ...]
    expires_at: datetime
    is_seen: bool
    because: str
    members_see: Annotated[tuple[SeenLine, ...], "What members read of it now; empty while they see nothing (G-07)."]


@dataclass(frozen=True, slots=True)
class OpenObjection:
    """An objection that waits for its answer: until then they are shown to nobody (S-03)."""

    ref: str
    words: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Telling:
    """Who is told about one subject."""

    disclosures: tuple[AboutSubject, ...]
    objection: OpenObjection | None


@dataclass(frozen=True, slots=True)
class EndSaid:
    """Why a decision is taken back."""

    because: Ended
    words: str = ""


@dataclass(frozen=True, slots=True)
class ObjectionSaid:
    """What they object to, in their words as far as that can be."""

    words: str


@dataclass(frozen=True, slots=True)
class ObjectionMade:
    """The reference of an objection."""

    ref: str


@operation("GET", "/disclosures", needs=READ)
def get_disclosures(call: Call, asked: DisclosuresAsked) -> Page[DisclosureRow]:
    """List decisions to tell somebody about a person, the newest first."""
    rows, older = decisions_page(call.actor, asked.show, after=asked.after, limit=asked.limit, now=call.now)
    titles = titles_of({one.subject_id for one in rows})
    return Page(tuple(_row(one, titles[one.subject_id]) for one in rows), older)


@operation("GET", "/disclosures/{ref}", needs=READ)
def get_one_disclosure(call: Call, ref: str) -> Disclosure:
    """Read one decision, and who was told that it changed; the look is in the ledger (G-12)."""
    one = get_decision(call.actor, ref)
    state = state_of(one, now_of(one.subject, call.now).fate, call.now)
    record_view("disclosure.viewed", actor=call.actor, ref=f"disclosure/{one.ref}")
    return like(
        Disclosure,
        one,
        subject=one.subject.ref,
        title=titles_of([one.subject_id])[one.subject_id],
        shelf=one.shelf,
        recipients=_recipients(one),
        fields=tuple(one.fields),
        decided_by=one.decided_by.name,
        approved_by=_name(one.approved_by),
        declined_by=_name(one.declined_by),
        withdrawn_by=_name(one.withdrawn_by),
        is_seen=bool(state),
        because=state.because,
        told=tuple(told_about(call.actor, one.subject)),
    )


@operation("POST", "/disclosures/{ref}/withdraw", needs=END, status=204)
def withdraw_one_disclosure(call: Call, ref: str, body: EndSaid) -> None:
    """Take it back: nobody sees it from now on, and whoever saw it is told (P-08)."""
    withdraw_disclosure(actor=call.actor, ref=ref, because=body.because, words=body.words, now=call.now)


@operation("GET", "/subjects/{ref}/disclosures", needs=READ)
def get_telling(call: Call, ref: str, asked: LookedAtFor) -> Telling:
    """Say who is told about one subject, and whether they object, for a purpose; the look is in the ledger (G-12)."""
    purpose = purpose_of(call, ref, asked)
    subject = get_subject(call.actor, ref)
    fate, objection = now_of(subject, call.now).fate, open_objection(subject)
    rows = decisions_of(call.actor, subject)
    detail = {"disclosures": len(rows)} | purpose.noted
    record_view("subject.viewed", actor=call.actor, ref=f"subject/{subject.ref}", detail=detail)
    states = {one.pk: state_of(one, fate, call.now) for one in rows}
    views = as_members_see([one for one in rows if states[one.pk]], call.now)
    lines = tuple(_about_subject(one, states[one.pk], views.get(one.pk)) for one in rows)
    return Telling(lines, like(OpenObjection, objection) if objection else None)


@operation("POST", "/subjects/{ref}/objections", needs=(Permission.DISCLOSE,), status=201)
def record_one_objection(call: Call, ref: str, body: ObjectionSaid) -> ObjectionMade:
    """Write down that somebody objects: from now on nobody is shown them, until a person answers (S-03)."""
    made = record_objection(actor=call.actor, subject_ref=ref, words=body.words, now=call.now)
    return ObjectionMade(made.ref)


@operation("GET", "/subjects/{ref}/seen-by", needs=(Permission.LOOKS_READ,))
def get_who_has_seen(call: Call, ref: str, asked: LookedAtFor) -> tuple[LookLine, ...]:
    """Say who has looked at one subject, the newest first; asking is in the ledger too."""
    purpose = purpose_of(call, ref, asked)
    subject, lines = who_has_seen(call.actor, ref)
    detail = {"rows": len(lines)} | purpose.noted
    record_view("subject.looks_read", actor=call.actor, ref=f"subject/{subject.ref}", detail=detail)
    return tuple(lines)


def _row(one: Any, title: str) -> DisclosureRow:
    return like(DisclosureRow, one, subject=one.subject.ref, title=title, decided_by=one.decided_by.name)


def _about_subject(one: Any, state: Decision, view: MembersView | None) -> AboutSubject:
    seen = tuple(like(SeenLine, line) for line in view.lines) if view else ()
    return AboutSubject(one.ref, one.shelf, _recipients(one), one.expires_at, bool(state), state.because, seen)


def _recipients(one: Any) -> tuple[str, ...]:
    return tuple(audience.name for audience in audiences_of(one))


def _name(account: Any) -> str:
    return account.name if account else ""
