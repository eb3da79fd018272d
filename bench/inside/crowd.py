"""A crowd of people who do not exist, what is written down about them, and the truth, for measuring identify.

    persons = crowd(100_000, seed=1)                                  # one row a person
    found = records(persons, each=10, seed=2, trouble="hard")         # what was written, with `truth`
    asked = queries(persons, 5_000, seed=3)                           # look-ups, with `truth`

Everything is generated and marked so: the column `source` says it, ids begin with `gen`, postcodes begin with letters
that no real one begins with, telephone numbers with 0999, registrations with a letter that no region uses.

How real it is: frequencies of names fall as in public counts (the first surname about 1 in 100, tens of thousands of
rare ones), with seven traditions, households with one surname and address, twins, fathers and sons of one name, moves,
birthdays heaped on 1 January. What it lacks, so that a result here promises less than one on real files: given names
do not go with age; errors strike each field by itself (a real bad day strikes a whole row), and equally in every
tradition; marks, methods and accents are drawn from short lists; names are in Latin letters only; nobody lies
consistently, beyond an alias. The rates in `crowd_trouble.LIGHT` and `HARD` are judgement, fixed
before any engine was measured on them.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from bench.inside import crowd_trouble as trouble_made
from bench.inside.crowd_looks import ACCENTS, AREAS, BUILDS, CARS, HAIR, MARKS, METHODS, addresses, postcodes
from bench.inside.crowd_names import TRADITIONS, Strings, pools, short_forms_of, taken
from bench.inside.names import STREET, THINGS

Ints = npt.NDArray[np.int64]
FIRST_DAY: Final = np.datetime64("1930-01-01")
TODAY: Final = np.datetime64("2026-01-01")  # ages are as of this day, whenever the generator runs
SOURCE: Final = "generated"
LETTERS: Final = np.array(list("ABCDEFGHJKLMNOPRSTUVWXY"), dtype=object)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of plain strings, all of one length; empty is unknown. Several values are parted by `; `."""

    columns: dict[str, Strings]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __getitem__(self, name: str) -> Strings:
        return self.columns[name]

    def row(self, at: int) -> dict[str, str]:
        """One row, by its place."""
        return {name: column[at] for name, column in self.columns.items()}

    def rows(self) -> Iterator[dict[str, str]]:
        """Every row in order."""
        names = list(self.columns)
        for cells in zip(*self.columns.values(), strict=True):
            yield dict(zip(names, cells, strict=True))

    def write_csv(self, path: Path) -> None:
        """As a CSV file with a heading, UTF-8."""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(self.columns)
            writer.writerows(zip(*self.columns.values(), strict=True))


def crowd(people: int, seed: int) -> Table:
    """That many persons, one row each: `person` is the id that records and queries give as `truth`.

    `tradition` and `household` serve to count errors by; no record has them. A million take some 15 s and 0.9 GB.
    """
    dice = np.random.default_rng([seed, 1])
    household, first = _households(people, dice)
    given, middle, surname, tradition = _names(household, first, seed, dice)
    born = _births(household, first, dice)
    home, earlier = household, np.where(dice.random(people) < 0.3, dice.integers(0, household[-1] + 1, people), -1)
    streets, codes, areas = _homes(int(household[-1]) + 1, dice)
    moved = earlier >= 0
    columns = {
        "person": ids("gen-p", people),
        "given": given,
        "middle": middle,
        "surname": surname,
        "aliases": _aliases(given, surname, dice),
        "birth": born,
        "height": (dice.normal(172, 9, people).clip(145, 205).astype(int)).astype(str).astype(object),
        "build": _pick(BUILDS, people, dice),
        "hair": _pick(HAIR, people, dice),
        "marks": _some(MARKS, people, dice, none=0.65, most=2),
        "accent": _pick(ACCENTS, people, dice, shift=0.4),
        "address": streets[home],
        "postcode": codes[home],
        "area": areas[home],
        "earlier_address": np.where(moved, streets[earlier], ""),
        "earlier_postcode": np.where(moved, codes[earlier], ""),
        "phone": _phones(people, dice),
        "vehicle": _registrations(people, dice),
        "car": _pick(CARS, people, dice),
        "mo": _some(METHODS, people, dice, none=0.1, most=4),
        "associates": _associates(people, dice),
        "household": ids("gen-h", int(household[-1]) + 1)[household],
        "tradition": tradition,
        "source": _same(SOURCE, people),
    }
    columns["car"] = np.where(columns["vehicle"] == "", "", columns["car"])
    return Table(columns)


