"""Which reports look like the work of the same people: proposed with the evidence for each link (G-05).

Weighed are the newest reports of the partnership, without the decoys; what a reader may not read is taken out of each
proposal afterwards, as if it had never been in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from watchward.assess.models import SetApart
from watchward.assess.queries.series_evidence import weighed
from watchward.collect.models import Report
from watchward.collect.queries.decoys import without_decoys
from watchward.collect.queries.reports import ReportRow, report_rows, visible_reports
from watchward.policy import Actor, Permission, require

SINCE: Final = timedelta(days=120)
MOST: Final = 600  # reports that are weighed with each other, the newest; half a second
MOST_OFFERED: Final = 30  # reports that a case is opened with at once
SHOWN: Final = 12  # proposals on the page


@dataclass(frozen=True, slots=True)
class Tie:
    """Two reports of a proposal. `chance` 0 to 1; `reasons`: (what was compared, in words, bits)."""

    one: str
    other: str
    chance: float
    reasons: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Reports that look like one series, by time, and its ties, the strongest first. `cases` they are in already."""

    reports: tuple[ReportRow, ...]
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class Proposals:
    """What is proposed now. `looked_at` reports were weighed; `left_out` older ones of the same weeks were not."""

    proposals: tuple[Proposal, ...]
    more: int
    looked_at: int
    left_out: int
    since: datetime


def proposed_series(actor: Actor, now: datetime | None = None) -> Proposals:
    """Proposals for somebody who reads every report and every case. Raises: NotPermitted."""
    require(actor, Permission.CASE_READ)
    require(actor, Permission.REPORT_READ_ALL)
    moment = now or timezone.now()
    found = _proposed(actor.partnership_id, moment)
    ids = {pk for one in found["series"] for visit in one["visits"] for pk in visit}
    seen = set(visible_reports(actor, among=ids).values_list("pk", flat=True)) if ids else set()
    rows = {row.ref: row for row in report_rows(list(seen))}
    refs = dict(Report.everywhere.filter(pk__in=seen).values_list("pk", "ref"))
    whole = [one for each in found["series"] if (one := _as_read(each, refs, rows))]
    return Proposals(
        tuple(whole[:SHOWN]), max(0, len(whole) - SHOWN), found["looked_at"], found["left_out"], moment - SINCE
    )


def set_apart_now(actor: Actor, limit: int = 50) -> list[SetApart]:
    """What was judged not to be one series, the newest first, where the reader may read both reports."""
    require(actor, Permission.CASE_READ)
    rows = SetApart.everywhere.filter(one__partnership_id=actor.partnership_id, taken_back_at__isnull=True)
    rows = rows.select_related("one__premises", "other__premises", "set_apart_by").order_by("-set_apart_at", "-id")
    found = list(rows[: 2 * limit])
    ids = {pk for one in found for pk in (one.one_id, one.other_id)}
    seen = set(visible_reports(actor, among=ids).values_list("pk", flat=True)) if ids else set()
    return [one for one in found if {one.one_id, one.other_id} <= seen][:limit]


def offered_to_case(actor: Actor, refs: Sequence[str]) -> list[int]:
    """Ids of the reports that a proposal named, as far as the actor may read them."""
    named = list(refs)[:MOST_OFFERED]
    return list(visible_reports(actor).filter(ref__in=named).values_list("pk", flat=True)) if named else []


def _as_read(
    proposed: Mapping[str, Any], refs: Mapping[int, str], rows: Mapping[str, ReportRow]
) -> Proposal | None:  # fmt: skip
    """A proposal without what the reader may not read; nothing if no tie is left."""
    visits = [[refs[pk] for pk in visit if pk in refs] for visit in proposed["visits"]]
    ties = tuple(
        Tie(visits[one][0], visits[other][0], chance, tuple((name, words, bits) for name, words, bits in reasons))
        for one, other, chance, reasons in proposed["ties"]
        if visits[one] and visits[other]
    )
    tied = {ref for tie in ties for ref in (tie.one, tie.other)}
    there = [ref for visit in visits if visit and visit[0] in tied for ref in visit]
    return Proposal(tuple(rows[ref] for ref in there), ties) if ties else None


def _proposed(partnership_id: int, now: datetime) -> dict[str, Any]:
    """Weighed anew each time, in half a second: whatever kept it would hold words of reports past their own time."""
    reports = without_decoys(
        Report.everywhere.filter(partnership_id=partnership_id, form="incident", happened_at__gte=now - SINCE)
    )
    chosen = list(reports.order_by("-happened_at", "-pk").select_related("premises", "partnership")[:MOST])
    left_out = max(0, reports.count() - len(chosen))
    series = weighed(chosen, chosen[0].partnership.zone_info) if chosen else []
    return {"series": series, "looked_at": len(chosen), "left_out": left_out}
