"""The desk: three piles of one partnership, a page at a time, at a cost that does not grow with the pile."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from watchward.assess.choices import Pile, Rung, Waits
from watchward.assess.models import DeskEntry, Grade
from watchward.assess.rules.desk import harm_of
from watchward.collect.models import Report
from watchward.collect.queries.kept_away import kept_away
from watchward.collect.queries.reports import ReportRow, report_rows
from watchward.kit.errors import NotFound
from watchward.policy import Actor, Permission, require

PAGE = 50
MOST_COUNTED = 1000  # beyond it a pile is "1,000 or more": nobody needs the exact number, and counting costs


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """What a pile is narrowed to."""

    group: str = ""
    waits_for: str = ""


class DeskLine(NamedTuple):
    """One report on the desk."""

    report: ReportRow
    due_at: datetime
    because: str
    waits_for: str
    rung: str
    grade: str


@dataclass(frozen=True, slots=True)
class DeskPage:
    """One page of a pile, and the reference after which the next begins."""

    lines: list[DeskLine]
    older: str


def desk_page(
    actor: Actor, pile: Pile, *, narrow: DeskFilter | None = None, after: str = "", limit: int = PAGE
) -> DeskPage:
    """What is due first stands first; in the done pile, what was closed last.

    Raises: NotPermitted: whoever neither grades nor reads as the second.
    """
    entries = _narrowed(visible_entries(actor).filter(pile=pile), narrow or DeskFilter())
    backwards = pile == Pile.DONE
    if after:
        entries = entries.filter(_beyond(actor, after, backwards=backwards))
    order = ("-due_at", "-id") if backwards else ("due_at", "id")
    found = list(entries.order_by(*order)[: limit + 1])
    ids = [entry.report_id for entry in found[:limit]]
    grades = _codes(ids)
    lines = [
        _line(entry, row, grades.get(entry.report_id, ""))
        for entry, row in zip(found[:limit], report_rows(ids), strict=True)
    ]
    return DeskPage(lines, lines[-1].report.ref if len(found) > limit else "")


def visible_entries(actor: Actor) -> QuerySet[DeskEntry]:
    """The desk of the actor's partnership, for those who work at it or read as the second."""
    require(actor, Permission.GRADE_SECOND_READ)
    entries = DeskEntry.everywhere.filter(partnership_id=actor.partnership_id)
    away = kept_away(actor)
    return entries if away is None else entries.exclude(report__in=Report.everywhere.filter(away))


def pile_sizes(actor: Actor) -> dict[Pile, int]:
    """How many lie in each pile, counted up to MOST_COUNTED."""
    entries = visible_entries(actor)
    return {pile: entries.filter(pile=pile).order_by()[:MOST_COUNTED].count() for pile in (Pile.TO_DO, Pile.WAITING)}


def next_to_do(actor: Actor) -> str:
    """The reference of the report that is due first; empty when nothing is to do."""
    first = visible_entries(actor).filter(pile=Pile.TO_DO).order_by("due_at", "id")
    return str(first.values_list("report__ref", flat=True).first() or "")


def _narrowed(entries: QuerySet[DeskEntry], narrow: DeskFilter) -> QuerySet[DeskEntry]:
    if narrow.group:
        entries = entries.filter(group=narrow.group)
    if narrow.waits_for:
        entries = entries.filter(waits_for=narrow.waits_for)
    return entries


def _beyond(actor: Actor, ref: str, *, backwards: bool) -> Q:
    last = visible_entries(actor).filter(report__ref=ref).values_list("due_at", "id").first()
    if last is None:
        raise NotFound("That page is gone. Start again at the top of the pile.")
    at, key = last
    if backwards:
        return Q(due_at__lt=at) | Q(due_at=at, id__lt=key)
    return Q(due_at__gt=at) | Q(due_at=at, id__gt=key)


def _codes(report_ids: list[int]) -> dict[int, str]:
    """`2B P` of the grade in force, by report."""
    grades = Grade.everywhere.filter(report_id__in=report_ids).order_by("id")
    return {one.report_id: one.code for one in grades}


def _line(entry: DeskEntry, row: ReportRow, grade: str) -> DeskLine:
    waits = str(Waits(entry.waits_for).label) if entry.waits_for else ""
    return DeskLine(row, entry.due_at, harm_of(row).because, waits, str(Rung(entry.rung).label), grade)
