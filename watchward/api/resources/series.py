"""Proposed series: reports that look like the work of the same people. That they are one is said by POST /cases."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from watchward.api.registry import Call, operation
from watchward.assess.actions.series import set_apart, take_back_apart
from watchward.assess.queries.series import Proposals, proposed_series, set_apart_now
from watchward.policy import Permission
from watchward.records.ledger import record_view

READ = (Permission.CASE_READ,)
MANAGE = (Permission.CASE_MANAGE,)


@dataclass(frozen=True, slots=True)
class SeriesReason:
    """What was compared of two reports, in words, and its weight in bits: one more makes it twice as likely."""

    compared: str
    words: str
    bits: float


@dataclass(frozen=True, slots=True)
class SeriesTie:
    """Two reports of a proposal, and why; `chance` from 0 to 1."""

    one: str
    other: str
    chance: float
    reasons: tuple[SeriesReason, ...]


@dataclass(frozen=True, slots=True)
class SeriesProposal:
    """References of reports by time, and their ties, the strongest first."""

    reports: tuple[str, ...]
    ties: tuple[SeriesTie, ...]


@dataclass(frozen=True, slots=True)
class ApartLine:
    """Two reports that a person set apart."""

    one: str
    other: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class SeriesNow:
    """What is proposed now, and what was set apart. A machine proposes, a person decides (G-05)."""

    proposals: tuple[SeriesProposal, ...]
    more: int
    looked_at: Annotated[int, "Reports that were compared, the newest since `since`."]
    left_out: Annotated[int, "Older reports of the same weeks that were not."]
    since: datetime
    apart: tuple[ApartLine, ...]


@dataclass(frozen=True, slots=True)
class ApartSaid:
    """Reports that are no series: all of them with each other, or those of `reports` with those of `others`."""

    reports: tuple[str, ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ApartMade:
    """How many pairs were set apart that were not before."""

    pairs: int


@dataclass(frozen=True, slots=True)
class TogetherSaid:
    """Two reports that may be of one series after all."""

    one: str
    other: str


@operation("GET", "/series", needs=READ)
def get_series(call: Call) -> SeriesNow:
    """List proposed series with the evidence for each link; the look is in the ledger (G-12)."""
    found = proposed_series(call.actor, call.now)
    refs = [row.ref for one in found.proposals for row in one.reports]
    record_view("series.viewed", actor=call.actor, ref="series/proposed", detail={"reports": refs})
    apart = tuple(
        ApartLine(one.one.ref, one.other.ref, one.set_apart_at, one.set_apart_by.name)
        for one in set_apart_now(call.actor)
    )
    return SeriesNow(_proposals(found), found.more, found.looked_at, found.left_out, found.since, apart)


@operation("POST", "/series/apart", needs=MANAGE)
def set_reports_apart(call: Call, body: ApartSaid) -> ApartMade:
    """Judge that reports are not of one series, so that they are not proposed together again."""
    return ApartMade(set_apart(actor=call.actor, report_refs=body.reports, from_refs=body.others, now=call.now))


@operation("POST", "/series/together", needs=MANAGE, status=204)
def take_apart_back(call: Call, body: TogetherSaid) -> None:
    """Take back that two reports were set apart."""
    take_back_apart(actor=call.actor, one_ref=body.one, other_ref=body.other, now=call.now)


def _proposals(found: Proposals) -> tuple[SeriesProposal, ...]:
    return tuple(
        SeriesProposal(
            tuple(row.ref for row in one.reports),
            tuple(
                SeriesTie(tie.one, tie.other, tie.chance, tuple(SeriesReason(*reason) for reason in tie.reasons))
                for tie in one.ties
            ),
        )
        for one in found.proposals
    )
