"""What the register of members accepts: premises, points, boundaries, dates. Pure: loaded values in, words out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from watchward.kit.lists import TaxonomyList
from watchward.partners.rules.opening_hours import BadHours, checked_hours

LONGEST_NAME = 160
LONGEST_CALL_SIGN = 40
MOST_CORNERS = 2_000  # of a zone's boundary; a county's outline has fewer
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PremisesSaid:
    """A premises as a form or a row of a table says it."""

    name: str
    sector: str
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    opening_hours: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    call_sign: str = ""
    high_risk_goods: tuple[str, ...] = ()
    own_code: str = ""
    zone_ref: str = ""
    watch_refs: tuple[str, ...] = ()


def premises_problems(said: PremisesSaid, sectors: TaxonomyList, goods: TaxonomyList) -> dict[str, str]:
    """What is missing or wrong, by field; empty when the premises may be kept."""
    problems = {}
    if not said.name.strip():
        problems["name"] = "Enter a name by which the members know this place."
    elif len(said.name) > LONGEST_NAME:
        problems["name"] = f"This name has {len(said.name)} characters; {LONGEST_NAME} are allowed."
    if said.sector not in sectors:
        problems["sector"] = "Pick what kind of place this is."
    if wrong := [one for one in said.high_risk_goods if one not in goods]:
        problems["high_risk_goods"] = f"There are no goods “{wrong[0]}” in the list. Pick from the list."
    if len(said.call_sign) > LONGEST_CALL_SIGN:
        problems["call_sign"] = f"A call sign has at most {LONGEST_CALL_SIGN} characters."
    if point := point_problem(said.latitude, said.longitude):
        problems["latitude"] = point
    try:
        checked_hours(said.opening_hours)
    except BadHours as bad:
        problems["opening_hours"] = str(bad)
    return problems


def point_problem(latitude: float | None, longitude: float | None) -> str:
    """Why a point cannot be drawn, in degrees (WGS 84); empty when it can, or when there is none."""
    if latitude is None and longitude is None:
        return ""
    if latitude is None or longitude is None:
        return "A point has two parts. Enter latitude and longitude, or leave both empty."
    if not (-85 <= latitude <= 85 and -180 <= longitude <= 180):  # also refuses what is not a number
        return "This point is not on the map. Latitude comes first, like 51.3856, then longitude, like 0.5231."
    return ""


def boundary_of(text: str) -> list[list[Point]]:
    """Rings of (longitude, latitude) from corners as people paste them: one `latitude, longitude` on each line.

    Raises: ValueError, with a sentence that names the line.
    """
    ring: list[Point] = []
    for number, line in enumerate(text.strip().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            latitude, longitude = (float(part) for part in line.replace(";", ",").split(","))
        except ValueError:
            raise ValueError(
                f"Line {number} is no corner. Write latitude, comma, longitude: 51.3856, 0.5231."
            ) from None
        if problem := point_problem(latitude, longitude):
            raise ValueError(f"Line {number}: {problem}")
        ring.append((longitude, latitude))
    if ring and ring[0] == ring[-1]:
        ring.pop()
    if not ring:
        return []
    if not 3 <= len(ring) <= MOST_CORNERS:
        raise ValueError(f"A boundary has 3 to {MOST_CORNERS:,} corners; this one has {len(ring)}.")
    return [ring]


def boundary_text(boundary: Sequence[Sequence[Sequence[float]]]) -> str:
    """The first ring as `boundary_of` reads it."""
    return "\n".join(f"{latitude}, {longitude}" for longitude, latitude in (boundary[0] if boundary else []))


def time_zone_problem(name: str) -> str:
    """Why a partnership cannot live by this clock; empty when it can."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # KeyError: ZoneInfoNotFoundError
        return f"There is no time zone “{name}”. Use a name like Europe/London."
    return "" if name else "Enter a time zone like Europe/London."
