"""Where somebody lives or something happened: house, street, town, postcode, point."""

import math
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from watchward.identify.compare.base import (
    AGREED,
    CLOSE,
    DISAGREED,
    Comparer,
    Level,
    text,
)  # fmt: skip
from watchward.identify.compare.letters import romanised
from watchward.identify.compare.words import text_chance, text_keys, text_terms
from watchward.identify.names import typing_errors
from watchward.kit.wording import folded_words

EARTH_KM: Final = 6371.0088
_SHORT: Final = {
    "street": "st", "road": "rd", "avenue": "ave", "av": "ave", "close": "cl", "lane": "ln", "place": "pl",
    "drive": "dr", "court": "ct", "crescent": "cres", "cr": "cres", "gardens": "gdns", "square": "sq",
    "terrace": "ter", "circuit": "cct", "parade": "pde", "mount": "mt", "saint": "st", "north": "n", "south": "s",
    "east": "e", "west": "w",
}  # fmt: skip

HOUSE_LEVELS: Final = (
    Level("same", AGREED, "the house is the same", 0.80, 0.01, 1.0),
    Level("typing", CLOSE, "the house numbers are one sign apart", 0.08, 0.06),
    Level("different", DISAGREED, "the houses differ", 0.12, 0.93),
)
STREET_LEVELS: Final = (
    Level("same", AGREED, "the street is the same", 0.72, 0.001, 1.0),
    Level("typing", CLOSE, "the streets are a typing error or two apart", 0.14, 0.0005, 0.5, True),
    Level("some", CLOSE, "the streets are alike in part", 0.04, 0.01),
    Level("swapped", CLOSE, "the lines of the address stand the other way round", 0.02, 0.00001),
    Level("different", DISAGREED, "the streets differ", 0.08, 0.98849),
)
AREA_LEVELS: Final = (
    Level("same", AGREED, "the town or area is the same", 0.78, 0.01, 1.0),
    Level("typing", CLOSE, "the names of the area are a typing error or two apart", 0.10, 0.002, 0.5, True),
    Level("some", CLOSE, "the names of the area are alike in part", 0.03, 0.01),
    Level("swapped", CLOSE, "the area stands in another column", 0.01, 0.00001),
    Level("different", DISAGREED, "the areas differ", 0.08, 0.97799),
)
POSTCODE_LEVELS: Final = (
    Level("same", AGREED, "the postcode is the same", 0.78, 0.002, 1.0),
    Level("typing", CLOSE, "the postcodes are one sign apart, or two signs changed places", 0.09, 0.01),
    Level("district", CLOSE, "the postcode district is the same", 0.03, 0.03),
    Level("different", DISAGREED, "the postcodes differ", 0.10, 0.958),
)
POINT_LEVELS: Final = (
    Level("same", AGREED, "within 100 m", 0.30, 0.01),
    Level("near", CLOSE, "within a kilometre", 0.30, 0.06),
    Level("town", CLOSE, "within 5 km", 0.25, 0.25),
    Level("region", DISAGREED, "within 25 km", 0.10, 0.30),
    Level("different", DISAGREED, "further than 25 km apart", 0.05, 0.38),
)


def prepare_house(raw: object) -> str | None:
    """Number and letter without spaces: `12a`."""
    return "".join(folded_words(text(raw)))[:20] or None


def house_level(one: str, other: str) -> int:
    """Level of two houses."""
    if one == other:
        return 0
    return 1 if max(len(one), len(other)) > 1 and typing_errors(one, other, 2) == 1 else 2


@lru_cache(maxsize=65536)
def _street(written: str) -> str:
    return " ".join(_SHORT.get(one, one) for one in folded_words(romanised(written))[:12])


def prepare_street(raw: object) -> str | None:
    """Folded, with the usual short forms of road, street and so on."""
    return _street(text(raw)) or None


@lru_cache(maxsize=262144)
def street_level(one: str, other: str) -> int:
    """Level of two streets or two areas; spaces do not count."""
    if one == other:
        return 0
    bare, bare_other = one.replace(" ", ""), other.replace(" ", "")
    errors, least = typing_errors(bare, bare_other, 3), min(len(bare), len(bare_other))
    if errors <= (2 if least > 6 else 1) and least > 3:
        return 1
    if least > 3 and (fuzz.token_sort_ratio(one, other) >= 80 or JaroWinkler.similarity(bare, bare_other) >= 0.92):
        return 2
    return 4


def prepare_postcode(raw: object) -> str | None:
    """Capitals and digits without spaces."""
    return "".join(folded_words(text(raw))).upper()[:10] or None


def postcode_level(one: str, other: str) -> int:
    """Level of two postcodes."""
    if one == other:
        return 0
    if typing_errors(one, other, 2) == 1:
        return 1
    return 2 if district(one) == district(other) else 3


def district(postcode: str) -> str:
    """The outward code of a British postcode; all but the last two signs of another."""
    whole = re.fullmatch(r"([A-Z]{1,2}\d[A-Z\d]?)\d[A-Z]{2}", postcode)
    return whole.group(1) if whole else postcode if len(postcode) <= 4 and not postcode.isdigit() else postcode[:-2]


def prepare_point(raw: object) -> tuple[float, float] | None:
    """`51.38, 0.52`: latitude and longitude in degrees; None outside the globe."""
    parts = raw if isinstance(raw, (tuple, list)) else re.split(r"[,;\s]+", text(raw))
    try:
        latitude, longitude = (float(str(one)) for one in parts[:2])
    except ValueError:
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance in kilometres (haversine)."""
    south, north = math.radians(one[0]), math.radians(other[0])
    east = math.radians(other[1] - one[1])
    half = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin(east / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def point_level(one: tuple[float, float], other: tuple[float, float]) -> int:
    """Level of two points."""
    apart = distance_km(one, other)
    return next((at for at, most in enumerate((0.1, 1.0, 5.0, 25.0)) if apart <= most), 4)


def itself(value: str) -> Iterable[str]:
    """To find by the whole value."""
    return (value,)


def point_keys(value: tuple[float, float]) -> Iterable[str]:
    """The cell of about a kilometre; neighbours across its edge are found by other evidence."""
    return (f"{value[0]:.2f},{value[1]:.2f}",)


HOUSE = Comparer(HOUSE_LEVELS, prepare_house, house_level, itself, text_terms, text_chance)
STREET = Comparer(STREET_LEVELS, prepare_street, street_level, text_keys, text_terms, text_chance)
AREA = Comparer(AREA_LEVELS, prepare_street, street_level, text_keys, text_terms, text_chance)
POSTCODE = Comparer(POSTCODE_LEVELS, prepare_postcode, postcode_level, itself, text_terms, text_chance)
POINT = Comparer(POINT_LEVELS, prepare_point, point_level, point_keys)
