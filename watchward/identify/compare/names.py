"""Names: given, family, and whole names with aliases; turned round, shortened, misspelt, or in another alphabet."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import JaroWinkler

from watchward.identify.compare.base import (
    AGREED,
    CLOSE,
    DISAGREED,
    Comparer,
    Frequency,
    Level,
    text,
    texts,
)  # fmt: skip
from watchward.identify.compare.letters import romanised
from watchward.identify.names import LONGEST, are_short_forms, sounds, typing_errors
from watchward.kit.wording import folded_words

Words = tuple[str, ...]
Names = tuple[Words, ...]

ALIKE: Final = 0.88  # Jaro-Winkler, from which two longer words count as alike
_TITLES: Final = frozenset("mr mrs ms miss mx dr sir lady prof rev the".split())  # noqa: SIM905 (easier to read)

GIVEN_LEVELS: Final = (
    Level("same", AGREED, "the given name is the same", 0.72, 0.006, 1.0),
    Level("short", AGREED, "a short form or a part of the same given name", 0.06, 0.003, 0.5, True),
    Level("typing", CLOSE, "the given names are one typing error apart, or sound alike", 0.09, 0.004, 0.5, True),
    Level("initial", CLOSE, "the initial fits the given name", 0.03, 0.01),
    Level("alike", CLOSE, "the given names look alike", 0.03, 0.008, 0.3, True),
    Level("swapped", CLOSE, "given name and surname are the same the other way round", 0.02, 0.000001),
    Level("different", DISAGREED, "the given names differ", 0.05, 0.968999),
)
FAMILY_LEVELS: Final = (
    Level("same", AGREED, "the surname is the same", 0.78, 0.003, 1.0),
    Level("typing", CLOSE, "the surnames are one typing error apart, or sound alike", 0.11, 0.003, 0.5, True),
    Level("part", CLOSE, "a part of the surname is the same", 0.02, 0.001, 0.5, True),
    Level("alike", CLOSE, "the surnames look alike", 0.03, 0.008, 0.3, True),
    Level("swapped", CLOSE, "the words of the name stand in another order", 0.01, 0.000001),
    Level("different", DISAGREED, "the surnames differ", 0.05, 0.984999),
)
NAMES_LEVELS: Final = (
    Level("same", AGREED, "a name is the same", 0.60, 0.0005, 1.0),
    Level("short", AGREED, "a name is the same but for a short form or an initial", 0.12, 0.0008, 0.5, True),
    Level("typing", CLOSE, "a name is the same but for a typing error or two", 0.15, 0.001, 0.5, True),
    Level("part", CLOSE, "a word of a name is the same", 0.08, 0.012, 1.0),
    Level("different", DISAGREED, "no name or alias is the same", 0.05, 0.9857),
)


def prepare_words(raw: object) -> Words | None:
    """The words of one name, folded, Cyrillic and Greek in Latin letters, titles left out; None if there are none."""
    words = list(folded_words(romanised(text(raw)))[: LONGEST + 2])
    kept = [one[:40] for one in words if one not in _TITLES] or words
    return tuple(kept[:LONGEST]) or None


def prepare_names(raw: object) -> Names | None:
    """Each name of a set, sorted, once."""
    found = {words for one in texts(raw) if (words := prepare_words(one))}
    return tuple(sorted(found)) or None


@lru_cache(maxsize=262144)
def near(one: str, other: str) -> str:
    """How near two words are: same, short, typing, initial, alike or nothing (empty)."""
    if one == other:
        return "same"
    if are_short_forms(one, other):
        return "short"
    least = min(len(one), len(other))
    if least == 1:
        return "initial" if one[0] == other[0] else ""
    errors = typing_errors(one, other, 3)
    if errors == 1 and least > 2:
        return "typing"
    if least > 3 and sounds(one) and sounds(one) == sounds(other):
        return "typing"
    if (errors == 2 and least > 5) or (least > 3 and JaroWinkler.similarity(one, other) >= ALIKE):
        return "alike"
    return ""


def given_level(one: Words, other: Words) -> int:
    """Level of two given names."""
    if one == other or sorted(one) == sorted(other):
        return 0
    if set(one) & {word for word in other if len(word) > 1}:
        return 1
    best = min((_GIVEN[near(a, b)] for a in one for b in other), default=6)
    if best > 2 and near("".join(one), "".join(other)) in {"same", "typing"}:  # run together or torn apart
        return 2
    return best


_GIVEN: Final = {"same": 1, "short": 1, "typing": 2, "initial": 3, "alike": 4, "": 6}


def family_level(one: Words, other: Words) -> int:
    """Level of two surnames."""
    joined, joined_other = "".join(one), "".join(other)
    whole = near(joined, joined_other)
    if one == other or whole == "same":
        return 0
    if whole == "typing":
        return 1
    if {a for a in one if len(a) > 2} & set(other):
        return 2
    return 3 if whole == "alike" else 5


def names_level(one: Names, other: Names) -> int:
    """The best level of any name of one with any of the other."""
    return min(_whole(a, b) for a in one for b in other)


@lru_cache(maxsize=262144)
def _whole(one: Words, other: Words) -> int:
    """Level of two whole names, whatever the order of their words."""
    if one == other or sorted(one) == sorted(other):
        return 0
    few, many = sorted((one, other), key=len)
    left, kinds = list(many), []
    for word in sorted(few, key=len, reverse=True):
        kind, found = min(((near(word, b), b) for b in left), key=lambda pair: _RANK[pair[0]])
        kinds.append(kind)
        if kind:
            left.remove(found)
    if len(few) >= 2 and all(kinds):
        return 1 if set(kinds) <= {"same", "short", "initial"} and "same" in kinds else 2
    if near("".join(one), "".join(other)) in {"same", "typing"}:
        return 2
    return 3 if any(kind in {"same", "short", "typing"} for kind in kinds) else 4


_RANK: Final = {"same": 0, "short": 1, "typing": 2, "alike": 3, "initial": 4, "": 5}


def words_keys(value: Words) -> Iterable[str]:
    """Each word as it sounds, or itself where it is short; and the beginning of the name."""
    for word in value:
        yield (sounds(word) or word)[:8]
    yield "^" + "".join(value)[:4]


def names_keys(value: Names) -> Iterable[str]:
    """Those of every name."""
    return {key for words in value for key in words_keys(words)}


def words_terms(value: Words) -> tuple[str, ...]:
    """The name as a whole."""
    return (" ".join(value),)


def names_terms(value: Names) -> tuple[str, ...]:
    """Every word of every name, once."""
    return tuple(sorted({word for words in value for word in words}))


def words_chance(one: Words, other: Words, level: int, frequency: Frequency) -> float | None:  # noqa: ARG001
    """The frequency of the name; of the more common of the two where they are not the same."""
    return max(frequency(" ".join(one)), frequency(" ".join(other)))


def names_chance(one: Names, other: Names, level: int, frequency: Frequency) -> float | None:
    """The rarest agreement on this level, taken as often as there are names to compare: many aliases meet by chance."""
    tries = len(one) * len(other)
    found = [_name_chance(a, b, level, frequency) for a in one for b in other if _whole(a, b) == level]
    return min(1.0, tries * min(found)) if found else None


def _name_chance(one: Words, other: Words, level: int, frequency: Frequency) -> float:
    if level == 3:
        shared = [a for a in one if any(near(a, b) in {"same", "short", "typing"} for b in other)]
        return min((frequency(a) for a in shared), default=1.0)
    product = 1.0
    for word in one:
        product *= frequency(word) if len(word) > 1 else 0.05
    return max(product, 1e-9)


GIVEN = Comparer(GIVEN_LEVELS, prepare_words, given_level, words_keys, words_terms, words_chance)
FAMILY = Comparer(FAMILY_LEVELS, prepare_words, family_level, words_keys, words_terms, words_chance)
NAMES = Comparer(NAMES_LEVELS, prepare_names, names_level, names_keys, names_terms, names_chance)
