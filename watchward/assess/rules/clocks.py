"""How long a subject is kept (R-01, R-03, P-03). Pure: dates in, a date and its reason out."""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from watchward.assess.choices import Identity

KEEP_MONTHS = 12
UNKNOWN_MONTHS = 3  # P-03: an unknown person's record ends soon
CEILING_MONTHS = 24  # however often the clock starts again


@dataclass(frozen=True, slots=True)
class Clock:
    """From when to when a subject is kept, and why then. `ends_on` is the first day on which it is due to go."""

    starts_on: date
    ends_on: date
    because: str


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def clock_of(
    state: str, opened_on: date, qualifying: Collection[date], *, keep_months: int = KEEP_MONTHS,
    unknown_months: int = UNKNOWN_MONTHS,
) -> Clock:  # fmt: skip
    """The clock of one subject.

    Args: qualifying: days of the incidents that were graded, accepted and judged to be this person (R-03).
    """
    months = unknown_months if state == Identity.UNKNOWN else keep_months
    last = max((*qualifying, opened_on))
    ends, ceiling = months_after(last, months), months_after(opened_on, CEILING_MONTHS)
    if ceiling < ends:
        return Clock(last, ceiling, "Two years after it was opened nothing extends a record by itself (R-03).")
    if state == Identity.UNKNOWN:
        return Clock(last, ends, f"Nobody has identified them for {months} months (P-03).")
    return Clock(last, ends, f"No further graded incident for {months} months (R-01).")
