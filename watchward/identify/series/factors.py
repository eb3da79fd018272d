"""Two incidents side by side: how far apart in place and time, at which hours, and which codes they share."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from watchward.identify.series.incidents import Coded, Columns, Floats, Ints

CHUNK: Final = 200_000  # pairs in one piece, so that memory stays small
WINDOW_DAYS: Final = 365.0  # further apart, two incidents are not compared
ALL_PAIRS: Final = 1500  # so many incidents are compared each with each; more only with their neighbours
NEAREST: Final = 60  # others in time near by, that one incident is compared with
NEAR_M: Final = 3000.0
RARE: Final = 60  # a code that more incidents hold leads to nobody
LONGEST_WINDOW: Final = 12.0  # hours: a longer span says nothing about the hour

PLACE, GAP, HOUR = "place", "gap", "hour"


@dataclass(frozen=True, slots=True)
class Factors:
    """What pairs have in common, one entry for each pair; not a number where one of the two says nothing.

    `metres` between the places, and the share of all pairs here that are `as_near` (above 0, up to 1); `days` between
    the two times (in the mean, where spans are given); `hours` between the times of the day. `shared`: bits of surprise
    in the codes that both noted, by field; `differ`: 1 where they share none.
    """

    metres: Floats
    as_near: Floats
    days: Floats
    hours: Floats
    shared: Mapping[str, Floats]
    differ: Mapping[str, Floats]


def factors(table: Columns, one: Ints, other: Ints) -> Factors:
    """Compare pairs given by their places in the columns."""
    metres = np.hypot(table.x[one] - table.x[other], table.y[one] - table.y[other])
    as_near = (np.searchsorted(table.near, metres, "right") + 1) / (len(table.near) + 1)
    agreed = {name: _agreed(coded, one, other) for name, coded in table.coded.items()}
    return Factors(
        metres,
        np.where(np.isnan(metres), np.nan, as_near),
        _days(table, one, other),
        _hours(table, one, other),
        {name: shared for name, (shared, _differ) in agreed.items()},
        {name: differ for name, (_shared, differ) in agreed.items()},
    )


def _days(table: Columns, one: Ints, other: Ints) -> Floats:
    """Days between two moments that lie somewhere in their spans, in the mean.

    The difference of two such moments has the middles' difference as its mean and a twelfth of the squared spans as its
    variance; its mean size is taken as that of a normal around it (exact for exact times, 2 % off for equal spans).
    """
    apart = (table.start[one] + table.end[one] - table.start[other] - table.end[other]) / 2
    spread = ((table.end - table.start) ** 2)[one] + ((table.end - table.start) ** 2)[other]
    return np.asarray(np.sqrt(apart**2 + spread / (6 * np.pi)) / 24, np.float64)


def _hours(table: Columns, one: Ints, other: Ints) -> Floats:
    """Hours between two windows of the day, 0 where they overlap, 12 at the most."""
    middle, half = (table.start + table.end) / 2, (table.end - table.start) / 2
    half = np.where(half * 2 > LONGEST_WINDOW, np.nan, half)
    apart = np.abs(middle[one] - middle[other]) % 24
    apart = np.minimum(apart, 24 - apart)
    return np.asarray(np.maximum(0.0, apart - half[one] - half[other]), np.float64)


def _agreed(coded: Coded, one: Ints, other: Ints) -> tuple[Floats, Floats]:
    shared = np.zeros(len(one))
    for start in range(0, len(one), CHUNK):
        part = slice(start, start + CHUNK)
        both = coded.noted[one[part]].multiply(coded.noted[other[part]])
        shared[part] = both @ coded.surprise
    said = coded.says[one] & coded.says[other]
    return np.where(said, shared, np.nan), np.where(said, shared <= 0, np.nan)


def pairs(table: Columns, days: float = WINDOW_DAYS) -> tuple[Ints, Ints, int]:
    """(lower places, higher places, how many pairs were left out) of the pairs that are worth comparing.

    Up to 1,500 incidents that is every pair within the window. Beyond, each is compared with the 60 next in time
    within 3 km, and with those that share a code which few hold; so the cost grows with the number of incidents, not
    with its square, and what is left out was far away or long ago and had nothing rare in common.
    """
    n = len(table)
    if n <= ALL_PAIRS:
        low, high = np.triu_indices(n, 1)
        all_of = low.astype(np.int64), high.astype(np.int64)
        kept = ~(_gap_days(table, *all_of) > days)
        return all_of[0][kept], all_of[1][kept], int((~kept).sum())
    codes = np.unique(np.concatenate([*_near(table, days), *_by_rare_codes(table)]))
    low, high = codes // n, codes % n
    kept = ~(_gap_days(table, low, high) > days)
    return low[kept], high[kept], n * (n - 1) // 2 - int(kept.sum())


def _gap_days(table: Columns, one: Ints, other: Ints) -> Floats:
    gap = np.maximum(table.start[one], table.start[other]) - np.minimum(table.end[one], table.end[other])
    return np.asarray(gap / 24, np.float64)


def _near(table: Columns, days: float) -> Iterator[Ints]:
    """Pairs of one square of 3 km or of neighbouring ones, each with the next so many in time."""
    n = len(table)
    known = np.flatnonzero(~np.isnan(table.x) & ~np.isnan(table.y) & ~np.isnan(table.start))
    column, row = (np.floor(axis[known] / NEAR_M).astype(np.int64) for axis in (table.x, table.y))
    squares: dict[tuple[int, int], list[int]] = {}
    for place, here in zip(known.tolist(), zip(column.tolist(), row.tolist(), strict=True), strict=True):
        squares.setdefault(here, []).append(place)
    for (left, up), mine in squares.items():
        around = [
            place for across in (0, 1) for down in (-1, 0, 1) if (across, down) > (0, -1)
            for place in squares.get((left + across, up + down), ())
        ]  # fmt: skip
        together = np.array(sorted({*mine, *around}, key=lambda place: table.start[place]), np.int64)
        for step in range(1, min(NEAREST, len(together) - 1) + 1):
            one, other = together[:-step], together[step:]
            kept = table.start[other] - table.end[one] <= days * 24
            yield np.minimum(one, other)[kept] * n + np.maximum(one, other)[kept]


def _by_rare_codes(table: Columns) -> Iterator[Ints]:
    n = len(table)
    for coded in table.coded.values():
        by_code = coded.noted.tocsc()
        for code in range(len(coded.names)):
            holders = np.sort(by_code.indices[by_code.indptr[code] : by_code.indptr[code + 1]]).astype(np.int64)
            if 2 <= len(holders) <= RARE:
                low, high = np.triu_indices(len(holders), 1)
                yield holders[low] * n + holders[high]
