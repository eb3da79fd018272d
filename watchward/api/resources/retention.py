"""What is deleted when, what a hold keeps, and the certificates of what is gone. Periods are two people's to change."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from watchward.api.registry import Call, operation
from watchward.partners.actions.holds import end_hold, place_hold, review_hold
from watchward.partners.periods import Kept
from watchward.partners.queries.retention import (
    ClockLine,
    HoldLine,
    Paper,
    Proposal,
    certificates,
    get_certificate,
    holds_in_force,
    kept_here,
    proposal_of,
    what_is_due,
)
from watchward.policy import Permission
from watchward.wiring import RETENTION

VIEW = (Permission.RETENTION_VIEW,)
HOLD = (Permission.HOLD_MANAGE,)


@dataclass(frozen=True, slots=True)
class DueNow:
    """What goes now, in a week and in a month, and how long things are kept. Nothing is deleted by asking."""

    clocks: tuple[ClockLine, ...]
    kept: Annotated[Kept, "How many days or months each is kept."]
    proposal: Annotated[Proposal | None, "Other periods that wait for a second person."]


@dataclass(frozen=True, slots=True)
class HoldSaid:
    """What may not be deleted, why, and when somebody looks at it again (at most half a year, R-04)."""

    noun: Literal["report", "evidence", "subject", "case"]
    ref: str
    reason: str
    review_on: date


@dataclass(frozen=True, slots=True)
class ReviewSaid:
    """When somebody looks at the hold again."""

    review_on: date


@dataclass(frozen=True, slots=True)
class HoldMade:
    """The reference of a hold."""

    ref: str


@operation("GET", "/retention", needs=VIEW)
def get_due(call: Call) -> DueNow:
    """Say what is due: a dry run of every clock."""
    lines = tuple(what_is_due(call.actor, RETENTION, call.now))
    return DueNow(lines, kept_here(call.actor), proposal_of(call.actor))


@operation("GET", "/retention/holds", needs=VIEW)
def get_holds(call: Call) -> tuple[HoldLine, ...]:
    """List the holds in force, the next to be looked at again first; reasons are for those who manage holds."""
    return tuple(holds_in_force(call.actor, call.now))


@operation("POST", "/retention/holds", needs=HOLD, status=201)
def place_one_hold(call: Call, body: HoldSaid) -> HoldMade:
    """Stop the deletion of one thing, and of what it needs to be understood."""
    made = place_hold(
        actor=call.actor, noun=body.noun, ref=body.ref, reason=body.reason, review_on=body.review_on,
        retention=RETENTION, now=call.now,
    )  # fmt: skip
    return HoldMade(made.ref)


@operation("POST", "/retention/holds/{ref}/review", needs=HOLD, status=204)
def review_one_hold(call: Call, ref: str, body: ReviewSaid) -> None:
    """Keep a hold until the next review; whoever says so answers for it."""
    review_hold(actor=call.actor, ref=ref, review_on=body.review_on, now=call.now)


@operation("POST", "/retention/holds/{ref}/end", needs=HOLD, status=204)
def end_one_hold(call: Call, ref: str) -> None:
    """End a hold. What is over its time goes with the next run."""
    end_hold(actor=call.actor, ref=ref, now=call.now)


@operation("GET", "/retention/certificates", needs=VIEW)
def get_certificates(call: Call) -> tuple[Paper, ...]:
    """List the newest certificates."""
    return tuple(certificates(call.actor))


@operation("GET", "/retention/certificates/{ref}", needs=VIEW)
def get_one_certificate(call: Call, ref: str) -> Paper:
    """Read one certificate; its hash is made again from the ledger (R-06)."""
    return get_certificate(call.actor, ref)
