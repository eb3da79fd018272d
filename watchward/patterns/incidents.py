"""Incidents as columns for the engine: exact or from-to, on the local clock; what is wrong is named."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from watchward.patterns.hours import HOURS_IN_WEEK

Array = NDArray[Any]

SAME_VISIT: Final = 30  # minutes; see `visits`
LONGEST: Final = 7 * 24 * 60  # minutes; a span of a week or more says nothing about the hour
FEWEST_MIDNIGHTS: Final = 5
MIDNIGHT_SHARE: Final = 0.2  # of the exact times of a premises at 00:00: more is taken for a default nobody changed
HEAPED: Final = 3.0  # times as many on :00 or :30 as one minute of sixty deserves: these times are rounded
MINUTE: Final = np.timedelta64(1, "m")
MONDAY: Final = np.datetime64("1970-01-05T00:00", "m")

# What may be wrong, in the order in which it is said; True: the incident is left out.
TROUBLES: Final[Mapping[str, tuple[str, bool]]] = {
    "no time": ("without a time that can be read", True),
    "future": ("with a time in the future", True),
    "reversed": ("whose span ends before it begins", True),
    "long": ("whose span is a week or longer, which says nothing about the hour", True),
    "midnight": ("at exactly midnight, at premises where that looks like a default nobody changed", True),
    "same visit": ("of a visit that is counted already", True),
    "closed": ("outside the opening hours, which are not searched", True),
    "skipped hour": ("in the hour that the clocks skip in spring", False),
    "repeated hour": ("in the hour that the clocks repeat in autumn", False),
    "heaped": ("on a full or half hour, more than chance gives: edges of slots are known to half an hour", False),
}


@dataclass(frozen=True, slots=True)
class Incidents:
    """What can be counted, in columns of n; `start` and `length` are minutes since Monday 00:00 and minutes.

    `premises` indexes `names`; `kinds` and `hours` are per premises (P): the kind, and 168 weights of exposure
    (opening hours as 0 and 1, or staff and cameras as any share) or None. `week` numbers the week (Monday first), and
    `row` says which of the moments given each is.
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    hours: tuple[Array | None, ...]
    premises: Array
    start: Array
    length: Array
    week: Array
    weeks: float
    troubles: Mapping[str, int] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    row: Array = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    @property
    def day(self) -> Array:
        """The day on which each began, as `day_number` counts; shape (n,)."""
        day: Array = self.week * 7 + self.start // 1440
        return day

    def where(self, which: Array) -> "Incidents":
        """Some of them (n, bool), at the same premises and over the same weeks."""
        row = self.row[which] if len(self.row) else self.row
        columns = {name: getattr(self, name)[which] for name in ("premises", "start", "length", "week")}
        return replace(self, **columns, row=row)

    @property
    def hour(self) -> Array:
        """The hour of the week in which each began, 0 to 167; shape (n,)."""
        hour: Array = self.start // 60
        return hour

    def counts(self) -> Array:
        """Exact times, counted per premises and hour of the week; shape (P, 168). Spans are not in it."""
        exact = self.length == 0
        cells = self.premises[exact] * HOURS_IN_WEEK + self.hour[exact]
        found: Array = np.bincount(cells, minlength=len(self.names) * HOURS_IN_WEEK)
        return found.reshape(-1, HOURS_IN_WEEK)


def day_number(day: date) -> int:
    """Days since the Monday from which weeks are numbered."""
    return int((np.datetime64(day, "D") - MONDAY.astype("datetime64[D]")) / np.timedelta64(1, "D"))


def day_of(number: int) -> date:
    """The date of a `day_number`."""
    found: date = (MONDAY.astype("datetime64[D]") + np.timedelta64(int(number), "D")).item()
    return found


