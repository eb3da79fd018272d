"""Who was seen with whom: ties beside what chance would make of them, groups, and who connects them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

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
    closed: Annotated[tuple[str, ...], "What closes them to members (P-04, P-05)."]


@dataclass(frozen=True, slots=True)
class NetworkTie:
    """Two who were seen together."""

    one: str
    other: str
    visits: int
    expected: Annotated[float, "Visits together if each went about alone, as often as they were seen."]
    chance: Annotated[float, "Of so many visits together or more, if each went about alone, 0 to 1."]
    worth: Annotated[str, "once, chance (it may still be chance) or more (than by chance)."]


@dataclass(frozen=True, slots=True)
class NetworkBridge:
    """Somebody who connects others."""

    ref: str
    between: Annotated[float, "Share of the shortest ways between others that lead by them, 0 to 1."]
    groups: Annotated[int, "Groups that their ties reach beside their own."]
    outside: Annotated[float, "Share of their visits with others that were with other groups, 0 to 1."]
    elsewhere: Annotated[float, "Share that were with people who are mostly seen in other zones, 0 to 1."]
    alone: Annotated[bool, "Whether others hang together only through them."]


@dataclass(frozen=True, slots=True)
class SeenTogetherNow:
    """Visits of some months in which a person judged who was there. To be seen with somebody proves nothing."""

    people: tuple[NetworkPerson, ...]
    ties: tuple[NetworkTie, ...]
    bridges: tuple[NetworkBridge, ...]
    visits: int
    since: datetime
    stood_alone: int
    left_out: Annotated[int, "Subjects with fewer ties that are not shown."]
    crowds: Annotated[int, "Visits with more than 12 people, which count for no tie."]


@dataclass(frozen=True, slots=True)
class SeenTogetherAsked:
    """How far back, and around whom."""

    months: Annotated[Literal["3", "12", "24"], "How many months back."] = "12"
    around: Annotated[str, "A subject: only they, those they were seen with, and the ties between these."] = ""


@operation("GET", "/seen-together", needs=(Permission.SUBJECT_READ,))
def get_seen_together(call: Call, asked: SeenTogetherAsked) -> SeenTogetherNow:
    """Say who was seen with whom; a look at everybody in it, in the ledger (G-12)."""
    found = seen_together(call.actor, call.now, months=asked.months, around=asked.around)
    made = found.network
    refs = sorted(made.seen)
    named = refs or ([found.around] if found.around else [])
    note_names(actor=call.actor, refs=named, how="network", now=call.now)
    return SeenTogetherNow(
        tuple(
            NetworkPerson(
                ref, found.titles[ref], made.seen[ref], made.group_of(ref), found.zones[ref], found.closed[ref]
            )
            for ref in refs
        ),
        tuple(
            NetworkTie(one.one, one.other, one.visits, round(one.expected, 2), round(one.chance, 6), one.worth)
            for one in made.ties
        ),
        tuple(
            NetworkBridge(
                one.person, round(one.between, 3), one.groups, round(one.outside, 3), round(one.elsewhere, 3), one.alone
            )
            for one in made.bridges
        ),
        found.visits, found.since, made.alone, made.left_out, made.crowds,
    )  # fmt: skip
