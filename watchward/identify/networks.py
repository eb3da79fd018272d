"""Who is seen with whom: ties beyond chance, groups, and the people who connect them.

    network = together([("visit 1", "A"), ("visit 1", "B"), ("visit 2", "A"), ("visit 2", "B"), ("visit 3", "C")])
    network.ties[0].visits, network.ties[0].expected      # 2 together; by chance it would be 1.3
    network.groups, network.bridges, layout(network)

Being seen together is no proof of anything: a crowd at a door is one visit. So each tie says how often it would be
expected by chance, and two who were together once are a tie that says so.
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
SEED: Final = 20


@dataclass(frozen=True, slots=True)
class Tie:
    """Two people. `visits` together; `expected` by chance from how often each was seen; `bits`: log2 of the ratio."""

    one: str
    other: str
    visits: int
    expected: float

    @property
    def bits(self) -> float:
        """Above 0: more often than by chance."""
        return math.log2(self.visits / self.expected)


@dataclass(frozen=True, slots=True)
class Bridge:
    """Somebody who connects others. `between`: share of the shortest ways of the network that lead by them, 0 to 1;
    `groups`: how many groups their ties reach beside their own; `alone`: the network falls apart without them."""

    person: str
    between: float
    groups: int
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


def together(seen: Iterable[tuple[Hashable, str]]) -> Network:
    """Make the network of (visit, person) pairs; a pair that comes twice counts once. The order changes nothing.

    Source: groups by modularity (Blondel et al. 2008, as networkx has it) with a fixed seed; bridges by betweenness
    (Freeman 1977), a tie of many visits being a short way.
    """
    people = _people(seen)
    visits = [group for group in people.values() if len(group) <= LARGEST_CROWD]
    often = Counter(person for group in people.values() for person in group)
    pairs = Counter(pair for group in visits for pair in combinations(sorted(group), 2))
    ties = [
        Tie(one, other, count, often[one] * often[other] / max(1, len(people))) for (one, other), count in pairs.items()
    ]
    kept, left_out = _most_tied(ties)
    ties = sorted(
        (tie for tie in ties if {tie.one, tie.other} <= kept),
        key=lambda tie: (-tie.visits, tie.expected, tie.one, tie.other),
    )
    graph = _graph(ties)
    groups = _groups(graph)
    tied = {person for pair in pairs for person in pair}
    return Network(
        {person: often[person] for person in sorted(kept)}, tuple(ties), groups, _bridges(graph, groups),
        len(often) - len(tied), left_out, len(people) - len(visits),
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


def _most_tied(ties: Iterable[Tie]) -> tuple[set[str], int]:
    weight: Counter[str] = Counter()
    for tie in ties:
        weight[tie.one] += tie.visits
        weight[tie.other] += tie.visits
    ranked = sorted(weight, key=lambda person: (-weight[person], person))
    return set(ranked[:MOST_PEOPLE]), max(0, len(ranked) - MOST_PEOPLE)


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


def _bridges(graph: "nx.Graph[str]", groups: tuple[tuple[str, ...], ...]) -> tuple[Bridge, ...]:
    home = {person: at for at, group in enumerate(groups) for person in group}
    between = nx.betweenness_centrality(graph, weight="way")
    alone = set(nx.articulation_points(graph))
    found = [
        Bridge(person, float(between[person]), len({home[other] for other in graph[person]} - {home[person]}),
               person in alone)
        for person in graph
        if between[person] > 0
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.groups, -one.between, one.person)))


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
