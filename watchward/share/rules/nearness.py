"""How near and how long ago, in words that point at no shop. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from zoneinfo import ZoneInfo

CLOSE_METRES = 300
FEWEST_MEMBERS = 5  # a place with fewer other members would tell which of them reported
WINDOW = 2  # hours
FEWEST_FOR_WINDOW = 3
EARTH_METRES = 6_371_000
PLURALS = {
    "theft": ("shop theft", "shop thefts"),
    "robbery": ("robbery", "robberies"),
    "burglary": ("burglary of a business", "burglaries of businesses"),
    "fraud": ("fraud", "frauds"),
}
PARTS = ((6, "night"), (12, "morning"), (18, "afternoon"), (24, "evening"))
TODAY = {"night": "last night", "morning": "this morning", "afternoon": "this afternoon", "evening": "this evening"}


@dataclass(frozen=True, slots=True)
class Ring:
    """A stretch around somebody: what it is called, and which premises lie in it."""

    where: str
    premises: frozenset[int]
    members: int  # other members in it
    is_own: bool = False


def metres_between(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Great-circle distance in metres between (latitude, longitude) pairs in degrees."""
    (north, east), (north_2, east_2) = here, there
    half = sin(radians(north_2 - north) / 2) ** 2
    half += cos(radians(north)) * cos(radians(north_2)) * sin(radians(east_2 - east) / 2) ** 2
    return 2 * EARTH_METRES * asin(sqrt(half))


def widened(rings: Sequence[Ring]) -> list[Ring]:
    """Join each ring with too few other members to the next one out, so that a count points at nobody.

    One's own place stays as it is. The last ring may remain too small: what happens there is told without a kind.
    """
    kept: list[Ring] = []
    held: Ring | None = None
    for ring in rings:
        if ring.is_own:
            kept.append(ring)
            continue
        if not ring.premises:
            continue
        if held is not None:
            ring = Ring(ring.where, ring.premises | held.premises, ring.members + held.members)
        held = ring if ring.members < FEWEST_MEMBERS else None
        if held is None:
            kept.append(ring)
    if held is not None:
        kept.append(_joined_inwards(kept, held))
    return kept


def _joined_inwards(kept: list[Ring], rest: Ring) -> Ring:
    """What is left over at the rim goes to the ring before it, under the wider name."""
    if kept and not kept[-1].is_own:
        inner = kept.pop()
        return Ring(rest.where, inner.premises | rest.premises, inner.members + rest.members)
    return rest


def counted_words(group: str, label: str, many: int) -> str:
    """`3 shop thefts`, `1 report of disorder`, without the number in front."""
    if group in PLURALS:
        return PLURALS[group][many != 1]
    return f"{'report' if many == 1 else 'reports'} of {label[:1].lower()}{label[1:]}"


def when_words(moments: Sequence[datetime], now: datetime, zone: ZoneInfo) -> str:
    """When it was, as far as it points at nobody: a part of the day, or the two hours in which most of it fell."""
    local = [at.astimezone(zone) for at in moments]
    if len(local) >= FEWEST_FOR_WINDOW and (start := _busiest(local)) is not None:
        return f"most between {start:02d}:00 and {(start + WINDOW) % 24:02d}:00"
    parts = {part_of_day(one, now.astimezone(zone)) for one in local}
    return parts.pop() if len(parts) == 1 else ""


def part_of_day(at: datetime, now: datetime) -> str:
    """`this morning`, `yesterday evening`; both on the same clock."""
    part = next(name for until, name in PARTS if at.hour < until)
    if at.date() == now.date():
        return TODAY[part]
    if at.date() == now.date() - timedelta(days=1):
        return "the night before last" if part == "night" else f"yesterday {part}"
    return f"on {at:%A}"


def _busiest(local: Sequence[datetime]) -> int | None:
    """The hour at which the two hours with most of it begin, if that is more than half."""
    hours = Counter(one.hour for one in local)
    count, start = max((hours[hour] + hours[(hour + 1) % 24], -hour) for hour in range(24))
    return -start if count * 2 > len(local) else None
