"""What waits for whom: counts for a letter, references only for those who may read them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet
from django.utils import timezone

from watchward.assess.choices import Pile, Rung, Waits
from watchward.assess.models import DeskEntry, Step
from watchward.collect.models import CorrectionRequest, Report
from watchward.collect.queries.kept_away import kept_away
from watchward.collect.queries.reports import ReportRow, report_rows, visible_reports
from watchward.partners.queries.promises import promises_asked
from watchward.policy import Actor, Permission, may, require
from watchward.records.models import Event

WEEK = timedelta(days=7)
WITH_POLICE = (Rung.SENT, Rung.POLICE_REFERENCE)
FEW = 12


@dataclass(frozen=True, slots=True)
class WithPolice:
    """One report that the police have, and since when nothing came back."""

    report: ReportRow
    since: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """What one holder has open, as numbers: nothing of it names a report."""

    to_do: int = 0
    overdue: int = 0
    brought_back: int = 0
    second_reader: int = 0
    reporters: int = 0
    with_police: int = 0
    police_silent: int = 0

    @property
    def any(self) -> bool:
        """Whether there is anything to write about."""
        return bool(self.to_do or self.overdue or self.brought_back or self.second_reader or self.with_police)


@dataclass(frozen=True, slots=True)
class MyAnswer:
    """What became of one of my reports since yesterday."""

    report: ReportRow
    rung: str
    choice: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DuePromise:
    """An agreement or a training that falls due, or is overdue."""

    ref: str
    title: str
    due_at: datetime | None
    is_overdue: bool


def with_police(actor: Actor, limit: int = FEW) -> list[WithPolice]:
    """Reports that the police have and that are not closed, the longest silence first (L-07); not those about somebody
    whom the actor knows.
    """
    require(actor, Permission.REPORT_PROGRESS)
    entries = _with_police(actor.partnership_id)
    if away := kept_away(actor):
        entries = entries.exclude(report__in=Report.everywhere.filter(away))
    entries = entries.annotate(last=Max("report__steps__taken_at")).order_by("last", "id")
    found = list(entries.values_list("report_id", "last")[:limit])
    rows = report_rows([report_id for report_id, _last in found])
    return [WithPolice(row, last) for row, (_id, last) in zip(rows, found, strict=True)]


def held_by_desk(partnership_id: int, now: datetime) -> Held:
    """What lies with the coordinators."""
    entries = DeskEntry.everywhere.filter(partnership_id=partnership_id)
    back = Event.everywhere.filter(partnership_id=partnership_id, kind="report.brought_back", at__gt=now - WEEK)
    waiting = entries.filter(pile=Pile.WAITING)
    police = held_by_police(partnership_id, now)
    return Held(
        to_do=entries.filter(pile=Pile.TO_DO).count(),
        overdue=entries.filter(pile=Pile.TO_DO, due_at__lt=now).count(),
        brought_back=back.count(),
        second_reader=waiting.filter(waits_for=Waits.SECOND_READER).count(),
        reporters=waiting.filter(waits_for=Waits.REPORTER).count(),
        with_police=police.with_police,
        police_silent=police.police_silent,
    )


def held_by_police(partnership_id: int, now: datetime) -> Held:
    """What lies with the police, and what of it has been silent for 14 days."""
    entries = _with_police(partnership_id).annotate(last=Max("report__steps__taken_at"))
    silent = entries.filter(last__lt=now - timedelta(days=14)).count()
    return Held(with_police=entries.count(), police_silent=silent)


def held_by(actor: Actor, now: datetime | None = None) -> Held | None:
    """What this person holds, by their role; None for those with whom nothing lies."""
    moment = now or timezone.now()
    if may(actor, Permission.REPORT_GRADE):
        return held_by_desk(actor.partnership_id, moment)
    if may(actor, Permission.REPORT_PROGRESS):
        return held_by_police(actor.partnership_id, moment)
    return None


def my_answers(actor: Actor, since: datetime) -> list[MyAnswer]:
    """Every rung that one's own reports reached since then, the latest first."""
    mine = visible_reports(actor).filter(reporter_id=actor.account_id)
    steps = list(Step.everywhere.filter(report__in=mine, taken_at__gte=since).order_by("-taken_at", "-id")[:FEW])
    rows = {one.ref: one for one in report_rows([step.report_id for step in steps])}
    refs = dict(mine.filter(pk__in=[step.report_id for step in steps]).values_list("pk", "ref"))
    return [MyAnswer(rows[refs[one.report_id]], one.rung, one.choice, one.words, one.taken_at) for one in steps]


def corrections_open(actor: Actor) -> int:
    """How many corrections were asked of this person and not answered."""
    rows = CorrectionRequest.everywhere.filter(report__partnership_id=actor.partnership_id, answer__isnull=True)
    return rows.filter(report__reporter_id=actor.account_id).count()


def promises_due(actor: Actor, now: datetime | None = None) -> list[DuePromise]:
    """Agreement and training that a person should renew or pass."""
    if not actor.membership_id:
        return []
    asked = promises_asked(actor, now)
    return [
        DuePromise(one.promise.ref, one.promise.title, one.due_at, one.is_overdue) for one in asked if one.is_wanted
    ]


def _with_police(partnership_id: int) -> QuerySet[DeskEntry]:
    rows = DeskEntry.everywhere.filter(partnership_id=partnership_id, rung__in=WITH_POLICE)
    return rows.exclude(pile=Pile.DONE)
