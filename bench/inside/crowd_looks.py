"""What made-up people look like, where they live and what they do: short lists, and addresses that do not exist."""

import random
from typing import Final

import numpy as np
import numpy.typing as npt

from bench.inside.crowd_names import Strings
from bench.inside.names import STARTS, SURNAME_STEMS

BUILDS: Final = ["medium", "slim", "heavy", "athletic", "stocky"]
HAIR: Final = [
    f"{cut} {shade}".strip()
    for shade in ("brown", "black", "fair", "grey", "red", "dyed")
    for cut in ("short", "long", "")
] + ["bald", "shaved"]
_PLACES: Final = ("left arm", "right arm", "neck", "left hand", "right hand", "face", "left leg", "back")
_THINGS: Final = ("rose", "name", "star", "skull", "cross", "bird", "snake", "letters", "spider", "anchor")
MARKS: Final = [f"tattoo {thing} {place}" for place in _PLACES for thing in _THINGS] + [
    *(f"scar {place}" for place in _PLACES), "missing tooth", "broken nose", "pierced eyebrow", "glasses", "limp",
]  # fmt: skip
ACCENTS: Final = [
    "local",
    "northern",
    "london",
    "scottish",
    "welsh",
    "irish",
    "midlands",
    "west country",
    "eastern european",
]
CARS: Final = [
    f"{colour} {kind}" for kind in ("hatchback", "saloon", "van", "estate", "moped", "pick-up")
    for colour in ("black", "silver", "white", "blue", "grey", "red")
]  # fmt: skip
METHODS: Final = [
    "conceal in bag", "walk out with trolley", "distraction", "foil-lined bag", "till snatch", "refund fraud",
    "label swap", "group rush", "threat", "spitting", "push past staff", "fire exit", "self-scan", "meat in coat",
    "spirits", "cosmetics in pram", "baby milk", "charity box", "tip jar", "card left in machine", "break window",
    "stockroom", "delivery theft", "coin trick", "fuel without payment", "begging with threat", "bicycle",
    "counterfeit note",
]  # fmt: skip
_dice = random.Random("areas")
_WORD_ENDS = ("ton", "bury", "ford", "ham", "wick", "mouth", "field", "port", "chester", "ley")
AREAS: Final = sorted(
    {
        (_dice.choice(STARTS) + _dice.choice("aeiou") + _dice.choice("nrlst") + _dice.choice(_WORD_ENDS)).title()
        for _ in range(200)
    }
)
_ROADS: Final = np.array(["Street", "Road", "Avenue", "Close", "Lane", "Drive", "Court", "Way"], dtype=object)
_STREETS: Final = np.array(
    sorted(
        {one.title() for one in SURNAME_STEMS}
        | {(_dice.choice(STARTS) + _dice.choice("aeiou") + _dice.choice("nrlst") + "e").title() for _ in range(900)}
        | {"High", "Station", "Church", "Mill", "Green", "Park", "Victoria", "Market", "Bridge"}
    ),
    dtype=object,
)
_INWARD: Final = np.array(list("ABDEFGHJLNPQRSTUWXYZ"), dtype=object)


def addresses(town: npt.NDArray[np.int64], dice: np.random.Generator) -> Strings:
    """House number and street for each; some 40,000 streets, numbers mostly low."""
    size = len(town)
    numbers = np.array([f"{one} " for one in range(1, 400)], dtype=object)
    street = _STREETS[(town * 37 + dice.integers(0, 400, size)) % len(_STREETS)]
    road = _ROADS[dice.integers(0, len(_ROADS), size)]
    found: Strings = numbers[dice.exponential(35, size).astype(np.int64).clip(0, 398)] + street + " " + road
    return found


def postcodes(town: npt.NDArray[np.int64], dice: np.random.Generator) -> Strings:
    """Postcodes whose first letter (Q, V or X) no real one has; a few districts to a town."""
    size = len(town)
    letters = [first + second for first in "QVX" for second in "ABDEFGHKLMNPRSTW"]
    outward = np.array([f"{area}{number}" for area in letters for number in range(1, 21)], dtype=object)
    inward = np.array([f" {one}" for one in range(1, 10)], dtype=object)
    district = outward[(town * 5 + dice.integers(0, 5, size)) % len(outward)]
    one, other = (_INWARD[dice.integers(0, len(_INWARD), size)] for _ in range(2))
    found: Strings = district + inward[dice.integers(0, 9, size)] + one + other
    return found
