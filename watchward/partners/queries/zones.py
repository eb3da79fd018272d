"""The boundaries of zones, ready to be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from watchward.partners.models import Zone

Corners = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class ZoneEdge:
    """A zone's boundary as (latitude, longitude) corners."""

    name: str
    corners: Corners


def zone_edges(partnership_id: int) -> tuple[ZoneEdge, ...]:
    """The outer edge of every zone that has one, by name."""
    found = Zone.everywhere.filter(partnership_id=partnership_id).order_by("name").values_list("name", "boundary")
    return tuple(ZoneEdge(name, corners) for name, rings in found if (corners := outer_corners(rings)))


def outer_corners(rings: Sequence[Sequence[Sequence[float]]]) -> Corners:
    """The corners of the first ring, latitude first; GeoJSON says longitude first. Empty where it is no area."""
    ring = rings[0] if rings else ()
    return tuple((point[1], point[0]) for point in ring) if len(ring) >= 3 else ()
