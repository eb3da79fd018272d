"""Does a premises have a slot of its own, beyond the usual week of its type? Modest on purpose.

Picking the busiest slot and testing it as if it had been chosen in advance "finds" one at four premises in
five. So here: each premises is held against the *other* premises of its type; the type's profile is doubted,
not taken as known; every window looked at is paid for (Bonferroni), and every premises too
(Benjamini-Hochberg). Without a claim, the advice is the usual week of the type.

Feed it visits (`visits.collapse`) whose hour is known: long from-to spans held against exact times make false
claims. A slot may also show when staff look, not when it happens: print `LIMITS` wherever a claim is printed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from watchward.patterns.exact import beta_binomial_share, beta_binomial_tail, binomial_interval
from watchward.patterns.hours import HOURS_IN_WEEK, Window, window_counts

LIMITS = (
    "These are reported incidents. A busy slot can also mean that more staff were there to see and report, "
    "and a slot of one year may not come back the next."
)
FALSE_CLAIMS = 0.05  # share of claims that may be false, on average
FEWEST_INCIDENTS = 20  # below that a premises is not tested
FEWEST_IN_SLOT = 5
FEWEST_PEERS = 5  # other premises of the type
FEWEST_PEER_INCIDENTS = 200
TRUST = 500.0  # the type's profile never counts as better known than this many incidents would make it:
#                premises of one type differ in opening hours and staffing
EVEN_PRIOR = 24.0  # incidents spread evenly over the week, added to the type's, so that no hour is impossible


@dataclass(frozen=True, slots=True)
class Week:
    """One premises: its reference, its type in words ("convenience store"), and 168 counts of visits."""

    ref: str
    kind: str
    counts: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse anything but 168 counts of 0 or more."""
        if len(self.counts) != HOURS_IN_WEEK or min(self.counts) < 0:
            raise ValueError("A week needs 168 counts of 0 or more, Monday 00:00 first.")


@dataclass(frozen=True, slots=True)
class Finding:
    """What may be said of one premises. `claim` is None unless a slot of its own stands out.

    `expected` is the count that the type's profile foretells for that slot; `low` and `high` bound the
    ratio of count to expected, widened for every window that was searched; `p_adjusted` is corrected for
    windows and premises. All four are None where no window was tested.
    """

    ref: str
    claim: Window | None
    usual: Window | None
    expected: float | None
    low: float | None
    high: float | None
    p_adjusted: float | None
    sentence: str


@dataclass(frozen=True, slots=True)
class _Best:
    """The least likely window of one premises: its share by the type's profile, and p after the search."""

    window: Window
    share: float
    p: float
    searched: int


def stand_outs(
    weeks: Iterable[Week], *, lengths: Sequence[int] = (1, 2, 3, 4), false_claims: float = FALSE_CLAIMS
) -> list[Finding]:
    """Judge every premises against the other premises of its type; one finding each, in the order given.

    Args:    lengths: window lengths in hours that are searched, each from every hour of the week.
             false_claims: the share of claims that may be false on average, 0 to 1.
    Raises:  ValueError: no length, a length outside 1-24, or false_claims outside 0-1.
    Source:  Benjamini and Hochberg, 1995; beta-binomial tails for the doubt about the type's profile.
    """
    if not lengths or not all(1 <= hours <= 24 for hours in lengths) or not 0 < false_claims < 1:
        raise ValueError("Give window lengths of 1 to 24 hours, and a share of false claims between 0 and 1.")
    weeks = list(weeks)
    totals, numbers = _type_totals(weeks)
    peers = {
        week.ref: [total - own for total, own in zip(totals[week.kind], week.counts, strict=True)] for week in weeks
    }
    if len(peers) != len(weeks):
        raise ValueError("Two weeks carry the same reference. Add them up first.")
    tested = {
        week.ref: _strongest(week, peers[week.ref], lengths)
        for week in weeks
        if sum(week.counts) >= FEWEST_INCIDENTS and _is_enough(numbers[week.kind] - 1, peers[week.ref])
    }
    adjusted = benjamini_hochberg({ref: best.p for ref, best in tested.items()})
    findings = []
    for week in weeks:
        usual = _usual(peers[week.ref]) if _is_enough(numbers[week.kind] - 1, peers[week.ref]) else None
        best = tested.get(week.ref)
        if best is None:
            findings.append(_untested(week, usual))
        else:
            findings.append(_judged(week, usual, best, adjusted[week.ref], false_claims))
    return findings