def records(persons: Table, each: float, seed: int, trouble: str = "light") -> Table:
    """What was written about these persons: one or more rows each, `each` on average, in no order.

    `trouble`: "light" (a careful desk; an error in some 1 of 3 rows) or "hard" (everywhere, as in public test files).
    """
    dice = np.random.default_rng([seed, 2])
    counts = 1 + dice.poisson(max(each - 1, 0), len(persons)) if each != 1 else np.ones(len(persons), dtype=np.int64)
    about = dice.permutation(np.repeat(np.arange(len(persons)), counts))
    return _written(persons, about, dice, seed, trouble_made.RATES[trouble], "gen-r")


def queries(persons: Table, size: int, seed: int) -> Table:
    """Look-ups: partial and misspelt; 35 % have no birth date, half no postcode; `truth` is who was meant."""
    dice = np.random.default_rng([seed, 3])
    about = dice.integers(0, len(persons), size)
    return _written(persons, about, dice, seed, trouble_made.RATES["query"], "gen-q")


def ids(prefix: str, size: int) -> Strings:
    """`gen-p0000001` and so on."""
    return np.array([f"{prefix}{number:07}" for number in range(1, size + 1)], dtype=object)


def _written(
    persons: Table, about: Ints, dice: np.random.Generator, seed: int, rates: trouble_made.Rates, prefix: str
) -> Table:
    seen = {name: persons[name][about] for name in trouble_made.FROM_PERSON}
    turned = {one.name: one.turned for one in TRADITIONS}
    risk = np.array([turned[name] for name in persons["tradition"][about]])
    companions = _companions(persons, seen["associates"])
    found = {"record": ids(prefix, len(about)), "truth": persons["person"][about]}
    found |= trouble_made.written(seen | {"associates": companions}, risk, rates, dice, seed)
    return Table(found | {"source": _same(SOURCE, len(about))})


def _companions(persons: Table, associates: Strings) -> Strings:
    """Ids of associates as names, which is how a report has them."""
    given, surname = persons["given"], persons["surname"]

    def name(one: str) -> str:
        at = int(one[5:]) - 1
        return f"{given[at]} {surname[at]}"

    return np.array(["; ".join(map(name, one.split("; "))) if one else "" for one in associates], dtype=object)


def _households(people: int, dice: np.random.Generator) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """For each person: the number of the household, and whether they are the first of it."""
    sizes = dice.choice([1, 2, 3, 4, 5, 6], size=people, p=[0.5, 0.22, 0.13, 0.09, 0.04, 0.02])
    household = np.repeat(np.arange(people), sizes)[:people]
    first = np.ones(people, dtype=bool)
    first[1:] = household[1:] != household[:-1]
    return household, first


def _names(
    household: Ints, first: npt.NDArray[np.bool_], seed: int, dice: np.random.Generator
) -> tuple[Strings, Strings, Strings, Strings]:
    """Given, middle, surname, tradition: one tradition a household, and mostly one surname."""
    people = len(household)
    shares = np.array([one.share for one in TRADITIONS])
    kinds = dice.choice(len(TRADITIONS), size=int(household[-1]) + 1, p=shares / shares.sum())[household]
    given, middle, surname = (np.empty(people, dtype=object) for _ in range(3))
    for at, (_name, (firsts, lasts)) in enumerate(pools(seed).items()):
        mine = np.flatnonzero(kinds == at)
        given[mine], middle[mine] = firsts.draw(len(mine), dice), firsts.draw(len(mine), dice)
        surname[mine] = lasts.draw(len(mine), dice)
        if TRADITIONS[at].name == "iberian":
            surname[mine] = surname[mine] + " " + lasts.draw(len(mine), dice)
    starts = np.flatnonzero(first)[household]
    shared = ~first & (dice.random(people) < 0.8)
    surname[shared] = surname[starts[shared]]
    namesake = ~first & (dice.random(people) < 0.02)  # a father and his son
    given[namesake] = given[starts[namesake]]
    middle[dice.random(people) < 0.6] = ""
    traditions = np.array([one.name for one in TRADITIONS], dtype=object)
    return given, middle, surname, traditions[kinds]


