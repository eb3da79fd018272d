"""Who was seen with whom, read off the reports in which a person judged them to be. Ties order a page, nothing else.

Subjects that the reader is kept away from are nowhere, as if they had been in no report; records about nobody count
nowhere.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from watchward.assess.choices import Verdict
from watchward.assess.models import Judgement
from watchward.assess.queries.subjects import keeper_of, titles_of, visible_subjects
from watchward.collect.models import Report
from watchward.collect.queries.decoys import without_decoys
from watchward.collect.queries.reports import visible_reports
from watchward.identify.networks import Network, together
from watchward.patterns.visits import Incident, collapse
from watchward.policy import Actor

SINCE: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class SeenTogether:
    """The network of references, what each is called, the zones where each acted, and of how many visits it is made."""

    network: Network
    titles: dict[str, str]
    zones: dict[str, tuple[str, ...]]
    visits: int
    since: datetime


def seen_together(actor: Actor, now: datetime | None = None) -> SeenTogether:
    """The network of a year. Raises: NotPermitted: who may not read subjects."""
    moment = now or timezone.now()
    seen, zones, keepers = _seen(actor, moment - SINCE)
    network = together(seen)
    titles = titles_of({keepers[ref] for ref in network.seen})
    return SeenTogether(
        network,
        {ref: titles[keepers[ref]] for ref in network.seen},
        {ref: tuple(sorted(zones[ref])) for ref in network.seen},
        len({visit for visit, _ref in seen}),
        moment - SINCE,
    )


def _seen(
    actor: Actor, since: datetime
) -> tuple[list[tuple[str, str]], dict[str, set[str]], dict[str, int]]:  # fmt: skip
    """(visit, reference) of everybody judged to be somewhere, the zones of each, and the id behind each reference."""
    people = {one.pk: one for one in visible_subjects(actor).select_related("merged_into__merged_into")}
    nobody = {one.pk for one in people.values() if one.is_nobody}
    judged = Judgement.everywhere.filter(
        subject_id__in=people, is_current=True, verdict=Verdict.SAME,
        mention__report__in=without_decoys(visible_reports(actor)).filter(happened_at__gte=since),
    ).select_related("mention__report__premises__zone")  # fmt: skip
    rows = [(one.mention.report, keeper_of(people[one.subject_id])) for one in judged]
    visit_of = _visits({report.pk: report for report, _keeper in rows}.values())
    seen: list[tuple[str, str]] = []
    zones: dict[str, set[str]] = defaultdict(set)
    keepers: dict[str, int] = {}
    for report, keeper in rows:
        if keeper.pk in nobody or keeper.pk not in people:
            continue
        seen.append((visit_of[report.ref], keeper.ref))
        keepers[keeper.ref] = keeper.pk
        if report.premises.zone:
            zones[keeper.ref].add(report.premises.zone.name)
    return seen, zones, keepers


def _visits(reports: Iterable[Report]) -> dict[str, str]:
    """Reference of a report -> that of the visit it tells of: one that was reported twice is one."""
    incidents = [Incident(one.ref, str(one.premises_id), "", one.happened_at) for one in reports]
    return {ref: visit.refs[0] for visit in collapse(incidents) for ref in visit.refs}
