"""Ages and heights as judged by eye: bands that overlap, touch, or lie apart."""

import re
from collections.abc import Iterable
from typing import Final

from watchward.identify.compare.base import AGREED, CLOSE, DISAGREED, Comparer, Level, text

Band = tuple[float, float]  # lowest and highest; years or centimetres

AGE_LEVELS: Final = (
    Level("same", AGREED, "the ages judged fit together", 0.62, 0.22),
    Level("near", CLOSE, "the ages judged are within five years", 0.25, 0.18),
    Level("apart", DISAGREED, "the ages judged are up to twelve years apart", 0.10, 0.25),
    Level("different", DISAGREED, "the ages judged are far apart", 0.03, 0.35),
)
HEIGHT_LEVELS: Final = (
    Level("same", AGREED, "the heights judged fit together", 0.62, 0.28),
    Level("near", CLOSE, "the heights judged are within 5 cm", 0.24, 0.22),
    Level("apart", DISAGREED, "the heights judged are up to 12 cm apart", 0.11, 0.25),
    Level("different", DISAGREED, "the heights judged are far apart", 0.03, 0.25),
)
_FEET: Final = re.compile(r"(\d)\s*(?:'|’|ft|foot|feet)\s*(\d{1,2})?", re.IGNORECASE)
_WORDS: Final = {
    "child": (5, 12), "teen": (13, 19), "teens": (13, 19), "teenager": (13, 19), "young": (16, 25),
    "middle": (40, 60), "elderly": (65, 90), "old": (60, 90),
}  # fmt: skip


def prepare_age(raw: object) -> Band | None:
    """`27`, `20-30`, `20s`, `about 40`, `teenager`. None outside 1 to 120."""
    written = text(raw)[:60].lower()
    numbers = [int(one) for one in re.findall(r"\d{1,3}", written)]
    if re.search(r"\d0\s*'?s\b", written) and numbers:
        low = numbers[0] + (0 if "early" in written or "mid" not in written else 4)
        return _band([low, numbers[-1] + (4 if "early" in written else 9)], 1, 120)
    if not numbers:
        return next((_pair(band) for word, band in _WORDS.items() if word in written), None)
    loose = 2 if re.search(r"about|circa|approx|c\.|~|around", written) else 0
    return _band([min(numbers) - loose, max(numbers) + loose] if loose else numbers, 1, 120)


def prepare_height(raw: object) -> Band | None:
    """`178`, `1.78 m`, `5'10`, `170-180`. Centimetres; None outside 90 to 230."""
    written = text(raw)[:60].lower()
    feet = [(int(one) * 12 + int(inch or 0)) * 2.54 for one, inch in _FEET.findall(written)]
    if feet:
        return _band(feet, 90, 230)
    numbers = [float(one) for one in re.findall(r"\d+(?:\.\d+)?", written)]
    return _band([one * 100 if one < 3 else one for one in numbers], 90, 230)


def _pair(band: tuple[int, int]) -> Band:
    return float(band[0]), float(band[1])


def _band(numbers: list[int] | list[float], least: float, most: float) -> Band | None:
    kept = [float(one) for one in numbers[:2] if least <= one <= most]
    return (min(kept), max(kept)) if kept else None


def _gap(one: Band, other: Band) -> float:
    """How far two bands lie apart; 0 if they overlap."""
    return max(0.0, max(one[0], other[0]) - min(one[1], other[1]))


def age_level(one: Band, other: Band) -> int:
    """Level of two ages, years."""
    gap = _gap(one, other)
    return 0 if gap <= 1 else 1 if gap <= 5 else 2 if gap <= 12 else 3


def height_level(one: Band, other: Band) -> int:
    """Level of two heights, centimetres."""
    gap = _gap(one, other)
    return 0 if gap <= 2 else 1 if gap <= 5 else 2 if gap <= 12 else 3


def no_keys(value: Band) -> Iterable[str]:  # noqa: ARG001
    """Far too common to find anybody by."""
    return ()


AGE = Comparer(AGE_LEVELS, prepare_age, age_level, no_keys)
HEIGHT = Comparer(HEIGHT_LEVELS, prepare_height, height_level, no_keys)
