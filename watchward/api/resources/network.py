"""Who was seen with whom: ties beside what chance would make of them, groups, and who connects them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from watchward.api.registry import Call, operation
from watchward.assess.actions.listing import note_names
from watchward.assess.queries.network import seen_together
from watchward.policy import Permission


@dataclass(frozen=True, slots=True)
class NetworkPerson:
    """One subject of the network. `group`: its number, the largest group is 0."""

    ref: str
    title: str
    visits: int
    group: int
    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NetworkTie:
    """Two who were seen together."""

    one: str
    other: str
    visits: int
    expected: Annotated[float, "Visits together if each went about alone, as often as they were seen."]


@dataclass(frozen=True, slots=True)
class NetworkBridge:
    """Somebody who connects others."""

    ref: str
    between: Annotated[float, "Share of the shortest ways between others that lead by them, 0 to 1."]
    groups: Annotated[int, "Groups that their ties reach beside their own."]
    alone: Annotated[bool, "Whether others hang together only through them."]


@dataclass(frozen=True, slots=True)
class SeenTogetherNow:
    """A year of visits in which a person judged who was there. To be seen with somebody proves nothing."""

    people: tuple[NetworkPerson, ...]
    ties: tuple[NetworkTie, ...]
    bridges: tuple[NetworkBridge, ...]
    visits: int
    since: datetime
    stood_alone: int
    left_out: Annotated[int, "Subjects with fewer ties that are not shown."]
    crowds: Annotated[int, "Visits with more than 12 people, which count for no tie."]


@operation("GET", "/seen-together", needs=(Permission.SUBJECT_READ,))
def get_seen_together(call: Call) -> SeenTogetherNow:
    """Say who was seen with whom; a look at everybody in it, in the ledger (G-12)."""
    found = seen_together(call.actor, call.now)
    made = found.network
    refs = sorted(made.seen)
    note_names(actor=call.actor, refs=refs, how="network", now=call.now)
    return SeenTogetherNow(
        tuple(
            NetworkPerson(ref, found.titles[ref], made.seen[ref], made.group_of(ref), found.zones[ref]) for ref in refs
        ),
        tuple(NetworkTie(one.one, one.other, one.visits, round(one.expected, 2)) for one in made.ties),
        tuple(NetworkBridge(one.person, round(one.between, 3), one.groups, one.alone) for one in made.bridges),
        found.visits, found.since, made.alone, made.left_out, made.crowds,
    )  # fmt: skip
