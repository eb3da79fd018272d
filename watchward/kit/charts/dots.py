"""A schematic map: premises as dots sized by count, zones as outlines. Nothing is fetched from anywhere."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from watchward.kit.charts.saying import most_of
from watchward.kit.charts.scales import round_step
from watchward.kit.charts.svg import (
    SMALL,
    WIDTH,
    Box,
    Chart,
    fit,
    label,
    line,
    node,
    number,
    path,
    picture,
    plain,
    table,
    text_width,
    tip,
)

METRES_PER_DEGREE = 111_320.0  # of latitude; a town's map needs no better (error below 0.5 %)
_EDGE, _TALLEST, _FLATTEST, _BIGGEST_DOT = 26.0, 600.0, 280.0, 24.0


@dataclass(frozen=True, slots=True)
class Place:
    """A premises on the map: latitude and longitude in degrees (WGS 84)."""

    name: str
    latitude: float
    longitude: float
    count: int

    def __post_init__(self) -> None:
        """Refuse places that are not on the globe and counts below 0."""
        if not (abs(self.latitude) <= 85 and abs(self.longitude) <= 180) or self.count < 0:
            raise ValueError(f"{self.name!r} needs a latitude, a longitude and a count of 0 or more.")


@dataclass(frozen=True, slots=True)
class Outline:
    """The boundary of a zone as (latitude, longitude) corners, first to last; it closes by itself."""

    name: str
    corners: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class _Ground:
    """Puts degrees on the paper: flat around the middle latitude, north up."""

    latitude: float
    longitude: float
    per_metre: float
    west: float
    north: float
    pad_x: float
    pad_y: float
    height: float

    def __call__(self, latitude: float, longitude: float) -> tuple[float, float]:
        east, north = _metres(latitude, longitude, self.latitude, self.longitude)
        return self.pad_x + (east - self.west) * self.per_metre, self.pad_y + (self.north - north) * self.per_metre


def dot_map(
    points: Sequence[Place],
    outlines: Sequence[Outline] = (),
    *,
    title: str,
    unit: str = "reports",
    denominator: str = "",
    heading: str = "Premises",
    within_m: float = 50_000.0,
) -> Chart:
    """Draw a town: dots by count (area, not width), zones' boundaries, north and a scale bar in metres.

    Labels go to the busiest places first and only where they meet no other label or dot; the table names all.
    Places further than `within_m` from the middle of all (a wrong coordinate) are left off and said to be.
    """
    shown = _near(points, within_m)
    far = len(points) - len(shown)
    sentence = _sentence(points, far, unit)
    ranked = sorted(points, key=lambda place: (-place.count, place.name))
    rows = table([heading, unit.capitalize()], [(place.name, place.count) for place in ranked])
    total = sum(place.count for place in points)
    below = (
        plain(denominator) or f"{number(total)} {plain(unit)} at {number(len(points))} places with a known position."
    )
    if not shown:
        return Chart(
            picture(60, title, sentence, [label(0, 36, "No place has a position yet.", kind="muted")]),
            rows,
            sentence,
            below,
        )
    ground = _ground(shown, outlines)
    parts = [*_zones(outlines, ground), *_dots(shown, outlines, ground, unit), *_furniture(ground)]
    return Chart(picture(ground.height + 44, title, sentence, parts), rows, sentence, below)


def _near(points: Sequence[Place], within_m: float) -> list[Place]:
    if not points:
        return []
    latitude = median(place.latitude for place in points)
    longitude = median(place.longitude for place in points)
    return [
        place
        for place in points
        if math.hypot(*_metres(place.latitude, place.longitude, latitude, longitude)) <= within_m
    ]


def _metres(latitude: float, longitude: float, from_latitude: float, from_longitude: float) -> tuple[float, float]:
    turn = (longitude - from_longitude + 180) % 360 - 180
    east = turn * METRES_PER_DEGREE * math.cos(math.radians(from_latitude))
    return east, (latitude - from_latitude) * METRES_PER_DEGREE


def _ground(shown: Sequence[Place], outlines: Sequence[Outline]) -> _Ground:
    corners = [(place.latitude, place.longitude) for place in shown]
    corners += [corner for outline in outlines for corner in outline.corners]
    latitude = median(place.latitude for place in shown)
    longitude = median(place.longitude for place in shown)
    metres = [_metres(*corner, latitude, longitude) for corner in corners]
    west, east = min(x for x, _ in metres), max(x for x, _ in metres)
    south, north = min(y for _, y in metres), max(y for _, y in metres)
    wide, tall = max(east - west, 100.0), max(north - south, 100.0)  # one lone shop gets 100 m around it
    per_metre = min((WIDTH - 2 * _EDGE) / wide, (_TALLEST - 2 * _EDGE) / tall)
    height = max(_FLATTEST, (north - south) * per_metre + 2 * _EDGE)
    pad_x, pad_y = (WIDTH - (east - west) * per_metre) / 2, (height - (north - south) * per_metre) / 2
    return _Ground(latitude, longitude, per_metre, west, north, pad_x, pad_y, height)


def _zones(outlines: Sequence[Outline], ground: _Ground) -> Iterator[str]:
    for outline in outlines:
        if len(outline.corners) >= 3:
            edge = [ground(*corner) for corner in outline.corners]
            yield path(
                "zone",
                edge,
                inner=tip(outline.name),
                closed=True,
                stroke_width=1.5,
                stroke_dasharray="7 4",
                stroke_linejoin="round",
            )


def _dots(shown: Sequence[Place], outlines: Sequence[Outline], ground: _Ground, unit: str) -> Iterator[str]:
    highest = max(place.count for place in shown)
    ranked = sorted(shown, key=lambda place: (-place.count, place.name))  # small dots are drawn over big ones
    rounds = [(*ground(place.latitude, place.longitude), _radius(place.count, highest)) for place in ranked]
    for place, (x, y, radius) in zip(ranked, rounds, strict=True):
        spoken = tip(f"{place.name}: {number(place.count)} {unit}")
        yield node("circle", "place", spoken, cx=x, cy=y, r=radius, fill_opacity="0.82", stroke_width=1.5)
    taken = [Box(x - r, y - r, 2 * r, 2 * r) for x, y, r in rounds]
    for place, spot in zip(ranked, rounds, strict=True):
        if (found := _label_spot(place, spot, taken, ground.height)) is not None:
            words, box = found
            taken.append(box)
            x, y = box.x + 2, box.y + box.height - 5
            yield from _leader(spot, box)
            yield label(x, y, words, kind="halo", size=SMALL, stroke_width=4, stroke_linejoin="round")
            yield label(x, y, words, size=SMALL)
    yield from _zone_names(outlines, taken, ground)


def _zone_names(outlines: Sequence[Outline], taken: list[Box], ground: _Ground) -> Iterator[str]:
    """Name each zone inside its top, its bottom or its middle, where that is free; premises come first."""
    for outline in outlines:
        corners = [ground(*corner) for corner in outline.corners]
        if len(corners) < 3:
            continue
        words = fit(outline.name, 190, SMALL)
        wide, tall = text_width(words, SMALL) + 4, SMALL + 5
        middle = sum(x for x, _ in corners) / len(corners) - wide / 2
        top, bottom = min(y for _, y in corners), max(y for _, y in corners)
        left = min(max(middle, 0.0), WIDTH - wide)
        for y in (top + 10, top + 34, bottom - tall - 10, bottom - tall - 34, (top + bottom) / 2):
            box = Box(left, y, wide, tall)
            if not any(box.meets(other) for other in taken):
                taken.append(box)
                yield label(left + 2, y + tall - 5, words, kind="muted", size=SMALL, font_style="italic")
                break


def _radius(count: int, highest: int) -> float:
    return max(3.5, _BIGGEST_DOT * math.sqrt(count / highest)) if highest and count else 3.5


def _label_spot(
    place: Place, spot: tuple[float, float, float], taken: Sequence[Box], height: float
) -> tuple[str, Box] | None:
    x, y, radius = spot
    words = f"{fit(place.name, 190, SMALL)} {number(place.count)}"
    wide, tall = text_width(words, SMALL) + 4, SMALL + 5
    for near in (radius + 3, radius + 18, radius + 36):
        slant = near * 0.7
        for left, top in (
            (x + near, y - tall / 2),
            (x - near - wide, y - tall / 2),
            (x - wide / 2, y - near - tall),
            (x - wide / 2, y + near),
            (x + slant, y - slant - tall),
            (x + slant, y + slant),
            (x - slant - wide, y - slant - tall),
            (x - slant - wide, y + slant),
        ):
            box = Box(left, top, wide, tall)
            fits = left >= 0 and top >= 0 and left + wide <= WIDTH and top + tall <= height
            if fits and not any(box.meets(other) for other in taken):
                return words, box
    return None


def _leader(spot: tuple[float, float, float], box: Box) -> Iterator[str]:
    """Draw a thin line from the dot's rim to a label that had to stand apart."""
    x, y, radius = spot
    to_x = min(max(x, box.x), box.x + box.width)
    to_y = min(max(y, box.y + 3), box.y + box.height - 3)
    far = math.hypot(to_x - x, to_y - y)
    if far > radius + 10:
        yield line("axis", x + (to_x - x) * radius / far, y + (to_y - y) * radius / far, to_x, to_y)


