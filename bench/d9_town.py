"""D9: everything that is said of a town with 10,000 incidents a year, from the incidents on."""

import time
from collections.abc import Callable, Iterator

import numpy as np

from bench.inside.weeks import kind_weeks, town
from bench.results import Number
from watchward.patterns import coinflip, mirror
from watchward.patterns.emerging import clusters, where_next
from watchward.patterns.gaps import judge
from watchward.patterns.nulls import Nulls
from watchward.patterns.plan import Budget, Guard, Premises, plan
from watchward.patterns.shifts import curve
from watchward.patterns.slots import find
from watchward.patterns.space import density, hot_spots, near_repeats
from watchward.patterns.trend import changes, trend

HOW = "python -m bench --only D9"
PLACES, A_YEAR = 300, 33  # premises, incidents of each
GOAL = 2.0


class Town:
    """A generated year, with places on a map of three kilometres and a day for each incident."""

    def __init__(self, quick: bool) -> None:
        """A tenth of the premises, in short."""
        places = PLACES // 10 if quick else PLACES
        rng = np.random.default_rng(9)
        self.incidents = town(kind_weeks(6), places=places, total=A_YEAR, planted=places // 20, times=10.0).incidents
        self.at = rng.uniform(0, 3_000, (places, 2))
        self.x, self.y = self.at[self.incidents.premises].T
        self.day = self.incidents.week * 7 + self.incidents.start // 1440
        self.nulls: Nulls | None = None
        self.rates = np.zeros((places, 168))

    def slots(self) -> None:
        """Verdicts and what to expect; null distributions are kept from the time before."""
        found = find(self.incidents, nulls=self.nulls)
        self.nulls, self.rates = found.nulls, found.risk.rates

    def space(self) -> None:
        """Density, hot spots, near repeats, emerging clusters, where next."""
        x, y, day = self.x, self.y, self.day.astype(float)
        density(x, y)
        counts = np.bincount(self.incidents.premises, minlength=len(self.at)).astype(float)
        hot_spots(counts, *self.at.T, reach=200.0)
        near_repeats(x, y, day)
        clusters(x, y, self.day, today=int(self.day.max()))
        where_next(x, y, day, today=int(self.day.max()))

    def time(self) -> None:
        """Weekly series of the town and of each premises, changes, recording gaps of the members."""
        weeks = self.incidents.premises * 53 + self.incidents.week
        table = np.bincount(weeks, minlength=len(self.at) * 53).reshape(-1, 53)[:, :52]
        trend(table.sum(axis=0), periods_a_year=52, at=40)
        changes(table.sum(axis=0))
        for row in table:
            trend(row, periods_a_year=52)
        months = table.reshape(len(self.at), 13, 4).sum(axis=2)[:, None, :]
        judge(months, [f"member {one % 40}" for one in range(len(self.at))], self.incidents.names, ("all",),
              [str(one) for one in range(13)])  # fmt: skip

    def effect(self) -> None:
        """One deployment of twenty slots judged, with what moved, and one lot."""
        counts = self.incidents.counts()
        rows, starts = coinflip.candidates(counts, many=20)
        mirror.estimate(counts, counts, coinflip.grid(counts.shape, rows, starts))
        first = np.arange(20) % 2 == 0
        coinflip.estimate(first, counts[rows, starts], counts[rows, (starts + 1) % 168])

    def curve(self) -> None:
        """What the next guarded hour would meet."""
        curve(self.rates)

    def plan(self) -> None:
        """Forty guard hours for the forty premises that expect most."""
        some = np.argsort(-self.rates.sum(axis=1))[:40].tolist()
        guards = [Guard(f"Guard {one}", 20, 15.0) for one in range(3)]
        plan([Premises(str(one), str(one % 8), self.rates[one], self.rates[one], self.rates[one]) for one in some],
             guards, Budget(hours=40))  # fmt: skip


def measure(*, quick: bool = False) -> Iterator[Number]:
    """In short: a tenth of the premises."""
    here = Town(quick)
    cold = _cpu(here.slots)
    parts = {"slots": here.slots, "space": here.space, "time": here.time, "effect": here.effect, "curve": here.curve}
    spent = {name: min(_cpu(what) for _ in range(3)) for name, what in parts.items()}
    solver = min(_cpu(here.plan) for _ in range(2))
    total = sum(spent.values())
    said = ", ".join(f"{name} {seconds:.2f}" for name, seconds in spent.items())
    what = f"{len(here.incidents.premises):,} incidents at {len(here.at):,} premises"
    yield Number(
        id="D9",
        what=f"CPU of everything that is said of a town, {what}",
        goal=f"<= {GOAL:g} s",
        value=round(total, 2),
        baseline=f"{said}; slots with null distributions drawn anew {cold:.2f}",
        unit="s",
        holds=total <= GOAL,
        how=HOW,
        gross=total > 3 * GOAL,
    )
    yield Number(
        id="D9",
        what="CPU of one plan of 40 guard hours for 40 premises and three guards, when asked",
        goal="not in the goal, watched",
        value=round(solver, 2),
        baseline=what,
        unit="s",
        holds=True,
        how=HOW,
    )


def _cpu(what: Callable[[], object]) -> float:
    begun = time.process_time()
    what()
    return time.process_time() - begun
