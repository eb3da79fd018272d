"""Visits in which a person judged who was there: what the network and the rankings are made of.

Subjects that the reader is kept away from are nowhere, as if they had been in no report; records about nobody count
nowhere, and one visit that was reported twice counts once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from watchward.assess.choices import Verdict
from watchward.assess.models import Judgement, Subject
from watchward.assess.queries.subjects import keeper_of, visible_subjects
from watchward.collect.models import Report
from watchward.collect.queries.decoys import without_decoys
from watchward.collect.queries.reports import visible_reports
from watchward.patterns.visits import Incident, collapse
from watchward.policy import Actor


@dataclass(frozen=True, slots=True)
class JudgedVisit:
    """Somebody, after all merges, in one report of a visit; `visit` is the same for every report of it."""

    visit: str
    subject: Subject
    report: Report


def judged_visits(actor: Actor, since: datetime) -> list[JudgedVisit]:
    """Each subject once in each visit. Raises: NotPermitted: who may not read subjects."""
    people = {one.pk: one for one in visible_subjects(actor).select_related("merged_into__merged_into")}
    judged = Judgement.everywhere.filter(
        subject_id__in=people, is_current=True, verdict=Verdict.SAME,
        mention__report__in=without_decoys(visible_reports(actor)).filter(happened_at__gte=since),
    ).select_related("mention__report__premises__zone", "mention__report__organisation")  # fmt: skip
    rows = [(one.mention.report, keeper_of(people[one.subject_id])) for one in judged.order_by("pk")]
    visit_of = _visits({report.pk: report for report, _keeper in rows}.values())
    found: dict[tuple[str, int], JudgedVisit] = {}
    for report, keeper in rows:
        if keeper.pk in people and not people[keeper.pk].is_nobody:
            visit = visit_of[report.ref]
            found.setdefault((visit, keeper.pk), JudgedVisit(visit, keeper, report))
    return list(found.values())


def _visits(reports: Iterable[Report]) -> dict[str, str]:
    """Reference of a report -> that of the visit it tells of."""
    incidents = [Incident(one.ref, str(one.premises_id), "", one.happened_at) for one in reports]
    return {ref: visit.refs[0] for visit in collapse(incidents) for ref in visit.refs}
