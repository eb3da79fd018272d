"""Shapes as GeoJSON has them (RFC 7946): longitude first, rings closed, the outer one against the clock."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

Position = tuple[float, float]  # longitude, latitude
Ring = list[Position]
DIGITS = 6  # a tenth of a metre; more would only pretend
FEWEST_CORNERS = 3


def position(longitude: float, latitude: float) -> Position:
    """One place, rounded to what a map can mean."""
    return round(float(longitude), DIGITS), round(float(latitude), DIGITS)


def polygon(boundary: Sequence[Sequence[Sequence[float]]]) -> list[Ring]:
    """The rings of a boundary for a Polygon: the first outside, the others holes in it. Empty without a real ring."""
    rings = []
    for number, corners in enumerate(boundary):
        ring = _closed([position(*corner[:2]) for corner in corners])
        if len(set(ring)) < FEWEST_CORNERS:
            if number == 0:
                return []
            continue
        against_the_clock = signed_area(ring) > 0
        rings.append(ring if against_the_clock == (number == 0) else ring[::-1])
    return rings


def signed_area(ring: Sequence[Position]) -> float:
    """Twice the area of a closed ring in square degrees; positive against the clock (the right-hand rule)."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))


def bounding_box(places: Iterable[Position]) -> list[float]:
    """West, south, east, north of these places; empty for none."""
    found = list(places)
    if not found:
        return []
    longitudes, latitudes = zip(*found, strict=True)
    return [min(longitudes), min(latitudes), max(longitudes), max(latitudes)]


def _closed(ring: Ring) -> Ring:
    return ring if not ring or ring[0] == ring[-1] else [*ring, ring[0]]
