"""Lines of a case's log: notes, tasks and their ticks, decisions, what went to the police and what came of it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from watchward.assess.actions._cases import CannotChangeCase, open_case_of, write_line
from watchward.assess.actions.desk import tell_progress
from watchward.assess.choices import CaseDeed, Pile, Rung
from watchward.assess.models import Case, CaseStep, DeskEntry
from watchward.assess.queries.cases import may_leave, workers_of
from watchward.assess.rules.cases import StepSaid, check_step, may_write
from watchward.collect.models import Report
from watchward.collect.queries.kept_away import kept_away
from watchward.kit.errors import NotFound, NotPermitted
from watchward.policy import Actor, Permission, may, require
from watchward.records.ledger import record

NO_TASK = "There is no such task to tick. Open the case again."


@transaction.atomic
def add_step(
    *, actor: Actor, ref: str, said: StepSaid, tell_reporters: bool = False, now: datetime | None = None
) -> CaseStep:
    """Write one line. Police officers write notes and outcomes; the rest is for those who work on the case.

    `tell_reporters`: what was sent to the police, or came of it, climbs the ladder of each open report too (L-07).
    """
    if not (decision := may_write(actor, said.deed)):
        raise NotPermitted(decision.because, decision.remedy)
    case = open_case_of(actor, ref)
    if said.deed == CaseDeed.SENT and not (leaves := may_leave(case)):
        raise CannotChangeCase(leaves.because)
    moment = now or timezone.now()
    today = moment.astimezone(case.partnership.zone_info).date()
    if not (whole := check_step(said, today)):
        raise CannotChangeCase(whole.because)
    line = write_line(
        case,
        actor,
        CaseDeed(said.deed),
        said.words.strip(),
        moment,
        because=" ".join(said.because.split()) if said.deed == CaseDeed.DECISION else "",
        choice=said.choice if said.deed == CaseDeed.OUTCOME else "",
        reference=" ".join(said.reference.split()) if said.deed == CaseDeed.SENT else "",
        due_on=said.due_on if said.deed == CaseDeed.TASK else None,
        owner_id=_owner(actor, said, moment) if said.deed == CaseDeed.TASK else None,
    )
    told = _tell(case, actor, line, moment) if tell_reporters else 0
    detail = {"line": line.ref, "deed": line.deed, "choice": line.choice, "told": told}
    record("case.step_added", actor=actor, ref=f"case/{case.ref}", detail=detail)
    return line


@transaction.atomic
def tick_task(*, actor: Actor, ref: str, step_ref: str, now: datetime | None = None) -> CaseStep:
    """A task is done: said by whoever it was given to, or by those who work on the case."""
    require(actor, Permission.CASE_READ)
    case = open_case_of(actor, ref)
    tasks = case.steps.select_for_update(of=("self",)).filter(deed=CaseDeed.TASK, done_at__isnull=True)
    line = tasks.filter(ref=step_ref).first()
    if line is None:
        raise NotFound(NO_TASK)
    if line.owner_id != actor.account_id:
        require(actor, Permission.CASE_MANAGE)
    line.done_at, line.done_by_id = now or timezone.now(), actor.account_id
    line.save(update_fields=["done_at", "done_by"])
    record("case.task_done", actor=actor, ref=f"case/{case.ref}", detail={"line": line.ref})
    return line


def _owner(actor: Actor, said: StepSaid, moment: datetime) -> int:
    for one in workers_of(actor.partnership_id, moment.date()):
        if one.ref == said.owner_ref:
            return one.account_id
    raise CannotChangeCase("Give the task to somebody who may read cases.")


def _tell(case: Case, actor: Actor, line: CaseStep, moment: datetime) -> int:
    """Each report that lies open on the desk climbs one rung; returns how many. Names nobody: references only."""
    if line.deed == CaseDeed.OUTCOME:
        rung, choice, words = Rung.OUTCOME, line.choice, ""
    elif line.deed == CaseDeed.SENT:
        rung, choice = (Rung.POLICE_REFERENCE if line.reference else Rung.SENT), ""
        words = line.reference
    else:
        return 0
    if not may(actor, Permission.REPORT_PROGRESS):
        return 0
    entries = DeskEntry.everywhere.filter(report__cases__case=case, report__cases__unlinked_at__isnull=True)
    if away := kept_away(actor):
        entries = entries.exclude(report__in=Report.everywhere.filter(away))
    refs = list(entries.exclude(pile=Pile.DONE).order_by("id").values_list("report__ref", flat=True))
    for one in refs:
        tell_progress(actor=actor, ref=one, rung=rung, choice=choice, words=words, now=moment)
    return len(refs)
