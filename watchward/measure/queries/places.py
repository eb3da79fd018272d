"""The premises with what happened at each: the rows of the list, of the map and of the headline."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from watchward.collect.models import Report
from watchward.kit.lists import load
from watchward.measure.queries.counting import Place, incidents
from watchward.measure.queries.scope import Scope
from watchward.measure.queries.standing_out import JUDGED_ON, NOTHING, Judged, Standing, judged
from watchward.measure.rules.weeks import evenings, usual_trouble
from watchward.partners.models import Premises
from watchward.patterns.hours import HOURS_IN_WEEK, Window
from watchward.patterns.risk import Expected
from watchward.patterns.slots import NOT_ENOUGH

EMPTY = Place(0, (0,) * HOURS_IN_WEEK)


@dataclass(frozen=True, slots=True)
class PremisesRow:
    """One premises with its count, its evenings and its busiest time; `verdict` says whether its week is special."""

    pk: int
    ref: str
    name: str
    sector: str
    sector_words: str
    zone: str
    address: str
    latitude: float | None
    longitude: float | None
    count: int
    left_out: int
    week: tuple[int, ...]
    evenings: tuple[int, ...]
    window: Window | None
    claim: Window | None
    expected: Expected | None
    verdict: str
    finding: str

    @property
    def in_evenings(self) -> int:
        """Incidents in the evenings of the week."""
        return sum(self.evenings)


def registered(partnership_id: int) -> list[Premises]:
    """Every premises on the register, by name; those that have closed keep their past."""
    rows = Premises.everywhere.filter(partnership_id=partnership_id).select_related("zone", "partnership")
    return list(rows.order_by("name"))


def judged_rows(scope: Scope) -> QuerySet[Report]:
    """The incidents that verdicts rest on: of two years up to the end of the period, more where it is longer."""
    until = scope.period.until
    since = min(until - JUDGED_ON, scope.period.since)
    return incidents(scope.partnership.pk, since, until, group=scope.group, hidden=scope.hidden)


def judged_places(scope: Scope, register: list[Premises]) -> Judged:
    """Which of them have a slot of their own, in the two years up to the end of the period and among these kinds."""
    rows, until = judged_rows(scope), scope.period.until
    kinds = {one.pk: sector_words(one.sector).lower() for one in register}
    return judged(rows, kinds, zone=scope.zone, now=timezone.now(), scope=scope.who, until=until)


def premises_rows(register: list[Premises], places: Mapping[int, Place], judged: Judged) -> list[PremisesRow]:
    """Rows, most incidents first; a premises that has closed and has none is left out."""
    rows = [
        _row(one, places.get(one.pk, EMPTY), judged) for one in register if one.closed_on is None or one.pk in places
    ]
    return sorted(rows, key=lambda row: (-row.count, row.name))


def slots_of(rows: Iterable[PremisesRow]) -> list[PremisesRow]:
    """Those with something to expect: special slots first, then the most to be expected."""
    told = [row for row in rows if row.expected is not None and row.expected.mean > 0]
    return sorted(told, key=lambda row: (row.claim is None, -(row.expected.mean if row.expected else 0.0), row.name))


def sector_words(sector: str) -> str:
    """A type of premises in words."""
    sectors = load("premises_sectors")
    return sectors.label(sector) if sector in sectors else sector


def _row(one: Premises, place: Place, judged: Judged) -> PremisesRow:
    standing = judged.standings.get(one.pk, Standing(NOT_ENOUGH, NOTHING))
    return PremisesRow(
        pk=one.pk,
        ref=one.ref,
        name=one.name,
        sector=one.sector,
        sector_words=sector_words(one.sector),
        zone=one.zone.name if one.zone else "",
        address=one.address,
        latitude=one.latitude,
        longitude=one.longitude,
        count=place.count,
        left_out=place.left_out,
        week=place.week,
        evenings=evenings(place.week),
        window=usual_trouble(place.week),
        claim=standing.claim,
        expected=standing.expected,
        verdict=standing.word,
        finding=standing.sentence,
    )
