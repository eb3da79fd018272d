"""D2 and D3: what is called special by chance, and how much of what was planted is found, at which hours."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bench.inside.weeks import Array, Planted, kind_weeks, town
from bench.results import Number
from watchward.patterns.hours import HOURS_IN_WEEK, window_counts
from watchward.patterns.profiles import usual_weeks
from watchward.patterns.slots import SPECIAL, find, shared_out
from watchward.patterns.spans import windows

PLACES, PLANTED, TOTAL = 300, 30, 50


@dataclass(slots=True)
class Tally:
    """Claims over some towns; a claim is false where nothing was planted, or if it misses the planted hours."""

    claims: int = 0
    false: int = 0
    planted: int = 0
    found: int = 0
    exact: int = 0
    near: int = 0
    naive: int = 0
    naive_of: int = 0

    @property
    def rate(self) -> float:
        return self.false / max(self.claims, 1)

    @property
    def power(self) -> float:
        return self.found / self.planted


def measure(*, quick: bool = False) -> Iterator[Number]:
    """D2. In short: one town of exact times."""
    for span in (0,) if quick else (0, 240, 720):
        tally = tallied(span, 16.0 if span else 8.0, 1 if quick else 6 if span else 10)
        yield Number(
            id="D2", what=f"False among what is called special, {_words(span)}, 1 in 10 planted", goal="<= 5 %",
            value=round(100 * tally.rate, 1), unit="%", holds=tally.rate <= 0.05, how="python -m bench --only D2",
            baseline=f"{tally.false} of {tally.claims} claims; 'top two hours, p < 0.05' claims "
            f"{100 * tally.naive / tally.naive_of:.0f} % of premises where nothing was planted", gross=tally.rate > 0.5,
        )  # fmt: skip


def power(*, quick: bool = False) -> Iterator[Number]:
    """D3. In short: one town of exact times."""
    how = "python -m bench --only D3"
    for years in (1,) if quick else (1, 2):
        tally = tallied(0, 8.0, 1 if quick else 10, first=50, total=TOTAL * years)
        naive = f"false among claims {100 * tally.rate:.1f} %; {tally.found} of {tally.planted} planted found"
        yield Number(
            id="D3", what=f"Power: 50 a year for {years} year{'s' * (years > 1)}, two hours 8 times, exact",
            goal=">= 0.90",
            value=round(tally.power, 3), baseline=naive, unit="", holds=tally.power >= 0.9, how=how,
            gross=tally.power < 0.2,
        )  # fmt: skip
    if quick:
        return
    tally = tallied(240, 16.0, 4, first=50)
    right = tally.exact / max(tally.found, 1)
    yield Number(id="D3", what="Right two hours to the hour, among claims with 4 h spans: 50 a year, 16 times",
                 goal=">= 0.60", value=round(right, 3), unit="", holds=right >= 0.6, how=how,
                 baseline=f"within one hour {tally.near / max(tally.found, 1):.2f}; power {tally.power:.2f}",
                 )  # fmt: skip


def tallied(span: int, times: float, towns: int, first: int = 0, total: int = TOTAL) -> Tally:
    """Judge some generated towns and compare with what was planted."""
    tally, weeks = Tally(), kind_weeks(4)
    for seed in range(first, first + towns):
        made = town(weeks, places=PLACES, total=total, planted=PLANTED, times=times, span=span, seed=1_000 + seed)
        _add(tally, made)
    return tally


def _add(tally: Tally, made: Planted) -> None:
    incidents = made.incidents
    counts = shared_out(incidents)
    usual = usual_weeks(counts, incidents.kinds)
    tally.planted += int((made.slot >= 0).sum())
    for row, one in enumerate(find(incidents).verdicts):
        slot = int(made.slot[row])
        if slot < 0:
            tally.naive_of += 1
            tally.naive += _naive(counts[row], usual[row])
        if one.verdict != SPECIAL:
            continue
        tally.claims += 1
        hit = slot >= 0 and bool({slot, (slot + 1) % 168} & {(one.start + more) % 168 for more in range(one.hours)})
        tally.false += not hit
        if hit:
            mine = incidents.premises == row
            best = int(np.argmax(windows(incidents.start[mine], incidents.length[mine], usual[row], 2)))
            off = min((best - slot) % HOURS_IN_WEEK, (slot - best) % HOURS_IN_WEEK)
            tally.found, tally.exact, tally.near = tally.found + 1, tally.exact + (off == 0), tally.near + (off <= 1)


def _naive(counts: Array, usual: Array) -> bool:
    from scipy.stats import binom

    sums = window_counts(np.rint(counts).astype(int).tolist(), 2)
    start = int(np.argmax(sums))
    share = float(usual[start] + usual[(start + 1) % HOURS_IN_WEEK])
    return bool(binom.sf(sums[start] - 1, int(np.rint(counts.sum())), share) < 0.05)


def _words(span: int) -> str:
    return f"spans of {span // 60} h, 16 times" if span else "exact times, 8 times"
