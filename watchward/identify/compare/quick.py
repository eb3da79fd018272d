"""Pairs of values that are plainly different, told by the thousand, so that only the others are looked at one by one.

Each function takes the distinct values of one kind and two arrays of places among them, and gives an array: True where
the level is certainly the last. It may say False too often, never True wrongly; tests hold it against the levels.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, JaroWinkler

from watchward.identify.compare.base import Kind
from watchward.identify.compare.dates import Born
from watchward.identify.compare.dates import digits as written
from watchward.identify.compare.names import ALIKE, Words
from watchward.identify.compare.places import district
from watchward.identify.names import short_forms, sounds

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Hopeless = Callable[[Sequence[Any], Ints, Ints], Mask]


def plainly_different(kind: Kind, values: Sequence[Any], one: Ints, other: Ints) -> Mask:
    """True where values[one] and values[other] are certainly on the last level of their kind."""
    found = _QUICK.get(kind)
    return found(values, one, other) if found and len(one) else np.zeros(len(one), bool)


def _apart(texts: Sequence[str], one: Ints, other: Ints, least: int) -> Mask:
    """More than `least` typing errors apart."""
    return np.asarray(_scores(texts, one, other, OSA.distance, least, np.int32) > least, np.bool_)


def _scores(texts: Sequence[str], one: Ints, other: Ints, scorer: Any, cutoff: float, dtype: Any) -> NDArray[Any]:
    first, second = [texts[at] for at in one.tolist()], [texts[at] for at in other.tolist()]
    return np.asarray(process.cpdist(first, second, scorer=scorer, score_cutoff=cutoff, dtype=dtype))


def _names(values: Sequence[Words], one: Ints, other: Ints) -> Mask:
    """One word each, no short form of the other, not alike in letters or sound."""
    joined = ["".join(words) for words in values]
    single = np.array([len(words) == 1 and len(words[0]) > 1 for words in values], bool)
    sound = _numbers([sounds(text) or text for text in joined])
    short = np.array([bool(short_forms(text)) for text in joined], bool)
    mask: Mask = single[one] & single[other] & (sound[one] != sound[other]) & ~(short[one] & short[other])
    left = np.flatnonzero(mask)
    alike = _scores(joined, one[left], other[left], JaroWinkler.similarity, ALIKE, np.float32) > 0
    mask[left[alike]] = False
    left = left[~alike]
    mask[left[~_apart(joined, one[left], other[left], 2)]] = False
    return mask


def _streets(values: Sequence[str], one: Ints, other: Ints) -> Mask:
    """Neither close letter by letter nor word by word."""
    bare = [text.replace(" ", "") for text in values]
    mask: Mask = one != other
    for texts, scorer, cutoff in ((bare, JaroWinkler.similarity, 0.9199), (values, fuzz.token_sort_ratio, 79.9)):
        left = np.flatnonzero(mask)
        mask[left[_scores(texts, one[left], other[left], scorer, cutoff, np.float32) > 0]] = False
    left = np.flatnonzero(mask)
    mask[left[~_apart(bare, one[left], other[left], 2)]] = False
    return mask


def _texts(values: Sequence[str], one: Ints, other: Ints) -> Mask:
    bare = [text.replace(" ", "") for text in values]
    mask: Mask = one != other
    mask &= _scores(values, one, other, fuzz.token_sort_ratio, 74.9, np.float32) == 0
    left = np.flatnonzero(mask)
    mask[left[~_apart(bare, one[left], other[left], 2)]] = False
    return mask


def _houses(values: Sequence[str], one: Ints, other: Ints) -> Mask:
    return _apart(values, one, other, 1)


def _postcodes(values: Sequence[str], one: Ints, other: Ints) -> Mask:
    areas = _numbers([district(one) for one in values])
    return np.asarray((areas[one] != areas[other]) & _apart(values, one, other, 1), np.bool_)


def _dates(values: Sequence[Born], one: Ints, other: Ints) -> Mask:
    """Both whole and no guess, years more than one apart, fewer than two parts alike, more than two digits differ."""
    parts = np.array([born[:3] for born in values], np.int64).reshape(-1, 3)
    whole = np.array([all(born[:3]) and not born.is_guess for born in values], bool)
    first, second = parts[one], parts[other]
    digits = np.array([list(written(born).encode()) for born in values], np.int64)
    wrong = (digits[one] != digits[other]).sum(axis=1)
    years = np.abs(first[:, 0] - second[:, 0]) > 1
    few = (first == second).sum(axis=1) < 2
    return np.asarray(whole[one] & whole[other] & years & few & (wrong > 2), np.bool_)


def _emails(values: Sequence[tuple[str, ...]], one: Ints, other: Ints) -> Mask:
    single = np.array([len(texts) == 1 for texts in values], bool)
    whole = [texts[0] for texts in values]
    names = [text.split("@")[0] for text in whole]
    mask: Mask = single[one] & single[other] & _apart(whole, one, other, 2)
    left = np.flatnonzero(mask)
    mask[left[_scores(names, one[left], other[left], JaroWinkler.similarity, 0.8999, np.float32) > 0]] = False
    return mask


def _numbers(texts: Sequence[str]) -> Ints:
    known: dict[str, int] = {}
    return np.array([known.setdefault(text, len(known)) for text in texts], np.int64)


_QUICK: Final[dict[Kind, Hopeless]] = {
    Kind.GIVEN: _names, Kind.FAMILY: _names, Kind.STREET: _streets, Kind.AREA: _streets, Kind.TEXT: _texts,
    Kind.HOUSE: _houses, Kind.POSTCODE: _postcodes, Kind.DATE: _dates, Kind.EMAILS: _emails,
}  # fmt: skip