def _furniture(ground: _Ground) -> Iterator[str]:
    """Draw the scale bar and the north arrow below the map, where they can hide nothing."""
    metres = round_step(150 / ground.per_metre / 2.5)
    length, y = metres * ground.per_metre, ground.height + 26
    yield line("axis", 2, y, 2 + length, y, stroke_width=2)
    for x in (2.0, 2 + length):
        yield line("axis", x, y - 5, x, y + 5, stroke_width=2)
    far = f"{number(metres / 1000)} km" if metres >= 1000 else f"{number(metres)} m"
    yield label(length + 12, y + 5, far, kind="muted", size=SMALL)
    yield path(
        "ink",
        [(WIDTH - 12, y - 14), (WIDTH - 5, y + 8), (WIDTH - 12, y + 3), (WIDTH - 19, y + 8)],
        closed=True,
    )
    yield label(WIDTH - 26, y + 6, "N", text_anchor="end", font_weight=600)
    yield label(WIDTH / 2, y + 5, "Dot area shows the count.", kind="muted", size=SMALL, text_anchor="middle")


def _sentence(points: Sequence[Place], far: int, unit: str) -> str:
    total = sum(place.count for place in points)
    if not total:
        return plain(f"No {unit} at any place with a known position.")
    left_off = f" {number(far)} too far away to be drawn; the table has all." if far else ""
    return plain(f"{most_of([(one.name, one.count) for one in points], unit, total)}{left_off}")
