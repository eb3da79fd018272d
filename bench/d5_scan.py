"""D5: the weekly scan of 5,000 premises over two years with 9,999 replicates, cold and warm, and of one premises."""

import time
from collections.abc import Callable, Iterator

import numpy as np

from bench.inside.weeks import Array, kind_weeks
from bench.results import Number
from watchward.patterns.nulls import Nulls
from watchward.patterns.profiles import usual_weeks
from watchward.patterns.weekly import scan

HOW = "python -m bench --only D5"


def measure(*, quick: bool = False) -> Iterator[Number]:
    """In short: 500 premises, 999 replicates."""
    places, replicates = (500, 999) if quick else (5_000, 9_999)
    rng, kinds = np.random.default_rng(1), kind_weeks(22)
    totals = np.minimum(rng.lognormal(2.95, 1.2, places).astype(int) + 1, 5_000)
    counts = np.array([rng.multinomial(total, kinds[one % 22]) for one, total in enumerate(totals)])
    names = [str(one % 22) for one in range(places)]
    what = f"{places:,} premises, {int(totals.sum()):,} incidents, {replicates:,} replicates"
    made: list[Nulls] = []

    def whole() -> None:
        weeks = usual_weeks(counts, names)
        if not made:
            made.append(Nulls.for_weeks(weeks, replicates=replicates))
        scan(counts, weeks, made[0])

    cold, warm = _cpu(whole), min(_cpu(whole) for _ in range(3))
    naive = _naive(counts, usual_weeks(counts, names), 99) * places / 20 * replicates / 99
    beside = f"plain NumPy, counted up from 20 premises and 99 replicates: {naive:,.0f} s"
    yield _number(f"CPU of the scan, null distributions drawn, {what}", 10.0, cold, "s", beside)
    yield _number(f"CPU of the scan again, null distributions kept, {what}", 0.5, warm, "s", beside)
    weeks = usual_weeks(counts, names)
    row = int(np.argmax(totals >= 40))
    one = min(_cpu(lambda: scan(counts[row : row + 1], weeks[row : row + 1], made[0])) for _ in range(20)) * 1_000
    yield _number("CPU of one premises after one more report", 5.0, one, "ms", "null distributions kept")


def _cpu(what: Callable[[], object]) -> float:
    begun = time.process_time()
    what()
    return time.process_time() - begun


def _naive(counts: Array, weeks: Array, replicates: int) -> float:
    """Twenty premises, each with weeks of its own drawn, every window of every draw weighed."""
    rng = np.random.default_rng(2)
    rows = np.flatnonzero(counts.sum(axis=1) >= 10)[:20]

    def run() -> None:
        for row in rows.tolist():
            total = int(counts[row].sum())
            drawn = rng.multinomial(total, weeks[row], size=replicates)
            inside, share = np.zeros_like(drawn), np.zeros(168)
            for hours in range(6):
                inside, share = inside + np.roll(drawn, -hours, axis=1), share + np.roll(weeks[row], -hours)
                with np.errstate(divide="ignore", invalid="ignore"):
                    found = inside * np.log(inside / (total * share))
                    found += (total - inside) * np.log((total - inside) / (total * (1 - share)))
                np.nanmax(np.where(inside > total * share, found, 0), axis=1)

    return _cpu(run)


def _number(what: str, goal: float, value: float, unit: str, beside: str) -> Number:
    return Number(id="D5", what=what, goal=f"<= {goal:g} {unit}", value=round(value, 3), baseline=beside, unit=unit,
                  holds=value <= goal, how=HOW, gross=value > 3 * goal)  # fmt: skip
