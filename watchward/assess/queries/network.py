"""Who was seen with whom, in the visits in which a person judged who was there. Ties order a page, nothing else."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from watchward.assess.queries.judged_visits import judged_visits
from watchward.assess.queries.subjects import titles_of
from watchward.identify.networks import Network, together
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
    seen = judged_visits(actor, moment - SINCE)
    network = together((one.visit, one.subject.ref) for one in seen)
    zones: dict[str, set[str]] = defaultdict(set)
    for one in seen:
        if one.report.premises.zone:
            zones[one.subject.ref].add(one.report.premises.zone.name)
    ids = {one.subject.ref: one.subject.pk for one in seen}
    titles = titles_of({ids[ref] for ref in network.seen})
    return SeenTogether(
        network,
        {ref: titles[ids[ref]] for ref in network.seen},
        {ref: tuple(sorted(zones[ref])) for ref in network.seen},
        len({one.visit for one in seen}),
        moment - SINCE,
    )
