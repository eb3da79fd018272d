"""Sets of which only the common part counts: methods, goods, companions."""

from collections.abc import Iterable
from typing import Final

from watchward.identify.compare.base import AGREED, CLOSE, DISAGREED, Comparer, Frequency, Level, texts
from watchward.kit.wording import folded_words

Items = frozenset[str]


def _levels(what: str, m: tuple[float, float], u: tuple[float, float]) -> tuple[Level, ...]:
    return (
        Level("several", AGREED, f"several {what} are the same", m[0], u[0], 0.5),
        Level("one", CLOSE, f"one of the {what} is the same", m[1], u[1], 0.5),
        Level("different", DISAGREED, f"none of the {what} is the same", 1 - sum(m), 1 - sum(u)),
    )


METHODS_LEVELS: Final = _levels("methods", (0.35, 0.35), (0.05, 0.25))
GOODS_LEVELS: Final = _levels("goods", (0.25, 0.35), (0.03, 0.20))
ASSOCIATES_LEVELS: Final = _levels("companions", (0.20, 0.30), (0.0002, 0.004))


def prepare(raw: object) -> Items | None:
    """Each item folded; commas part items too."""
    return frozenset(found for one in texts(raw) for part in one.split(",") if (found := _item(part))) or None


def _item(part: str) -> str:
    return " ".join(folded_words(part))[:60]


def level(one: Items, other: Items) -> int:
    """Level by how many are shared."""
    return 2 - min(len(one & other), 2)


def terms(value: Items) -> tuple[str, ...]:
    """Each of them."""
    return tuple(sorted(value))


def chance(one: Items, other: Items, level: int, frequency: Frequency) -> float | None:  # noqa: ARG001
    """How often the two rarest shared items would be shared by accident."""
    product = 1.0
    for each in sorted(map(frequency, one & other))[:2]:
        product *= each
    return max(product, 1e-6) if one & other else None


def no_keys(value: Items) -> Iterable[str]:  # noqa: ARG001
    """Too common to find anybody by."""
    return ()


METHODS = Comparer(METHODS_LEVELS, prepare, level, no_keys, terms, chance)
GOODS = Comparer(GOODS_LEVELS, prepare, level, no_keys, terms, chance)
ASSOCIATES = Comparer(ASSOCIATES_LEVELS, prepare, level, terms, terms, chance)
