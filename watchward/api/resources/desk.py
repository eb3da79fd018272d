"""The desk: the three piles, and what moves a report along."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from watchward.api.registry import Call, Page, Paged, operation
from watchward.api.shapes import like
from watchward.assess.actions.desk import close_report, let_wait, reopen_report, tell_progress
from watchward.assess.actions.grading import grade_report, read_grade_second
from watchward.assess.choices import Pile, Waits
from watchward.assess.queries.desk import MOST_COUNTED, DeskFilter, DeskLine, desk_page, pile_sizes
from watchward.assess.queries.ladder import DeskCard, desk_card
from watchward.assess.rules.grading import Grading
from watchward.kit.errors import NotPermitted
from watchward.policy import Permission
from watchward.share.queries.waiting import WithPolice, with_police

WORKS = (Permission.REPORT_GRADE, Permission.GRADE_SECOND_READ, Permission.REPORT_PROGRESS)
NOT_YOURS = "What the desk says of a report is for those who work at it."


@dataclass(frozen=True, slots=True)
class DeskAsked(Paged):
    """Which pile, and what it is narrowed to."""

    pile: Pile = Pile.TO_DO
    group: Annotated[str, "A group of incident types: an entry of the list without a parent."] = ""
    waits_for: Waits | None = None


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many reports lie in each pile, counted up to `most_counted`."""

    to_do: int
    waiting: int
    most_counted: int


@dataclass(frozen=True, slots=True)
class Graded:
    """The grade in force."""

    ref: str
    code: str
    needs_second_reader: bool


@dataclass(frozen=True, slots=True)
class SecondReadingSaid:
    """Whether the second reader agrees, and why not."""

    grade: Annotated[str, "The reference of the grade that was read."]
    agrees: bool
    words: str = ""


@dataclass(frozen=True, slots=True)
class WaitSaid:
    """What a report waits for."""

    waits_for: Literal["reporter", "police", "something"]


@dataclass(frozen=True, slots=True)
class ProgressSaid:
    """What the police did; the reporter reads it."""

    rung: Literal["sent", "police-reference", "outcome"]
    choice: Annotated[str, "For an outcome: an id of the list outcomes_police."] = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class CloseSaid:
    """Why a report is closed; the reporter reads it."""

    reason: Annotated[str, "An id of the list closing_reasons."]
    words: str = ""


@dataclass(frozen=True, slots=True)
class ReopenSaid:
    """Words for the reporter."""

    words: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """One rung of the ladder (L-07) that was reached."""

    rung: str
    choice: str
    words: str
    taken_at: datetime


@operation("GET", "/desk", needs=(Permission.GRADE_SECOND_READ,))
def get_desk(call: Call, asked: DeskAsked) -> Page[DeskLine]:
    """List one pile; what is due first stands first, in the done pile what was closed last."""
    narrow = DeskFilter(group=asked.group, waits_for=asked.waits_for or "")
    page = desk_page(call.actor, asked.pile, narrow=narrow, after=asked.after, limit=asked.limit)
    return Page(tuple(page.lines), page.older)


@operation("GET", "/desk/sizes", needs=(Permission.GRADE_SECOND_READ,))
def get_desk_sizes(call: Call) -> Sizes:
    """Say how many reports lie in each pile."""
    sizes = pile_sizes(call.actor)
    return Sizes(sizes[Pile.TO_DO], sizes[Pile.WAITING], MOST_COUNTED)


@operation("GET", "/desk/with-police", needs=(Permission.REPORT_PROGRESS,))
def get_with_police(call: Call) -> tuple[WithPolice, ...]:
    """List what the police have and nobody closed, the longest silence first; at most 200 (L-07)."""
    return tuple(with_police(call.actor, 200))


@operation("GET", "/reports/{ref}/desk", needs=WORKS)
def get_desk_card(call: Call, ref: str) -> DeskCard:
    """Say what the desk knows of one report: pile, clock, grade."""
    card = desk_card(call.actor, ref)
    if card is None:
        raise NotPermitted(NOT_YOURS)
    return card


@operation("POST", "/reports/{ref}/grades", needs=(Permission.REPORT_GRADE,), status=201)
def grade_one_report(call: Call, ref: str, body: Grading) -> Graded:
    """Grade a report 3x5x2 with its label; the same grade again is the same grade."""
    return like(Graded, grade_report(actor=call.actor, ref=ref, grading=body, now=call.now))


@operation("POST", "/reports/{ref}/second-reading", needs=(Permission.GRADE_SECOND_READ,), status=204)
def read_as_second(call: Call, ref: str, body: SecondReadingSaid) -> None:
    """Agree with a grade, or say why not."""
    read_grade_second(
        actor=call.actor, ref=ref, grade_ref=body.grade, agrees=body.agrees, words=body.words, now=call.now
    )  # fmt: skip


@operation("POST", "/reports/{ref}/wait", needs=(Permission.REPORT_GRADE,), status=204)
def let_report_wait(call: Call, ref: str, body: WaitSaid) -> None:
    """Lay a report on the waiting pile; without news it comes back after 14 days."""
    let_wait(actor=call.actor, ref=ref, waits_for=body.waits_for, now=call.now)


@operation("POST", "/reports/{ref}/progress", needs=(Permission.REPORT_PROGRESS,), status=201)
def tell_reporter(call: Call, ref: str, body: ProgressSaid) -> Moved:
    """Tell the reporter what the police did."""
    step = tell_progress(
        actor=call.actor, ref=ref, rung=body.rung, choice=body.choice, words=body.words, now=call.now
    )  # fmt: skip
    return like(Moved, step)


@operation("POST", "/reports/{ref}/close", needs=(Permission.REPORT_GRADE,), status=201)
def close_one_report(call: Call, ref: str, body: CloseSaid) -> Moved:
    """Close a report with a reason that its reporter reads."""
    return like(Moved, close_report(actor=call.actor, ref=ref, reason=body.reason, words=body.words, now=call.now))


@operation("POST", "/reports/{ref}/reopen", needs=(Permission.REPORT_GRADE,), status=201)
def reopen_one_report(call: Call, ref: str, body: ReopenSaid) -> Moved:
    """Take a closed report up again."""
    return like(Moved, reopen_report(actor=call.actor, ref=ref, words=body.words, now=call.now))
