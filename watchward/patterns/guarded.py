"""From incidents and the slots that were guarded to what may be said of the guards: by lot where it was, else mirrored.

Also draws the lot: which slots deserve a guard, and which half of them gets one first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from watchward.kit.rowfiles import CannotRead
from watchward.patterns import coinflip, mirror
from watchward.patterns.change import reporting_note
from watchward.patterns.effect import BY_LOT, MIRRORED, Effect, Moved, cannot_tell, found_by_guards, premises_beside
from watchward.patterns.hours import DAYS, HOURS_IN_WEEK, window_words
from watchward.patterns.incidents import Incidents, day_number, day_of
from watchward.patterns.reading import is_yes, moment_of
from watchward.patterns.risk import Risk
from watchward.patterns.slots import shared_out

Array = NDArray[Any]

HEADINGS: Final = ("premises", "start", "hours", "from", "to", "lot", "chosen from", "chosen to", "deployment")
NEIGHBOURS: Final = 250.0  # metres
QUIET: Final = 7  # days without any incident at the end of a file before it is taken to end there


@dataclass(frozen=True, slots=True)
class Slot:
    """`hours` hours from hour of the week `start`, guarded from day `first` to day `last`, both included.

    `lot`: drawn by lot. `chosen`: the first and last day of the incidents that the choice rests on, if it was made by
    hand. Slots of one `deployment` are judged together.
    """

    premises: str
    start: int
    hours: int
    first: date
    last: date
    lot: bool = False
    chosen: tuple[date, date] | None = None
    deployment: str = ""

    @property
    def name(self) -> str:
        """What the lot is drawn from."""
        return f"{self.premises}, {window_words(self.start, self.hours)}"

    def cells(self) -> tuple[str, object, int, date, date, str, object, object, str]:
        """As a row under `HEADINGS`."""
        day, hour = divmod(self.start, 24)
        chosen = self.chosen or (None, None)
        lot = "yes" if self.lot else "no"
        return (self.premises, f"{DAYS[day]} {hour:02d}:00", self.hours, self.first, self.last, lot, *chosen,
                self.deployment)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """One deployment: when its guards stood, the effect, and what moved to whom."""

    deployment: str
    first: date
    last: date
    effect: Effect
    moved: tuple[Moved, ...] = ()

    @property
    def sentence(self) -> str:
        """In plain words."""
        name = f"{self.deployment}, " if self.deployment else ""
        words = " ".join((self.effect.sentence, *(one.sentence for one in self.moved)))
        return f"{name}{self.first.isoformat()} to {self.last.isoformat()}, {self.effect.design}: {words}"


def slots_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Slot, ...]:
    """Rows of a file with the `HEADINGS`; those from "lot" on may be missing, and `start` is 0 to 167 or Friday 21:00.

    Raises: CannotRead: a heading is missing, or a row that is no slot; the row is named.
    """
    if missing := [one for one in HEADINGS[:5] if one not in (rows[0] if rows else {})]:
        raise CannotRead(f"The file of guarded slots has no column {missing[0]}. It has {', '.join(HEADINGS)}.")
    return tuple(_slot(number, row) for number, row in enumerate(rows, 2))


def judge(
    incidents: Incidents, slots: Sequence[Slot], *, now: date, found: Array | None = None,
    at: tuple[Array, Array] | None = None,
) -> tuple[Judged, ...]:  # fmt: skip
    """Say of each deployment whether it helped.

    Args:    found: (n,) bool, whether guards or cameras found each incident themselves; those are counted apart.
             at: (P,) metres east and north of the premises, not a number where unknown: for neighbours.
    Returns: one for each deployment by lot, and by hand for each deployment and pair of days.
    Raises:  CannotRead: a premises without any row in the incidents, a lot whose halves do not follow each other, or a
             choice by hand that says not what it rests on.
    """
    row = {name: number for number, name in enumerate(incidents.names)}
    if unknown := sorted({one.premises for one in slots} - set(row)):
        raise CannotRead(f"{unknown[0]} has guarded slots and no incident. Write its name as the incidents do.")
    if not len(incidents.premises):
        raise CannotRead("No incident can be counted, so nothing can be said of guards.")
    groups: dict[tuple[object, ...], list[Slot]] = {}
    for one in slots:
        key = (True, one.deployment) if one.lot else (False, one.deployment, one.first, one.last, one.chosen)
        groups.setdefault(key, []).append(one)
    town = _Town(incidents, row, np.zeros(len(incidents.premises), dtype=bool) if found is None else found, at, now)
    return tuple(
        town.by_lot(group) if group[0].lot else town.by_hand(group, [one for one in slots if one not in group])
        for group in groups.values()
    )


def drawn(
    incidents: Incidents, risk: Risk, *, many: int, begins: date, seed: int, hours: int = 2, weeks: int = coinflip.WEEKS
) -> tuple[coinflip.Draw, tuple[Slot, ...]]:  # fmt: skip
    """Draw by lot which of the `many` slots where most is to be expected are guarded first.

    Raises: ValueError: an odd number, fewer than 6, or fewer slots in the file.
    """
    rows, starts = coinflip.candidates(risk.rates, many=many, hours=hours)
    if len(rows) < many:
        raise ValueError(f"Only {len(rows):,} slots expect anything. Draw from fewer.")
    last = begins + timedelta(days=-1)
    offered = {
        slot.name: slot
        for slot in (Slot(incidents.names[one], int(start), hours, begins, last, lot=True)
                     for one, start in zip(rows.tolist(), starts.tolist(), strict=True))
    }  # fmt: skip
    lot = coinflip.draw(tuple(offered), begins=begins, seed=seed, weeks=weeks)
    halves = {True: (lot.begins, lot.swaps), False: (lot.swaps, lot.ends)}
    return lot, tuple(
        Slot(slot.premises, slot.start, hours, halves[first][0], halves[first][1] - timedelta(days=1), lot=True)
        for slot, first in ((offered[name], first) for name, first in zip(lot.names, lot.first, strict=True))
    )


def _slot(number: int, row: Mapping[str, Any]) -> Slot:
    first, last = _day(row, "from"), _day(row, "to")
    start = _start(str(row["start"] if row["start"] is not None else ""))
    hours = str(row["hours"] or "")
    if first is None or last is None or last < first or start is None or not hours.isdigit():
        raise CannotRead(
            f"Row {number} of the guarded slots is no slot. Write start as Friday 21:00, days as 2026-03-27."
        )
    if not 1 <= int(hours) <= 24:
        raise CannotRead(f"Row {number} of the guarded slots has {hours} hours. A slot has 1 to 24.")
    chosen = _day(row, "chosen from"), _day(row, "chosen to")
    rests = (chosen[0], chosen[1]) if chosen[0] and chosen[1] else None
    return Slot(str(row["premises"]).strip(), start, int(hours), first, last, is_yes(str(row.get("lot") or "")), rests,
                str(row.get("deployment") or ""))  # fmt: skip


def _day(row: Mapping[str, Any], heading: str) -> date | None:
    found = moment_of(row.get(heading), UTC)
    return found.date() if found else None


def _start(words: str) -> int | None:
    if words.isdigit():
        return int(words) if int(words) < HOURS_IN_WEEK else None
    day, _, clock = words.strip().partition(" ")
    days = [at for at, one in enumerate(DAYS) if len(day) >= 2 and one.lower().startswith(day.lower())]
    hour = clock.strip().partition(":")[0]
    return days[0] * 24 + int(hour) if days and hour.isdigit() and int(hour) < 24 else None


@dataclass(frozen=True, slots=True)
class _Town:
    incidents: Incidents
    row: Mapping[str, int]
    found: Array
    at: tuple[Array, Array] | None
    now: date

    def by_lot(self, slots: Sequence[Slot]) -> Judged:
        """Every slot against itself and the other half."""
        days = sorted({(one.first, one.last) for one in slots})
        if len(days) != 2 or days[0][1] >= days[1][0] or _length(days[0]) != _length(days[1]):
            raise CannotRead(
                "A lot has two halves of the same length, one after the other, and each slot stands in one."
            )
        first = np.array([one.first == days[0][0] for one in slots])
        begins, ends = days[0][0], days[1][1]
        if why := self._not_over(ends):
            return Judged(slots[0].deployment, begins, ends, cannot_tell(BY_LOT, len(slots), why))
        halves = [self.counts(*one) for one in days]
        one, two = (np.array([_inside(half, self.row[slot.premises], slot) for slot in slots]) for half in halves)
        return Judged(slots[0].deployment, begins, ends, coinflip.estimate(first, one, two))

    def by_hand(self, slots: Sequence[Slot], others: Sequence[Slot]) -> Judged:
        """The weeks with guards against as many as long before the choice, and the rest of the town."""
        slot = slots[0]
        if slot.chosen is None:
            raise CannotRead(
                f"{slot.name}: say which days its choice rests on (chosen from, chosen to), or draw by lot."
            )
        weeks = _length((slot.first, slot.last)) // 7
        guarded = (day_number(slot.first), day_number(slot.first) + 7 * weeks)
        ends = day_of(guarded[1] - 1)

        def unclear(why: str) -> Judged:
            return Judged(slot.deployment, slot.first, ends, cannot_tell(MIRRORED, len(slots), why))

        if not weeks:
            return Judged(
                slot.deployment, slot.first, slot.last, cannot_tell(MIRRORED, len(slots), "less than a week.")
            )
        if why := self._not_over(ends):
            return unclear(why)
        try:
            periods = mirror.Periods.around((day_number(slot.chosen[0]), day_number(slot.chosen[1]) + 1), guarded)
        except ValueError as wrong:
            raise CannotRead(f"{slot.name}: {wrong}") from wrong
        before = day_of(periods.before[0]), day_of(periods.before[1] - 1)
        if before[0] < day_of(int(self.incidents.day.min())):
            return unclear(
                f"the weeks that mirror the guarded ones begin on {before[0].isoformat()}, before the file does."
            )
        both, mine = (before, (slot.first, ends)), self.grid(slots)
        elsewhere = (
            self.grid([one for one in others if any(_meet((one.first, one.last), each) for each in both)]) & ~mine
        )
        counts = [np.where(elsewhere, 0.0, self.counts(*one)) for one in both]
        beside = []
        if self.at is not None:
            near = premises_beside(mine, *self.at, metres=NEIGHBOURS) & ~elsewhere
            beside = [(f"the same hours at premises within {NEIGHBOURS:g} metres", near)] if near.any() else []
        told = mirror.estimate(counts[0], counts[1], mine, beside=beside, note=self._note(both, mine))
        return Judged(slot.deployment, slot.first, ends, told.effect, told.moved)

    def counts(self, first: date, last: date, *, found: bool = False) -> Array:
        """Incidents per premises and hour from one day to another; those that guards found themselves, or the rest."""
        day = self.incidents.day
        which = (day >= day_number(first)) & (day <= day_number(last)) & (self.found == found)
        return shared_out(self.incidents.where(which))

    def grid(self, slots: Sequence[Slot]) -> Array:
        """Which hours the slots take."""
        taken: Array = np.zeros((len(self.row), HOURS_IN_WEEK), dtype=bool)
        for one in slots:
            taken[self.row[one.premises], list(_clock(one))] = True
        return taken

    def _not_over(self, ends: date) -> str:
        last = day_of(int(self.incidents.day.max()))
        if ends >= self.now:
            return f"guards stand until {ends.isoformat()}."
        if last + timedelta(days=QUIET) < ends:
            return f"guards stood until {ends.isoformat()}, and the file ends on {last.isoformat()}."
        return ""

    def _note(self, periods: Sequence[tuple[date, date]], guarded: Array) -> str:
        """What changed in reporting, and what guards found themselves, in the two periods."""
        every = [self.counts(*one) for one in periods]
        reported = [int((one.sum(axis=1) > 0).sum()) for one in every]
        notes = [reporting_note(*reported, who="premises")]
        if self.found.any():
            rows = guarded.any(axis=1)
            before, after = (round(float(self.counts(*one, found=True)[rows].sum())) for one in periods)
            notes.append(found_by_guards(before, after))
        return " ".join(filter(None, notes))


def _clock(slot: Slot) -> Iterator[int]:
    return ((slot.start + more) % HOURS_IN_WEEK for more in range(slot.hours))


def _inside(counts: Array, row: int, slot: Slot) -> float:
    return float(counts[row, list(_clock(slot))].sum())


def _length(days: tuple[date, date]) -> int:
    return (days[1] - days[0]).days + 1


def _meet(one: tuple[date, date], other: tuple[date, date]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
