"""Who acts most, does most harm and travels, with how sure each place is, what harm weighs and what is not seen."""

from dataclasses import dataclass
from typing import Annotated, Literal

from watchward.api.registry import Call, operation
from watchward.api.shapes import like
from watchward.assess.actions.harm import give_back_harm, set_harm
from watchward.assess.actions.listing import note_names
from watchward.assess.queries.harm import harm_table
from watchward.assess.queries.ranking import Line, rankings
from watchward.assess.queries.ranking_bias import Group
from watchward.identify import bias
from watchward.policy import Permission

READ, SET = (Permission.SUBJECT_READ,), (Permission.LISTS_EXTEND,)


@dataclass(frozen=True, slots=True)
class RankingsAsked:
    """How fast the past fades, and what counts as travelling."""

    half_life: Annotated[Literal["30", "90", "365"], "Days after which a visit counts half."] = "90"
    window: Annotated[Literal["7", "30", "90"], "Days within which somebody who travels was in several zones."] = "30"


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
    one_reporter: Annotated[float, "Share of their visits that one person reported, 0 to 1."]
    closed: Annotated[tuple[str, ...], "What closes them to members (P-04, P-05)."]


@dataclass(frozen=True, slots=True)
class RateSeen:
    """A share, and from where to where the rate behind it may lie, 0 to 1 (95 %)."""

    part: int
    whole: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class GroupSeen:
    """People in reports by one age band, hour, zone or member; never by sex or ethnicity."""

    by: str
    group: str
    reported: RateSeen
    judged: RateSeen
    listed: RateSeen
    differs: Annotated[tuple[str, ...], "What lies beyond chance from all others together."]


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
    bias: Annotated[tuple[GroupSeen, ...], "Who is reported, judged and on these lists."]


@dataclass(frozen=True, slots=True)
class HarmOfKind:
    """Days that an incident of one kind weighs, and on what that stands. Other kinds weigh what their parent does."""

    kind: str
    label: str
    days: float
    source: str
    is_own: Annotated[bool, "Set by this partnership; `shipped` would count else."]
    shipped: float


@dataclass(frozen=True, slots=True)
class HarmSaid:
    """A number of the partnership's own."""

    kind: str
    days: float
    source: str


@dataclass(frozen=True, slots=True)
class HarmBack:
    """A kind that shall weigh what ships."""

    kind: str


@operation("GET", "/rankings", needs=READ)
def get_rankings(call: Call, asked: RankingsAsked) -> RankingsNow:
    """Say who acts most, does most harm and travels; a look at everybody on the lists, in the ledger (G-12)."""
    found = rankings(call.actor, asked.half_life, call.now, window=asked.window)
    lists = (found.prolific, found.harmful, found.travelling)
    refs = sorted({one.ref for many in lists for one in many})
    note_names(actor=call.actor, refs=refs, how="ranking", now=call.now)
    often, harm, away = (tuple(map(_line, many)) for many in lists)
    seen = tuple(_group(one, line) for one in found.bias for line in one.lines)
    return RankingsNow(often, harm, away, found.visits, found.members, found.busiest, round(found.share, 3), seen)


@operation("GET", "/harm", needs=READ)
def get_harm(call: Call) -> tuple[HarmOfKind, ...]:
    """Name every kind of incident with days of harm of its own, and their source."""
    return tuple(like(HarmOfKind, one) for one in harm_table(call.actor).lines)


@operation("POST", "/harm", needs=SET, status=204)
def set_harm_of_kind(call: Call, body: HarmSaid) -> None:
    """Say what a kind of incident weighs in the list by harm."""
    set_harm(actor=call.actor, kind=body.kind, days=body.days, source=body.source, now=call.now)


@operation("POST", "/harm/back", needs=SET, status=204)
def give_harm_back(call: Call, body: HarmBack) -> None:
    """Let a kind of incident weigh what ships again."""
    give_back_harm(actor=call.actor, kind=body.kind)


def _line(one: Line) -> RankedSubject:
    made = one.ranked
    return RankedSubject(
        one.ref, one.title, made.place, made.best, made.worst, made.acts, round(made.now, 2), one.zones, one.most_from,
        round(one.share, 3), round(one.one_reporter, 3), one.closed,
    )  # fmt: skip


def _group(of: Group, line: bias.Line) -> GroupSeen:
    return GroupSeen(of.title, line.group, _rate(line.of_all), _rate(line.judged), _rate(line.ranked), line.differs)


def _rate(one: bias.Share) -> RateSeen:
    return RateSeen(one.part, one.whole, round(one.low, 3), round(one.high, 3))
