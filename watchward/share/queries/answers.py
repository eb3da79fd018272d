"""What a month's reports of one premises did: every report with its rung, and an honest sentence (L-07)."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from watchward.assess.choices import Pile, Rung, Verdict, Waits
from watchward.assess.models import DeskEntry, Grade, Judgement, Step
from watchward.collect.choices import Origin
from watchward.collect.models import Report
from watchward.collect.queries.decoys import without_decoys
from watchward.collect.queries.reports import ReportRow, report_rows, visible_reports
from watchward.kit.errors import NotFound
from watchward.kit.lists import load
from watchward.kit.text import count, day, listed
from watchward.partners.models import Premises
from watchward.policy import Actor, Permission, may
from watchward.share.rules.letters import month_from, month_span

MISSING = "There is no such page, or it is not yours. Go back to your premises."
MOST = 500
REFERENCES = (Rung.POLICE_REFERENCE, Rung.OUTCOME)


@dataclass(frozen=True, slots=True)
class AnsweredReport:
    """One report and how far it came."""

    row: ReportRow
    rung: str
    says: str
    is_closed: bool
    waits_for: str
    waits_since: datetime | None


@dataclass(frozen=True, slots=True)
class MonthAnswers:
    """One month of one premises, as far as this person may read its reports."""

    premises_ref: str
    premises_name: str
    month: date
    is_own_part: bool  # only what this person sent themselves
    reports: tuple[AnsweredReport, ...]
    imported: int
    graded: int
    graded_within: timedelta | None  # the median from telling to grade
    linked: int
    police_references: int
    outcomes: tuple[tuple[str, int], ...]
    closings: tuple[tuple[str, int], ...]
    loss_pence: int
    recovered_pence: int
    says: str

    @property
    def waiting(self) -> tuple[AnsweredReport, ...]:
        """What is still open, the longest wait first."""
        still = [one for one in self.reports if not one.is_closed]
        return tuple(sorted(still, key=lambda one: one.waits_since or one.row.told_at))


def answers_of(actor: Actor, premises_ref: str, month: str, now: datetime | None = None) -> MonthAnswers:
    """One month's answers: for the people of the premises what they may read there, for the office all of it.

    Raises: NotFound: another's premises, no such premises, no such month, or one that has not begun.
    """
    moment = now or timezone.now()
    premises = _premises(actor, premises_ref)
    first = month_from(month)
    zone = premises.partnership.zone_info
    if first is None or first > moment.astimezone(zone).date():
        raise NotFound(MISSING)
    since, until = month_span(first, zone)
    rows = without_decoys(visible_reports(actor).filter(premises=premises, told_at__gte=since, told_at__lt=until))
    own = rows.exclude(origin=Origin.IMPORT)
    found = _reports(own)
    reads_all = bool(may(actor, Permission.REPORT_READ_ALL) or may(actor, Permission.REPORT_READ_PREMISES))
    facts = _facts(own)
    return MonthAnswers(
        premises_ref=premises.ref,
        premises_name=premises.name,
        month=first,
        is_own_part=not reads_all,
        reports=tuple(found),
        imported=rows.filter(origin=Origin.IMPORT).count(),
        says=_paragraph(found, facts, lambda at: day(at, zone)),
        **facts,
    )


def _premises(actor: Actor, ref: str) -> Premises:
    rows = Premises.everywhere.filter(partnership_id=actor.partnership_id, ref=ref)
    if not may(actor, Permission.REPORT_READ_ALL):
        rows = rows.filter(pk__in=actor.premises)
    found = rows.select_related("partnership").first()
    if found is None:
        raise NotFound(MISSING)
    return found


def _reports(own: QuerySet[Report]) -> list[AnsweredReport]:
    ids = list(own.order_by("-told_at", "-id").values_list("pk", flat=True)[:MOST])
    rows = dict(zip(ids, report_rows(ids), strict=True))
    steps: dict[int, list[Step]] = defaultdict(list)
    for step in Step.everywhere.filter(report_id__in=ids).order_by("id"):
        steps[step.report_id].append(step)
    entries = {one.report_id: one for one in DeskEntry.everywhere.filter(report_id__in=ids)}
    return [_answered(rows[one], steps[one], entries.get(one)) for one in ids]


def _answered(row: ReportRow, steps: list[Step], entry: DeskEntry | None) -> AnsweredReport:
    last = steps[-1] if steps else None
    is_closed = entry is not None and entry.pile == Pile.DONE
    waits = ""
    if not is_closed:
        waits = str(Waits(entry.waits_for).label) if entry and entry.waits_for else "The coordinator"
    return AnsweredReport(
        row=row,
        rung=str(Rung(last.rung).label) if last else str(Rung.RECEIVED.label),
        says=_choice(last) if last else "",
        is_closed=is_closed,
        waits_for=waits,
        waits_since=None if is_closed else (last.taken_at if last else row.told_at),
    )


def _choice(step: Step) -> str:
    if step.rung == Rung.OUTCOME:
        return load("outcomes_police").label(step.choice)
    return load("closing_reasons").label(step.choice) if step.rung == Rung.CLOSED else ""


def _facts(own: QuerySet[Report]) -> dict[str, Any]:
    ids = list(own.values_list("pk", flat=True))
    steps = Step.everywhere.filter(report_id__in=ids)
    outcomes, closings = _latest(steps, Rung.OUTCOME), _latest(steps, Rung.CLOSED)
    told = dict(own.values_list("pk", "told_at"))
    graded = Grade.everywhere.filter(report_id__in=ids).order_by("-id").values_list("report_id", "graded_at")
    first = dict(graded)  # the oldest comes last and stays
    money = own.aggregate(lost=Sum("loss_pence"), back=Sum("recovered_pence"))
    waits = [(at - told[one]).total_seconds() for one, at in first.items()]
    return {
        "graded": len(first),
        "graded_within": timedelta(seconds=median(waits)) if waits else None,
        "linked": _linked(ids),
        "police_references": steps.filter(rung=Rung.POLICE_REFERENCE).values("report").distinct().count(),
        "outcomes": _named("outcomes_police", outcomes),
        "closings": _named("closing_reasons", closings),
        "loss_pence": money["lost"] or 0,
        "recovered_pence": money["back"] or 0,
    }


def _latest(steps: QuerySet[Step], rung: Rung) -> Counter[str]:
    """The last choice of each report on a rung: a report that was closed twice counts once."""
    last = dict(steps.filter(rung=rung).order_by("id").values_list("report_id", "choice"))
    return Counter(last.values())


def _named(list_id: str, counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    known = load(list_id)
    return tuple((known.label(choice) if choice in known else choice, many) for choice, many in counts.most_common())


def _linked(ids: list[int]) -> int:
    """How many of these reports tell of somebody who is in another report too: a number, never who."""
    same = Judgement.everywhere.filter(is_current=True, verdict=Verdict.SAME)
    mine = same.filter(mention__report_id__in=ids).values_list("mention__report_id", "subject_id")
    pairs = list(mine)
    seen = same.filter(subject_id__in={subject for _report, subject in pairs})
    many = dict(seen.values_list("subject_id").annotate(many=Count("mention__report_id", distinct=True)))
    return len({report for report, subject in pairs if many.get(subject, 0) > 1})


def _paragraph(found: list[AnsweredReport], facts: dict[str, Any], zone_day: Callable[[datetime], str]) -> str:
    """What came of it, without making more of it than it is."""
    if not found:
        return "No report was sent from here in this month. That can mean a quiet month, or that nobody told us."
    closed = sum(one.is_closed for one in found)
    open_ones = [one for one in found if not one.is_closed]
    are = "is" if closed == 1 else "are"
    sent = count(len(found), "report was", "reports were")
    parts = [f"{sent} sent; {closed} of them {are} closed with a reason."]
    if facts["graded"] < len(found):
        parts.append(f"{len(found) - facts['graded']} not yet read and graded.")
    if facts["outcomes"]:
        said = listed(f"{label.lower()} ({many})" for label, many in facts["outcomes"])
        parts.append(f"The police told an outcome of {sum(many for _label, many in facts['outcomes'])}: {said}.")
    elif facts["police_references"]:
        parts.append(f"{facts['police_references']} with a police reference, and no outcome told yet.")
    else:
        parts.append("The police have told no reference and no outcome for any of them so far.")
    if open_ones:
        since = min(one.waits_since or one.row.told_at for one in open_ones)
        parts.append(f"{count(len(open_ones), 'waits', 'wait')} still, the longest since {zone_day(since)}.")
    if facts["linked"]:
        parts.append(f"{facts['linked']} told of somebody who is in another report as well.")
    parts.append("A report without a result still counts: it shows when and where more eyes are needed.")
    return " ".join(parts)
