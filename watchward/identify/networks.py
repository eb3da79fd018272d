"""Who is seen with whom: ties beyond chance, groups, and the people who connect them.

    network = together([("visit 1", "A"), ("visit 1", "B"), ("visit 2", "A"), ("visit 2", "B"), ("visit 3", "C")])
    network.ties[0].visits, network.ties[0].expected      # 2 together; by chance it would be 1.3
    network.groups, network.bridges, layout(network)

Being seen together is no proof of anything: a crowd at a door is one visit. So each tie says how often it would be
expected by chance, and how likely as often would be then; two who were together once are a tie that says so.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import networkx as nx

MOST_PEOPLE: Final = 150  # in one network, those with the most ties; how many were left out is said
LARGEST_CROWD: Final = 12  # people of one visit; in a larger crowd nobody is with anybody
MOST_EVENLY: Final = 40
RARE: Final = 0.01  # as often by chance, in less than one of a hundred such pairs: together more than by chance
SEED: Final = 20


@dataclass(frozen=True, slots=True)
class Tie:
    """Two people. `visits` together; `expected` by chance from how often each was seen; `chance` of so many or more
    if each had gone about alone, 0 to 1; `bits`: log2 of visits to what was expected."""

    one: str
    other: str
    visits: int
    expected: float
    chance: float

    @property
    def bits(self) -> float:
        """Above 0: more often than by chance."""
        return math.log2(self.visits / self.expected)

    @property
    def worth(self) -> str:
        """What the tie is worth: "once", "chance" (it may still be chance) or "more" (than by chance)."""
        if self.visits == 1:
            return "once"
        return "more" if self.chance < RARE else "chance"


@dataclass(frozen=True, slots=True)
class Bridge:
    """Somebody who connects others. `between`: share of the shortest ways of the network that lead by them, 0 to 1;
    `groups`: how many groups their ties reach beside their own; `outside`: share of their visits with others that were
    with people of other groups; `elsewhere`: with people of another place than their own, 0 to 1; `alone`: the network
    falls apart without them."""

    person: str
    between: float
    groups: int
    outside: float
    elsewhere: float
    alone: bool


@dataclass(frozen=True, slots=True)
class Network:
    """People with ties. `seen`: visits of each; `ties` the strongest first; `groups` the largest first; `bridges` the
    most important first. `alone` people had no tie; `left_out` had ties and were too many to show; `crowds` visits
    with more than 12 people count for no tie."""

    seen: Mapping[str, int]
    ties: tuple[Tie, ...]
    groups: tuple[tuple[str, ...], ...]
    bridges: tuple[Bridge, ...]
    alone: int
    left_out: int
    crowds: int

    def group_of(self, person: str) -> int:
        """The place of somebody's group. Raises: KeyError."""
        return {one: at for at, group in enumerate(self.groups) for one in group}[person]


def together(
    seen: Iterable[tuple[Hashable, str]], *, homes: Mapping[str, str] | None = None, around: str = ""
) -> Network:
    """Make the network of (visit, person) pairs; a pair that comes twice counts once. The order changes nothing.

    Args:    homes: where each is seen most, for who connects places; without it nobody does.
             around: only this person, those they were seen with, and the ties between all of these.
    Source:  groups by modularity (Blondel et al. 2008, as networkx has it) with a fixed seed; bridges by betweenness
             (Freeman 1977), a tie of many visits being a short way; chance as in draws without putting back
             (hypergeometric): of all visits, those of the one fall on those of the other.
    """
    people = _people(seen)
    often = Counter(person for group in people.values() for person in group)
    visits = [group for group in people.values() if len(group) <= LARGEST_CROWD]
    if around:
        near = {person for group in visits if around in group for person in group}
        visits = [group & near for group in visits]
    pairs = Counter(pair for group in visits for pair in combinations(sorted(group), 2))
    kept, left_out = _most_tied(pairs, around)
    ties = sorted(
        (_tie(one, other, count, often, len(people)) for (one, other), count in pairs.items() if {one, other} <= kept),
        key=lambda tie: (-tie.visits, tie.expected, tie.one, tie.other),
    )
    graph = _graph(ties)
    groups = _groups(graph)
    tied = {person for pair in pairs for person in pair}
    return Network(
        {person: often[person] for person in sorted(kept)}, tuple(ties), groups, _bridges(graph, groups, homes or {}),
        0 if around else len(often) - len(tied), left_out,
        sum(len(group) > LARGEST_CROWD and (not around or around in group) for group in people.values()),
    )  # fmt: skip


def layout(network: Network) -> dict[str, tuple[float, float]]:
    """A place for everybody, x and y from 0 to 1: who is tied stands near. The same network gives the same places."""
    graph = _graph(network.ties)
    if not graph:
        return {}
    places: dict[str, Any] = {}
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    for part, (left, top, size) in zip(parts, _tiles([len(part) for part in parts]), strict=True):
        places |= _within(_spread(graph.subgraph(sorted(part))), left, top, size)
    return {person: places[person] for person in sorted(places)}


