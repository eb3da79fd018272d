"""What the reports of one premises did, month by month (L-07)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from watchward.api.registry import Call, operation
from watchward.api.shapes import like
from watchward.collect.queries.reports import ReportRow
from watchward.policy import Permission
from watchward.share.queries.answers import answers_of

READS = (Permission.REPORT_SUBMIT, Permission.REPORT_READ_PREMISES, Permission.REPORT_READ_ALL)


@dataclass(frozen=True, slots=True)
class MonthAsked:
    """Which month."""

    month: Annotated[str, "Like 2026-03; left out: the present one."] = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """One report and how far it came."""

    row: ReportRow
    rung: str
    says: str
    is_closed: bool
    waits_for: str
    waits_since: datetime | None


@dataclass(frozen=True, slots=True)
class Answers:
    """One month of one premises, as far as this key may read its reports."""

    premises_ref: str
    premises_name: str
    month: date
    is_own_part: Annotated[bool, "Only what this account sent itself."]
    reports: tuple[Answered, ...]
    imported: int
    graded: int
    graded_within_seconds: Annotated[int | None, "The median from telling to the grade."]
    linked: int
    police_references: int
    outcomes: tuple[tuple[str, int], ...]
    closings: tuple[tuple[str, int], ...]
    loss_pence: int
    recovered_pence: int
    says: str


@operation("GET", "/premises/{ref}/answers", needs=READS)
def get_answers(call: Call, ref: str, asked: MonthAsked) -> Answers:
    """Say what the reports of one premises did in one month."""
    month = asked.month or f"{call.now.astimezone(call.seat.partnership.zone_info):%Y-%m}"
    found = answers_of(call.actor, ref, month, call.now)
    within = found.graded_within
    return like(Answers, found, graded_within_seconds=None if within is None else round(within.total_seconds()))
