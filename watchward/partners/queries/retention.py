"""What is deleted when, what a hold keeps, and the certificates of what is gone."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from watchward.kit.errors import NotFound
from watchward.partners.models import Account, Periods
from watchward.partners.periods import LIMITS, Kept
from watchward.partners.queries.periods import periods_of
from watchward.policy import Actor, Permission, may, require
from watchward.records.models import Hold, Purge
from watchward.records.retention.certificates import digest_of_list
from watchward.records.retention.clock import Retention
from watchward.records.retention.engine import dry_run

PAPERS = 50
NO_HOLD = "There is no such hold, or it has ended. Go back to the page Retention."
NO_PAPER = "There is no such certificate. Go back to the page Retention."
AHEAD = (timedelta(0), timedelta(days=7), timedelta(days=30))


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock: what it deletes, after how long, and how many things now, in 7 and in 30 days."""

    rule: str
    what: str
    kept: str
    due: tuple[int, ...]
    counts: tuple[tuple[str, int], ...]  # what goes now, by class
    waiting: tuple[tuple[str, int], ...]  # why others wait although their time is over


@dataclass(frozen=True, slots=True)
class HoldLine:
    """One hold in force; the reason is for those who manage holds."""

    ref: str
    about: str
    owner: str
    reason: str
    review_on: date
    is_overdue: bool
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate as it is read; `agrees` is whether the list in the ledger still gives the same hash."""

    ref: str
    rule: str
    what: str
    things: int
    counts: tuple[tuple[str, int], ...]
    expected: tuple[tuple[str, int], ...]
    began_at: datetime
    finished_at: datetime | None
    digest: str
    worker: str
    agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Other periods that wait for a second person."""

    ref: str
    kept: Kept
    by: str
    is_own: bool


def what_is_due(actor: Actor, retention: Retention, now: datetime | None = None) -> list[ClockLine]:
    """The dry run of the actor's partnership: now, in a week and in a month."""
    require(actor, Permission.RETENTION_VIEW)
    moment, here = now or timezone.now(), actor.partnership_id
    runs = [dry_run(retention, here, moment + ahead) for ahead in AHEAD]
    lines = []
    for clock, *dues in zip(retention.clocks, *runs, strict=True):
        reasons = Counter("legal hold" if why.startswith("legal hold") else why for why in dues[0].kept.values())
        due = tuple(one.things for one in dues)
        lines.append(
            ClockLine(
                clock.rule, clock.what, clock.kept(here), due, tuple(sorted(dues[0].counts.items())),
                tuple(sorted(reasons.items())),
            )
        )  # fmt: skip
    return lines


def holds_in_force(actor: Actor, now: datetime | None = None) -> list[HoldLine]:
    """The next to be looked at again first."""
    require(actor, Permission.RETENTION_VIEW)
    today, shows = timezone.localdate(now or timezone.now()), bool(may(actor, Permission.HOLD_MANAGE))
    holds = list(
        Hold.everywhere.filter(partnership_id=actor.partnership_id, ended_at__isnull=True).order_by("review_on", "id")
    )
    names = dict(Account.everywhere.filter(pk__in={one.owner for one in holds}).values_list("pk", "name"))
    return [
        HoldLine(
            one.ref, one.about, names.get(one.owner, ""), one.reason if shows else "", one.review_on,
            one.review_on <= today, one.placed_at,
        )
        for one in holds
    ]  # fmt: skip


def get_hold(actor: Actor, ref: str) -> Hold:
    """One hold in force, for those who manage them."""
    require(actor, Permission.HOLD_MANAGE)
    rows = Hold.everywhere.select_for_update().filter(partnership_id=actor.partnership_id, ended_at__isnull=True)
    found = rows.filter(ref=ref).first()
    if found is None:
        raise NotFound(NO_HOLD)
    return found


def certificates(actor: Actor) -> list[Paper]:
    """The newest certificates."""
    require(actor, Permission.RETENTION_VIEW)
    rows = Purge.everywhere.filter(partnership_id=actor.partnership_id, finished_at__isnull=False)
    return [_paper(one) for one in rows.order_by("-id")[:PAPERS]]


def get_certificate(actor: Actor, ref: str) -> Paper:
    """One certificate, with its hash made again from the ledger (R-06)."""
    require(actor, Permission.RETENTION_VIEW)
    rows = Purge.everywhere.filter(partnership_id=actor.partnership_id, finished_at__isnull=False)
    found = rows.filter(ref=ref).first()
    if found is None:
        raise NotFound(NO_PAPER)
    return _paper(found, agrees=digest_of_list(found) == found.digest)


def proposal_of(actor: Actor) -> Proposal | None:
    """The periods that wait for a second person, if any."""
    require(actor, Permission.RETENTION_VIEW)
    rows = Periods.everywhere.filter(
        partnership_id=actor.partnership_id, agreed_at__isnull=True, dropped_at__isnull=True
    )
    row = rows.select_related("proposed_by").first()
    if row is None:
        return None
    kept = Kept(**{name: getattr(row, name) for name in LIMITS})
    return Proposal(row.ref, kept, row.proposed_by.name, row.proposed_by_id == actor.account_id)


def kept_here(actor: Actor) -> Kept:
    """The periods in force in the actor's partnership."""
    return periods_of(actor.partnership_id)


def _paper(row: Purge, *, agrees: bool | None = None) -> Paper:
    return Paper(
        row.ref, row.rule, row.what, row.things, tuple(sorted(row.counts.items())),
        tuple(sorted(row.expected.items())), row.began_at, row.finished_at, row.digest, row.worker, agrees,
    )  # fmt: skip
