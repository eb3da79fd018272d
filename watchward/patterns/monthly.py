"""How it goes over the months, from a file: recording gaps first, then trends of what can be trusted.

A month in which a recorder's books failed is taken out of every series, and what the others recorded is scaled by their
usual share; so a gap can neither be announced as a fall nor bend a trend.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from watchward.patterns.gaps import FEWEST_RECORDERS, Months, judge
from watchward.patterns.incidents import day_of
from watchward.patterns.reading import Told
from watchward.patterns.trend import Changed, Trend, changes, season, trend

Array = NDArray[Any]

ALL: Final = "all"
PARTLY: Final = 7  # days without an incident at either end of a file: that month is not whole
NOTHING: Final = 1e-6  # of a month that nobody can be trusted for: it weighs next to nothing
A_SEASON: Final = 24  # months that show one
MEAN_MONTH: Final = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Series:
    """One area and type (or all): what the trend says, and changes that nobody named beforehand, by month."""

    area: str
    type: str
    trend: Trend
    changes: tuple[Changed, ...]
    left_out: tuple[str, ...]
    months: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """In plain words; months instead of numbers of periods."""
        what = "Everything" if self.area == self.type == ALL else ", ".join(
            one for one in (self.area, self.type) if one != ALL
        )  # fmt: skip
        words = self.trend.sentence.replace("periods", "months")
        if self.trend.at is not None:
            words = words.replace(f"From period {self.trend.at + 1} on", f"From {self.months[self.trend.at]} on")
        out = f" Books that failed are not counted in {', '.join(self.left_out)}." if self.left_out else ""
        return f"{what}: {words}{out}" + "".join(
            f" The level changed in {self.months[one.at]} ({one.ratio:.2f} times as many after as before)."
            for one in self.changes
        )


@dataclass(frozen=True, slots=True)
class Monthly:
    """Every month judged, every series, what to say of the data, and a sentence for each month of failed books."""

    months: tuple[str, ...]
    judged: Months
    series: tuple[Series, ...]
    said: tuple[str, ...]
    failed: tuple[str, ...]


def monthly(told: Told, *, now: date, since: str = "") -> Monthly:
    """Recording gaps, trends and changes of a file of which only the day counts.

    Args:    since: the month (2025-06) from which something was different, named before the file was looked at.
    Raises:  ValueError: no whole month, or `since` outside the months of the file.
    """
    day = told.incidents.day
    if not len(day):
        raise ValueError("No incident can be counted.")
    first, last, said = _whole(day, now)
    months = tuple(_months(first, last))
    if since and (since not in months or since == months[0]):
        raise ValueError(f"{since} is no month of the file after its first. It has {months[0]} to {months[-1]}.")
    at = months.index(since) if since else None
    counts, recorders, areas, types = _table(told, months)
    said += _what_is_missing(told, recorders, types)
    judged = judge(counts, recorders, areas, types, months)
    series = tuple(_series(counts, recorders, areas, types, months, judged, at))
    unsaid = sum(one.trend.verdict in {"fell", "rose"} for one in series)
    if len(series) > 1 and unsaid:
        said.append(
            f"{len(series):,} series are looked at, each with 5 % to be called risen or fallen by chance alone: expect "
            f"about {max(round(0.05 * len(series)), 1):,} such."
        )
    return Monthly(months, judged, series, tuple(said), tuple(_failed(judged, recorders, types, months)))


def only_months(day: Array) -> bool:
    """Whether every date is the first of a month, in more months than one: then no day is known."""
    dates = np.unique(day).tolist()
    return len(dates) > 1 and all(day_of(one).day == 1 for one in dates)


def _whole(day: Array, now: date) -> tuple[date, date, list[str]]:
    """The first days of the first and the last month that the file holds as a whole."""
    begins, ends = day_of(int(day.min())), day_of(int(day.max()))
    first, last, said = begins.replace(day=1), ends.replace(day=1), list[str]()
    if not only_months(day):
        if begins.day > PARTLY:
            said.append(f"{first:%Y-%m} left out: the file begins on {begins.isoformat()}.")
            first = _next(first)
        if (_next(last) - ends).days > PARTLY and last >= first:
            said.append(f"{last:%Y-%m} left out: the file ends on {ends.isoformat()}.")
            last = (last - timedelta(days=1)).replace(day=1)
    if _next(last) > now and last >= first:
        said.append(f"{last:%Y-%m} left out: the month is not over.")
        last = (last - timedelta(days=1)).replace(day=1)
    if last < first:
        raise ValueError(" ".join([*said, "No whole month is left."]))
    return first, last, said


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _months(first: date, last: date) -> list[str]:
    found = []
    while first <= last:
        found.append(f"{first:%Y-%m}")
        first = _next(first)
    return found


def _table(told: Told, months: Sequence[str]) -> tuple[Array, list[str], list[str], list[str]]:
    """Counts (A, K, M), and the recorder of each area; an area of two recorders is two rows."""
    recorded = told.of_incidents("recorder" if told.has("recorder") else "area" if told.has("area") else "place")
    areas = told.of_incidents("area") if told.has("area") else recorded
    types = told.of_incidents("type")
    at = {month: number for number, month in enumerate(months)}
    when = {one: at.get(f"{day_of(one):%Y-%m}", -1) for one in np.unique(told.incidents.day).tolist()}
    rows = sorted({(one or ALL, other or ALL) for one, other in zip(recorded, areas, strict=True)})
    kinds = sorted({one or ALL for one in types})
    row_of, kind_of = ({one: number for number, one in enumerate(some)} for some in (rows, kinds))
    counts = np.zeros((len(rows), len(kinds), len(months)))
    for one, other, kind, day in zip(recorded, areas, types, told.incidents.day.tolist(), strict=True):
        if when[day] >= 0:
            counts[row_of[(one or ALL, other or ALL)], kind_of[kind or ALL], when[day]] += 1
    names = [
        area if recorder == area or not told.has("recorder") else f"{area} ({recorder})" for recorder, area in rows
    ]
    return counts, [one for one, _ in rows], names, kinds


def _what_is_missing(told: Told, recorders: Sequence[str], types: Sequence[str]) -> list[str]:
    said = []
    if not told.has("recorder"):
        whose = "area" if told.has("area") else "premises"
        said.append(f"No column says who recorded: each {whose} is taken for a recorder of its own.")
    many = len(set(recorders))
    if many < 3:
        said.append(f"{many} recorder{'' if many == 1 else 's'}: a recording gap cannot be told from a fall.")
    elif len(types) == 1 and many < FEWEST_RECORDERS:
        said.append("One type of incident and few recorders: only a month without any record shows a gap.")
    return said


def _failed(judged: Months, recorders: Sequence[str], types: Sequence[str], months: Sequence[str]) -> Iterator[str]:
    """By recorder and month; what dropped with all books is not named again by type."""
    names = sorted(set(recorders))
    for row, month in np.argwhere(judged.gap).tolist():
        yield f"{names[row]}, {months[month]}: recording failed. What is missing there is no fall."
    for row, kind, month in np.argwhere(judged.doubt & ~judged.gap[:, None, :]).tolist():
        yield (f"{names[row]}, {months[month]}, {types[kind]}: all areas dropped at once. Ask the recorder before "
               "calling it a fall.")  # fmt: skip


def _series(
    counts: Array, recorders: Sequence[str], areas: Sequence[str], types: Sequence[str], months: Sequence[str],
    judged: Months, at: int | None,
) -> list[Series]:  # fmt: skip
    """All, each type, and each area; each over the months and recorders that can be trusted."""
    names = sorted(set(recorders))
    of = np.array([names.index(one) for one in recorders])
    trusted = ~(judged.gap[of][:, None, :] | judged.doubt[of])
    days = np.array([(_next(one) - one).days / MEAN_MONTH for one in map(_date, months)])
    every_row, every_kind = np.arange(len(areas)), np.arange(len(types))
    wanted = [(ALL, ALL, every_row, every_kind)]
    wanted += [(ALL, kind, every_row, every_kind[[at]]) for at, kind in enumerate(types) if len(types) > 1]
    wanted += [(area, ALL, every_row[[at]], every_kind) for at, area in enumerate(areas) if len(areas) > 1]
    parts = _places_of_year(months)
    return [
        _one(area, kind, counts[np.ix_(rows, kinds)], trusted[np.ix_(rows, kinds)], days, months, parts, at)
        for area, kind, rows, kinds in wanted
    ]


def _date(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _places_of_year(months: Sequence[str]) -> list[int]:
    return [int(one[5:]) - 1 for one in months]


def _one(
    area: str, kind: str, counts: Array, trusted: Array, days: Array, months: Sequence[str], parts: Sequence[int],
    at: int | None,
) -> Series:  # fmt: skip
    known = np.where(trusted, counts, 0.0)
    usual = known.sum(axis=2) / np.maximum(trusted.sum(axis=2), 1)  # of each area and type, in a month
    share = (usual[:, :, None] * trusted).sum(axis=(0, 1)) / max(float(usual.sum()), 1e-9)
    exposure = np.maximum(share, NOTHING) * days
    seen = known.sum(axis=(0, 1))
    told = trend(seen, at=at, exposure=exposure)
    even = exposure
    if len(months) >= A_SEASON:
        filled = np.where(share > 0.5, seen / exposure, told.usual / exposure)
        even = exposure * season(filled, parts, 12)[np.asarray(parts)]
    gone = tuple(month for month, one in zip(months, share.tolist(), strict=True) if one < 1 - 1e-9)
    found = changes(seen, expected=even) if at is None and seen.sum() > 0 else ()
    return Series(area, kind, told, found, gone, tuple(months))


def verdicts(found: Monthly) -> Mapping[str, int]:
    """How many cells have which verdict."""
    every = [one.verdict for one in found.judged.cells]
    return {one: every.count(one) for one in sorted(set(every))}
