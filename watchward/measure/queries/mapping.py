"""What may be put on a map outside: zones and premises with counts, as GeoJSON. No people, no words of a report."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from watchward.measure.queries import counting
from watchward.measure.queries.partnership import incidents_of
from watchward.measure.queries.places import EMPTY, registered, sector_words
from watchward.measure.queries.scope import Scope, scope_of
from watchward.measure.rules.geometry import Position, bounding_box, polygon, position
from watchward.measure.rules.small_numbers import Cell, shown, shown_column
from watchward.partners.models import Premises, Zone
from watchward.policy import Actor, Permission, require

NO_ZONE = 0
Feature = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MapFile:
    """The collection, with whose and which period it is."""

    scope: Scope
    collection: dict[str, Any]


def map_file(actor: Actor, period: str = "", *, group: str = "", now: datetime | None = None) -> MapFile:
    """Zones as polygons and premises as points, with the incidents of one period.

    A count below five is not given, nor left to be worked out from the total of its zone: a map leaves the house, and a
    single incident at a single counter points at whoever stood there.
    """
    require(actor, Permission.FIGURES_ALL)
    scope = scope_of(actor, period, group, now)
    places = counting.by_place(incidents_of(scope))
    by_zone: dict[int, list[tuple[Premises, int]]] = defaultdict(list)
    for one in registered(actor.partnership_id):
        if one.closed_on is None or one.pk in places:
            by_zone[one.zone_id or NO_ZONE].append((one, places.get(one.pk, EMPTY).count))
    zones = Zone.everywhere.filter(partnership_id=actor.partnership_id).order_by("name", "id")
    features = [made for zone in zones if (made := _zone(zone, [count for _one, count in by_zone[zone.pk]]))]
    for rows in by_zone.values():
        cells = shown_column([count for _one, count in rows])
        features += [_premises(one, cell) for (one, _count), cell in zip(rows, cells, strict=True) if _is_placed(one)]
    return MapFile(scope, _collection(scope, features))


def _collection(scope: Scope, features: list[Feature]) -> dict[str, Any]:
    corners = [corner for one in features for corner in _corners(one["geometry"])]
    box = {"bbox": bounding_box(corners)} if corners else {}
    return {
        "type": "FeatureCollection",
        **box,
        "partnership": scope.partnership.name,
        "period": {
            "words": scope.period.words,
            "since": scope.period.since.astimezone(scope.zone).isoformat(),
            "until": scope.period.until.astimezone(scope.zone).isoformat(),
        },
        "kind": scope.group or None,
        "features": features,
    }


def _zone(zone: Zone, counts: list[int]) -> Feature | None:
    rings = polygon(zone.boundary)
    if not rings:
        return None
    said = {"what": "zone", "name": zone.name, "premises": len(counts), **_said(shown(sum(counts)))}
    box = bounding_box(rings[0])
    geometry = {"type": "Polygon", "coordinates": rings}
    return {"type": "Feature", "id": zone.ref, "bbox": box, "geometry": geometry, "properties": said}


def _premises(one: Premises, cell: Cell) -> Feature:
    said = {
        "what": "premises",
        "name": one.name,
        "type": sector_words(one.sector),
        "zone": one.zone.name if one.zone else None,
        **_said(cell),
    }
    assert one.longitude is not None, "only premises with a place are drawn"
    assert one.latitude is not None, "only premises with a place are drawn"
    geometry = {"type": "Point", "coordinates": position(one.longitude, one.latitude)}
    return {"type": "Feature", "id": one.ref, "geometry": geometry, "properties": said}


def _said(cell: Cell) -> dict[str, Any]:
    return {"incidents": cell.value, "incidents_in_words": cell.words}


def _is_placed(one: Premises) -> bool:
    return one.latitude is not None and one.longitude is not None


def _corners(geometry: Feature) -> list[Position]:
    return [geometry["coordinates"]] if geometry["type"] == "Point" else geometry["coordinates"][0]
