"""What keeps a thing although its time is over: a legal hold on it, or on what it belongs to (R-04)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from watchward.records.retention.clock import Links, Retention
from watchward.records.retention.models import Hold


def shielded(
    retention: Retention, noun: str, refs: Sequence[str], partnership_id: int, now: datetime
) -> dict[str, str]:
    """Which of these wait, and why: reference to reason."""
    names = {f"{noun}/{ref}": ref for ref in refs}
    found: dict[str, str] = {}
    for shield in retention.shields:
        for name, why in shield(names, partnership_id, now).items():
            found.setdefault(names[name], why)
    for name, why in _held(retention.links, names, partnership_id).items():
        found.setdefault(names[name], why)
    return found


def _held(links: Sequence[Links], names: Collection[str], partnership_id: int) -> dict[str, str]:
    """Things under a hold, their own or that of something they belong to."""
    open_ones = Hold.everywhere.filter(partnership_id=partnership_id, ended_at__isnull=True)
    if not open_ones.exists():
        return {}
    protecting: dict[str, set[str]] = {name: {name} for name in names}
    for link in links:
        for name, others in link(names).items():
            protecting[name].update(others)
    wanted = {one for several in protecting.values() for one in several}
    holds = dict(open_ones.filter(about__in=wanted).values_list("about", "ref"))
    return {
        name: f"legal hold {holds[hit[0]]}"
        for name, several in protecting.items()
        if (hit := sorted(several & holds.keys()))
    }
