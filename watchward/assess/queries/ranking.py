"""Who acts most, does most harm and travels, among subjects in judged visits. It orders lists, no more (G-05)."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from watchward.assess.queries.judged_visits import JudgedVisit, judged_visits
from watchward.assess.queries.subjects import titles_of
from watchward.identify.ranking import Act, Ranked, harmful, prolific, travelling
from watchward.kit.lists import load
from watchward.partners.queries.lists import root_of
from watchward.policy import Actor

HALF_LIVES: Final = {"30": 30.0, "90": 90.0, "365": 365.0}  # days, by what is asked for
USUAL: Final = "90"
SINCE: Final = timedelta(days=730)
WINDOW_DAYS: Final = 30.0  # of travelling
MOST: Final = 25
NO_ACT: Final = frozenset({"safeguarding", "safety", "information"})  # kinds in which nobody did anything
# Harm where a partnership has entered no days for a kind: this project's own judgement, by the priority of the kind.
HARM: Final = {"low": 1.0, "medium": 5.0, "high": 25.0}


@dataclass(frozen=True, slots=True)
class Line:
    """One place of a list. `most_from`: the member whose reports made most of it, and their share, 0 to 1."""

    ref: str
    title: str
    ranked: Ranked
    zones: tuple[str, ...]
    most_from: str
    share: float


@dataclass(frozen=True, slots=True)
class Rankings:
    """Three lists, and what they stand on: visits, members who reported them, and the share of the busiest member."""

    prolific: tuple[Line, ...]
    harmful: tuple[Line, ...]
    travelling: tuple[Line, ...]
    visits: int
    members: int
    busiest: str
    share: float
    half_life: str


def rankings(actor: Actor, half_life: str = USUAL, now: datetime | None = None) -> Rankings:
    """The lists as they stand now. Raises: NotPermitted: who may not read subjects."""
    moment = now or timezone.now()
    chosen = half_life if half_life in HALF_LIVES else USUAL
    seen = [
        one for one in judged_visits(actor, moment - SINCE)
        if root_of(actor.partnership_id, one.report.kind) not in NO_ACT and one.report.happened_at <= moment
    ]  # fmt: skip
    acts = [_act(one, moment) for one in seen]
    often, harm = (rank(acts, half_life=HALF_LIVES[chosen]) for rank in (prolific, harmful))
    away = travelling(acts, window=WINDOW_DAYS)
    widest = sorted(away.items(), key=lambda row: (-len(row[1]), row[0]))
    lines = _Lines(seen)
    by_place = {one.person: one for one in often}
    members = Counter(one.report.organisation.name for one in seen)
    busiest, count = members.most_common(1)[0] if members else ("", 0)
    return Rankings(
        tuple(lines.line(one) for one in often[:MOST]),
        tuple(lines.line(one) for one in harm[:MOST]),
        tuple(lines.line(by_place[ref], zones) for ref, zones in widest[:MOST]),
        len({one.visit for one in seen}), len(members), busiest, count / len(seen) if seen else 0.0, chosen,
    )  # fmt: skip


def _act(one: JudgedVisit, now: datetime) -> Act:
    zone = one.report.premises.zone
    days = (now - one.report.happened_at) / timedelta(days=1)
    return Act(one.subject.ref, days, _harm(one.report.kind), zone.name if zone else "")


def _harm(kind: str) -> float:
    """Days that a partnership entered for the kind, else what this project gives its priority."""
    known = load("incident_types")
    if kind not in known:
        return HARM["low"]
    entry = known.get(kind)
    return float(entry.extra.get("harm_days") or HARM.get(entry.severity or "low", 1.0))


class _Lines:
    """Makes lines of one set of visits."""

    def __init__(self, seen: list[JudgedVisit]) -> None:
        ids = {one.subject.ref: one.subject.pk for one in seen}
        titles = titles_of(ids.values())
        self.titles = {ref: titles[pk] for ref, pk in ids.items()}
        self.members: dict[str, Counter[str]] = defaultdict(Counter)
        for one in seen:
            self.members[one.subject.ref][one.report.organisation.name] += 1

    def line(self, ranked: Ranked, zones: tuple[str, ...] = ()) -> Line:
        """One line."""
        name, count = self.members[ranked.person].most_common(1)[0]
        share = count / self.members[ranked.person].total()
        return Line(ranked.person, self.titles[ranked.person], ranked, zones, name, share)