def prepare(
    premises: Sequence[str],
    start: Sequence[datetime | None] | Array,
    end: Sequence[datetime | None] | Array | None = None,
    *,
    now: datetime,
    kinds: Mapping[str, str] | None = None,
    visit_kinds: Sequence[str] | None = None,
    hours: Mapping[str, Sequence[float]] | None = None,
    zone: tzinfo | None = None,
    same_visit: int = SAME_VISIT,
    clock: bool = True,
) -> Incidents:
    """Sort out what can be counted; what cannot is in `troubles` and, in words, in `said`.

    Args:    start, end: n moments on the local clock, naive (or datetime64); aware ones are turned to `zone`. `end`
             missing or equal means an exact time.
             kinds, hours: premises -> its kind, and its 168 weights of exposure, Monday 00:00 first.
             visit_kinds: n kinds of incident; only incidents of one kind are one visit.
             zone: whose clocks; without it nights of summer time are not named.
             clock: False where only the day counts: then midnight is a date without a time, and opening hours, rounded
             times and summer time do not matter.
    Raises:  ValueError: columns of different length, hours that are not 168 numbers of 0 or more, or aware
             moments without a zone.
    """
    begun, ended = _minutes(start, zone), _minutes(start if end is None else end, zone)
    if {len(premises), len(ended), len(begun if visit_kinds is None else visit_kinds)} != {len(begun)}:
        raise ValueError("The columns have different lengths.")
    names, place = np.unique(np.asarray(premises, dtype=str), return_inverse=True)
    place, kinds = place.reshape(-1), kinds or {}
    weeks = tuple(_exposure(one, (hours or {}).get(one)) for one in names.tolist())
    ended = np.where(np.isnat(ended), begun, ended)
    begun = np.where(np.isnat(begun), ended, begun)
    length = ((ended - begun) / MINUTE).astype(float)
    sieve = _timed(begun, ended, np.nan_to_num(length), _local(now, zone))
    exact, keep = length == 0, sieve.keep
    if clock:
        sieve.out("midnight", _defaults(place, begun, exact & keep, len(names)))
    timed = keep if clock else keep & ~(exact & _is_midnight(begun))
    sieve.out("same visit", _again(place, begun, ended, visit_kinds, timed, same_visit))
    since = np.where(keep, (begun - MONDAY) / MINUTE, 0).astype(np.int64)
    if clock:
        _by_the_clock(sieve, place, begun, exact, since % LONGEST, weeks, zone)
    return Incidents(
        tuple(names.tolist()), tuple(kinds.get(one, "") for one in names.tolist()), weeks, place[keep],
        since[keep] % LONGEST, np.nan_to_num(length[keep]).astype(np.int64), since[keep] // LONGEST,
        _spent(begun[keep]), {name: number for name in TROUBLES if (number := sieve.troubles[name])},
        _said(sieve.troubles, len(begun), sum(one is None for one in weeks) if clock else 0, len(names)),
        np.flatnonzero(keep),
    )  # fmt: skip


def _timed(begun: Array, ended: Array, length: Array, now: datetime) -> "_Sieve":
    """What has a time that can be."""
    sieve = _Sieve(np.ones(len(begun), dtype=bool), Counter())
    sieve.out("no time", np.isnat(begun))
    sieve.out("reversed", ended < begun)
    sieve.out("future", ended > np.datetime64(now, "m"))
    sieve.out("long", length >= LONGEST)
    return sieve


def _by_the_clock(
    sieve: "_Sieve", place: Array, begun: Array, exact: Array, minute: Array, weeks: Sequence[Array | None],
    zone: tzinfo | None,
) -> None:  # fmt: skip
    """What matters only where the hour counts."""
    sieve.out("closed", exact & _is_closed(weeks, place, minute))
    for trouble, which in _summer_time(begun, sieve.keep, zone).items():
        sieve.out(trouble, which)
    sieve.out("heaped", _heaped(begun, exact & sieve.keep))


@dataclass(frozen=True, slots=True)
class _Sieve:
    """What is kept so far, and how many fell to which trouble."""

    keep: Array
    troubles: Counter[str]

    def out(self, trouble: str, which: Array) -> None:
        bad = self.keep & which
        self.troubles[trouble] += int(bad.sum())
        if TROUBLES[trouble][1]:
            self.keep[bad] = False


def _spent(begun: Array) -> float:
    """Weeks from the first to the last incident, at least one."""
    return max(float((begun.max() - begun.min()) / MINUTE) / LONGEST, 1.0) if len(begun) else 1.0


def _said(troubles: Mapping[str, int], total: int, unhoured: int, places: int) -> tuple[str, ...]:
    said = [
        f"{troubles[name]:,} of {total:,} incidents {'left out' if leaves else 'counted'}: {words}."
        for name, (words, leaves) in TROUBLES.items()
        if troubles[name]
    ]
    if unhoured:
        said.append(
            f"{unhoured:,} of {places:,} premises have no opening hours: the usual week of their kind stands in."
        )
    return tuple(said)


