"""D1: how many later incidents three named two-hour slots meet, against the slots with the most incidents so far."""

import sys
from collections.abc import Iterator

import numpy as np

from bench.inside.weeks import SORTS, Array, Stream, Years, file, kind_weeks, town
from bench.results import Number
from watchward.patterns.risk import Risk, best_slots, fit

HOW = "BENCH_PATTERNS=FOLDER python -m bench --only D1"
SPLITS = (((2011, 2012), 2013), ((2011, 2012, 2013), 2014), ((2012, 2013), 2014))
FEWEST = 10
MANY, HOURS = 3, 2


def measure(*, quick: bool = False) -> Iterator[Number]:
    """In short: a generated town, one split."""
    if quick:
        yield from _numbers({"generated": [_generated()]}, "generated town")
        return
    place = file()
    if place is None:
        print("D1 skipped: set BENCH_PATTERNS to the folder with the Chicago business stream.", file=sys.stderr)
        return
    found = {sort: [Stream(place, sort).years(*split) for split in SPLITS] for sort in SORTS}
    yield from _numbers(found, "Chicago business stream")


def _generated() -> Years:
    before, after = (town(kind_weeks(4), places=200, total=40, planted=0, times=1.0, seed=seed) for seed in (3, 4))
    return Years(before.incidents, after.incidents.counts(), ("",) * 200)


def _numbers(found: dict[str, list[Years]], what: str) -> Iterator[Number]:
    gains, parts, said = [], [], []
    for sort, splits in found.items():
        met = np.array([_met(one) for one in splits]).sum(axis=0)
        top, ours, ceiling, total = met.tolist()
        gains.append(ours / top - 1)
        parts.append(ours / ceiling)
        said.append(f"{sort}: top {100 * top / total:.1f} %, ours {100 * ours / total:.1f} %, "
                    f"ceiling {100 * ceiling / total:.1f} % of {total:,.0f}")  # fmt: skip
    beside = "; ".join(said)
    gain, part = float(np.mean(gains)), float(np.mean(parts))
    yield Number(id="D1", what=f"More incidents met by 3 two-hour slots than by the top historical ones, {what}",
                 goal=">= +10 %", value=round(100 * gain, 1), baseline=beside, unit="%", holds=gain >= 0.1, how=HOW,
                 gross=gain < -0.05)  # fmt: skip
    yield Number(id="D1", what=f"Of what could be met if the fitted rates were known exactly, {what}", goal=">= 90 %",
                 value=round(100 * part, 1), baseline=beside, unit="%", holds=part >= 0.9, how=HOW)  # fmt: skip


def _met(years: Years) -> Array:
    """Incidents met by the top slots, by ours and by the ceiling, and all, where 10 or more could be learned from."""
    counts = years.learned.counts()
    enough = counts.sum(axis=1) >= FEWEST
    risk = fit(counts, years.learned.weeks, years.learned.kinds, years.areas)
    total = years.after.sum(axis=1)
    ceiling = _ceiling(risk) * total
    return np.array([
        _inside(years.after, best_slots(counts, hours=HOURS, many=MANY))[enough].sum(),
        _inside(years.after, best_slots(risk.rates, hours=HOURS, many=MANY))[enough].sum(),
        ceiling[enough].sum(), total[enough].sum(),
    ])  # fmt: skip


def _inside(counts: Array, slots: Array) -> Array:
    cells = ((slots[:, :, None] + np.arange(HOURS)) % 168).reshape(len(counts), -1)
    found: Array = np.take_along_axis(counts, cells, axis=1).sum(axis=1)
    return found


def _ceiling(risk: Risk, draws: int = 20) -> Array:
    """The share met by the best slots of the true week, if the truth is as the posterior says: the mean of 20 draws."""
    rng, found = np.random.default_rng(1), np.zeros(len(risk.rates))
    for _ in range(draws):
        week = rng.gamma(np.maximum(risk.weight, 1e-9))
        week /= week.sum(axis=1, keepdims=True)
        found += _inside(week, best_slots(week, hours=HOURS, many=MANY)) / draws
    return found
