"""Propose series: visits are compared, others speak for a pair, and what hangs together becomes a proposal.

found = find(incidents, shipped())
for one in found.series: ...                  # references, and the links that hold it together
found.explain("R-1", "R-2")                   # each factor with its bits and in words
found.belonging(["R-1", "R-2"], most=50)      # which other incidents may belong to these
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from watchward.identify.clusters.batch import resolve
from watchward.identify.clusters.rule import Rule
from watchward.identify.series.card import SeriesCard, bits_by_factor
from watchward.identify.series.chain import chain_bits
from watchward.identify.series.factors import GAP, HOUR, PLACE, Factors, factors, pairs
from watchward.identify.series.incidents import Columns, Floats, Incident, Ints, columns
from watchward.identify.series.visits import Visit, visits

UNKNOWN_BITS: Final = -3.0  # of a pair in one group that was never compared
OTHERS: Final = "others"  # the factor that other incidents add

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Reason:
    """One factor of a link: its bits (log2 of a likelihood ratio), and in words."""

    factor: str
    bits: float
    words: str


@dataclass(frozen=True, slots=True)
class Link:
    """Two visits that look like one series. `bits`: log2 odds of all that was compared; `chance` the same, 0 to 1."""

    one: str
    other: str
    bits: float
    reasons: tuple[Reason, ...]

    @property
    def chance(self) -> float:
        """The probability, as the card has it."""
        return float(1 / (1 + np.exp2(-self.bits)))

    def to_dict(self) -> dict[str, Any]:
        """For programs."""
        return {"one": self.one, "other": self.other, "bits": round(self.bits, 2), "chance": round(self.chance, 4),
                "reasons": [{"factor": each.factor, "bits": round(each.bits, 2), "words": each.words}
                            for each in self.reasons]}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Series:
    """Visits that were proposed as one series, by time, and its links, the strongest first."""

    refs: tuple[str, ...]
    links: tuple[Link, ...]

    @property
    def strength(self) -> float:
        """Mean bits of its links."""
        return float(np.mean([one.bits for one in self.links])) if self.links else 0.0


@dataclass(frozen=True)
class Found:
    """All that was found. References are those of visits; `folded` names what was folded into each."""

    card: SeriesCard
    table: Columns
    one: Ints
    other: Ints
    bits: Floats
    direct: Floats
    series: tuple[Series, ...]
    folded: Mapping[str, tuple[str, ...]]
    left_out: int

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each visit stands."""
        return {ref: at for at, ref in enumerate(self.table.refs)}

    @property
    def said(self) -> tuple[str, ...]:
        """What a reader has to know of what was not looked at."""
        twice = sum(len(many) - 1 for many in self.folded.values())
        return tuple(
            words
            for count, words in (
                (twice, f"{twice:,} records were folded into the visit that they tell of again."),
                (
                    self.left_out,
                    f"{self.left_out:,} pairs were too far apart in time, or in place as well, to compare.",
                ),
            )
            if count
        )

    def explain(self, one: str, other: str) -> Link:
        """One pair, factor by factor. Raises: KeyError: no such visit, or the two were not compared."""
        low, high = sorted((self.place[one], self.place[other]))
        at = np.flatnonzero((self.one == low) & (self.other == high))
        if not len(at):
            raise KeyError(f"{one} and {other} were not compared.")
        return _links(self, at[:1])[0]

    def belonging(self, refs: Iterable[str], *, most: int = 50) -> list[tuple[str, float]]:
        """(reference, bits) of other visits that may belong to these, the likeliest first: the mean of the two best
        links to any of them, since a series drifts and nobody resembles all of it. Raises: KeyError."""
        inside = np.zeros(len(self.table), np.bool_)
        inside[[self.place[ref] for ref in refs]] = True
        best: dict[int, list[float]] = {}
        for here, there in ((self.one, self.other), (self.other, self.one)):
            linked = inside[here] & ~inside[there]
            for place, bits in zip(there[linked].tolist(), self.bits[linked].tolist(), strict=True):
                best.setdefault(place, []).append(bits)
        ranked = [(float(np.mean(sorted(many)[-2:])), place) for place, many in best.items()]
        ranked.sort(key=lambda each: (-each[0], each[1]))
        return [(self.table.refs[place], bits) for bits, place in ranked[:most]]


