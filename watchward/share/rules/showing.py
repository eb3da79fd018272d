"""Whether a disclosure may be seen now. Asked at every look, so that what hides somebody hides them at once. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from watchward.assess.choices import Identity
from watchward.assess.rules.subjects import CLOSED
from watchward.policy import Decision
from watchward.share.choices import Shelf

OBJECTED = Decision(False, "They objected, so nobody is shown them (S-03).")


@dataclass(frozen=True, slots=True)
class Fate:
    """What of a subject, and of all that was merged into it, decides whether anybody may be shown them."""

    state: str
    is_merged: bool = False  # P-07: another record stands for this one
    is_vulnerable: bool = False  # P-05
    may_be_minor: bool = False  # P-04
    has_objected: bool = False  # S-03: from the objection until it is answered, and after it was upheld; canaries too


class Term(Protocol):
    """The dates of a disclosure."""

    @property
    def shelf(self) -> str: ...
    @property
    def expires_at(self) -> datetime: ...
    @property
    def sanction_ends_on(self) -> date | None: ...
    @property
    def is_of_minor(self) -> bool: ...
    @property
    def needs_second(self) -> bool: ...
    @property
    def approved_at(self) -> datetime | None: ...
    @property
    def declined_at(self) -> datetime | None: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...


def in_force(term: Term, now: datetime, today: date) -> Decision:
    """Whether the decision itself stands: approved where it must be, not taken back, not over (R-02)."""
    if term.withdrawn_at is not None:
        return Decision(False, "It was taken back.")
    if term.declined_at is not None:
        return Decision(False, "The second person declined it.")
    if term.needs_second and term.approved_at is None:
        return Decision(False, "It waits for the second person.")
    if now >= term.expires_at:
        return Decision(False, "It has expired.")
    if term.sanction_ends_on is not None and today > term.sanction_ends_on:
        return Decision(False, "The sanction has ended (R-02).")
    return Decision(True, "It is in force.")


def may_be_shown(fate: Fate, shelf: str, *, is_of_minor: bool) -> Decision:
    """Whether this person may be shown to anybody outside the office."""
    if fate.is_merged:
        return Decision(False, "This record was merged; the other one is shown instead (P-07).")
    if fate.state in CLOSED:
        return Decision(False, "The record has ended (R-01).")
    if fate.has_objected:
        return OBJECTED
    if fate.is_vulnerable:
        return Decision(False, "They are marked vulnerable, so members are not shown them (P-05).")
    if fate.may_be_minor and not is_of_minor:
        return Decision(False, "They may be under 18, so members are not shown them (P-04).")
    if shelf == Shelf.KNOWN and fate.state == Identity.UNKNOWN:
        return Decision(False, "Nobody knows who they are, so they belong under “Who is this?” (P-01).")
    if shelf == Shelf.UNKNOWN and fate.state != Identity.UNKNOWN:
        return Decision(False, "They were identified, so nobody is asked who they are any more.")
    return Decision(True, "They may be shown.")