def _local(moment: datetime, zone: tzinfo | None) -> datetime:
    if moment.utcoffset() is None:
        return moment
    if zone is None:
        raise ValueError("A moment has a time zone of its own. Say whose clocks count.")
    return moment.astimezone(zone).replace(tzinfo=None)


def _minutes(moments: Sequence[datetime | None] | Array, zone: tzinfo | None) -> Array:
    if isinstance(moments, np.ndarray) and moments.dtype.kind == "M":
        return moments.astype("datetime64[m]")
    plain = [None if one is None else _local(one, zone) for one in moments]
    return np.array(plain, dtype="datetime64[m]")


def _exposure(name: str, given: Sequence[float] | None) -> Array | None:
    if given is None:
        return None
    week = np.asarray(given, dtype=float)
    if week.shape != (HOURS_IN_WEEK,) or not np.isfinite(week).all() or week.min() < 0 or week.sum() == 0:
        raise ValueError(f"{name} needs 168 hours of 0 or more, Monday 00:00 first, not all 0.")
    return week


def _is_midnight(begun: Array) -> Array:
    found: Array = begun == begun.astype("datetime64[D]").astype("datetime64[m]")
    return found


def _defaults(place: Array, begun: Array, which: Array, places: int) -> Array:
    midnight = which & _is_midnight(begun)
    at = np.bincount(place[midnight], minlength=places)
    of = np.bincount(place[which], minlength=places)
    lazy = (at >= FEWEST_MIDNIGHTS) & (at > MIDNIGHT_SHARE * of)
    found: Array = midnight & lazy[place]
    return found


def _again(
    place: Array, begun: Array, ended: Array, kinds: Sequence[str] | None, keep: Array, minutes: int
) -> Array:  # fmt: skip
    """Incidents of one kind at one premises that began within `minutes` of a visit's first, and end as it does."""
    found = np.zeros(len(begun), dtype=bool)
    at = np.flatnonzero(keep)
    sort = np.zeros(len(begun), dtype=np.int64)
    if kinds is not None:
        sort = np.unique(np.asarray(kinds, dtype=str), return_inverse=True)[1].reshape(-1)
    moment = begun.astype("datetime64[m]").astype(np.int64)
    close = ended.astype("datetime64[m]").astype(np.int64)
    first = (-1, -1, 0, 0)
    for one in at[np.lexsort((moment[at], sort[at], place[at]))].tolist():
        key = (int(place[one]), int(sort[one]), int(moment[one]), int(close[one]))
        within = key[:2] == first[:2] and key[2] - first[2] <= minutes and abs(key[3] - first[3]) <= minutes
        if within:
            found[one] = True
        else:
            first = key
    return found


def _is_closed(weeks: Sequence[Array | None], place: Array, clock: Array) -> Array:
    opened = np.array([np.ones(HOURS_IN_WEEK) if one is None else one for one in weeks]).reshape(-1, HOURS_IN_WEEK)
    found: Array = opened[place, clock // 60] == 0
    return found


def _summer_time(begun: Array, keep: Array, zone: tzinfo | None) -> dict[str, Array]:
    """Moments that the local clock shows never or twice, by which it is."""
    found = {name: np.zeros(len(begun), dtype=bool) for name in ("skipped hour", "repeated hour")}
    if zone is None:
        return found
    day = begun.astype("datetime64[D]")
    for one in np.unique(day[keep]).tolist():
        noon = datetime(one.year, one.month, one.day, 12, tzinfo=zone)
        if (noon - timedelta(days=1)).utcoffset() == noon.utcoffset():
            continue
        for at in np.flatnonzero(keep & (day == np.datetime64(one))).tolist():
            moment = begun[at].item().replace(tzinfo=zone)
            before, after = moment.utcoffset(), moment.replace(fold=1).utcoffset()
            if before != after:  # PEP 495: in a gap the first reading has the smaller offset
                found["skipped hour" if before < after else "repeated hour"][at] = True
    return found


def _heaped(begun: Array, which: Array) -> Array:
    minute = (begun.astype("datetime64[m]").astype(np.int64)) % 60
    round_ = which & ((minute == 0) | (minute == 30))
    many = int(round_.sum()) > HEAPED * 2 / 60 * max(int(which.sum()), 30)
    found: Array = round_ if many else np.zeros(len(begun), dtype=bool)
    return found
