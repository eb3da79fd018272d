"""Who keeps away from which record, because they know in private whom it is about."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from watchward.collect.models import Report
from watchward.collect.queries.kept_away import is_kept_away
from watchward.collect.queries.reports import get_report
from watchward.kit.errors import NotPermitted
from watchward.partners.models import Recusal
from watchward.policy import Actor, Permission, may

RECUSED = "You said that you know this person, so you keep away from this record until a coordinator releases you."


@dataclass(frozen=True, slots=True)
class RecusalLine:
    """One person kept away from one record."""

    ref: str
    who: str
    about: str  # the reference alone
    noun: str
    declared_at: datetime
    is_mine: bool
    may_release: bool


def is_recused(actor: Actor, about: str) -> bool:
    """Whether the actor keeps away from `about`, written as in the ledger: report/R-…, subject/S-…"""
    return actor.is_recused(about)


def report_to_work_on(actor: Actor, ref: str) -> Report:
    """A report that this actor may grade, judge and decide about: not one from which they keep away.

    Raises: NotFound: absent or forbidden.  NotPermitted: one's own report, about somebody whom one knows.
    """
    report = get_report(actor, ref)
    if is_kept_away(actor, report):
        raise NotPermitted(RECUSED)
    return report


def open_recusals(actor: Actor) -> list[RecusalLine]:
    """One's own; everybody's for those who read about looks."""
    rows = Recusal.everywhere.filter(membership__partnership_id=actor.partnership_id, released_at__isnull=True)
    if not may(actor, Permission.LOOKS_READ):
        rows = rows.filter(Q(membership_id=actor.membership_id))
    releases = bool(may(actor, Permission.MEMBERS_MANAGE))
    lines = []
    for one in rows.select_related("membership__account").order_by("-declared_at", "-id"):
        noun, _slash, ref = one.about.partition("/")
        is_mine = one.membership_id == actor.membership_id
        lines.append(
            RecusalLine(
                one.ref, one.membership.account.name, ref, noun, one.declared_at, is_mine, releases and not is_mine
            )
        )
    return lines