def _spread(part: "nx.Graph[str]") -> Mapping[str, Any]:
    """Kamada and Kawai (1989) keep a small part apart evenly; springs are quicker for a large one."""
    if len(part) <= MOST_EVENLY:
        return dict(nx.kamada_kawai_layout(part, weight=None))
    return dict(nx.spring_layout(part, weight="visits", seed=SEED, iterations=200))


def _people(seen: Iterable[tuple[Hashable, str]]) -> dict[Hashable, set[str]]:
    people: dict[Hashable, set[str]] = defaultdict(set)
    for visit, person in seen:
        people[visit].add(person)
    return people


def _most_tied(pairs: Mapping[tuple[str, str], int], around: str) -> tuple[set[str], int]:
    """Who is shown: those with the most visits with others, or with one person; and how many are not."""
    weight: Counter[str] = Counter()
    for (one, other), visits in pairs.items():
        if not around or around in (one, other):
            weight[one] += visits
            weight[other] += visits
    ranked = sorted(weight, key=lambda person: (-weight[person], person))
    return set(ranked[:MOST_PEOPLE]), max(0, len(ranked) - MOST_PEOPLE)


def _tie(one: str, other: str, visits: int, often: Mapping[str, int], among: int) -> Tie:
    first, second = sorted((often[one], often[other]))
    return Tie(one, other, visits, first * second / among, _chance(visits, first, second, among))


def _chance(visits: int, first: int, second: int, among: int) -> float:
    """That `visits` or more of `first` fall on the `second` marked ones of so many; one term from the one before."""
    least = max(0, first + second - among)
    if visits <= least:
        return 1.0
    term = math.exp(_log_ways(second, visits) + _log_ways(among - second, first - visits) - _log_ways(among, first))
    found = term
    for n in range(visits, first):
        term *= (first - n) * (second - n) / ((n + 1) * (among - first - second + n + 1))
        found += term
        if term < found * 1e-12 and n > visits:
            break
    return min(1.0, found)


def _log_ways(many: int, some: int) -> float:
    return math.lgamma(many + 1) - math.lgamma(some + 1) - math.lgamma(many - some + 1)


def _graph(ties: Iterable[Tie]) -> "nx.Graph[str]":
    graph: nx.Graph[str] = nx.Graph()
    rows = sorted(ties, key=lambda tie: (tie.one, tie.other))
    graph.add_nodes_from(sorted({person for tie in rows for person in (tie.one, tie.other)}))
    graph.add_edges_from((tie.one, tie.other, {"visits": tie.visits, "way": 1 / tie.visits}) for tie in rows)
    return graph


def _groups(graph: "nx.Graph[str]") -> tuple[tuple[str, ...], ...]:
    if not graph:
        return ()
    found = nx.community.louvain_communities(graph, weight="visits", seed=SEED)
    return tuple(sorted((tuple(sorted(group)) for group in found), key=lambda group: (-len(group), group)))


def _bridges(
    graph: "nx.Graph[str]", groups: tuple[tuple[str, ...], ...], homes: Mapping[str, str]
) -> tuple[Bridge, ...]:
    group_of = {person: at for at, group in enumerate(groups) for person in group}
    between = nx.betweenness_centrality(graph, weight="way")
    alone = set(nx.articulation_points(graph))
    found = [
        Bridge(
            person, float(between[person]), len({group_of[other] for other in graph[person]} - {group_of[person]}),
            _share(graph, person, group_of), _share(graph, person, homes), person in alone,
        )
        for person in graph
        if between[person] > 0 or _share(graph, person, homes) > 0
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.groups, -one.between, -one.elsewhere, one.person)))


def _share(graph: "nx.Graph[str]", person: str, of: Mapping[str, Any]) -> float:
    """Of somebody's visits with others, the share with those of another group or place; unknown is none other."""
    own = of.get(person)
    ties = [(of.get(other, own), row["visits"]) for other, row in graph[person].items()]
    away = sum(visits for where, visits in ties if own is not None and where != own)
    return float(away / sum(visits for _where, visits in ties))


def _tiles(sizes: list[int]) -> list[tuple[float, float, float]]:
    """Squares (left, top, side) in a unit square, one for each part, larger for more people; rows from the top."""
    sides = [math.sqrt(size) for size in sizes]
    width = max(max(sides), math.sqrt(sum(side**2 for side in sides)) * 1.1)
    found, left, top, tallest = [], 0.0, 0.0, 0.0
    for side in sides:
        if left + side > width + 1e-9:
            left, top, tallest = 0.0, top + tallest, 0.0
        found.append((left, top, side))
        left, tallest = left + side, max(tallest, side)
    whole = max(width, top + tallest)
    return [(x / whole, y / whole, side / whole) for x, y, side in found]


def _within(places: Mapping[str, Any], left: float, top: float, size: float) -> dict[str, tuple[float, float]]:
    margin = size * 0.12
    low, high = ([edge(float(place[axis]) for place in places.values()) for axis in (0, 1)] for edge in (min, max))
    span = [max(upper - lower, 1e-9) for lower, upper in zip(low, high, strict=True)]
    inner = size - 2 * margin
    return {
        person: (
            left + margin + (float(place[0]) - low[0]) / span[0] * inner,
            top + margin + (float(place[1]) - low[1]) / span[1] * inner,
        )
        for person, place in places.items()
    }
