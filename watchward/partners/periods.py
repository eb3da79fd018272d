"""How long things are kept, and the limits that no partnership can set aside. Plain values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """The periods of one partnership."""

    report_days: int = 365  # from the moment it was told until only its facts are left
    subject_months: int = 12  # without a sanction and without a new qualifying incident
    unknown_months: int = 3  # P-03: a subject whom nobody identified
    footage_days: int = 31  # footage that is in no case
    case_days: int = 365  # after the disposal of the case


DEFAULT = Kept()
CEILING_MONTHS = 24  # no subject is visible longer without a conviction, whatever happened since
# a refusal is a report, so no report goes before six months. The rest is this project's own proposal.
LIMITS: dict[str, tuple[int, int]] = {
    "report_days": (184, 1096),
    "subject_months": (1, 12),
    "unknown_months": (1, 6),
    "footage_days": (7, 92),
    "case_days": (30, 1096),
}
