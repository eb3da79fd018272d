"""Move a report along: wait, tell the reporter what happened, close it with a reason, open it again (L-07)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from watchward.assess.actions._desk import CannotMoveReport, entry_of, open_entry_of, put
from watchward.assess.choices import Pile, Rung, Waits
from watchward.assess.models import DeskEntry, Step
from watchward.assess.queries.ladder import grade_in_force
from watchward.assess.queries.recusals import report_to_work_on
from watchward.assess.rules.grading import LONGEST
from watchward.collect.models import Report
from watchward.kit.lists import load
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import Entry, record, record_many

TOLD_BY_POLICE = (Rung.SENT, Rung.POLICE_REFERENCE, Rung.OUTCOME)


@transaction.atomic
def let_wait(*, actor: Actor, ref: str, waits_for: str, now: datetime | None = None) -> DeskEntry:
    """Lay a report on the waiting pile; without news it comes back after 14 days."""
    require(actor, Permission.REPORT_GRADE)
    report = report_to_work_on(actor, ref)
    if waits_for not in (Waits.REPORTER, Waits.POLICE, Waits.SOMETHING):
        raise CannotMoveReport("Say what it waits for.")
    entry = open_entry_of(report)
    if entry.waits_for == Waits.SECOND_READER:
        raise CannotMoveReport("It waits for its second reader. It can wait for something else after that.")
    put(entry, Pile.WAITING, waits_for, now or timezone.now())
    record("report.laid_waiting", actor=actor, ref=f"report/{report.ref}", detail={"for": waits_for})
    return entry


@transaction.atomic
def tell_progress(
    *, actor: Actor, ref: str, rung: str, choice: str = "", words: str = "", now: datetime | None = None
) -> Step:
    """Tell the reporter that it was sent, which reference the police gave, or what came of it."""
    require(actor, Permission.REPORT_PROGRESS)
    report = report_to_work_on(actor, ref)
    if rung not in TOLD_BY_POLICE:
        raise CannotMoveReport("Say what happened: sent, a reference, or an outcome.")
    if rung == Rung.OUTCOME and choice not in load("outcomes_police"):
        raise CannotMoveReport("Pick the outcome from the list.")
    if rung == Rung.POLICE_REFERENCE and not words.strip():
        raise CannotMoveReport("Write the reference that the police gave.")
    entry = open_entry_of(report)
    step = _climb(entry, report, actor, Rung(rung), choice if rung == Rung.OUTCOME else "", words, now)
    if entry.waits_for == Waits.SECOND_READER:
        entry.save(update_fields=["rung"])  # news is news, but its grade is still to be read
    elif rung == Rung.OUTCOME:
        put(entry, Pile.TO_DO, "", step.taken_at)  # somebody decides whether it can be closed
    else:
        put(entry, Pile.WAITING, Waits.POLICE, step.taken_at)
    record("report.moved_on", actor=actor, ref=f"report/{report.ref}", detail={"rung": rung, "choice": step.choice})
    return step


@transaction.atomic
def close_report(*, actor: Actor, ref: str, reason: str, words: str = "", now: datetime | None = None) -> Step:
    """Close a report with a reason that its reporter reads. An ungraded report, or one that waits for its second
    reader, stays open.
    """
    require(actor, Permission.REPORT_GRADE)
    report = report_to_work_on(actor, ref)
    if reason not in load("closing_reasons"):
        raise CannotMoveReport("Pick a reason. Every report gets an answer (L-07).")
    grade = grade_in_force(report)
    if grade is None:
        raise CannotMoveReport("Grade the report first; then it can be closed.")
    if grade.needs_second_reader and not hasattr(grade, "second_reading"):
        raise CannotMoveReport("It waits for its second reader. It can be closed after that.")
    entry = open_entry_of(report)
    step = _climb(entry, report, actor, Rung.CLOSED, reason, words, now)
    put(entry, Pile.DONE, "", step.taken_at)
    record("report.closed", actor=actor, ref=f"report/{report.ref}", detail={"reason": reason})
    return step


@transaction.atomic
def reopen_report(*, actor: Actor, ref: str, words: str = "", now: datetime | None = None) -> Step:
    """Take a closed report up again; the reporter sees that too."""
    require(actor, Permission.REPORT_GRADE)
    report = report_to_work_on(actor, ref)
    entry = entry_of(report)
    if entry.pile != Pile.DONE:
        raise CannotMoveReport("This report is open already.")
    step = _climb(entry, report, actor, Rung.REOPENED, "", words, now)
    put(entry, Pile.TO_DO, "", step.taken_at)
    record("report.reopened", actor=actor, ref=f"report/{report.ref}")
    return step


@transaction.atomic
def bring_back_silent(*, actor: Actor, now: datetime) -> int:
    """The worker's clock: what waited for 14 days without news lies on top again (L-07). Returns how many."""
    require(actor, Permission.INSTANCE_OPERATE)
    silent = DeskEntry.everywhere.select_for_update(of=("self",)).filter(pile=Pile.WAITING, due_at__lte=now)
    by_town: dict[int, list[Entry]] = {}
    for entry in silent.select_related("report").order_by("id")[:500]:
        waited_for = entry.waits_for
        put(entry, Pile.TO_DO, "", now)
        event = Entry("report.brought_back", f"report/{entry.report.ref}", {"waited_for": waited_for})
        by_town.setdefault(entry.partnership_id, []).append(event)
    for partnership_id, entries in by_town.items():
        record_many(entries, actor=actor, partnership_id=partnership_id)
    return sum(map(len, by_town.values()))


def _climb(
    entry: DeskEntry, report: Report, actor: Actor, rung: Rung, choice: str, words: str, now: datetime | None
) -> Step:
    """Write one rung. Its words go to the reporter, so they stay short and name nobody."""
    words = words.strip()
    if len(words) > LONGEST:
        raise CannotMoveReport(f"The words are longer than {LONGEST} characters. Shorten them.")
    entry.rung = rung
    return Step.everywhere.create(
        report=report,
        rung=rung,
        choice=choice,
        words=words,
        taken_at=now or timezone.now(),
        taken_by_id=actor.account_id,
    )
