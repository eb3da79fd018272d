"""Subjects: who is who, with facts, judgements and merges. A person decides each; a program only carries it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from watchward.api.purposes import LookedAtFor, purpose_of
from watchward.api.registry import Call, Page, Paged, operation
from watchward.api.shapes import like
from watchward.assess.actions.judgements import estimate_age, judge, open_subject_from
from watchward.assess.actions.listing import list_subjects
from watchward.assess.actions.merges import agree_merge, decline_merge, propose_merge, undo_merge
from watchward.assess.actions.subjects import (
    add_fact,
    confirm_subject,
    lift_vulnerable,
    mark_vulnerable,
    move_subject,
    open_subject,
    set_birth_date,
    withdraw_fact,
)
from watchward.assess.choices import Certainty, Confirmation, FactKind, Identity, Looks, Verdict
from watchward.assess.queries.habits import Habits, habits_of
from watchward.assess.queries.subject_page import FactLine, LinkLine, MergeLine, Told, read_subject
from watchward.assess.queries.subjects import SubjectRow, judgements_in_force
from watchward.assess.queries.suggest import NOBODY, Suggestion, suggestions_for
from watchward.assess.rules.clocks import Clock
from watchward.assess.rules.facts import FactSaid
from watchward.collect.queries.reports import get_report
from watchward.policy import Permission
from watchward.records.ledger import record_view

READ = (Permission.SUBJECT_READ,)
MANAGE = (Permission.SUBJECT_MANAGE,)
SECOND = (Permission.SUBJECT_SECOND,)


@dataclass(frozen=True, slots=True)
class SubjectsAsked(Paged):
    """What the list is narrowed to."""

    state: Identity | None = None


@dataclass(frozen=True, slots=True)
class AgeGate:
    """Whether this subject may be shown to members as far as age goes (P-04), and why."""

    allowed: bool
    because: str


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject with all that is known, from where, and how sure (G-13)."""

    ref: str
    title: str
    state: str
    state_label: str
    keeper_ref: Annotated[str, "Who stands for this subject after a merge; empty if itself."]
    parts: Annotated[tuple[str, ...], "What was merged into it."]
    necessity: str
    opened_at: datetime
    opened_by: str
    born_on: date | None
    minor: AgeGate
    is_vulnerable: bool
    support_considered: str
    clock: Clock
    facts: tuple[FactLine, ...]
    withdrawn: tuple[FactLine, ...]
    same: tuple[LinkLine, ...]
    others: tuple[LinkLine, ...]
    pictures: Annotated[tuple[str, ...], "References of evidence, for /evidence/{ref}/picture."]
    steps: tuple[Told, ...]
    recognitions: tuple[Told, ...]
    estimates: tuple[Told, ...]
    merges: tuple[MergeLine, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """One judgement in force."""

    subject: str
    verdict: str
    because: str
    by: str


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody in a report: what was judged, and known subjects that fit what was said (a suggestion, G-05)."""

    mention: str
    judged: tuple[Judged, ...]
    suggested: tuple[Suggestion, ...]
    left_out: Annotated[int, "Subjects that share something with them and were not compared."]


@dataclass(frozen=True, slots=True)
class FactGiven:
    """One fact with its certainty and where it comes from (G-13)."""

    kind: FactKind
    value: str
    certainty: Certainty = Certainty.ALLEGED
    report: Annotated[str, "The report it comes from, or say the source in words."] = ""
    source: str = ""
    said_on: date | None = None


@dataclass(frozen=True, slots=True)
class SubjectSaid:
    """A record of somebody who is in no report yet; its necessity is never empty (G-04)."""

    necessity: str
    facts: tuple[FactGiven, ...] = ()


@dataclass(frozen=True, slots=True)
class NecessitySaid:
    """Why a record of somebody in a report is needed (G-04)."""

    necessity: str


@dataclass(frozen=True, slots=True)
class VerdictSaid:
    """Whether somebody in a report is a subject."""

    subject: str
    verdict: Verdict
    because: str = ""


@dataclass(frozen=True, slots=True)
class Because:
    """Why."""

    because: str


@dataclass(frozen=True, slots=True)
class ConfirmationSaid:
    """On what a confirmation stands (P-01)."""

    stands_on: Confirmation
    because: str = ""


@dataclass(frozen=True, slots=True)
class StateSaid:
    """What an identity becomes, and why."""

    state: Literal["unknown", "identified", "expired", "removed"]
    because: str


@dataclass(frozen=True, slots=True)
class BirthSaid:
    """A known date of birth; null takes it out."""

    born_on: date | None


@dataclass(frozen=True, slots=True)
class SupportSaid:
    """Which support was considered (P-05)."""

    support_considered: str


@dataclass(frozen=True, slots=True)
class AgeSaid:
    """How old somebody looks to the person whose key this is (P-04)."""

    looks: Looks


@dataclass(frozen=True, slots=True)
class MergeSaid:
    """The other record, and why they are one person."""

    other: str
    because: str


@dataclass(frozen=True, slots=True)
class Made:
    """The reference of what was made."""

    ref: str


@operation("GET", "/subjects", needs=READ)
def get_subjects(call: Call, asked: SubjectsAsked) -> Page[SubjectRow]:
    """List subjects that stand for themselves, the newest first; each is a look, once a day (G-12)."""
    page = list_subjects(
        actor=call.actor, state=asked.state or "", after=asked.after, limit=asked.limit, now=call.now
    )  # fmt: skip
    return Page(tuple(page.rows), page.older)


@operation("POST", "/subjects", needs=MANAGE, status=201)
def open_one_subject(call: Call, body: SubjectSaid) -> Made:
    """Open a record of somebody who is in no report yet."""
    facts = tuple(map(_fact, body.facts))
    return like(Made, open_subject(actor=call.actor, necessity=body.necessity, facts=facts, now=call.now))


@operation("GET", "/subjects/{ref}", needs=READ)
def get_one_subject(call: Call, ref: str, asked: LookedAtFor) -> Subject:
    """Read one subject, for a purpose; the look is in the ledger with it (G-12)."""
    purpose = purpose_of(call, ref, asked)
    view = read_subject(call.actor, ref, purpose, call.now)
    detail = {"pictures": view.pictures} | purpose.noted
    record_view("subject.viewed", actor=call.actor, ref=f"subject/{view.ref}", detail=detail)
    return like(Subject, view)


@operation("GET", "/subjects/{ref}/habits", needs=READ)
def get_habits(call: Call, ref: str, asked: LookedAtFor) -> Habits:
    """Say where, when, how and with whom one subject was reported, for a purpose; the look is in the ledger (G-12)."""
    purpose = purpose_of(call, ref, asked)
    found = habits_of(call.actor, ref)
    detail = {"reports": found.reports} | purpose.noted
    record_view("subject.viewed", actor=call.actor, ref=f"subject/{ref}", detail=detail)
    return found


@operation("GET", "/reports/{ref}/people", needs=READ)
def get_who(call: Call, ref: str) -> tuple[Who, ...]:
    """Say who the people of a report may be: what was judged, and which subjects are suggested."""
    report = get_report(call.actor, ref)
    people = sorted(report.people.all(), key=lambda one: one.place)
    suggested = suggestions_for(call.actor, report)
    judged = judgements_in_force(call.actor, [one.pk for one in people])
    if people:
        refs = [one.ref for one in people]
        record_view("report.viewed", actor=call.actor, ref=f"report/{report.ref}", detail={"people": len(refs)})
    return tuple(
        Who(
            one.ref,
            tuple(
                Judged(made.subject.ref, made.verdict, made.because, made.judged_by.name)
                for made in judged.get(one.pk, [])
            ),
            suggested.get(one.ref, NOBODY).best,
            suggested.get(one.ref, NOBODY).left_out,
        )
        for one in people
    )


@operation("POST", "/reports/{ref}/people/{mention}/judgements", needs=MANAGE, status=201)
def judge_somebody(call: Call, ref: str, mention: str, body: VerdictSaid) -> Made:
    """Judge whether somebody in a report is a subject, or take that back; always reversible."""
    made = judge(
        actor=call.actor, report_ref=ref, mention_ref=mention, subject_ref=body.subject, verdict=body.verdict,
        because=body.because, now=call.now,
    )  # fmt: skip
    return like(Made, made)


@operation("POST", "/reports/{ref}/people/{mention}/subject", needs=MANAGE, status=201)
def open_subject_from_report(call: Call, ref: str, mention: str, body: NecessitySaid) -> Made:
    """Open a record of somebody in a report, with what it says of them as alleged."""
    made = open_subject_from(
        actor=call.actor, report_ref=ref, mention_ref=mention, necessity=body.necessity, now=call.now
    )  # fmt: skip
    return like(Made, made)


@operation("POST", "/subjects/{ref}/facts", needs=MANAGE, status=201)
def add_one_fact(call: Call, ref: str, body: FactGiven) -> Made:
    """Write one fact with its source, grade, date and certainty."""
    return like(Made, add_fact(actor=call.actor, ref=ref, said=_fact(body), now=call.now))


@operation("POST", "/subjects/{ref}/facts/{fact}/withdraw", needs=MANAGE, status=204)
def withdraw_one_fact(call: Call, ref: str, fact: str, body: Because) -> None:
    """Take a fact back with a reason; it stays readable as taken back."""
    withdraw_fact(actor=call.actor, ref=ref, fact_ref=fact, because=body.because, now=call.now)


@operation("POST", "/subjects/{ref}/confirm", needs=SECOND, status=204)
def confirm_one_subject(call: Call, ref: str, body: ConfirmationSaid) -> None:
    """Confirm who somebody is (P-01)."""
    confirm_subject(actor=call.actor, ref=ref, stands_on=body.stands_on, because=body.because, now=call.now)


@operation("POST", "/subjects/{ref}/state", needs=MANAGE, status=204)
def move_one_subject(call: Call, ref: str, body: StateSaid) -> None:
    """Take an identity back a step, or end it, with a reason."""
    move_subject(actor=call.actor, ref=ref, state=body.state, because=body.because, now=call.now)


@operation("PUT", "/subjects/{ref}/birth-date", needs=MANAGE, status=204)
def put_birth_date(call: Call, ref: str, body: BirthSaid) -> None:
    """Write down a known date of birth; a young child is referred, never recorded (P-04)."""
    set_birth_date(actor=call.actor, ref=ref, born_on=body.born_on, now=call.now)


@operation("PUT", "/subjects/{ref}/vulnerability", needs=MANAGE, status=204)
def mark_one_vulnerable(call: Call, ref: str, body: SupportSaid) -> None:
    """Hide somebody from members, saying which support was considered (P-05)."""
    mark_vulnerable(actor=call.actor, ref=ref, support_considered=body.support_considered)


@operation("DELETE", "/subjects/{ref}/vulnerability", needs=MANAGE, status=204)
def lift_one_vulnerability(call: Call, ref: str) -> None:
    """Take the marker back: it was wrong, or no longer holds."""
    lift_vulnerable(actor=call.actor, ref=ref)


@operation("POST", "/subjects/{ref}/ages", needs=SECOND, status=204)
def estimate_one_age(call: Call, ref: str, body: AgeSaid) -> None:
    """Say how old somebody looks; two who say 18 or older open what the gate closes (P-04)."""
    estimate_age(actor=call.actor, ref=ref, looks=body.looks, now=call.now)


@operation("POST", "/subjects/{ref}/merges", needs=MANAGE, status=201)
def propose_one_merge(call: Call, ref: str, body: MergeSaid) -> Made:
    """Propose that two subjects are one person; nothing changes until a second person agrees (P-07)."""
    made = propose_merge(
        actor=call.actor, keeper_ref=ref, other_ref=body.other, because=body.because, now=call.now
    )  # fmt: skip
    return like(Made, made)


@operation("POST", "/subjects/{ref}/merges/{merge}/agree", needs=SECOND, status=204)
def agree_to_merge(call: Call, ref: str, merge: str) -> None:
    """Agree as the second person (P-07)."""
    agree_merge(actor=call.actor, ref=ref, merge_ref=merge, now=call.now)


@operation("POST", "/subjects/{ref}/merges/{merge}/decline", needs=SECOND, status=204)
def decline_one_merge(call: Call, ref: str, merge: str) -> None:
    """Say that they are not one person, or that it is too early to say."""
    decline_merge(actor=call.actor, ref=ref, merge_ref=merge, now=call.now)


@operation("POST", "/subjects/{ref}/merges/{merge}/undo", needs=MANAGE, status=204)
def undo_one_merge(call: Call, ref: str, merge: str, body: Because) -> None:
    """Part two records again, with a reason."""
    undo_merge(actor=call.actor, ref=ref, merge_ref=merge, because=body.because, now=call.now)


def _fact(said: FactGiven) -> FactSaid:
    return FactSaid(said.kind, said.value, said.certainty, said.report, said.source, said.said_on)
