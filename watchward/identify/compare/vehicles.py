"""Vehicles by registration, whole, in part, or with a sign misread."""

from collections.abc import Iterable
from typing import Final

from watchward.identify.compare.base import AGREED, CLOSE, DISAGREED, Comparer, Frequency, Level, texts
from watchward.identify.registrations import fits, pieces, tidy_registration

Registrations = tuple[str, ...]

LEVELS: Final = (
    Level("same", AGREED, "a registration is the same", 0.55, 0.0001, 0.5),
    Level("misread", CLOSE, "registrations are the same but for a sign misread or unread", 0.15, 0.0002),
    Level("part", CLOSE, "a part of a registration fits", 0.08, 0.003),
    Level("different", DISAGREED, "the registrations differ", 0.22, 0.9967),
)


def prepare(raw: object) -> Registrations | None:
    """Each registration tidied; what is too short to look up is left out."""
    return tuple(sorted({kept for one in texts(raw) if (kept := tidy_registration(one))})) or None


def level(one: Registrations, other: Registrations) -> int:
    """The best of any with any, whichever of the two was read in part."""
    best = max(max(fits(a, b), fits(b, a)) for a in one for b in other)
    return 0 if best == 1 else 1 if best > 0.7 else 2 if best > 0 else 3


def keys(value: Registrations) -> Iterable[str]:
    """Every three signs in a row."""
    return {piece for one in value for piece in pieces(one)}


def terms(value: Registrations) -> tuple[str, ...]:
    """Each of them."""
    return value


def chance(one: Registrations, other: Registrations, level: int, frequency: Frequency) -> float | None:  # noqa: ARG001
    """The rarest that is shared."""
    shared = set(one) & set(other)
    return min(map(frequency, shared)) if shared else None


VEHICLES = Comparer(LEVELS, prepare, level, keys, terms, chance)
