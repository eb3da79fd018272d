"""What goes wrong between a person and a record of them: cell by cell, with a rate for each kind of error."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from bench.inside.crowd_names import Strings, short_forms_of
from bench.inside.names import mistyped

Change = Callable[[str, random.Random], str]
FROM_PERSON: Final = (
    "given", "middle", "surname", "aliases", "birth", "height", "build", "hair", "marks", "accent", "address",
    "postcode", "area", "earlier_address", "earlier_postcode", "phone", "vehicle", "car", "mo", "associates",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rates:
    """How often, 0 to 1. `typo` and `sound` are for each name; `seen` is how often a look or deed is noted at all."""

    typo: float
    sound: float
    short: float  # another form of the given name
    initial: float
    alias: float  # the alias stands where the name should
    turned: float  # on top of what the tradition of the name makes likely
    no_given: float
    no_surname: float
    no_birth: float
    birth_wrong: float  # a digit, or day and month the other way round
    birth_part: float  # the year alone, or an estimate of it
    no_postcode: float
    postcode_part: float
    postcode_wrong: float
    no_address: float
    address_wrong: float
    earlier: float  # a home they have left
    no_phone: float
    phone_wrong: float
    no_vehicle: float
    vehicle_wrong: float
    seen: float
    thin: float  # nearly nothing is left but a name


LIGHT: Final = Rates(
    typo=0.06, sound=0.02, short=0.08, initial=0.02, alias=0.02, turned=0.0, no_given=0.02, no_surname=0.02,
    no_birth=0.2, birth_wrong=0.03, birth_part=0.05, no_postcode=0.2, postcode_part=0.05, postcode_wrong=0.03,
    no_address=0.25, address_wrong=0.06, earlier=0.1, no_phone=0.5, phone_wrong=0.03, no_vehicle=0.5,
    vehicle_wrong=0.05, seen=0.5, thin=0.02,
)  # fmt: skip
HARD: Final = Rates(
    typo=0.17, sound=0.06, short=0.2, initial=0.07, alias=0.05, turned=0.04, no_given=0.04, no_surname=0.03,
    no_birth=0.18, birth_wrong=0.12, birth_part=0.15, no_postcode=0.22, postcode_part=0.1, postcode_wrong=0.12,
    no_address=0.3, address_wrong=0.2, earlier=0.3, no_phone=0.6, phone_wrong=0.12, no_vehicle=0.6,
    vehicle_wrong=0.2, seen=0.5, thin=0.05,
)  # fmt: skip
QUERY: Final = replace(
    LIGHT, typo=0.25, sound=0.06, short=0.12, initial=0.05, alias=0.0, no_given=0.04, no_surname=0.0, no_birth=0.35,
    birth_wrong=0.06, birth_part=0.12, no_postcode=0.5, postcode_part=0.15, no_address=0.8, no_phone=0.85,
    no_vehicle=0.85, vehicle_wrong=0.2, seen=0.4, thin=0.0,
)  # fmt: skip
RATES: Final = {"light": LIGHT, "hard": HARD, "query": QUERY}


class _Cells:
    """Strikes some cells of a column. Draws which in one go, and changes only those."""

    def __init__(self, dice: np.random.Generator, seed: int, size: int) -> None:
        self.dice, self.slow, self.size = dice, random.Random(f"cells {seed}"), size

    def hit(self, rate: float | npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        return self.dice.random(self.size) < rate

    def change(self, column: Strings, rate: float, how: Change) -> None:
        slow = self.slow
        for at in np.flatnonzero(self.hit(rate)).tolist():
            if column[at]:
                column[at] = how(column[at], slow)

    def blank(self, column: Strings, rate: float) -> None:
        column[self.hit(rate)] = ""


def written(
    seen: dict[str, Strings], turned: npt.NDArray[np.float64], rates: Rates, dice: np.random.Generator, seed: int
) -> dict[str, Strings]:
    """The columns of records, from those of the persons they are about (changed in place).

    `turned`: for each row, how often given name and surname are written the other way round in that tradition.
    """
    cells = _Cells(dice, seed, len(turned))
    _homes(seen, rates, cells)
    _names(seen, turned, rates, cells)
    seen["age"] = _ages(seen["birth"], cells)
    _births(seen["birth"], rates, cells)
    for name, lost, wrong, how in (
        ("phone", rates.no_phone, rates.phone_wrong, digit_wrong),
        ("vehicle", rates.no_vehicle, rates.vehicle_wrong, misread),
    ):
        cells.change(seen[name], wrong, how)
        cells.blank(seen[name], lost)
    seen["car"][seen["vehicle"] == ""] = ""
    _looks(seen, rates, cells)
    thin = cells.hit(rates.thin)
    for name in seen.keys() - {"given", "surname", "area", "age"}:
        seen[name][thin] = ""
    return {name: seen[name] for name in (*FROM_PERSON[:5], "age", *FROM_PERSON[5:]) if not name.startswith("earlier")}


def _homes(seen: dict[str, Strings], rates: Rates, cells: _Cells) -> None:
    old = cells.hit(rates.earlier) & (seen["earlier_address"] != "")
    seen["address"][old], seen["postcode"][old] = seen["earlier_address"][old], seen["earlier_postcode"][old]
    cells.change(seen["address"], rates.address_wrong, address_respelt)
    cells.change(seen["postcode"], rates.postcode_wrong, digit_or_letter_wrong)
    cells.change(seen["postcode"], rates.postcode_part, lambda code, _dice: code.split()[0])
    cells.blank(seen["address"], rates.no_address)
    cells.blank(seen["postcode"], rates.no_postcode)
    cells.blank(seen["area"], rates.no_postcode / 2)


def _names(seen: dict[str, Strings], turned: npt.NDArray[np.float64], rates: Rates, cells: _Cells) -> None:
    given, surname = seen["given"], seen["surname"]
    cells.change(given, rates.short, other_form)
    for column in (given, surname):
        cells.change(column, rates.sound, respelt)
        cells.change(column, rates.typo, typed_wrong)
    cells.change(given, rates.initial, lambda name, _dice: name[0])
    cells.change(surname, 0.3, one_of_two)
    alias = cells.hit(rates.alias) & (seen["aliases"] != "")
    for at in np.flatnonzero(alias).tolist():
        first, _, last = seen["aliases"][at].partition(" ")
        given[at], surname[at] = first, last or surname[at]
    other_way = cells.hit(turned + rates.turned)
    given[other_way], surname[other_way] = surname[other_way], given[other_way].copy()
    for column in (given, surname):
        cells.change(column, 0.03, lambda name, _dice: name.upper())
    cells.blank(given, rates.no_given)
    nameless = cells.hit(rates.no_surname) & (given != "")
    surname[nameless] = ""
    cells.blank(seen["middle"], 0.6)
    cells.blank(seen["aliases"], 0.7)


def _ages(birth: Strings, cells: _Cells) -> Strings:
    """The age that they seemed to be, in years: some six years off in one of three, often unknown."""
    years = np.array([int(one[:4]) for one in birth], dtype=np.int64)
    guess = (2026 - years + np.round(cells.dice.normal(0, 4.5, cells.size))).astype(np.int64).clip(8, 95)
    found = guess.astype(str).astype(object)
    cells.blank(found, 0.4)
    return found


def _births(birth: Strings, rates: Rates, cells: _Cells) -> None:
    cells.change(birth, rates.birth_wrong, date_wrong)
    cells.change(birth, rates.birth_part, date_part)
    cells.blank(birth, rates.no_birth)


def _looks(seen: dict[str, Strings], rates: Rates, cells: _Cells) -> None:
    for name in ("build", "hair", "accent"):
        other = cells.dice.permutation(seen[name])
        wrong = cells.hit(0.15)
        seen[name][wrong] = other[wrong]
    cells.change(seen["height"], 1, height_guessed)
    cells.change(seen["marks"], 1, mark_respelt)
    cells.change(seen["mo"], 1, some_of)
    other = cells.dice.permutation(seen["mo"])
    wrong = cells.hit(0.1)
    seen["mo"][wrong] = other[wrong]
    cells.change(seen["associates"], 0.3, typed_wrong)
    for name in ("build", "hair", "accent", "height", "marks", "mo", "associates", "car"):
        cells.blank(seen[name], 1 - rates.seen)


_KEYS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE: Final = {one: row[max(at - 1, 0) : at] + row[at + 1 : at + 2] for row in _KEYS for at, one in enumerate(row)}


def typed_wrong(name: str, dice: random.Random) -> str:
    """One typing error (in one of eight, two): any letter, the key beside it, a double made or halved, a gap."""
    if dice.random() < 0.125:
        name = typed_wrong(name, dice)
    if len(name) < 2:
        return name + dice.choice("aeinr")
    at, kind = dice.randrange(len(name)), dice.random()
    if kind < 0.25 and (beside := _BESIDE.get(name[at].lower())):
        return name[:at] + dice.choice(beside) + name[at + 1 :]
    if kind < 0.35:
        return name[:at] + name[at].lower() + name[at:] if at else name[0] + name[0].lower() + name[1:]
    if kind < 0.45 and (found := re.search(r"(.)\1", name)):
        return name[: found.start()] + name[found.start() + 1 :]
    if kind < 0.48 and 2 < at < len(name) - 2:
        return name[:at] + " " + name[at:]
    return mistyped(name, dice)


_SOUNDS: Final = (
    ("ph", "f"), ("f", "ph"), ("ck", "k"), ("k", "c"), ("c", "k"), ("sz", "sh"), ("sh", "sch"), ("cz", "ch"),
    ("w", "v"), ("ie", "y"), ("y", "ie"), ("ee", "i"), ("ea", "ee"), ("oo", "u"), ("ou", "u"), ("aa", "a"), ("kh", "k"),
    ("z", "s"), ("s", "z"), ("th", "t"), ("gh", "g"), ("j", "g"), ("i", "ee"), ("er", "a"), ("ar", "ah"), ("ll", "l"),
    ("n", "nn"), ("ł", "l"), ("ș", "s"), ("ț", "t"), ("x", "ks"), ("qu", "kw"), ("ei", "ey"), ("son", "sen"),
    ("ley", "ly"), ("ton", "tun"),
)  # fmt: skip


def respelt(name: str, dice: random.Random) -> str:
    """Spelt as it sounds, or as another language writes the sound; one or two places."""
    word = name.lower()
    found = [pair for pair in _SOUNDS if pair[0] in word]
    for one, other in dice.sample(found, min(len(found), dice.choice((1, 1, 2)))):
        word = word.replace(one, other, 1)
    return word.title()


def other_form(name: str, dice: random.Random) -> str:
    """Another form of a given name, or a pet form made of its beginning; the name itself if it is too short."""
    forms = short_forms_of(name)
    if forms:
        return dice.choice(forms).title()
    return name[:3] + dice.choice(("", "", "y", "s")) if len(name) > 5 and dice.random() < 0.3 else name


def one_of_two(name: str, dice: random.Random) -> str:
    """One of two surnames, where there are two."""
    return dice.choice(name.split()) if " " in name else name


def date_wrong(date: str, dice: random.Random) -> str:
    """An ISO date with day and month the other way round, or one digit wrong; it may no longer be a real date."""
    year, month, day = date.split("-")
    if dice.random() < 0.35 and int(day) <= 12 and day != month:
        return f"{year}-{day}-{month}"
    at = dice.choice((2, 3, 3, 6, 8, 9, 9))
    return date[:at] + dice.choice([one for one in "0123456789" if one != date[at]]) + date[at + 1 :]


def date_part(date: str, dice: random.Random) -> str:
    """What is left of a date that was not known: the year and month, the year, 1 January, or a year a little off."""
    year, kind = int(date[:4]), dice.random()
    if kind < 0.25:
        return date[:7]
    if kind < 0.6:
        return date[:4]
    return f"{date[:4]}-01-01" if kind < 0.8 else str(year + dice.choice((-3, -2, -1, 1, 2, 3)))


def digit_wrong(number: str, dice: random.Random) -> str:
    """A telephone number with a digit wrong, two swapped, or its last digits only."""
    kind, at = dice.random(), dice.randrange(4, len(number) - 1)
    if kind < 0.4:
        return number[:at] + dice.choice("0123456789") + number[at + 1 :]
    return number[:at] + number[at + 1] + number[at] + number[at + 2 :] if kind < 0.7 else number[-6:]


def digit_or_letter_wrong(code: str, dice: random.Random) -> str:
    """A postcode with one sign of its second half wrong."""
    at = dice.choice((len(code) - 3, len(code) - 2, len(code) - 1))
    return code[:at] + dice.choice("0123456789" if code[at].isdigit() else "ABDEFGHJLNPQRSTUWXYZ") + code[at + 1 :]


_LIKE: Final = {
    "O": "0",
    "0": "O",
    "I": "1",
    "1": "I",
    "8": "B",
    "B": "8",
    "5": "S",
    "S": "5",
    "V": "Y",
    "D": "0",
    "M": "N",
}


def misread(plate: str, dice: random.Random) -> str:
    """A registration read from across a street: a sign taken for one like it, unread ones, or a part."""
    kind, at = dice.random(), dice.randrange(len(plate))
    if kind < 0.45:
        return plate[:at] + _LIKE.get(plate[at], dice.choice("ABCDEFGHKLMNPRSTWXY0123456789")) + plate[at + 1 :]
    if kind < 0.75:
        return plate[:at] + "?" + plate[at + 1 :]
    return plate[:4] if dice.random() < 0.5 else plate[-3:]


_ROAD_FORMS: Final = {
    "Street": "St",
    "Road": "Rd",
    "Avenue": "Ave",
    "Close": "Cl",
    "Lane": "Ln",
    "Drive": "Dr",
    "Court": "Ct",
}


def address_respelt(address: str, dice: random.Random) -> str:
    """Shortened, without its number, with another number, or misspelt."""
    kind = dice.random()
    number, _, street = address.partition(" ")
    name, _, road = street.rpartition(" ")
    if kind < 0.35:
        return f"{number} {name} {_ROAD_FORMS.get(road, road)}"
    if kind < 0.55:
        return street
    return (
        f"{number[:-1] or '1'}{dice.randrange(10)} {street}" if kind < 0.7 else f"{number} {typed_wrong(street, dice)}"
    )


def height_guessed(height: str, dice: random.Random) -> str:
    """Centimetres as somebody across the shop would say: 5 off in one of three, mostly to the nearest 5, or a span."""
    guess = round((int(height) + dice.gauss(0, 5)) / 5) * 5
    return f"{guess - 5}-{guess + 5}" if dice.random() < 0.4 else str(guess)


_MARK_WORDS: Final = {
    "tattoo": ("tattoo", "tat", "ink", "tattooed"),
    "scar": ("scar", "cut", "scarring"),
    "letters": ("letters", "writing"),
}


def mark_respelt(marks: str, dice: random.Random) -> str:
    """Some of the marks, in other words, with a side or a detail left out."""
    words = []
    for word in some_of(marks, dice).split(" "):
        if word in {"left", "right"} and dice.random() < 0.4:
            continue
        words.append(dice.choice(_MARK_WORDS.get(word, (word,))))
    return " ".join(words)


def some_of(values: str, dice: random.Random) -> str:
    """One or more of several."""
    parts = values.split("; ")
    return "; ".join(dice.sample(parts, dice.randint(1, len(parts))))
