"""Weeks of incidents for the D benches: the public stream in a folder named from outside, and generated towns."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from watchward.patterns.incidents import Incidents, prepare
from watchward.patterns.spans import WEEK

Array = NDArray[Any]

FOLDER: Final = "BENCH_PATTERNS"
FILE: Final = "chicago_business_2011_2014.parquet"
LATE: Final = datetime(2030, 1, 1)  # noqa: DTZ001 (the clock on the wall)
HOURS: Final = np.arange(168) % 24
SORTS: Final = {
    "theft": ("THEFT",),
    "disorder": ("ASSAULT", "BATTERY", "CRIMINAL TRESPASS", "CRIMINAL DAMAGE"),
}


def file(name: str = FILE) -> Path | None:
    """A public file, if the environment says where."""
    named = os.environ.get(FOLDER, "")
    place = Path(named) / name
    return place if named and place.is_file() else None


@dataclass(frozen=True, slots=True)
class Years:
    """Some years to learn from and the year after, for the premises of the first: counts are (P, 168)."""

    learned: Incidents
    after: Array
    areas: tuple[str, ...]


class Stream:
    """One sort of incidents of the public file, in columns; a premises is a block and what stands there."""

    def __init__(self, place: Path, sort: str) -> None:
        """Read the columns that are needed."""
        import duckdb

        sorts = ", ".join(f"'{one}'" for one in SORTS[sort])
        with duckdb.connect() as engine:
            found = engine.execute(
                f"SELECT block || ' | ' || location_description AS place, location_description AS kind, district, dt, "
                f"primary_type FROM read_parquet(?) WHERE primary_type IN ({sorts}) AND block IS NOT NULL "
                "AND location_description IS NOT NULL ORDER BY id", [str(place)],
            ).fetchnumpy()  # fmt: skip
        self.place, self.kind, self.area, self.type = (
            np.asarray(found[one], dtype=str) for one in ("place", "kind", "district", "primary_type")
        )
        self.at = np.asarray(found["dt"]).astype("datetime64[m]")
        self.year = self.at.astype("datetime64[Y]").astype(int) + 1970

    def years(self, learn: Iterable[int], after: int) -> Years:
        """Learn from some years; the year after is counted for the same premises, one visit once in both."""
        learned, later = self._some(list(learn)), self._some([after])
        row = {name: at for at, name in enumerate(later.names)}
        none, counts = np.zeros(168, dtype=int), later.counts()
        area = dict(zip(self.place.tolist(), self.area.tolist(), strict=True))
        return Years(
            learned, np.array([counts[row[one]] if one in row else none for one in learned.names]),
            tuple(area[one] for one in learned.names),
        )  # fmt: skip

    def all(self) -> Incidents:
        """Every incident of all years, one visit once, with the number of its week."""
        return self._some(np.unique(self.year).tolist())

    def _some(self, years: Sequence[int]) -> Incidents:
        which = np.isin(self.year, years)
        kinds = dict(zip(self.place.tolist(), self.kind.tolist(), strict=True))
        return prepare(
            self.place[which].tolist(), self.at[which], now=LATE, kinds=kinds, visit_kinds=self.type[which].tolist()
        )


def kind_weeks(many: int, seed: int = 7) -> Array:
    """Weeks of made-up kinds of premises: one broad peak a day, days that differ; (many, 168), rows sum to 1."""
    rng = np.random.default_rng(seed)
    peak, width = rng.uniform(11, 23, (many, 1)), rng.uniform(2.5, 6, (many, 1))
    week = 0.1 + np.exp(-0.5 * (((HOURS - peak + 12) % 24 - 12) / width) ** 2)
    week = week * np.repeat(rng.uniform(0.7, 1.3, (many, 7)), 24, axis=1)
    found: Array = week / week.sum(axis=1, keepdims=True)
    return found


@dataclass(frozen=True, slots=True)
class Planted:
    """A town, and the first hour of the two planted at each premises; -1 where nothing was planted."""

    incidents: Incidents
    slot: Array


def town(
    weeks: Array, *, places: int, total: int | Array, planted: int, times: float, span: int = 0, seed: int = 1
) -> Planted:
    """A generated year: `planted` of `places` premises have `times` as many in two hours, drawn as incidents fall.

    `weeks` are those of the kinds, in turns. `span`: minutes that each from-to time takes, the true moment anywhere in
    it; 0 is exact. Visits are apart by construction, so nothing is collapsed.
    """
    rng = np.random.default_rng(seed)
    totals = np.broadcast_to(np.asarray(total), (places,))
    slot, place, start, week_no = np.full(places, -1), [], [], []
    for one in range(places):
        week = weeks[one % len(weeks)].copy()
        if one < planted:
            slot[one] = int(rng.choice(168, p=week / week.sum()))
            week[[slot[one], (slot[one] + 1) % 168]] *= times
        many = round(int(totals[one]) * float(week.sum()))  # what was planted comes on top
        hour = rng.choice(168, size=many, p=week / week.sum())
        start.append((hour * 60 + rng.integers(0, 60, many) - (rng.random(many) * span).astype(int)) % WEEK)
        place.append(np.full(many, one))
        week_no.append(rng.integers(0, 52, many))
    starts = np.concatenate(start)
    names = tuple(f"Premises {one:05d}" for one in range(places))
    kinds = tuple(f"kind {one % len(weeks)}" for one in range(places))
    return Planted(
        Incidents(names, kinds, (None,) * places, np.concatenate(place), starts, np.full(len(starts), span),
                  np.concatenate(week_no), 52.0), slot,
    )  # fmt: skip
