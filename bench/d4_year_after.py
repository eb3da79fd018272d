"""D4: what was called special on a real year, the year after: its rate against the usual week, pooled."""

import sys
from collections.abc import Iterator

import numpy as np
from scipy.stats import binom, chi2

from bench.inside.weeks import SORTS, Array, Stream, Years, file
from bench.results import Number
from watchward.patterns.profiles import usual_weeks
from watchward.patterns.risk import best_slots
from watchward.patterns.slots import SPECIAL, find

HOW = "BENCH_PATTERNS=FOLDER python -m bench --only D4"
SPLITS = (((2011,), 2012), ((2012,), 2013), ((2013,), 2014))


def measure(*, quick: bool = False) -> Iterator[Number]:
    """Only in full, on the public stream: a generated year after would be what was generated."""
    place = None if quick else file()
    if place is None:
        print("D4 skipped: set BENCH_PATTERNS to the folder with the Chicago business stream.", file=sys.stderr)
        return
    ours, naive, said = np.zeros(3), np.zeros(3), []
    for sort in SORTS:
        some = np.zeros(3)
        for split in SPLITS:
            years = Stream(place, sort).years(*split)
            claims, plain = _claims(years)
            some, naive = some + claims, naive + plain
        ours += some
        said.append(f"{sort} {some[0]:.0f} claims, {some[1]:.0f} after where {some[2]:.1f} are usual")
    ratio = float(ours[1] / max(ours[2], 1e-9))
    low = float(chi2.ppf(0.025, 2 * ours[1]) / 2 / max(ours[2], 1e-9)) if ours[1] else 0.0
    high = float(chi2.ppf(0.975, 2 * ours[1] + 2) / 2 / max(ours[2], 1e-9))
    yield Number(
        id="D4", what="Rate of what was called special, the year after, against the usual week, pooled", goal=">= 2 x",
        value=round(ratio, 2), unit="x", holds=ratio >= 2, how=HOW,
        baseline=f"{low:.2f} to {high:.2f}; {'; '.join(said)}; top two hours with p < 0.05: {naive[0]:.0f} claims, "
        f"{naive[1] / naive[2]:.2f} x",
    )  # fmt: skip


def _claims(years: Years) -> tuple[Array, Array]:
    """Claims, incidents in them the year after, and how many the usual week gives; and the same for the naive way."""
    counts, total = years.learned.counts(), years.after.sum(axis=1)
    usual = usual_weeks(counts, years.learned.kinds)
    ours, naive = np.zeros(3), np.zeros(3)
    top = best_slots(counts, many=1)[:, 0]
    for row, one in enumerate(find(years.learned, areas=years.areas).verdicts):
        if one.verdict == SPECIAL:
            ours += _after(years.after[row], usual[row], int(total[row]), one.start, one.hours)
        if counts[row].sum() >= 10:
            two = np.arange(top[row], top[row] + 2) % 168
            p = binom.sf(counts[row, two].sum() - 1, counts[row].sum(), usual[row, two].sum())
            naive += _after(years.after[row], usual[row], int(total[row]), int(top[row]), 2) if p < 0.05 else 0.0
    return ours, naive


def _after(after: Array, usual: Array, total: int, start: int, hours: int) -> Array:
    cells = np.arange(start, start + hours) % 168
    return np.array([1.0, float(after[cells].sum()), total * float(usual[cells].sum())])
