"""One visit logged many times is one visit: collapse such records before any pattern is claimed from them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SAME_VISIT_MINUTES = 30


@dataclass(frozen=True, slots=True)
class Incident:
    """What collapsing needs to know of an incident: a reference, where, which kind, and when (aware)."""

    ref: str
    premises: str
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit: its first incident and the references of all that were folded into it, in order of time."""

    first: Incident
    refs: tuple[str, ...]


def collapse(incidents: Iterable[Incident], *, minutes: int = SAME_VISIT_MINUTES) -> list[Visit]:
    """Fold incidents of one kind at one premises, at most `minutes` after the visit's first, into one visit.

    Measured from the first and not from the last, so that a busy shop's whole evening is never one visit.
    0 minutes folds identical times only. The order of the input does not matter.

    Returns: visits by time of their first incident.
    Raises:  ValueError: minutes below 0, or a time has no time zone.
    Source:  same-visit duplicates made a slot look 31 times as busy as usual; it vanished the year after.
    """
    if minutes < 0:
        raise ValueError(f"{minutes} minutes were given. Use 0 or more.")
    visits: list[list[Incident]] = []
    open_visit: dict[tuple[str, str], list[Incident]] = {}
    for incident in _by_time(list(incidents)):
        key = (incident.premises, incident.kind)
        current = open_visit.get(key)
        if current is None or incident.at - current[0].at > timedelta(minutes=minutes):
            current = open_visit[key] = []
            visits.append(current)
        current.append(incident)
    return [Visit(visit[0], tuple(incident.ref for incident in visit)) for visit in visits]


def _by_time(incidents: Sequence[Incident]) -> list[Incident]:
    if any(incident.at.utcoffset() is None for incident in incidents):
        raise ValueError("A time has no time zone. Give aware datetimes.")
    return sorted(incidents, key=lambda incident: (incident.at.timestamp(), incident.ref))
