"""Say that proposed reports are no series, and take that back. That they are one is said by opening a case."""

from collections.abc import Sequence
from datetime import datetime
from itertools import combinations

from django.db import transaction
from django.utils import timezone

from watchward.assess.models import SetApart
from watchward.collect.models import Report
from watchward.collect.queries.reports import get_report
from watchward.kit.errors import NotFound, Refused
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record

MOST = 30  # reports at once
NOT_APART = "Those two are not set apart. Open the page of series again."


class CannotSetApart(Refused):
    """Nothing was set apart; the text says why."""


@transaction.atomic
def set_apart(
    *, actor: Actor, report_refs: Sequence[str], from_refs: Sequence[str] = (), now: datetime | None = None
) -> int:
    """Judge that reports are not of one series: all of them with each other, or those named first with the others.

    Returns: how many pairs were set apart; what was already is not counted.
    """
    require(actor, Permission.CASE_MANAGE)
    first = [get_report(actor, one) for one in dict.fromkeys(report_refs)]
    others = [get_report(actor, one) for one in dict.fromkeys(from_refs)]
    if len(first) + len(others) > MOST:
        raise CannotSetApart(f"Set at most {MOST} reports apart at once.")
    pairs = {_in_order(one, other) for one in first for other in others} if others else set()
    pairs |= {_in_order(*pair) for pair in combinations(first, 2)} if not others else set()
    pairs = {(one, other) for one, other in pairs if one.pk != other.pk}
    if not pairs:
        raise CannotSetApart("Choose at least two reports that do not belong together.")
    moment, made = now or timezone.now(), 0
    for one, other in sorted(pairs, key=lambda pair: (pair[0].pk, pair[1].pk)):
        _row, fresh = SetApart.everywhere.get_or_create(
            one=one, other=other, taken_back_at=None,
            defaults={"set_apart_at": moment, "set_apart_by_id": actor.account_id},
        )  # fmt: skip
        made += fresh
    refs = sorted({report.ref for pair in pairs for report in pair})
    record("series.set_apart", actor=actor, ref=f"report/{refs[0]}", detail={"reports": refs, "pairs": made})
    return made


@transaction.atomic
def take_back_apart(*, actor: Actor, one_ref: str, other_ref: str, now: datetime | None = None) -> SetApart:
    """Two reports may be of one series after all."""
    require(actor, Permission.CASE_MANAGE)
    one, other = _in_order(get_report(actor, one_ref), get_report(actor, other_ref))
    rows = SetApart.everywhere.select_for_update().filter(one=one, other=other, taken_back_at__isnull=True)
    found = rows.first()
    if found is None:
        raise NotFound(NOT_APART)
    found.taken_back_at, found.taken_back_by_id = now or timezone.now(), actor.account_id
    found.save(update_fields=["taken_back_at", "taken_back_by"])
    detail = {"reports": sorted([one.ref, other.ref])}
    record("series.apart_taken_back", actor=actor, ref=f"report/{one.ref}", detail=detail)
    return found


def _in_order(one: Report, other: Report) -> tuple[Report, Report]:
    return (one, other) if one.pk < other.pk else (other, one)
