"""Who acts most, does most harm and travels, among subjects in judged visits. It orders lists, no more (G-05)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from watchward.assess.queries.closed import closed_to_members
from watchward.assess.queries.harm import harm_of
from watchward.assess.queries.judged_visits import (
    JudgedVisit,
    People,
    judged_visits,
    known_people,
    mentions_since,
    names_of_members,
    zones_of,
)
from watchward.assess.queries.ranking_bias import Group, bias_of
from watchward.assess.queries.subjects import titles_of
from watchward.identify.ranking import Act, Ranked, harmful, prolific, travelling
from watchward.policy import Actor

HALF_LIVES: Final = {"30": 30.0, "90": 90.0, "365": 365.0}  # days, by what is asked for
USUAL: Final = "90"
WINDOWS: Final = {"7": 7.0, "30": 30.0, "90": 90.0}  # days within which somebody who travels was in several zones
USUAL_WINDOW: Final = "30"
SINCE: Final = timedelta(days=730)
MOST: Final = 25


@dataclass(frozen=True, slots=True)
class Line:
    """One place of a list. `most_from`: the member whose reports made most of it, and their share, 0 to 1;
    `one_reporter`: the share of the one person who reported most of it. `closed`: what closes it to members."""

    ref: str
    title: str
    ranked: Ranked
    zones: tuple[str, ...]
    most_from: str
    share: float
    one_reporter: float
    closed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rankings:
    """Three lists, and what they stand on: visits, members who reported them, the share of the busiest member, and
    `bias`: by what may be shown, how many people in reports there are, were judged, and are on the lists."""

    prolific: tuple[Line, ...]
    harmful: tuple[Line, ...]
    travelling: tuple[Line, ...]
    visits: int
    members: int
    busiest: str
    share: float
    bias: tuple[Group, ...]
    half_life: str
    window: str


def rankings(
    actor: Actor, half_life: str = USUAL, now: datetime | None = None, *, window: str = USUAL_WINDOW
) -> Rankings:
    """The lists as they stand now. Raises: NotPermitted: who may not read subjects."""
    moment, people = now or timezone.now(), known_people(actor)
    chosen = half_life if half_life in HALF_LIVES else USUAL
    within = window if window in WINDOWS else USUAL_WINDOW
    zone_of, days_of = zones_of(actor), harm_of(actor.partnership_id)
    said = [
        one for one in mentions_since(actor, people, moment - SINCE)
        if one.at <= moment and days_of(one.kind) is not None
    ]  # fmt: skip
    seen = judged_visits(said)
    till = moment.timestamp()
    acts = [
        Act(one.subject, (till - one.at.timestamp()) / 86_400, days_of(one.kind) or 1.0, zone_of.get(one.premises, ""))
        for _visit, one in seen
    ]
    away = sorted(travelling(acts, window=WINDOWS[within]).items(), key=lambda row: (-len(row[1]), row[0]))[:MOST]
    often = prolific(acts, half_life=HALF_LIVES[chosen], most=MOST, also={ref for ref, _zones in away})
    harm = harmful(acts, half_life=HALF_LIVES[chosen], most=MOST)
    place = {one.person: one for one in often}
    shown = {*(one.person for one in (*often[:MOST], *harm)), *(ref for ref, _zones in away)}
    names = names_of_members(actor)
    lines = _Lines(people, shown, seen, names, timezone.localdate(moment))
    members = Counter(one.mention.organisation for one in seen)
    busiest, count = members.most_common(1)[0] if members else (0, 0)
    return Rankings(
        tuple(lines.line(one) for one in often[:MOST]), tuple(lines.line(one) for one in harm),
        tuple(lines.line(place[ref], zones) for ref, zones in away),
        len({one.visit for one in seen}), len(members), names.get(busiest, ""), count / len(seen) if seen else 0.0,
        bias_of(said, shown, names, zone_of), chosen, within,
    )  # fmt: skip


class _Lines:
    """Makes lines of those who are shown."""

    def __init__(
        self, people: People, shown: Collection[str], seen: Sequence[JudgedVisit], names: dict[int, str], today: date
    ) -> None:
        ids = {ref: people.own[ref] for ref in shown}
        titles = titles_of(ids.values())
        self.titles = {ref: titles[pk] for ref, pk in ids.items()}
        self.closed = closed_to_members({ref: people.parts[ref] for ref in shown}, today)
        self.names = names
        self.members: dict[str, Counter[int]] = defaultdict(Counter)
        self.reporters: dict[str, Counter[int | None]] = defaultdict(Counter)
        for _visit, one in seen:
            if one.subject in ids:
                self.members[one.subject][one.organisation] += 1
                self.reporters[one.subject][one.reporter] += 1

    def line(self, ranked: Ranked, zones: tuple[str, ...] = ()) -> Line:
        """One line."""
        members, reporters = self.members[ranked.person], self.reporters[ranked.person]
        (member, most), (_one, told) = members.most_common(1)[0], reporters.most_common(1)[0]
        return Line(
            ranked.person, self.titles[ranked.person], ranked, zones, self.names.get(member, ""),
            most / members.total(), told / reporters.total(), self.closed[ranked.person],
        )  # fmt: skip
