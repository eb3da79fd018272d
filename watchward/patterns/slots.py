"""From incidents to verdicts: special, usual for this kind, or not enough yet. One call, one row per premises."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, gamma

from watchward.patterns import spans
from watchward.patterns.hours import HOURS_IN_WEEK, window_words
from watchward.patterns.incidents import Incidents
from watchward.patterns.nulls import Nulls
from watchward.patterns.profiles import usual_weeks
from watchward.patterns.risk import WEEKS_IN_MONTH, Expected, Risk, best_slots, fit
from watchward.patterns.weekly import FEWEST, adjusted, scan

Array = NDArray[Any]

FALSE_CLAIMS: Final = 0.05
LIMITS: Final = (
    "These are reported incidents. A busy slot can also mean that more staff were there to see and report, "
    "and a slot of one year may not come back the next."
)
SHORT: Final = 60  # minutes; a shorter span is as good as its middle
FEWEST_WEEKS: Final = 3  # in which a slot was seen before it may be called special: one bad night is no pattern
ROUNDS: Final = 15
KEPT: Final = 2.9  # times the usual that special slots still had a year later, pooled
AT_ONCE: Final = 20_000  # spans
SPECIAL, USUAL, NOT_ENOUGH = "special", "usual for this kind", "not enough yet"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be said of one premises: its most striking slot (`start`, `hours`), and what to expect in it.

    `counted` incidents lie in the slot (shared out, where times are from-to) and `foretold` by the usual week;
    `low` and `high` bound their ratio, as if the slot had been chosen beforehand. `p` is paid for every window, `q` for
    every premises. `advice` is where to look if nothing is special.
    """

    premises: str
    kind: str
    total: int
    verdict: str
    start: int
    hours: int
    counted: float
    foretold: float
    low: float
    high: float
    p: float
    q: float
    weeks_seen: int
    advice: Expected
    expected: Expected

    @property
    def sentence(self) -> str:
        """The verdict, then what to expect, in plain words."""
        if self.verdict == NOT_ENOUGH:
            few = f"{self.total:,} {'incident' if self.total == 1 else 'incidents'} with a known time"
            return f"Not enough yet: {few}. {self.advice.sentence}"
        if self.verdict == USUAL:
            return f"Usual for this kind: no slot stands out among {self.total:,} incidents. {self.advice.sentence}"
        return (
            f"Special: {window_words(self.start, self.hours)} holds about {self.counted:.0f} of {self.total:,} "
            f"incidents, where the usual week gives {self.foretold:.1f}. {self.expected.sentence}"
        )


@dataclass(frozen=True, slots=True)
class Found:
    """A verdict for each premises, in the order of `Incidents.names`; what to say of the data; the risk; the nulls."""

    verdicts: tuple[Verdict, ...]
    said: tuple[str, ...]
    risk: Risk
    nulls: Nulls | None


def find(
    incidents: Incidents, *, areas: Sequence[str] | None = None, false_claims: float = FALSE_CLAIMS,
    nulls: Nulls | None = None, span_nulls: spans.SpanNulls | None = None, period: str = "next month",
) -> Found:  # fmt: skip
    """Judge every premises against the others of its kind.

    Args:    areas: of each premises, in the order of `incidents.names`. nulls: from an earlier call, to be quick.
             period: of what month the expected reports are said, in words.
    Raises:  ValueError: false_claims outside 0-1, or areas of another number.
    """
    if not 0 < false_claims < 1:
        raise ValueError("The share of false claims is a number between 0 and 1.")
    places = len(incidents.names)
    if not places:
        return Found((), incidents.said, fit(np.zeros((0, HOURS_IN_WEEK)), 1.0, ()), nulls)
    counts = shared_out(incidents)
    weeks = usual_weeks(counts, incidents.kinds, incidents.hours)
    risk = fit(counts, incidents.weeks, incidents.kinds, areas, incidents.hours)
    nulls = nulls or Nulls.for_weeks(weeks)
    table = _scanned(incidents, counts, weeks, nulls, span_nulls)
    table["q"] = np.ones(places)
    looked_at = table["total"] >= FEWEST
    table["q"][looked_at] = adjusted(table["p"][looked_at])
    best = best_slots(risk.rates, many=1)[:, 0]
    verdicts = tuple(
        _verdict(row, incidents, table, risk, int(best[row]), false_claims, period) for row in range(places)
    )
    return Found(verdicts, incidents.said, risk, nulls)


def shared_out(incidents: Incidents) -> Array:
    """Incidents per premises and hour; spans are shared over their hours as the week of their kind has it; (P, 168).

    Source: expectation-maximisation over the hours, fifteen rounds from an even week, smoothed each time (Silverman et
    al. 1990): the likeliest week of the kind given spans, and not the blur that sharing evenly makes of it.
    """
    places = len(incidents.names)
    exact = incidents.length <= SHORT
    cells = incidents.premises * HOURS_IN_WEEK + _middle(incidents)
    fixed = np.bincount(cells[exact], minlength=places * HOURS_IN_WEEK).reshape(places, HOURS_IN_WEEK).astype(float)
    rows = np.flatnonzero(~exact)
    if not len(rows):
        return fixed
    week, counts = np.full((places, HOURS_IN_WEEK), 1 / HOURS_IN_WEEK), fixed
    for _ in range(ROUNDS):
        counts = fixed.copy()
        for first in range(0, len(rows), AT_ONCE):
            some = rows[first : first + AT_ONCE]
            place = incidents.premises[some]
            weights = spans.coverage(incidents.start[some], incidents.length[some]) * week[place]
            np.add.at(counts, place, weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-30))
        week = usual_weeks(counts, incidents.kinds, incidents.hours)
    return counts


