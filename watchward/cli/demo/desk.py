"""A year on the desk: what was read, graded, sent on and closed, and the few days that still lie there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from watchward.assess.choices import Pile, Rung, Waits
from watchward.assess.models import DeskEntry, Grade, Step
from watchward.assess.rules.desk import SILENCE, due_at
from watchward.cli.demo.dice import dice, weighted
from watchward.collect.models import Report
from watchward.partners.models import Account, Partnership
from watchward.partners.queries.actors import seats_of
from watchward.partners.queries.lists import root_of
from watchward.records.ledger import Entry, record_quietly

UNREAD = timedelta(hours=26)  # what is younger still lies on the desk
GRADES = {("2", "A"): 60, ("1", "A"): 25, ("2", "C"): 8, ("1", "B"): 5, ("2", "D"): 2}
ENDS = {
    ("kept_for_pattern", "Thank you. Nothing could be followed here, but it counts in the pattern of your street."): 46,
    ("no_lines", "Thank you. The footage was looked at and nobody could be recognised."): 22,
    ("linked", "Thank you. It was joined to others like it, and they are worked on together."): 14,
    ("passed_on", "Thank you. The police have it now."): 10,
    ("dealt_with", "Thank you. The person was spoken to and left."): 8,
}
OUTCOMES = {"ho.charged.1": 3, "ho.out_of_court.8": 3, "ho.evidential.14": 4}


@dataclass(slots=True)
class Laid:
    """The rows of one report, and its events."""

    entry: DeskEntry
    grade: Grade | None = None
    steps: list[Step] = field(default_factory=list)
    events: list[Entry] = field(default_factory=list)


@transaction.atomic
def lay_desk(partnership: Partnership, now: datetime) -> None:
    """Lay every generated report of the past on the desk, in the name of the first coordinator."""
    if DeskEntry.everywhere.filter(partnership=partnership).exists():
        return
    clerk = _coordinator(partnership)
    reports = Report.everywhere.filter(partnership=partnership, desk_entry=None).order_by("told_at", "id")
    laid = list(_laid(reports.iterator(), clerk, dice("a year on the desk"), now))
    DeskEntry.everywhere.bulk_create([one.entry for one in laid], batch_size=500)
    Grade.everywhere.bulk_create([one.grade for one in laid if one.grade], batch_size=500)
    Step.everywhere.bulk_create([step for one in laid for step in one.steps], batch_size=500)
    seats = seats_of(clerk, has_second_factor=True, is_recently_confirmed=True, face="console", now=now)
    actor = next(seat.actor for seat in seats if seat.partnership.pk == partnership.pk)
    record_quietly([event for one in laid for event in one.events], actor=actor)


def _coordinator(partnership: Partnership) -> Account:
    found = Account.everywhere.filter(
        memberships__partnership=partnership, memberships__appointments__role="coordinator"
    ).order_by("id")
    return found[0]


def _laid(reports: Iterator[Report], clerk: Account, chance: Random, now: datetime) -> Iterator[Laid]:
    for report in reports:
        entry = DeskEntry(
            report=report,
            partnership_id=report.partnership_id,
            group=root_of(report.partnership_id, report.kind),
            due_at=due_at(report, report.told_at),
        )
        one = Laid(entry)
        if report.told_at < now - UNREAD:
            _read(one, report, clerk, chance, now)
        yield one


def _read(one: Laid, report: Report, clerk: Account, chance: Random, now: datetime) -> None:
    """Graded within a day; one in five goes to the police; nearly all are closed."""
    at = report.told_at + timedelta(hours=chance.uniform(1, 25))
    source, information = weighted(chance, GRADES)
    one.grade = Grade(
        report=report, source=source, information=information, handling="P", tlp="amber", graded_at=at, graded_by=clerk
    )
    detail = {"grade": one.grade.ref, "code": one.grade.code, "tlp": "amber", "needs_second": False}
    one.events.append(Entry("report.graded", f"report/{report.ref}", detail))
    _climb(one, report, clerk, Rung.TRIAGED, at)
    if chance.random() < 0.2:
        at = min(at + timedelta(hours=chance.uniform(1, 24)), now)
        _climb(one, report, clerk, Rung.SENT, at)
        later = at + timedelta(days=chance.uniform(1, 6))
        if later < now and chance.random() < 0.7:
            at = later
            _climb(one, report, clerk, Rung.POLICE_REFERENCE, at, words=f"44{chance.randrange(10**8):08d}")
        if at + SILENCE > now:
            one.entry.pile, one.entry.waits_for, one.entry.due_at = Pile.WAITING, Waits.POLICE, at + SILENCE
            return
        at += timedelta(days=chance.uniform(2, 13))
        _climb(one, report, clerk, Rung.OUTCOME, at, choice=weighted(chance, OUTCOMES))
    at = min(at + timedelta(hours=chance.uniform(1, 60)), now)
    reason, words = weighted(chance, ENDS)
    _climb(one, report, clerk, Rung.CLOSED, at, choice=reason, words=words)
    one.entry.pile, one.entry.due_at = Pile.DONE, at


def _climb(
    one: Laid, report: Report, clerk: Account, rung: Rung, at: datetime, *, choice: str = "", words: str = ""
) -> None:
    one.entry.rung = rung
    one.steps.append(Step(report=report, rung=rung, choice=choice, words=words, taken_at=at, taken_by=clerk))
    if rung is Rung.CLOSED:
        one.events.append(Entry("report.closed", f"report/{report.ref}", {"reason": choice}))
    elif rung is not Rung.TRIAGED:
        one.events.append(Entry("report.moved_on", f"report/{report.ref}", {"rung": rung.value, "choice": choice}))
