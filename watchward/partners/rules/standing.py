"""Whether a member's promises are kept (M-01, M-02)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from watchward.partners.models import Membership, Partnership, Promise
from watchward.policy import Standing

PLACE_WARNING = timedelta(days=14)
NOT_CONFIRMED = (
    "Nobody has confirmed lately that you still work here, so your access waits. Ask your store manager or your "
    "coordinator to confirm it; then everything is open again. You can still send reports."
)


@dataclass(frozen=True, slots=True)
class CurrentPromises:
    """The newest published version of each kind; None where the partnership has published nothing yet."""

    agreement: Promise | None
    training: Promise | None


@dataclass(frozen=True, slots=True)
class StandingNow:
    """The standing, since or until when, and a sentence for the person."""

    standing: Standing
    due_at: datetime | None
    because: str
    is_lapsed: bool = False  # the person can put it right; what the partnership stopped, they cannot
    confirm_by: datetime | None = None  # until when somebody says that they still work here, if that is soon


def standing_of(
    membership: Membership,
    partnership: Partnership,
    current: CurrentPromises,
    paid_until: date | None,
    now: datetime,
) -> StandingNow:
    """Admission needs every promise once (M-01); a lapse is first read-only, later suspended (M-02)."""
    if membership.suspended_at is not None:
        return StandingNow(Standing.SUSPENDED, membership.suspended_at, "Your access was suspended by the partnership.")
    if _missing(membership, current):
        why = "Before you begin: accept the agreement and pass the short training."
        return StandingNow(Standing.ADMISSION, None, why)
    confirm_by = place_due_at(membership, partnership)
    if now >= confirm_by and not partnership.is_demonstration:
        return StandingNow(Standing.SUSPENDED, confirm_by, NOT_CONFIRMED)
    asked = confirm_by if now >= confirm_by - PLACE_WARNING else None
    return replace(_by_promises(membership, partnership, current, paid_until, now), confirm_by=asked)


def place_due_at(membership: Membership, partnership: Partnership) -> datetime:
    """By when somebody says again that this person still works here; who joins is confirmed by the invitation.

    A demonstration shows the clock but suspends nobody by it, or it would be dead after a season.
    """
    return (membership.confirmed_at or membership.joined_at) + timedelta(days=partnership.reconfirm_days)


def _by_promises(
    membership: Membership,
    partnership: Partnership,
    current: CurrentPromises,
    paid_until: date | None,
    now: datetime,
) -> StandingNow:
    due = earliest_due(membership, partnership, current, paid_until)
    if due is None or now < due:
        return StandingNow(Standing.FULL, due, "Your agreement and training are up to date.")
    suspends_at = due + timedelta(days=partnership.read_only_days)
    if now < suspends_at:
        why = f"Your yearly renewal is overdue. You can read and report; from {suspends_at:%-d %B %Y} only report."
        return StandingNow(Standing.READ_ONLY, suspends_at, why, is_lapsed=True)
    why = "Your yearly renewal is long overdue. You can still send reports."
    return StandingNow(Standing.SUSPENDED, due, why, is_lapsed=True)


def earliest_due(
    membership: Membership, partnership: Partnership, current: CurrentPromises, paid_until: date | None
) -> datetime | None:
    """When the first promise or the subscription runs out."""
    dues = [
        due_at(current.agreement, membership.agreement_id, membership.agreed_at, partnership),
        due_at(current.training, membership.training_id, membership.trained_at, partnership),
        _end_of(paid_until, membership),
    ]
    return min((due for due in dues if due is not None), default=None)


def _missing(membership: Membership, current: CurrentPromises) -> bool:
    pairs: Iterable[tuple[Promise | None, datetime | None]] = (
        (current.agreement, membership.agreed_at),
        (current.training, membership.trained_at),
    )
    return any(promise is not None and kept_at is None for promise, kept_at in pairs)


def due_at(
    promise: Promise | None, kept_id: int | None, kept_at: datetime | None, partnership: Partnership
) -> datetime | None:
    """A year after it was kept, or the notice period after a newer version, whichever is first."""
    if promise is None or kept_at is None:
        return None
    yearly = kept_at + timedelta(days=partnership.promise_days)
    if kept_id == promise.pk:
        return yearly
    return min(yearly, promise.published_at + timedelta(days=partnership.notice_days))


def _end_of(paid_until: date | None, membership: Membership) -> datetime | None:
    if paid_until is None:
        return None
    zone = membership.joined_at.tzinfo
    return datetime.combine(paid_until + timedelta(days=1), datetime.min.time(), tzinfo=zone)
