"""Who acts most, does most harm and travels, with how sure each place is."""

from dataclasses import dataclass
from typing import Annotated, Literal

from watchward.api.registry import Call, operation
from watchward.assess.actions.listing import note_names
from watchward.assess.queries.ranking import Line, rankings
from watchward.policy import Permission


@dataclass(frozen=True, slots=True)
class RankingsAsked:
    """How fast the past fades."""

    half_life: Annotated[Literal["30", "90", "365"], "Days after which a visit counts half."] = "90"


@dataclass(frozen=True, slots=True)
class RankedSubject:
    """One place: from `best` to `worst` nine times in ten. `share` of their visits came from the member `most_from`."""

    ref: str
    title: str
    place: int
    best: int
    worst: int
    visits: int
    now: float
    zones: tuple[str, ...]
    most_from: str
    share: float


@dataclass(frozen=True, slots=True)
class RankingsNow:
    """Lists that say where to look first. Nothing follows from a place by itself (G-05)."""

    prolific: tuple[RankedSubject, ...]
    harmful: tuple[RankedSubject, ...]
    travelling: tuple[RankedSubject, ...]
    visits: int
    members: int
    busiest: str
    share: float


@operation("GET", "/rankings", needs=(Permission.SUBJECT_READ,))
def get_rankings(call: Call, asked: RankingsAsked) -> RankingsNow:
    """Say who acts most, does most harm and travels; a look at everybody on the lists, in the ledger (G-12)."""
    found = rankings(call.actor, asked.half_life, call.now)
    lists = (found.prolific, found.harmful, found.travelling)
    refs = sorted({one.ref for many in lists for one in many})
    note_names(actor=call.actor, refs=refs, how="ranking", now=call.now)
    often, harm, away = (tuple(map(_line, many)) for many in lists)
    return RankingsNow(often, harm, away, found.visits, found.members, found.busiest, round(found.share, 3))


def _line(one: Line) -> RankedSubject:
    made = one.ranked
    return RankedSubject(
        one.ref, one.title, made.place, made.best, made.worst, made.acts, round(made.now, 2), one.zones, one.most_from,
        round(one.share, 3),
    )  # fmt: skip
