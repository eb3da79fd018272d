"""Words about somebody: build, hair, accent, marks and tattoos, and any other text; with what means the same."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

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
from watchward.identify.names import typing_errors
from watchward.kit.wording import STOPS, folded_words, stem

Concepts = frozenset[str]

# What means the same: the first word stands for the line. This project's own lists; add to them freely.
_BUILD: Final = """
slim thin skinny slender lean slight; medium average normal regular; heavy fat large big overweight obese plump;
muscular athletic strong stocky broad well-built toned
"""
_HAIR: Final = """
black jet; brown brunette mousy chestnut dark; blond blonde fair; red ginger auburn; grey gray silver white;
bald shaved shaven balding skinhead none; long shoulder ponytail; short cropped buzz crew; curly wavy afro;
dyed pink blue green purple
"""
_ACCENT: Final = """
local kentish estuary; london cockney; irish; scottish glaswegian scots; welsh; northern yorkshire lancashire
mancunian manc; scouse liverpool liverpudlian; geordie newcastle; midlands brummie birmingham; westcountry
cornish bristol devon; european; american
"""
_MARKS: Final = """
tattoo tatoo tattooed tattooo tat ink inked; scar scarred cut; piercing pierced stud ring earring; mole birthmark
spot; glasses spectacles specs; beard bearded goatee; moustache mustache tash; arm forearm sleeve bicep elbow;
hand knuckle finger fingers wrist; neck throat; face cheek forehead eyebrow chin; leg calf shin thigh ankle;
missing lost gone; tooth teeth dental; gold golden; limp limping; star stars; rose flower flowers roses;
name letters writing word; cross crucifix; skull skeleton; spider web cobweb; tribal pattern celtic; bird swallow
eagle; left; right
"""


def _table(lines: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines.split(";"):
        words = line.split()
        found.update({stem(word): words[0] for word in words})
    return found


_TABLES: Final = {one: _table(lines) for one, lines in
                  {"build": _BUILD, "hair": _HAIR, "accent": _ACCENT, "marks": _MARKS}.items()}  # fmt: skip
_EMPTY_WORDS: Final = frozenset(stem(one) for one in "build hair accent type style very quite colour hers".split())  # noqa: SIM905


def _preparer(table: str) -> Callable[[object], Concepts | None]:
    @lru_cache(maxsize=32768)
    def concepts(written: str) -> Concepts | None:
        words = [stem(one) for one in folded_words(romanised(written)) if one not in STOPS][:60]
        kept = {_TABLES[table].get(one, one[:30]) for one in words if one not in _EMPTY_WORDS}
        return frozenset(kept) or None

    def prepare(raw: object) -> Concepts | None:
        return concepts(" ".join(texts(raw)))

    return prepare


def _levels(what: str, same: tuple[float, float], some: tuple[float, float]) -> tuple[Level, ...]:
    return (
        Level("same", AGREED, f"the {what} is described alike", *same, 0.5),
        Level("some", CLOSE, f"the {what} is described alike in part", *some, 0.5),
        Level("different", DISAGREED, f"the {what} is described differently", 1 - same[0] - some[0],
              1 - same[1] - some[1]),
    )  # fmt: skip


def _overlap(one: Concepts, other: Concepts) -> int:
    """0 the same, 1 in part, 2 nothing in common."""
    shared = one & other
    return 0 if one == other else 1 if shared else 2


MARKS_LEVELS: Final = (
    Level("same", AGREED, "the marks are described alike in several points", 0.30, 0.002, 0.5),
    Level("several", CLOSE, "several points of the marks agree", 0.25, 0.01, 0.5),
    Level("one", CLOSE, "one point of the marks agrees", 0.25, 0.15, 0.5),
    Level("different", DISAGREED, "nothing in the marks agrees", 0.20, 0.838),
)


def marks_level(one: Concepts, other: Concepts) -> int:
    """Several points weigh more than one; two witnesses seldom see the same ones."""
    shared = len(one & other)
    if shared >= 3 or (shared == 2 and shared == min(len(one), len(other))):
        return 0 if shared >= 0.6 * min(len(one), len(other)) else 1
    return 3 - min(shared, 2)


def concept_terms(value: Concepts) -> tuple[str, ...]:
    """Each point, once."""
    return tuple(sorted(value))


def concepts_chance(one: Concepts, other: Concepts, level: int, frequency: Frequency) -> float | None:  # noqa: ARG001
    """How often all that agrees would agree by accident, taken as independent; three points at most."""
    product = 1.0
    for each in sorted(map(frequency, one & other))[:3]:
        product *= each
    return max(product, 1e-6) if one & other else None


def concept_keys(value: Concepts) -> Iterable[str]:
    """Pairs of points: a single one is too common."""
    points = sorted(value)[:6]
    return [f"{a}+{b}" for at, a in enumerate(points) for b in points[at + 1 :]]


def _none(value: Concepts) -> Iterable[str]:  # noqa: ARG001
    return ()


BUILD = Comparer(_levels("build", (0.62, 0.34), (0.08, 0.06)), _preparer("build"), _overlap, _none, concept_terms,
                 concepts_chance)  # fmt: skip
HAIR = Comparer(_levels("hair", (0.55, 0.14), (0.20, 0.16)), _preparer("hair"), _overlap, _none, concept_terms,
                concepts_chance)  # fmt: skip
ACCENT = Comparer(_levels("accent", (0.75, 0.30), (0.08, 0.05)), _preparer("accent"), _overlap, _none, concept_terms,
                  concepts_chance)  # fmt: skip
MARKS = Comparer(MARKS_LEVELS, _preparer("marks"), marks_level, concept_keys, concept_terms, concepts_chance)

TEXT_LEVELS: Final = (
    Level("same", AGREED, "the text is the same", 0.70, 0.005, 1.0),
    Level("typing", CLOSE, "the texts are a typing error or two apart", 0.10, 0.002, 0.5, True),
    Level("some", CLOSE, "the texts are alike in part", 0.08, 0.02),
    Level("swapped", CLOSE, "the texts stand in each other's columns", 0.02, 0.00001),
    Level("different", DISAGREED, "the texts differ", 0.10, 0.97299),
)
CODE_LEVELS: Final = (
    Level("same", AGREED, "the same", 0.93, 0.1, 1.0),
    Level("different", DISAGREED, "not the same", 0.07, 0.9),
)


@lru_cache(maxsize=65536)
def _tidy(written: str) -> str:
    return " ".join(folded_words(romanised(written))[:60])


def prepare_text(raw: object) -> str | None:
    """Folded, without signs."""
    return _tidy(text(raw)) or None


def text_level(one: str, other: str) -> int:
    """Level of two texts; the order of words does not matter where they are many."""
    if one == other:
        return 0
    errors = typing_errors(one.replace(" ", ""), other.replace(" ", ""), 3)
    if min(len(one), len(other)) > 3 and errors <= (2 if min(len(one), len(other)) > 6 else 1):
        return 1
    return 2 if min(len(one), len(other)) > 3 and fuzz.token_sort_ratio(one, other) >= 75 else 4


def code_level(one: str, other: str) -> int:
    """The same or not."""
    return 0 if one == other else 1


def text_keys(value: str) -> Iterable[str]:
    """The beginning of the whole, and its longest word."""
    yield value.replace(" ", "")[:6]
    yield max(value.split(), key=len)[:8]


def code_keys(value: str) -> Iterable[str]:
    """Itself."""
    return (value,)


def text_terms(value: str) -> tuple[str, ...]:
    """The whole."""
    return (value,)


def text_chance(one: str, other: str, level: int, frequency: Frequency) -> float | None:  # noqa: ARG001
    """The frequency of the more common of the two."""
    return max(frequency(one), frequency(other))


TEXT = Comparer(TEXT_LEVELS, prepare_text, text_level, text_keys, text_terms, text_chance)
CODE = Comparer(CODE_LEVELS, prepare_text, code_level, code_keys, text_terms, text_chance)