def _middle(incidents: Incidents) -> Array:
    middle: Array = (incidents.start + np.where(incidents.length <= SHORT, incidents.length // 2, 0)) // 60
    return middle % HOURS_IN_WEEK


def _scanned(
    incidents: Incidents, counts: Array, weeks: Array, nulls: Nulls, span_nulls: spans.SpanNulls | None
) -> dict[str, Array]:  # fmt: skip
    """Exact premises all at once, those with spans one by one."""
    places = len(incidents.names)
    total = np.bincount(incidents.premises, minlength=places)
    imprecise = np.bincount(incidents.premises[incidents.length > SHORT], minlength=places) > 0
    whole = np.where(imprecise[:, None], 0, np.rint(counts)).astype(np.int64)
    best = scan(whole, weeks, nulls)
    table = {"total": total, "start": best.start, "hours": best.hours, "counted": best.inside.astype(float),
             "foretold": best.expected.copy(), "p": best.p.copy()}  # fmt: skip
    long = incidents.length[incidents.length > SHORT]
    nulls_of_spans = span_nulls or spans.SpanNulls(nulls.typical, long)
    order = np.argsort(incidents.premises, kind="stable")
    edges = np.searchsorted(incidents.premises[order], np.arange(places + 1))
    for row in np.flatnonzero(imprecise & (total >= FEWEST)).tolist():
        mine = order[edges[row] : edges[row + 1]]
        start, length = incidents.start[mine], incidents.length[mine]
        slot = spans.strongest(start, length, weeks[row])
        table["start"][row], table["hours"][row] = slot.start, slot.hours
        table["counted"][row], table["foretold"][row] = slot.share * total[row], slot.usual * total[row]
        table["p"][row] = nulls_of_spans.p(slot, weeks[row], length)
    table["weeks"] = _weeks_seen(incidents, table, order, edges)
    return table


def _weeks_seen(incidents: Incidents, table: dict[str, Array], order: Array, edges: Array) -> Array:
    """In how many weeks something touched the slot."""
    seen = np.zeros(len(incidents.names), dtype=int)
    for row in np.flatnonzero(table["p"] < FALSE_CLAIMS).tolist():
        mine = order[edges[row] : edges[row + 1]]
        first = (table["start"][row] * 60 - incidents.start[mine]) % (HOURS_IN_WEEK * 60)
        inside = -first % (HOURS_IN_WEEK * 60) < table["hours"][row] * 60
        touched = inside | (first <= incidents.length[mine])
        seen[row] = len(np.unique(incidents.week[mine][touched]))
    return seen


def _verdict(
    row: int, incidents: Incidents, table: dict[str, Array], risk: Risk, best: int, false_claims: float, period: str
) -> Verdict:  # fmt: skip
    total, start, hours = int(table["total"][row]), int(table["start"][row]), int(table["hours"][row])
    counted, foretold = float(table["counted"][row]), float(table["foretold"][row])
    q, seen = float(table["q"][row]), int(table["weeks"][row])
    word = SPECIAL if q <= false_claims and seen >= FEWEST_WEEKS else USUAL
    if total < FEWEST:
        word = NOT_ENOUGH
    scale = total / foretold if foretold > 0 else 1.0
    low = float(beta.ppf(0.025, counted, total - counted + 1)) * scale if counted > 0 else 0.0
    high = float(beta.ppf(0.975, counted + 1, total - counted)) * scale if counted < total else scale
    return Verdict(
        incidents.names[row], incidents.kinds[row], total, word, start, hours, counted, foretold, low, high,
        float(table["p"][row]), q, seen, risk.expected(row, best, 2, period=period),
        _in_claim(counted, foretold, incidents.weeks, start, hours, risk.expected(row, start, hours).usual, period)
        if word == SPECIAL else risk.expected(row, start, hours, period=period),
    )  # fmt: skip


def _in_claim(
    counted: float, foretold: float, weeks: float, start: int, hours: int, usual: float, period: str
) -> Expected:  # fmt: skip
    """What to expect in a slot that is special: how many times the usual it has, drawn towards what such slots keep.

    Source: gamma-Poisson with shape 1; its mean is what claims ran at the year after, pooled (bench D4).
    """
    shape, rate = counted + 1.0, foretold + 1.0 / KEPT
    month = foretold / weeks * WEEKS_IN_MONTH
    low, high = (float(one) * month for one in gamma.ppf([0.025, 0.975], shape, scale=1 / rate))
    return Expected(start, hours, shape / rate * month, low, high, usual, period)
