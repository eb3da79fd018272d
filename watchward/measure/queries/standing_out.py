"""Which premises have a slot of their own, judged on two years of visits, and kept while nothing new comes in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db.models import Count, Max, QuerySet

from watchward.collect.models import Report
from watchward.measure.queries.counting import telling
from watchward.patterns.hours import Window
from watchward.patterns.incidents import Incidents, prepare
from watchward.patterns.nulls import Nulls
from watchward.patterns.risk import Expected
from watchward.patterns.slots import NOT_ENOUGH, SPECIAL, Verdict, find

JUDGED_ON: Final = timedelta(days=730)  # up to the end of the period that is shown: one quarter tells a week too little
MOST_JUDGED: Final = 25_000  # incidents brought into Python: half a second; the newest where there are more
FEWEST_PEERS: Final = 5  # others of the kind; with fewer, the kind's usual week would be a neighbour's
KEPT_SECONDS: Final = 24 * 3600
NULLS_KEPT_SECONDS: Final = 30 * KEPT_SECONDS
VERSION: Final = 4  # change it with the way verdicts are made
ANY_KIND: Final = "premises of every kind"
TOO_FEW_PEERS: Final = "Not enough yet: too few premises report here to say what is usual."
NOTHING: Final = "Not enough yet: no incident with a known time."


@dataclass(frozen=True, slots=True)
class Standing:
    """What may be said of the week of one premises: special, usual for this kind or not enough yet, and why.

    `claim` is the slot if it is special; `expected` is what to expect in it, or else where most is to be expected.
    """

    word: str
    sentence: str
    claim: Window | None = None
    expected: Expected | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What may be said of each premises, what that rests on, and what was left out of it."""

    standings: Mapping[int, Standing]
    incidents: int
    visits: int
    is_capped: bool
    said: tuple[str, ...] = ()


def judged(
    rows: QuerySet[Report], kinds: Mapping[int, str], *, zone: ZoneInfo, now: datetime, scope: str, until: datetime
) -> Judged:
    """Hold every premises of `kinds` (premises to its type in words) against the others of its type.

    Args:    rows: incidents; long from-to times are left out here, since they make false claims.
             scope: names partnership and filter. It is done anew with a new `until`, row or count.
             until: where the rows end; what is to be expected is said of the month after it.
    """
    rows = telling(rows)
    state = rows.aggregate(many=Count("id"), newest=Max("id"))
    ahead = until >= now
    described = f"{VERSION}|{scope}|{ahead}|{until:%Y%m%d%H}|{state['many']}|{state['newest']}|{sorted(kinds.items())}"
    key = f"standing-out-{sha256(described.encode()).hexdigest()}"
    kept: Judged | None = cache.get(key)
    if kept is None:
        incidents, many = incidents_of(rows, kinds, zone=zone, now=now)
        period = "next month" if ahead else "in a month after it"
        kept = _judge(incidents, kinds, many, state["many"] > MOST_JUDGED, scope, period)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def incidents_of(
    rows: QuerySet[Report], kinds: Mapping[int, str], *, zone: ZoneInfo, now: datetime
) -> tuple[Incidents, int]:
    """The newest incidents as columns for the engine, visits counted once, and how many rows they came from.

    Premises are named by their key. A from-to time counts at its middle: give rows that tell the hour (`telling`).
    """
    columns = rows.values_list("premises_id", "kind", "happened_at", "happened_until")
    newest = list(columns.order_by("-happened_at", "-id")[:MOST_JUDGED])
    moments = [at if until is None else at + (until - at) / 2 for _, _, at, until in newest]
    found = prepare(
        [str(premises) for premises, *_ in newest], moments, now=now, zone=zone,
        kinds={str(premises): kind for premises, kind in compared_kinds(kinds).items()},
        visit_kinds=[kind for _, kind, *_ in newest],
    )  # fmt: skip
    return found, len(newest)


def compared_kinds(kinds: Mapping[int, str]) -> dict[int, str]:
    """Kinds with too few premises are compared with premises of every kind, so that no neighbour is given away."""
    words = list(kinds.values())
    return {one: kind if words.count(kind) > FEWEST_PEERS else ANY_KIND for one, kind in kinds.items()}


def _judge(
    incidents: Incidents, kinds: Mapping[int, str], many: int, is_capped: bool, scope: str, period: str
) -> Judged:
    visits = len(incidents.premises)
    if len(kinds) <= FEWEST_PEERS:
        standings = dict.fromkeys(kinds, Standing(NOT_ENOUGH, TOO_FEW_PEERS))
        return Judged(standings, many, visits, is_capped, _left_out(incidents.said))
    key = f"null-weeks-{VERSION}-{sha256(scope.encode()).hexdigest()}"
    nulls: Nulls | None = cache.get(key)
    made = _drawn(nulls)
    found = find(incidents, nulls=nulls, period=period)
    if _drawn(found.nulls) > made:
        cache.set(key, found.nulls, NULLS_KEPT_SECONDS)
    standings = {int(one.premises): _standing(one) for one in found.verdicts}
    rest = dict.fromkeys(kinds, Standing(NOT_ENOUGH, NOTHING))
    return Judged(rest | standings, many, visits, is_capped, _left_out(found.said))


def _drawn(nulls: Nulls | None) -> int:
    return sum(len(tails) for tails in nulls.made.values()) if nulls else 0


def _left_out(said: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for one in said if " left out: " in one)


def _standing(one: Verdict) -> Standing:
    if one.verdict == SPECIAL:
        return Standing(one.verdict, one.sentence, Window(one.start, one.hours, round(one.counted)), one.expected)
    return Standing(one.verdict, one.sentence, expected=one.advice if one.advice.mean > 0 else None)