def _births(household: Ints, first: npt.NDArray[np.bool_], dice: np.random.Generator) -> Strings:
    """Birth dates, ISO: ages 10 to 90, most between 18 and 45; twins; some heaped on 1 January."""
    people = len(household)
    age = (10 + dice.gamma(3.2, 8.0, people)).clip(10, 90)
    day = (TODAY - FIRST_DAY).astype(int) - (age * 365.25).astype(np.int64)
    twins = np.flatnonzero(~first & (dice.random(people) < 0.03))
    day[twins] = day[twins - 1]
    calendar = FIRST_DAY + np.arange((TODAY - FIRST_DAY).astype(int) + 1)
    heaped = dice.random(people) < 0.006
    day[heaped] = (calendar[day[heaped]].astype("datetime64[Y]").astype("datetime64[D]") - FIRST_DAY).astype(int)
    return taken(calendar.astype(str).tolist(), day)


def _homes(households: int, dice: np.random.Generator) -> tuple[Strings, Strings, Strings]:
    """Address, postcode and area of each household; few large towns, many small ones."""
    weights = 1 / (np.arange(len(AREAS)) + 3.0)
    town = dice.choice(len(AREAS), size=households, p=weights / weights.sum())
    return addresses(town, dice), postcodes(town, dice), taken(AREAS, town)


def _aliases(given: Strings, surname: Strings, dice: np.random.Generator) -> Strings:
    people = len(given)
    found = np.full(people, "", dtype=object)
    kind = dice.random(people)
    for at in np.flatnonzero(kind < 0.12):
        forms = short_forms_of(given[at])
        found[at] = forms[int(kind[at] * 1e6) % len(forms)].title() if forms else ""
    street = np.flatnonzero((kind >= 0.12) & (kind < 0.2))
    words, things = np.array(STREET, dtype=object), np.array(THINGS, dtype=object)
    drawn = dice.integers(0, len(words) * len(things), len(street))
    for at, one in zip(street, drawn, strict=True):
        found[at] = f"{words[one // len(things)]} {things[one % len(things)]}".title()
    other_name = np.flatnonzero((kind >= 0.2) & (kind < 0.24))
    found[other_name] = given[other_name] + " " + dice.permutation(surname)[other_name]
    return found


def _phones(people: int, dice: np.random.Generator) -> Strings:
    numbers = (
        dice.choice(10_000_000, size=people, replace=False) if people <= 10_000_000 else dice.integers(0, 10**7, people)
    )
    has = dice.random(people) < 0.6
    return np.array([f"0999{one:07}" if own else "" for one, own in zip(numbers, has, strict=True)], dtype=object)


def _registrations(people: int, dice: np.random.Generator) -> Strings:
    """Two letters, two digits, three letters, with a first letter that no region uses; 4 in 10 have one."""
    has = np.flatnonzero(dice.random(people) < 0.4)
    size = len(has)
    tag = np.array(list("JTUZ"), dtype=object)[dice.integers(0, 4, size)]
    year = np.array([f"{half + year:02}" for half in (0, 50) for year in range(2, 26)], dtype=object)
    parts = [LETTERS[dice.integers(0, len(LETTERS), size)] for _ in range(4)]
    found = np.full(people, "", dtype=object)
    found[has] = tag + parts[0] + year[dice.integers(0, len(year), size)] + parts[1] + parts[2] + parts[3]
    return found


def _associates(people: int, dice: np.random.Generator) -> Strings:
    """Ids of up to three others, mostly near in the list; one side only."""
    found = np.full(people, "", dtype=object)
    for at in np.flatnonzero(dice.random(people) < 0.3).tolist():
        near = {(at + int(step)) % people for step in dice.integers(1, 40, int(dice.integers(1, 4)))} - {at}
        found[at] = "; ".join(f"gen-p{one + 1:07}" for one in sorted(near))
    return found


def _pick(values: list[str], people: int, dice: np.random.Generator, shift: float = 2.0) -> Strings:
    weights = 1 / (np.arange(len(values)) + shift)
    return taken(values, dice.choice(len(values), size=people, p=weights / weights.sum()))


def _some(values: list[str], people: int, dice: np.random.Generator, *, none: float, most: int) -> Strings:
    """Up to `most` different values each, parted by `; `."""
    sizes = np.where(dice.random(people) < none, 0, dice.integers(1, most + 1, people))
    drawn = np.column_stack([_pick(values, people, dice, shift=4) for _ in range(most)])
    return np.array(
        ["; ".join(dict.fromkeys(row[:size])) for row, size in zip(drawn, sizes, strict=True)], dtype=object
    )


def _same(word: str, size: int) -> Strings:
    return np.full(size, word, dtype=object)