def find(
    incidents: Sequence[Incident], card: SeriesCard, *, same: Iterable[Pair] = (), different: Iterable[Pair] = (),
    fold: bool = True,
) -> Found:  # fmt: skip
    """Propose series among incidents.

    Args:    same, different: pairs of references that a person judged; they hold whatever the weights say.
             fold: whether records of one visit are folded first.
    Raises:  ValueError: see `columns`.
    Cost:    1,500 incidents: every pair, about a second. Beyond, near pairs only; what was left out is said.
    """
    folded = visits(incidents) if fold else [Visit(one, (one.ref,)) for one in incidents]
    home = {ref: one.incident.ref for one in folded for ref in one.refs}
    table = columns([one.incident for one in folded])
    one, other, left_out = pairs(table)
    direct, bits = weigh(table, card, one, other)
    judged = [_at_home(home, many) for many in (same, different)]
    places = {ref: at for at, ref in enumerate(table.refs)}
    partition = resolve(
        (one, other, bits), records=np.arange(len(table)), same=_places(places, judged[0]),
        different=_places(places, judged[1]), rule=Rule(threshold=card.threshold, unknown=UNKNOWN_BITS),
    )  # fmt: skip
    found = Found(
        card, table, one, other, bits, direct, (), {each.incident.ref: each.refs for each in folded}, left_out
    )
    return _with_series(found, partition.labels)


def weigh(table: Columns, card: SeriesCard, one: Ints, other: Ints) -> tuple[Floats, Floats]:
    """(direct bits, all bits) of each pair: log2 odds by its factors alone, and with what others say."""
    direct = card.prior_bits + np.sum(list(bits_by_factor(card, factors(table, one, other)).values()), axis=0)
    chained = chain_bits(len(table), one, other, direct)
    bent = card.chain
    return direct, np.asarray(bent.slope * direct + bent.weight * chained + bent.offset, np.float64)


def _with_series(found: Found, labels: Ints) -> Found:
    together = np.flatnonzero(labels[found.one] == labels[found.other])
    links: dict[int, list[Link]] = {}
    for at, link in zip(together, _links(found, together), strict=True):
        links.setdefault(int(labels[found.one[at]]), []).append(link)
    members: dict[int, list[int]] = {}
    for place, label in enumerate(labels.tolist()):
        members.setdefault(label, []).append(place)
    series = [
        Series(
            tuple(found.table.refs[place] for place in sorted(places, key=lambda place: found.table.start[place])),
            tuple(sorted(links.get(label, ()), key=lambda link: (-link.bits, link.one, link.other))),
        )
        for label, places in members.items()
        if len(places) > 1
    ]
    series.sort(key=lambda each: (-each.strength, each.refs))
    return Found(found.card, found.table, found.one, found.other, found.bits, found.direct, tuple(series),
                 found.folded, found.left_out)  # fmt: skip


def _links(found: Found, at: Ints) -> list[Link]:
    one, other = found.one[at], found.other[at]
    compared = factors(found.table, one, other)
    by_factor = bits_by_factor(found.card, compared)
    slope = found.card.chain.slope
    made = []
    for row, (left, right) in enumerate(zip(one.tolist(), other.tolist(), strict=True)):
        reasons = [
            Reason(name, slope * float(many[row]), _words(found.table, compared, name, row, left, right))
            for name, many in by_factor.items()
            if many[row]
        ]
        others = float(found.bits[at[row]]) - slope * float(found.direct[at[row]])
        reasons.append(Reason(OTHERS, others, "what other incidents say of the two"))
        reasons.sort(key=lambda reason: -abs(reason.bits))
        refs = found.table.refs
        made.append(Link(refs[left], refs[right], float(found.bits[at[row]]), tuple(reasons)))
    return made


def _words(table: Columns, compared: Factors, name: str, row: int, left: int, right: int) -> str:
    if name == PLACE:
        metres = float(compared.metres[row])
        return f"{metres / 1000:.1f} km apart" if metres >= 1000 else f"{metres:.0f} m apart"
    if name == GAP:
        days = float(compared.days[row])
        return "the times overlap" if not days else f"{days * 24:.0f} h apart" if days < 2 else f"{days:.0f} days apart"
    if name == HOUR:
        return f"{float(compared.hours[row]):.1f} h between the times of the day"
    coded = table.coded[name]
    both = coded.noted[left].multiply(coded.noted[right]).tocoo()
    shared = sorted(coded.names[code] for code in both.col.tolist())
    return f"{name}: both {', '.join(shared)}" if shared else f"{name}: nothing in common"


def _at_home(home: Mapping[str, str], many: Iterable[Pair]) -> list[Pair]:
    """Judged pairs by their visits; two records of one visit, or of none that is here, say nothing."""
    found = [(home.get(one, ""), home.get(other, "")) for one, other in many]
    return [(one, other) for one, other in found if one and other and one != other]


def _places(places: Mapping[str, int], many: Iterable[Pair]) -> list[tuple[int, int]]:
    return [(places[one], places[other]) for one, other in many]
