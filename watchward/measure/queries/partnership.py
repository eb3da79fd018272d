"""The partnership at a glance: what, when, where, how much, and who tells us."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from watchward.collect.choices import Form
from watchward.collect.models import Report
from watchward.measure.queries import counting
from watchward.measure.queries.counting import Losses
from watchward.measure.queries.places import PremisesRow, judged_places, premises_rows, registered
from watchward.measure.queries.scope import Scope, scope_of
from watchward.partners.models import Organisation
from watchward.partners.queries.zones import ZoneEdge, zone_edges
from watchward.patterns.change import Change, compare, reporting_note
from watchward.policy import Actor, Permission, require


@dataclass(frozen=True, slots=True)
class KindCount:
    """One kind or group of kinds, with the words for its id."""

    id: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """How much one member sent in, every form together."""

    name: str
    premises: int
    reports: int


@dataclass(frozen=True, slots=True)
class Compared:
    """This period against the stretch before it, or why they are not compared."""

    change: Change | None
    words: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class PartnershipFigures:
    """Everything the dashboard says. Counts are incidents unless they say otherwise."""

    scope: Scope
    total: int
    over_time: tuple[tuple[str, int], ...]
    week: tuple[int, ...]
    left_out: int
    groups: tuple[KindCount, ...]
    kinds: tuple[KindCount, ...]
    losses: Losses
    other_forms: tuple[tuple[str, int], ...]
    members: tuple[MemberRow, ...]
    premises: tuple[PremisesRow, ...]
    zones: tuple[ZoneEdge, ...]
    compared: Compared
    judged_incidents: int
    judged_is_capped: bool

    @property
    def silent(self) -> tuple[MemberRow, ...]:
        """Members that sent nothing in the period."""
        return tuple(row for row in self.members if not row.reports)

    @property
    def reports(self) -> int:
        """Reports of every form and kind."""
        return sum(row.reports for row in self.members)


def partnership_figures(
    actor: Actor, period: str = "", *, group: str = "", now: datetime | None = None
) -> PartnershipFigures:
    """The figures of the whole partnership; their cost grows with the incidents of the period only."""
    require(actor, Permission.FIGURES_ALL)
    scope = scope_of(actor, period, group, now)
    rows = incidents_of(scope)
    columns, kinds = counting.by_time_and_kind(rows, scope.period)
    places, losses = counting.by_place(rows), counting.losses_of(rows)
    register = registered(actor.partnership_id)
    judged = judged_places(scope, register)
    sent = counting.sent_in(actor.partnership_id, scope.period)
    return PartnershipFigures(
        scope=scope,
        total=losses.incidents,
        over_time=tuple(zip(scope.period.names, columns, strict=True)),
        week=tuple(map(sum, zip(*(place.week for place in places.values()), strict=True))) or (0,) * 168,
        left_out=sum(place.left_out for place in places.values()),
        groups=grouped(scope, kinds),
        kinds=ranked(scope, kinds),
        losses=losses,
        other_forms=_other_forms(sent),
        members=_members(scope, sent),
        premises=tuple(premises_rows(register, places, judged)),
        zones=zone_edges(actor.partnership_id),
        compared=compared(scope, rows),
        judged_incidents=judged.incidents,
        judged_is_capped=judged.is_capped,
    )


def incidents_of(scope: Scope, premises_id: int | None = None) -> QuerySet[Report]:
    """The incidents that a scope counts."""
    return counting.incidents(
        scope.partnership.pk,
        scope.period.since,
        scope.period.until,
        group=scope.group,
        premises_id=premises_id,
        hidden=scope.hidden,
    )


def ranked(scope: Scope, kinds: Mapping[str, int]) -> tuple[KindCount, ...]:
    """Kinds, the most frequent first."""
    rows = (KindCount(kind, scope.words_of(kind), many) for kind, many in kinds.items())
    return tuple(sorted(rows, key=lambda row: (-row.count, row.words)))


def grouped(scope: Scope, kinds: Mapping[str, int]) -> tuple[KindCount, ...]:
    """Groups of kinds, the most frequent first."""
    groups: dict[str, int] = defaultdict(int)
    for kind, many in kinds.items():
        groups[kind.split(".", 1)[0]] += many
    return ranked(scope, groups)


def compared(scope: Scope, rows: QuerySet[Report], premises_id: int | None = None) -> Compared:
    """Hold the period against as much time before it, who reports before what is reported (figures d.4)."""
    period = scope.period
    if period.before is None:
        return Compared(None, "", "All time has no time before it to compare with.")
    since, until = period.before
    first = scope.span.first
    if first is None or since < first:
        return Compared(
            None,
            period.before_words,
            f"Nothing is compared with {period.before_words}: reports do not reach back so far.",
        )
    earlier = counting.incidents(
        scope.partnership.pk, since, until, group=scope.group, premises_id=premises_id, hidden=scope.hidden
    )
    before, reporters_before = counting.count_and_reporters(earlier)
    after, reporters_after = counting.count_and_reporters(rows)
    note = reporting_note(reporters_before, reporters_after) if premises_id is None else ""
    days = (until - since).days or 1
    days_now = days if period.is_last_partial else (period.until - period.since).days
    return Compared(compare(before, after, days, days_now, reporting_note=note), period.before_words)


def _other_forms(sent: Mapping[tuple[int, str], int]) -> tuple[tuple[str, int], ...]:
    forms: dict[str, int] = defaultdict(int)
    for (_organisation, form), many in sent.items():
        forms[form] += many
    return tuple((Form(form).label, forms[form]) for form in Form if form != Form.INCIDENT and forms[form])


def _members(scope: Scope, sent: Mapping[tuple[int, str], int]) -> tuple[MemberRow, ...]:
    """Members with premises that belonged to the partnership in the period, those that sent nothing included."""
    totals: dict[int, int] = defaultdict(int)
    for (organisation, _form), many in sent.items():
        totals[organisation] += many
    since, until = (moment.astimezone(scope.zone).date() for moment in (scope.period.since, scope.period.until))
    found = Organisation.everywhere.filter(partnership_id=scope.partnership.pk).annotate(places=Count("premises"))
    columns = found.values_list("id", "name", "places", "joined_on", "left_on")
    rows = [
        MemberRow(name, places, totals[ident])
        for ident, name, places, joined, left in columns
        if totals[ident] or (places and joined < until and (left is None or left >= since))
    ]
    return tuple(sorted(rows, key=lambda row: (-row.reports, row.name)))
