"""One item of evidence, and the line of hands that it went through."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from watchward.collect.models import Evidence, Report
from watchward.collect.queries.reports import visible_reports
from watchward.collect.rules.visibility import Shown, may_see_continuity, seems_under_18
from watchward.kit.errors import NotFound, NotPermitted
from watchward.partners.queries.governance import people_may_be_shown
from watchward.policy import Actor

MISSING = "There is no such file, or it is not yours to see. Go back to the report, or ask your coordinator."


@dataclass(frozen=True, slots=True)
class Step:
    """One hand-over as it is shown; `gaps` say in words what does not join up (L-05)."""

    place: int
    from_whom: str
    to_whom: str
    why: str
    seal: str
    sha256: str
    handed_at: datetime
    gaps: tuple[str, ...]


def get_evidence(actor: Actor, ref: str) -> Evidence:
    """The one way to an item: through a report that the actor may read. Absent and forbidden answer alike."""
    found = (
        Evidence.everywhere.filter(ref=ref, report__in=visible_reports(actor))
        .select_related("report__premises", "report__partnership")
        .first()
    )
    if found is None:
        raise NotFound(MISSING)
    return found


def get_continuity(actor: Actor, ref: str) -> tuple[Evidence, list[Step]]:
    """An item with its line of hands, for the reporter and for those who handle evidence (L-05)."""
    item = get_evidence(actor, ref)
    decision = may_see_continuity(actor, is_own=item.report.reporter_id == actor.account_id)
    if not decision:
        raise NotPermitted(decision.because, decision.remedy)
    return item, continuity_of(item)


def continuity_of(item: Evidence) -> list[Step]:
    """The hand-overs in order. A line that starts elsewhere than the last one ended, or measures other bytes, gaps."""
    steps: list[Step] = []
    holder = ""
    for line in item.custody.order_by("place"):
        gaps = []
        if holder and line.from_whom.casefold() != holder.casefold():
            gaps.append(f"It was with {holder}, but this line starts with {line.from_whom}.")
        if not line.sha256:
            gaps.append("The file could not be read when this was written.")
        elif line.sha256 != item.original_sha256:
            gaps.append("The file measured here is not the file that was received.")
        steps.append(
            Step(
                line.place, line.from_whom, line.to_whom, line.why, line.seal, line.sha256, line.handed_at, tuple(gaps)
            )
        )
        holder = line.to_whom
    return steps


def shown_of(actor: Actor, report: Report, now: datetime | None = None) -> Shown:
    """The facts that decide what of a report this actor sees."""
    is_own = report.reporter_id == actor.account_id
    people = report.people.all()
    return Shown(
        is_own=is_own,
        gate_is_open=is_own or people_may_be_shown(report.partnership_id, (now or timezone.now()).date()),
        shows_minor=any(seems_under_18(said_so=one.seemed_under_18, age_band=one.age_band) for one in people),
    )
