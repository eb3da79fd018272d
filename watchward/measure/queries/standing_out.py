"""Which premises have a slot of their own, judged on visits and kept for as long as nothing new came in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.cache import cache
from django.db.models import Count, Max, QuerySet

from watchward.collect.models import Report
from watchward.measure.queries.counting import telling
from watchward.patterns.hours import HOURS_IN_WEEK
from watchward.patterns.standout import Finding, Week, stand_outs
from watchward.patterns.visits import SAME_VISIT_MINUTES

MOST_JUDGED = 25_000  # incidents brought into Python: 0.15 s; the newest where there are more
KEPT_SECONDS = 24 * 3600
VERSION = 1  # change it with the way findings are made


@dataclass(frozen=True, slots=True)
class Judged:
    """Findings per premises, and what they were made from."""

    findings: Mapping[int, Finding]
    incidents: int
    visits: int
    is_capped: bool


def judged(rows: QuerySet[Report], kinds: Mapping[int, str], *, scope: str) -> Judged:
    """Hold every premises of `kinds` (premises to its type in words) against the others of its type.

    Args:    rows: incidents; long from-to times are left out here, since they make false claims.
             scope: names partnership, period and filter. With the newest row and the count it tells when to do it anew.
    """
    rows = telling(rows)
    state = rows.aggregate(many=Count("id"), newest=Max("id"))
    described = f"{VERSION}|{scope}|{state['many']}|{state['newest']}|{sorted(kinds.items())}"
    key = f"standing-out-{sha256(described.encode()).hexdigest()}"
    kept: Judged | None = cache.get(key)
    if kept is None:
        kept = _judge(rows, kinds, state["many"])
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _judge(rows: QuerySet[Report], kinds: Mapping[int, str], many: int) -> Judged:
    columns = rows.values_list("premises_id", "kind", "happened_at", "hour_of_week")
    newest = list(columns.order_by("-happened_at", "-id")[:MOST_JUDGED])
    weeks = visits_by_hour(reversed(newest))
    found = stand_outs(
        Week(str(premises), kind, tuple(weeks.get(premises, [0] * HOURS_IN_WEEK))) for premises, kind in kinds.items()
    )
    visits = sum(sum(week) for week in weeks.values())
    return Judged({int(one.ref): one for one in found}, len(newest), visits, many > MOST_JUDGED)


def visits_by_hour(rows: Iterable[tuple[int, str, datetime, int]]) -> dict[int, list[int]]:
    """168 counts of visits per premises, from (premises, kind, moment, hour of the week) in order of time.

    The rule of `visits.collapse`, without making an object per incident: a test holds the two against each other.
    """
    same, begun = timedelta(minutes=SAME_VISIT_MINUTES), dict[tuple[int, str], datetime]()
    weeks: dict[int, list[int]] = defaultdict(lambda: [0] * HOURS_IN_WEEK)
    for premises, kind, moment, hour in rows:
        first = begun.get((premises, kind))
        if first is None or moment - first > same:
            begun[premises, kind] = moment
            weeks[premises][hour] += 1
    return weeks
