"""The words of reports, many at a time, and which of them one actor may read: what search finds and shows."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet

from watchward.collect.models import Addendum, MentionedPerson, MentionedVehicle, Report
from watchward.collect.queries.reading import person_line
from watchward.collect.queries.reports import kind_labels
from watchward.collect.rules.visibility import Shown, may_see_people, may_see_person, seems_under_18
from watchward.policy import Actor
from watchward.records.prepared import Prepared, padded

MOST_DAYS = 31  # of a span whose moment nobody knows


@dataclass(frozen=True, slots=True)
class PersonWords:
    """One person as their reporter described them."""

    name: str
    alias: str
    text: str
    methods: tuple[str, ...]
    seems_under_18: bool


@dataclass(frozen=True, slots=True)
class VehicleWords:
    """One vehicle whose registration, or a note, was written down."""

    registration: str
    note: str


@dataclass(slots=True)
class ReportWords:
    """Everything of one report that somebody could look for."""

    id: int
    ref: str
    partnership_id: int
    reporter_id: int
    kind: str
    what: str
    where: str
    zone: ZoneInfo
    happened_at: datetime
    happened_until: datetime | None
    narrative: str
    police_reference: str
    added: list[str] = field(default_factory=list)
    people: list[PersonWords] = field(default_factory=list)
    vehicles: list[VehicleWords] = field(default_factory=list)

    @property
    def days(self) -> list[date]:
        """The days on which it may have happened, by the partnership's clock."""
        first = self.happened_at.astimezone(self.zone).date()
        last = self.happened_until.astimezone(self.zone).date() if self.happened_until else first
        return [first + timedelta(days=one) for one in range(min((last - first).days + 1, MOST_DAYS))]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a report with the words over it; `names` are set where it is about a person."""

    label: str
    text: str
    names: tuple[str, ...] = ()
    is_code: bool = False


def words_of_reports(ids: Collection[int]) -> dict[int, ReportWords]:
    """The words of these reports, in a handful of queries. Who may read them is not asked here: see `readable`."""
    if not ids:
        return {}
    keys, ask = list(ids), _questions(padded(len(ids), 32))
    rows = ask.reports.rows(keys)
    labels = kind_labels({(row[2], row[4]) for row in rows})
    found = {row[0]: _words(row, labels) for row in rows}
    for report_id, text in ask.addenda.rows(keys):
        found[report_id].added.append(text)
    for row in ask.people.rows(keys):
        person = MentionedPerson.from_db(connection.alias, _PERSON, row)
        found[person.report_id].people.append(_person(person))
    for report_id, registration, note in ask.vehicles.rows(keys):
        found[report_id].vehicles.append(VehicleWords(registration, note))
    return found


class _Questions(NamedTuple):
    reports: Prepared
    addenda: Prepared
    people: Prepared
    vehicles: Prepared


_REPORT = (
    "id", "ref", "partnership_id", "reporter_id", "kind", "premises__name", "partnership__time_zone", "happened_at",
    "happened_until", "narrative", "police_reference",
)  # fmt: skip
_PERSON = [one.attname for one in MentionedPerson._meta.concrete_fields]


@cache
def _questions(places: int) -> _Questions:
    addenda = Addendum.everywhere.order_by("id").values_list("report_id", "text")
    people = MentionedPerson.everywhere.order_by("report_id", "place").values_list(*_PERSON)
    noted = MentionedVehicle.everywhere.exclude(registration="", note="").order_by("report_id", "place")
    vehicles = noted.values_list("report_id", "registration", "note")
    return _Questions(
        Prepared(lambda *ids: Report.everywhere.filter(pk__in=ids).values_list(*_REPORT), places),
        *(Prepared(_of_reports(rows), places) for rows in (addenda, people, vehicles)),
    )


def _of_reports(rows: QuerySet[Any, Any]) -> Callable[..., QuerySet[Any, Any]]:
    return lambda *ids: rows.filter(report_id__in=ids)


def _words(row: Sequence[Any], labels: Mapping[tuple[int, str], str]) -> ReportWords:
    pk, ref, partnership_id, reporter_id, kind, where, zone, happened_at, happened_until, narrative, reference = row
    return ReportWords(
        pk, ref, partnership_id, reporter_id, kind, labels[partnership_id, kind], where, ZoneInfo(zone), happened_at,
        happened_until, narrative, reference,
    )  # fmt: skip


def readable(actor: Actor, words: ReportWords, *, gate_is_open: bool) -> list[Part]:
    """What of a report that they may open this actor may read, by the same rules as its page (G-01, P-04)."""
    is_own = words.reporter_id == actor.account_id
    shown = Shown(is_own=is_own, gate_is_open=is_own or gate_is_open)
    parts = [Part("", words.narrative), *(Part("Added later", text) for text in words.added)]
    parts += _people(actor, shown, words.people)
    if may_see_people(actor, shown):
        parts += [Part("Vehicle", ", ".join(filter(None, (one.registration, one.note)))) for one in words.vehicles]
    parts.append(Part("Police reference", words.police_reference, is_code=True))
    parts += [Part("What", words.what), Part("Where", words.where)]
    return [one for one in parts if one.text]


def _people(actor: Actor, shown: Shown, people: Iterable[PersonWords]) -> list[Part]:
    return [
        Part("Person described", one.text, tuple(filter(None, (one.name, one.alias))))
        for one in people
        if may_see_person(actor, shown, seemed_under_18=one.seems_under_18)
    ]


def _person(mention: MentionedPerson) -> PersonWords:
    is_minor = seems_under_18(said_so=mention.seemed_under_18, age_band=mention.age_band)
    line = person_line(mention, is_minor)
    named = line.title if mention.name or mention.alias else ""
    text = ". ".join(one.rstrip(".") for one in (named, line.description, ", ".join(line.methods)) if one)
    return PersonWords(mention.name, mention.alias, text, tuple(map(str, mention.methods)), is_minor)
