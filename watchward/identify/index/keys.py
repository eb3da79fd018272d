"""What a person is filed under, and what a question is looked up by: 64-bit keys made of the evidence in a record.

A key is a 56-bit digest of a kind and a text, and in its lowest 8 bits a *side*: a letter of another word of the name.
So the persons whose surname is nearly `smith` lie together, and among them those who also have a name with `j` lie
together: a common surname is looked up with an initial, a rare one without, in the same list.

| kind of evidence | filed under |
|---|---|
| each word of each name | itself and what is left when one letter is taken out; how it sounds; side: each other word |
| birth date | the day; any two of year, month, day, side: each word; the year + each word |
| postcode, area, street | the whole postcode; district + each word; area + each word; the street |
| telephone, e-mail, registration | the whole, its tail or its beginning; three signs in a row |
| marks | any two points, side: each word |
| companions, codes, other text | the whole |

A word with a word means: as it sounds. Build, hair, height and the like are far too common to find anybody by.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from watchward.identify.compare import Kind
from watchward.identify.compare.numbers import emails_keys
from watchward.identify.compare.places import district
from watchward.identify.compare.words import concept_keys
from watchward.identify.evidence import Record, Schema, own
from watchward.identify.names import LONGEST, short_forms, shortened, sounds
from watchward.identify.registrations import pieces

VERSION: Final = 1  # raise it when the same record is filed under other keys: every index is then built anew
LONGEST_WORD: Final = 24  # letters; the rest of a word is not looked up, only compared
MOST_SIDES: Final = 4  # other words of a name that a word is filed beside
NO_SIDE: Final = 0
Words = tuple[str, ...]


class Line(NamedTuple):
    """One thing to look up: `key` with side 0, the sides that narrow it (none: they cannot), which piece of evidence
    it is for, and what it counts: so many `bits`, or by how rare it is times `factor`."""

    key: int
    sides: tuple[int, ...]
    group: str
    factor: float = 1.0
    bits: float = 0.0


@lru_cache(maxsize=262144)
def digest(kind: str, text: str) -> int:
    """The key of a text with side 0."""
    return int.from_bytes(blake2b(f"{kind}\0{text}".encode(), digest_size=7, person=b"watchward-index").digest()) << 8


_LIKE: Final = str.maketrans("cqzjweiouy", "kksgvaaaaa")  # letters that stand for each other at the beginning of a name


@lru_cache(maxsize=65536)
def side(word: str) -> int:
    """The first letter of a word, as it sounds, in 8 bits; never NO_SIDE."""
    return ord(word[0].translate(_LIKE)) & 0xFF or 1


@lru_cache(maxsize=131072)
def near(word: str) -> tuple[str, ...]:
    """The word and what is left of it when one letter is taken out."""
    return tuple(sorted(shortened(word[:LONGEST_WORD])))


@lru_cache(maxsize=65536)
def heard(word: str) -> str:
    """A word as it sounds, or itself where it is short or in another script."""
    return sounds(word) or word[:LONGEST_WORD]


def filed(schema: Schema, record: Record) -> set[int]:
    """Every key of a person."""
    names = _names(schema, record)
    words = {word for name in names for word in name}
    found = {key for name in names for key in _name_filed(name)}
    sides = {side(word) for word in words} or {NO_SIDE}
    sounding = {heard(word) for word in words}
    for field in schema:
        value = own(record.get(field.name))
        if value is not None and field.kind in _OTHERS:
            for kind, text, way in _OTHERS[field.kind](field.name, value):
                if way is _WITH_SIDES:
                    found |= {digest(kind, text) | one for one in sides}
                elif way is _WITH_WORDS:
                    found |= {digest(kind, f"{text} {one}") for one in sounding}
                else:
                    found.add(digest(kind, text))
    return found


def asked(schema: Schema, record: Record) -> list[Line]:
    """Everything that a question is looked up by."""
    names = _names(schema, record)
    words = list(dict.fromkeys(word for name in names for word in name))
    found = [line for name in names for line in _name_asked(name)]
    sides = tuple({one for word in words for one in _sides_asked(word)})
    sounding = list(dict.fromkeys(one for word in words if len(word) > 1 for one in _heard_asked(word)))
    for field in schema:
        value = own(record.get(field.name))
        if value is None or field.kind not in _OTHERS:
            continue
        group = _GROUP.get(field.kind, field.name)
        for kind, text, way in _asked_values(field.kind, field.name, value):
            if way is _WITH_WORDS:
                bits = _BITS[kind]
                found += [Line(digest(kind, f"{text} {one}"), (), group, bits=bits) for one in sounding]
            else:
                narrowed = sides if way is _WITH_SIDES else ()
                found.append(Line(digest(kind, text), narrowed, group, _FACTOR.get(kind, 1.0)))
    return found


def asked_plainly(schema: Schema, record: Record) -> list[Line]:
    """A tenth of all that, for questions of whoever writes well: words as they are written, whole dates and numbers."""
    found = []
    for name in _names(schema, record):
        for at, word in enumerate(name):
            sides = tuple({side(one) for place, one in enumerate(name) if place != at})
            found.append(Line(digest("n", word[:LONGEST_WORD]), sides, word))
    for field in schema:
        value = own(record.get(field.name))
        if value is not None and field.kind in _PLAINLY:
            group = _GROUP.get(field.kind, field.name)
            keys = _OTHERS[field.kind](field.name, value)
            found += [Line(digest(kind, text), (), group) for kind, text, _way in keys if kind in _WHOLE]
    return found


def _names(schema: Schema, record: Record) -> list[Words]:
    """Every whole name: given name with surname first; an alias of one word stands beside the surname as well."""
    given: Words = ()
    family: Words = ()
    others: list[Words] = []
    for field in schema:
        value: Any = own(record.get(field.name))
        if value is None:
            continue
        if field.kind == Kind.GIVEN:
            given += value
        elif field.kind == Kind.FAMILY:
            family += value
        elif field.kind == Kind.NAMES:
            others += value
    whole = [(given + family)[: LONGEST + 2]] if given or family else []
    whole += [one if len(one) > 1 else (one + family)[:LONGEST] for one in others]
    return [tuple(word[: LONGEST_WORD + 1] for word in one) for one in dict.fromkeys(whole)]


@lru_cache(maxsize=131072)
def _word_keys(word: str) -> tuple[int, ...]:
    """What one word is filed under, with side 0."""
    found = [digest("n", text) for text in near(word)]
    return (*found, digest("s", sound)) if (sound := sounds(word)) else tuple(found)


def _name_filed(name: Words) -> Iterator[int]:
    for at, word in enumerate(name):
        keys = _word_keys(word)
        if at + 1 < len(name):  # Anne Marie, looked up as Annemarie
            keys = (*keys, digest("n", (word + name[at + 1])[:LONGEST_WORD]))
        for one in _sides_filed(name, at):
            yield from [key | one for key in keys]


def _sides_filed(name: Words, at: int) -> set[int]:
    others = [*name[:at], *name[at + 1 :]]
    kept = others if len(others) <= MOST_SIDES else [*others[: MOST_SIDES - 1], others[-1]]
    return {side(one) for one in kept} or {NO_SIDE}


def _name_asked(name: Words) -> Iterator[Line]:
    has_words = any(len(word) > 1 for word in name)
    for at, word in enumerate(name):
        if has_words and len(word) == 1:  # an initial narrows the other words
            continue
        others = [one for place, one in enumerate(name) if place != at]
        sides = tuple({one for other in others for one in _sides_asked(other)})
        yield from [Line(key, sides, word, factor) for key, factor in _word_asked(word)]
        if at + 1 < len(name):  # Sm ith, filed as Smith
            yield Line(digest("n", (word + name[at + 1])[:LONGEST_WORD]), (), word, 0.9)


@lru_cache(maxsize=65536)
def _word_asked(word: str) -> tuple[tuple[int, float], ...]:
    """(key, factor) of everything that one word is looked up by."""
    found = [(digest("n", word[:LONGEST_WORD]), 1.0)]
    found += [(digest("n", form), 0.8) for form in sorted(short_forms(word))]
    found += [(digest("n", text), 0.7) for text in near(word) if text != word]
    return (*found, (digest("s", sound), 0.5)) if (sound := sounds(word)) else tuple(found)


@lru_cache(maxsize=65536)
def _sides_asked(word: str) -> frozenset[int]:
    return frozenset({side(one) for one in (word, *short_forms(word))})


@lru_cache(maxsize=65536)
def _heard_asked(word: str) -> tuple[str, ...]:
    return tuple(sorted({heard(one) for one in (word, *short_forms(word))}))


# How the keys of other evidence are joined to the name: not at all, by the first letters of it, by its words.
_ALONE, _WITH_SIDES, _WITH_WORDS = "alone", "with sides", "with words"
_Key = tuple[str, str, str]  # kind, text, how


def _born(_name: str, value: Any) -> Iterator[_Key]:
    year, month, day, _is_guess = value
    if year and month and day:
        yield "d", f"{year}-{month}-{day}", _ALONE
    few, many = sorted((month, day))
    if few:
        yield "dm", f"{few}-{many}", _WITH_SIDES
    if year:
        for part in {month, day} - {0}:
            yield "dy", f"{year}/{part}", _WITH_SIDES
        yield "y", str(year), _WITH_WORDS


def _born_asked(name: str, value: Any) -> Iterator[_Key]:
    """As it is filed, with the day and the month changed over, and the years beside it."""
    yield from _born(name, value)
    year, month, day, is_guess = value
    if year and month and day and month != day:
        yield "d", f"{year}-{day}-{month}", _ALONE
    if year:
        beside = (1, 2, 3) if is_guess or not month else ()
        yield from (("y", str(year + step), _WITH_WORDS) for one in beside for step in (one, -one))


def _postcode(_name: str, value: str) -> Iterator[_Key]:
    outward = district(value)
    if len(outward) < len(value):
        yield "p", value, _ALONE
    yield "pd", outward, _WITH_WORDS


def _area(_name: str, value: str) -> Iterator[_Key]:
    yield "a", value[:40], _WITH_WORDS


def _street(_name: str, value: str) -> Iterator[_Key]:
    yield "st", value[:60], _ALONE


def _phones(_name: str, value: Words) -> Iterator[_Key]:
    for one in value:
        yield "t", one, _ALONE
        yield "t6", one[-6:], _ALONE
        yield "t9", one[-10:-4], _ALONE


def _emails(_name: str, value: Words) -> Iterator[_Key]:
    return (("e", one, _ALONE) for one in emails_keys(value))


def _vehicles(_name: str, value: Words) -> Iterator[_Key]:
    for one in value:
        if "?" not in one:
            yield "v", one, _ALONE
        yield from (("v3", piece, _ALONE) for piece in sorted(pieces(one)))


def _marks(_name: str, value: frozenset[str]) -> Iterator[_Key]:
    return (("m", one, _WITH_SIDES) for one in concept_keys(value))


def _each(name: str, value: Iterable[str]) -> Iterator[_Key]:
    return ((f"x{name}", one[:60], _ALONE) for one in sorted(value))


def _whole(name: str, value: str) -> Iterator[_Key]:
    yield f"x{name}", value[:60], _ALONE


_OTHERS: Final[dict[Kind, Callable[[str, Any], Iterator[_Key]]]] = {
    Kind.DATE: _born,
    Kind.POSTCODE: _postcode,
    Kind.AREA: _area,
    Kind.STREET: _street,
    Kind.PHONES: _phones,
    Kind.EMAILS: _emails,
    Kind.VEHICLES: _vehicles,
    Kind.MARKS: _marks,
    Kind.ASSOCIATES: _each,
    Kind.CODE: _whole,
    Kind.TEXT: _whole,
}
_GROUP: Final = {Kind.POSTCODE: "home", Kind.AREA: "home"}  # one fact, told twice
_PLAINLY: Final = frozenset({Kind.DATE, Kind.POSTCODE, Kind.PHONES, Kind.EMAILS, Kind.VEHICLES})
_WHOLE: Final = frozenset({"d", "p", "t", "e", "v"})
_BITS: Final = {"y": 4.0, "pd": 6.0, "a": 3.5}  # of what is only looked up with a word, which counts by itself
_FACTOR: Final = {"dm": 0.5, "dy": 0.5, "t6": 0.8, "t9": 0.6, "v3": 0.5, "m": 0.6, "st": 0.8}


def _asked_values(kind: Kind, name: str, value: Any) -> Iterator[_Key]:
    return _born_asked(name, value) if kind == Kind.DATE else _OTHERS[kind](name, value)
