"""Pools of made-up names in several naming traditions, the frequent first. Nobody here exists.

Frequent names come from `bench/inside/names.py` and the short forms of `watchward/identify/names.py`; all others are
strung together from syllables, with an inventory of sounds for each tradition, and differ from seed to seed.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from bench.inside.names import GIVEN_STEMS, SURNAME_STEMS
from watchward.identify import names as short_forms

Strings = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Tradition:
    """How one tradition makes and orders names.

    `share` of all people; `given` and `surnames`: how many there are; `head`: the smaller, the more bear the frequent
    ones; `turned`: how often a stranger writes given name and surname the other way round.
    """

    name: str
    share: float
    given: int
    surnames: int
    head: float
    turned: float
    stems: str  # frequent given names / frequent surnames
    starts: str
    vowels: str
    closes: str  # what a given name may end with; - is nothing
    endings: str  # of surnames


TRADITIONS: Final = (
    Tradition(
        "british", 0.72, 1400, 60_000, 8, 0.02, "/",
        "b br c ch cl d dr f fl g gr h j k l m n p pr r s sh st t th tr v w",
        "a e i o u ea oo ar er", "- n r l s t d m", "- s son ton ley field ford man er wood well by worth ham shaw"),
    Tradition(
        "south asian", 0.11, 900, 6000, 4, 0.08,
        "mohammed ali hassan imran tariq abdul ahmed raj arjun sanjay aisha fatima priya anita/"
        "khan begum ali hussain singh kaur chaudhry rahman akhtar iqbal sharma gill ahmed patel",
        "b bh d dh f g h j k kh l m n p r s sh t v z", "a aa e ee i u oo", "- n l r m d z b",
        "- i an ar ul een esh jee wala"),
    Tradition(
        "polish", 0.05, 500, 9000, 6, 0.04,
        "piotr tomasz krzysztof pawel agnieszka katarzyna magdalena/nowak kowalski wisniewski",
        "b c cz d g j k kr l m n p prz r rz s sz t w z", "a e i o u ie ia", "- n sz k w r ł",
        "ski wicz czyk ak ek owski iak"),
    Tradition(
        "romanian", 0.03, 400, 5000, 5, 0.05, "andrei ion mihai elena ioana maria/popescu ionescu",
        "b c d f g gh l m n p r s ș t ț v", "a e i o u ea oa", "- n s r l u", "escu eanu aru oiu ache iu"),
    Tradition(
        "west african", 0.04, 700, 7000, 6, 0.10, "/okafor mensah adeyemi osei",
        "ad ab ak b ch d f gb j k l m n nk ok ol s t y", "a e i o u", "- - - n m", "- wale emi nkwo ola anu eze"),
    Tradition(
        "east asian", 0.02, 900, 160, 1.5, 0.45, "/", "b ch d f g h j l m n q r s t w x y zh",
        "a ai ao e i ia o u uan ei", "- n ng", "- n ng"),
    Tradition(
        "iberian", 0.03, 450, 5000, 4, 0.08, "maria teresa sofia/", "b c d f g j l m n p qu r s t v",
        "a e i o u ie ue", "- o a n s l", "ez es ero ado eira inho oso"),
)  # fmt: skip


class Pool:
    """Names to draw from, the frequent first. A rare one is strung together only when it is drawn first."""

    def __init__(self, tradition: Tradition, frequent: Sequence[str], seed: int, *, family: bool) -> None:
        self._tradition, self._frequent, self._family = tradition, frequent, family
        self._seed = f"{tradition.name} {family} {seed} "
        size = tradition.surnames if family else tradition.given
        self._summed = np.cumsum(1 / (np.arange(size) + tradition.head))

    def draw(self, size: int, dice: np.random.Generator) -> Strings:
        """That many names."""
        ranks = np.searchsorted(self._summed, dice.random(size) * self._summed[-1])
        drawn, places = np.unique(ranks, return_inverse=True)
        return taken([self._name(rank) for rank in drawn.tolist()], places)

    def _name(self, rank: int) -> str:
        if rank < len(self._frequent):
            return self._frequent[rank].title()
        return _word(self._tradition, random.Random(f"{self._seed}{rank}"), family=self._family).title()


def taken(values: Sequence[str] | Strings, places: npt.NDArray[np.int64]) -> Strings:
    """The value at each place; equal ones share their memory."""
    found: Strings = np.array(values, dtype=object)[places]
    return found


def pools(seed: int) -> dict[str, tuple[Pool, Pool]]:
    """For each tradition: given names and surnames."""
    found = {}
    for one in TRADITIONS:
        given, surnames = _stems(one)
        found[one.name] = Pool(one, given, seed, family=False), Pool(one, surnames, seed, family=True)
    return found


def short_forms_of(name: str) -> list[str]:
    """Other forms of a given name, as in Gareth and Gaz; a longer and a shorter form alike."""
    return sorted(short_forms._groups().get(name.lower(), ()))


def _stems(tradition: Tradition) -> tuple[list[str], list[str]]:
    """The frequent given names and surnames; the British ones are all that stand in no other tradition."""
    given, surnames = (part.split() for part in tradition.stems.split("/"))
    if tradition.name == "british":
        elsewhere = set(" ".join(one.stems.replace("/", " ") for one in TRADITIONS).split())
        longer = sorted(group.split()[0] for group in short_forms._SHORT_FORMS.split(";"))
        given = [one for one in dict.fromkeys((*GIVEN_STEMS, *longer)) if one not in elsewhere]
        surnames = [one for one in SURNAME_STEMS if one not in elsewhere]
    return given, surnames


def _word(tradition: Tradition, dice: random.Random, *, family: bool) -> str:
    starts, vowels = tradition.starts.split(), tradition.vowels.split()
    last = dice.choice((tradition.endings if family else tradition.closes).split()).strip("-")
    if tradition.name == "east asian":
        size = 1 if family else dice.choice((1, 2))
    else:
        size = dice.choice((1, 2, 2, 2, 2, 2) if family else (2, 3))
    body = "".join(dice.choice(starts) + dice.choice(vowels) for _ in range(size))
    if last[:1] in tuple("aeiou"):
        body = body.rstrip("aeiou") or body
    return body + last
