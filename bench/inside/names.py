"""Generated names and narratives with the spread of real ones. Nobody here exists, and no list of people was copied.

Given names and surnames are made of frequent British, South Asian, Polish and other stems; how often each occurs falls
with its rank (Zipf), with the head that the public counts of forenames and surnames show: the first surname stands for
some 1.2 in 100 people, the hundredth for 0.1.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

GIVEN_STEMS = """
    daniel james thomas michael christopher matthew david andrew joshua jack oliver harry george charlie william
    robert john paul mark stephen lee craig darren gary kevin ryan liam connor jordan kyle aaron sean adam luke
    nathan samuel benjamin joseph alexander edward mohammed ali hassan imran tariq abdul ahmed raj arjun sanjay
    piotr tomasz krzysztof pawel andrei ion mihai luca sarah laura gemma emma rebecca claire lisa nicola karen
    michelle samantha victoria katie lauren hannah chloe charlotte jessica sophie amy olivia emily megan bethany
    kelly stacey donna tracey aisha fatima priya anita agnieszka katarzyna magdalena elena ioana maria teresa sofia
    chantelle leanne kirsty
""".split()  # noqa: SIM905 (easier to read)
SURNAME_STEMS = """
    smith jones williams taylor brown davies evans wilson thomas johnson roberts walker wright robinson thompson
    white hughes edwards green hall wood harris lewis martin jackson clarke clark turner hill scott cooper morris
    ward moore king watson baker harrison morgan patel young allen mitchell james anderson phillips lee bell parker
    davis bennett khan miller cook shaw cox richardson griffiths begum ali hussain singh murphy kelly oneill
    macdonald campbell stewart nowak kowalski wisniewski popescu ionescu okafor mensah adeyemi osei chaudhry rahman
    akhtar iqbal sharma gill
""".split()  # noqa: SIM905 (easier to read)
ENDS = ("", "s", "son", "ton", "ley", "field", "ford", "man", "er", "wood", "well", "by", "sen", "ski", "escu", "ova")
STREET = """
    red blue black white silver little big mad lucky smiling quiet fast slim tall scar tattoo ginger curly bald
    smoky
""".split()  # noqa: SIM905 (easier to read)
THINGS = """
    cap fox rabbit spider crow ghost tiger sparrow weasel badger hood dog cat wolf razor pencil marble finger shoe
    bag
""".split()  # noqa: SIM905 (easier to read)
STARTS = """b br c ch cl d dr f fl g gr h j k l m n p pr r s sh st t th tr v w""".split()  # noqa: SIM905
WORDS = 6000  # of the vocabulary of narratives


@dataclass(frozen=True, slots=True)
class People:
    """Names to draw from, the frequent first."""

    given: list[str]
    surnames: list[str]
    given_weights: list[float]
    surname_weights: list[float]

    def draw(self, dice: random.Random) -> tuple[str, str]:
        """(given name, surname)."""
        (given,) = dice.choices(self.given, cum_weights=self.given_weights)
        (surname,) = dice.choices(self.surnames, cum_weights=self.surname_weights)
        return given.title(), surname.title()


def make_people(seed: int) -> People:
    """Some 700 given names and 14,000 surnames."""
    dice = random.Random(seed)
    given = [*GIVEN_STEMS, *dict.fromkeys(_syllables(dice, 2, 3) for _ in range(650))]
    surnames = [*SURNAME_STEMS, *dict.fromkeys(_surname(dice) for _ in range(16_000))]
    surnames = list(dict.fromkeys(surnames))
    return People(given, surnames, _zipf(len(given), 8), _zipf(len(surnames), 10))


def street_name(dice: random.Random) -> str:
    """What somebody is called on the street."""
    return f"{dice.choice(STREET)} {dice.choice(THINGS)}".title()


def narratives(seed: int) -> Iterator[list[str]]:
    """Words of one narrative after another: 8 to 45, out of a vocabulary whose frequencies fall with their rank."""
    dice = random.Random(seed)
    words = list(dict.fromkeys(_syllables(dice, 1, 4) for _ in range(2 * WORDS)))[:WORDS]
    weights = _zipf(len(words), 2.7)
    while True:
        yield dice.choices(words, cum_weights=weights, k=dice.randint(8, 45))


def mistyped(name: str, dice: random.Random) -> str:
    """The name with one letter put in, left out, mistaken, or swapped with the next; never the same as before."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    while True:
        at, letter = dice.randrange(len(name)), dice.choice(letters)
        wrong = dice.choice(
            (
                name[:at] + letter + name[at:],
                name[:at] + name[at + 1 :],
                name[:at] + letter + name[at + 1 :],
                name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
            )
        )
        if wrong.casefold() != name.casefold():
            return wrong


def _zipf(size: int, shift: float) -> list[float]:
    return list(accumulate(1 / (rank + shift) for rank in range(size)))


def _surname(dice: random.Random) -> str:
    return (dice.choice(SURNAME_STEMS) if dice.random() < 0.25 else _syllables(dice, 1, 2)) + dice.choice(ENDS)


def _syllables(dice: random.Random, least: int, most: int) -> str:
    return "".join(
        dice.choice(STARTS) + dice.choice(("a", "e", "i", "o", "u", "ea", "oo", "ar", "er"))
        for _ in range(dice.randint(least, most))
    ) + dice.choice(("", "n", "r", "l", "s", "t", "d", "m"))
