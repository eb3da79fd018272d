"""The habits of one subject, read off the reports that a person judged to be theirs: where, when, how, with whom.

Only judgements that say "the same" count, and only reports that the reader may open. What a habit is made of is
counted, never guessed: a blank is a blank, and a from-to time longer than a part of the day is in no part.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from watchward.assess.choices import Verdict
from watchward.assess.models import Judgement
from watchward.assess.queries.subjects import cluster_ids, get_subject, keeper_of, titles_of, visible_subjects
from watchward.collect.models import MentionedGoods, MentionedPerson, MentionedVehicle, Report
from watchward.collect.queries.reports import visible_reports
from watchward.kit.lists import load
from watchward.policy import Actor

PART_HOURS = 4
PARTS = tuple(f"{start:02d}–{start + PART_HOURS:02d}" for start in range(0, 24, PART_HOURS))
LONGEST = timedelta(hours=PART_HOURS)
MOST = 12  # lines of one list; the rest is said as a number


@dataclass(frozen=True, slots=True)
class Haunt:
    """A premises where they were: how often, and the last day."""

    ref: str
    name: str
    latitude: float | None
    longitude: float | None
    count: int
    last_on: date


@dataclass(frozen=True, slots=True)
class Often:
    """Something that came up: a method, goods, a vehicle, somebody seen with them. `ref` leads to its own page."""

    words: str
    count: int
    last_on: date
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Habits:
    """What the reports of one subject have in common. `week` is 7 days (Monday first) of 6 parts of 4 hours."""

    reports: int
    first_on: date | None
    last_on: date | None
    week: tuple[tuple[int, ...], ...]
    undated: int
    haunts: tuple[Haunt, ...]
    methods: tuple[Often, ...]
    goods: tuple[Often, ...]
    vehicles: tuple[Often, ...]
    associates: tuple[Often, ...]


def habits_of(actor: Actor, ref: str) -> Habits:
    """The habits of one subject with all that was merged into it. Raises: NotFound, NotPermitted."""
    subject = get_subject(actor, ref)
    ids = cluster_ids(subject)
    judged = Judgement.everywhere.filter(subject_id__in=ids, is_current=True, verdict=Verdict.SAME)
    seen = dict(judged.values_list("mention_id", "mention__report_id"))
    rows = visible_reports(actor).filter(pk__in=set(seen.values())).select_related("premises")
    reports = {one.pk: one for one in rows}
    zone = subject.partnership.zone_info
    days = {pk: timezone.localtime(one.happened_at, zone).date() for pk, one in reports.items()}
    week, undated = _week(list(reports.values()), zone)
    own = [mention for mention, report in seen.items() if report in reports]
    return Habits(
        reports=len(reports),
        first_on=min(days.values(), default=None),
        last_on=max(days.values(), default=None),
        week=week,
        undated=undated,
        haunts=_haunts(list(reports.values()), days),
        methods=_methods(own, days),
        goods=_goods(days),
        vehicles=_vehicles(days),
        associates=_associates(actor, set(ids), own, days),
    )


def _week(reports: Sequence[Report], zone: ZoneInfo) -> tuple[tuple[tuple[int, ...], ...], int]:
    counts: Counter[tuple[int, int]] = Counter()
    undated = 0
    for one in reports:
        if one.happened_until and one.happened_until - one.happened_at > LONGEST:
            undated += 1
            continue
        local = timezone.localtime(one.happened_at, zone)
        counts[local.weekday(), local.hour // PART_HOURS] += 1
    return tuple(tuple(counts[day, part] for part in range(len(PARTS))) for day in range(7)), undated


def _haunts(reports: Sequence[Report], days: dict[int, date]) -> tuple[Haunt, ...]:
    at: dict[int, list[Report]] = defaultdict(list)
    for one in reports:
        at[one.premises_id].append(one)
    found = [
        Haunt(
            many[0].premises.ref, many[0].premises.name, many[0].premises.latitude, many[0].premises.longitude,
            len(many), max(days[one.pk] for one in many),
        )
        for many in at.values()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.count, one.name)))


class _Tally:
    """Counts each thing once a report, and remembers the last day."""

    def __init__(self, days: dict[int, date]) -> None:
        self.days = days
        self.reports: dict[str, set[int]] = defaultdict(set)

    def add(self, what: str, report_id: int) -> None:
        if what:
            self.reports[what].add(report_id)

    def often(self, words: dict[str, str] | None = None, refs: dict[str, str] | None = None) -> tuple[Often, ...]:
        found = [
            Often((words or {}).get(what, what), len(at), max(self.days[one] for one in at), (refs or {}).get(what, ""))
            for what, at in self.reports.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.count, one.words)))


def _methods(own: Sequence[int], days: dict[int, date]) -> tuple[Often, ...]:
    """Methods said of this person, not of those beside them."""
    tally, known = _Tally(days), load("modus_operandi")
    for report_id, methods in MentionedPerson.everywhere.filter(pk__in=own).values_list("report_id", "methods"):
        for one in methods:
            tally.add(known.label(one) if one in known else one, report_id)
    return tally.often()


def _goods(days: dict[int, date]) -> tuple[Often, ...]:
    tally, known = _Tally(days), load("goods")
    for report_id, goods in MentionedGoods.everywhere.filter(report_id__in=days).values_list("report_id", "goods"):
        tally.add(known.label(goods) if goods in known else goods, report_id)
    return tally.often()


def _vehicles(days: dict[int, date]) -> tuple[Often, ...]:
    tally = _Tally(days)
    rows = MentionedVehicle.everywhere.filter(report_id__in=days)
    for report_id, *said in rows.values_list("report_id", "registration", "colour", "make"):
        tally.add(" ".join(one for one in said if one), report_id)
    return tally.often()


def _associates(actor: Actor, ids: set[int], own: Sequence[int], days: dict[int, date]) -> tuple[Often, ...]:
    """Other subjects in the same reports, as far as the reader may know them; a merged one counts as its keeper."""
    others = Judgement.everywhere.filter(mention__report_id__in=days, is_current=True, verdict=Verdict.SAME)
    others = others.exclude(mention__in=own).exclude(subject__in=ids).filter(subject__in=visible_subjects(actor))
    tally, refs, keepers = _Tally(days), dict[str, str](), dict[str, int]()
    for one in others.select_related("mention", "subject__merged_into__merged_into"):
        keeper = keeper_of(one.subject)
        if keeper.pk not in ids:
            tally.add(keeper.ref, one.mention.report_id)
            refs[keeper.ref], keepers[keeper.ref] = keeper.ref, keeper.pk
    titles = titles_of(keepers.values())
    return tally.often({ref: titles[pk] for ref, pk in keepers.items()}, refs)