def benjamini_hochberg(p_values: Mapping[str, float]) -> dict[str, float]:
    """Adjust p-values for their number: claiming all at or below q keeps false claims to q on average."""
    ranked = sorted(p_values, key=lambda key: p_values[key], reverse=True)
    adjusted, smallest = {}, 1.0
    for above, key in enumerate(ranked):
        smallest = min(smallest, p_values[key] * len(ranked) / (len(ranked) - above))
        adjusted[key] = smallest
    return adjusted


def _type_totals(weeks: Sequence[Week]) -> tuple[dict[str, list[int]], dict[str, int]]:
    totals: dict[str, list[int]] = {}
    numbers: dict[str, int] = defaultdict(int)
    for week in weeks:
        numbers[week.kind] += 1
        before = totals.get(week.kind, [0] * HOURS_IN_WEEK)
        totals[week.kind] = [a + b for a, b in zip(before, week.counts, strict=True)]
    return totals, numbers


def _is_enough(peers: int, peer_week: Sequence[int]) -> bool:
    return peers >= FEWEST_PEERS and sum(peer_week) >= FEWEST_PEER_INCIDENTS


def _strongest(week: Week, peer_week: Sequence[int], lengths: Sequence[int]) -> _Best:
    """Find the least likely window; windows too quiet to be claimed still count as searched."""
    total, searched = sum(week.counts), HOURS_IN_WEEK * len(lengths)
    weight = sum(peer_week) + EVEN_PRIOR
    trust = min(weight, TRUST)
    best = _Best(Window(0, lengths[0], 0), 1.0, 1.0, searched)
    looked_at = [
        (window, share)
        for window, share in _windows(week.counts, peer_week, lengths, weight)
        if window.count >= FEWEST_IN_SLOT and window.count > total * share
    ]
    looked_at.sort(key=lambda pair: _excess(pair[0].count, total * pair[1]), reverse=True)  # likely winners first
    for window, share in looked_at:
        doubt = (window.count, total, share * trust, (1 - share) * trust)
        if beta_binomial_share(*doubt) >= best.p:  # a tail is never below its first term: this one cannot win
            continue
        p = beta_binomial_tail(*doubt)
        if p < best.p:
            best = _Best(window, share, p, searched)
    return _Best(best.window, best.share, min(1.0, best.p * searched), searched)


def _excess(count: int, expected: float) -> float:
    return (count - expected) ** 2 / expected


def _windows(
    own: Sequence[int], peer_week: Sequence[int], lengths: Sequence[int], weight: float
) -> Iterator[tuple[Window, float]]:
    for hours in lengths:
        prior = EVEN_PRIOR * hours / HOURS_IN_WEEK
        pairs = zip(window_counts(own, hours), window_counts(peer_week, hours), strict=True)
        for start, (count, peer_count) in enumerate(pairs):
            yield Window(start, hours, count), (peer_count + prior) / weight


def _usual(peer_week: Sequence[int], hours: int = 4) -> Window:
    """Return the busiest window of the type's other premises: the advice where nothing stands out."""
    sums = window_counts(peer_week, hours)
    start = max(range(HOURS_IN_WEEK), key=lambda hour: (sums[hour], -hour))
    return Window(start, hours, sums[start])


def _untested(week: Week, usual: Window | None) -> Finding:
    total = sum(week.counts)
    why = (
        f"{_visits(total)} with a known hour {'is' if total == 1 else 'are'} too few to name a slot of its own."
        if total < FEWEST_INCIDENTS
        else f"Too few other premises of the type {week.kind} have incidents with a known hour to judge slots by."
    )
    return Finding(week.ref, None, usual, None, None, None, None, f"{why}{_advice(week.kind, usual)}")


def _visits(number: int) -> str:
    return f"{number:,} visit" if number == 1 else f"{number:,} visits"


def _judged(week: Week, usual: Window | None, best: _Best, p: float, false_claims: float) -> Finding:
    total, window = sum(week.counts), best.window
    expected = total * best.share
    level = 1 - false_claims / best.searched  # holds for every window at once, so also for the one picked
    low, high = (bound / best.share for bound in binomial_interval(window.count, total, level))
    if p > false_claims or low <= 1:
        sentence = f"No slot of its own stands out among {total:,} visits.{_advice(week.kind, usual)}"
        return Finding(week.ref, None, usual, expected, low, high, p, sentence)
    sentence = (
        f"{window.words} stands out: {window.count:,} of {total:,} visits, where the usual week of "
        f"the type {week.kind} would give about {expected:.1f} (at least {low:.1f} and up to {high:.1f} "
        "times as many, allowing for the search)."
    )
    return Finding(week.ref, window, usual, expected, low, high, p, sentence)


def _advice(kind: str, usual: Window | None) -> str:
    return f" Go by the busiest time of the type {kind}: {usual.words}." if usual else ""
