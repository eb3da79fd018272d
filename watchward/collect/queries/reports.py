"""Reports that an actor may read, newest first, at a cost that does not grow with the table."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from watchward.collect.models import Evidence, Report
from watchward.collect.queries.kept_away import kept_away
from watchward.kit.errors import NotFound
from watchward.kit.lists import load
from watchward.partners.models import ListAddition, Premises
from watchward.partners.queries.lists import hidden_kinds, kinds_under
from watchward.policy import Actor, Permission, may, partnerships_where
from watchward.records.newest import by_key, newest_ids
from watchward.records.prepared import Prepared, padded

PAGE = 50
MISSING = (
    "There is no such report, or its time is over, or it is not yours to read. "
    "Go back to your reports, or ask your coordinator."
)


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """What a list is narrowed to; every part is optional."""

    form: str = ""
    kind: str = ""
    premises_ref: str = ""
    since: datetime | None = None
    until: datetime | None = None
    only_mine: bool = False


class ReportRow(NamedTuple):
    """One line of a list: plain values, no people. A tuple, since pages make fifty of them at a time."""

    ref: str
    form: str
    kind: str
    happened_at: datetime
    happened_until: datetime | None
    told_at: datetime
    origin: str
    premises_name: str
    premises_ref: str
    partnership_name: str
    time_zone: str
    loss_pence: int | None
    is_danger: bool
    has_injury: bool
    has_weapon: bool
    has_abuse: bool
    is_hate: bool
    files: int
    kind_label: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One page of a list and the reference after which the next begins, empty on the last."""

    rows: list[ReportRow]
    older: str


def visible_reports(actor: Actor, *, among: Collection[int] | None = None) -> QuerySet[Report]:
    """Every report this actor may read in their partnership: all, those of their premises, or their own.

    Args:    among: only these ids, each looked up by its key: left to itself, SQLite walks the whole partnership.
    """
    if among is None:
        here = Report.everywhere.filter(partnership_id=actor.partnership_id)
    else:
        here = by_key(Report.everywhere.all(), among, actor.partnership_id)
    mine = Q(reporter_id=actor.account_id)
    if away := kept_away(actor):  # they know somebody in it, and see what a member would
        here = here.filter(mine | ~away)
    if may(actor, Permission.REPORT_READ_ALL):
        return here
    if actor.premises and may(actor, Permission.REPORT_READ_PREMISES):
        ours = Q(premises_id__in=actor.premises) & ~hidden_kinds(actor.partnership_id)  # P-05
        return here.filter(mine | ours)
    return here.filter(mine)


def newest_reports(
    actor: Actor,
    *,
    narrow: ReportFilter | None = None,
    after: str = "",
    limit: int = PAGE,
    everywhere: bool = False,
) -> ReportPage:
    """The newest reports that the actor may read, `limit` to a page.

    Args:    after: the reference of the last row of the page before.
             everywhere: also the other partnerships in which this person may read every report.
    """
    rows, scope = _scoped(actor, everywhere)
    narrow = narrow or ReportFilter()
    ids = newest_ids(
        narrowed(rows, narrow, actor),
        scope=scope,
        by="happened_at",
        before=_position(rows, scope, after),
        limit=limit + 1,
        apart=[Q(kind=kind) for kind in kinds_under(narrow.kind, scope)] if narrow.kind else (Q(),),
    )
    page = report_rows(ids[:limit])
    return ReportPage(page, page[-1].ref if len(ids) > limit else "")


def get_report(actor: Actor, ref: str) -> Report:
    """One report with all that belongs to it. Absent and forbidden give the same answer."""
    found = (
        visible_reports(actor)
        .filter(ref=ref)
        .select_related("premises", "organisation", "reporter", "partnership")
        .prefetch_related(
            "people", "vehicles", "goods", "evidence", "addenda__added_by", "correction_requests__asked_by"
        )
        .first()
    )
    if found is None:
        raise NotFound(MISSING)
    return found


def premises_to_pick(actor: Actor) -> list[tuple[str, str]]:
    """(reference, name) of the premises whose reports the actor may meet in a list."""
    found = Premises.everywhere.filter(partnership_id=actor.partnership_id)
    if not may(actor, Permission.REPORT_READ_ALL):
        found = found.filter(pk__in=actor.premises)
    return list(found.order_by("name").values_list("ref", "name"))


def _scoped(actor: Actor, everywhere: bool) -> tuple[QuerySet[Report], tuple[int, ...]]:
    """The rows, and the partnerships to walk; more than one only where every report may be read."""
    if everywhere and (wide := partnerships_where(actor, Permission.REPORT_READ_ALL)):
        rows = Report.everywhere.filter(partnership_id__in=wide) if len(wide) == 1 else Report.everywhere.all()
        for one in (actor, *actor.elsewhere):
            if away := kept_away(one):
                rows = rows.filter(Q(reporter_id=one.account_id) | ~away)
        return rows, wide
    return visible_reports(actor), (actor.partnership_id,)


def _position(rows: QuerySet[Report], scope: Sequence[int], after: str) -> tuple[datetime, int] | None:
    if not after:
        return None
    found = rows.filter(partnership_id__in=scope, ref=after).values_list("happened_at", "id").first()
    if found is None:
        raise NotFound("That page is gone. Start again at the newest reports.")
    return found


def narrowed(rows: QuerySet[Report], narrow: ReportFilter, actor: Actor) -> QuerySet[Report]:
    """The rows that a filter leaves, its kind apart: a list walks each kind in its own index."""
    wanted: dict[str, Any] = {}
    if narrow.form:
        wanted["form"] = narrow.form
    if narrow.premises_ref:
        wanted["premises_id"] = _premises_id(narrow.premises_ref, actor)  # the id alone finds the premises' index
    if narrow.since:
        wanted["happened_at__gte"] = narrow.since
    if narrow.until:
        wanted["happened_at__lt"] = narrow.until
    if narrow.only_mine:
        wanted["reporter_id"] = actor.account_id
    return rows.filter(**wanted)


def _premises_id(ref: str, actor: Actor) -> int:
    mine = (actor.partnership_id, *(one.partnership_id for one in actor.elsewhere))
    found = Premises.everywhere.filter(ref=ref, partnership_id__in=mine).values_list("id", flat=True).first()
    return found or 0


def report_rows(ids: Sequence[int]) -> list[ReportRow]:
    """Lines of a list in the order of `ids`: one query, and one more where a partnership's own types occur."""
    rows: dict[int, list[Any]] = {row[0]: row[1:] for row in _rows_question(padded(len(ids))).rows(ids)}
    labels = kind_labels({(row[0], row[3]) for row in rows.values()})
    return [ReportRow._make((*rows[one][1:], labels[rows[one][0], rows[one][3]])) for one in ids if one in rows]


@cache
def _rows_question(places: int) -> Prepared:
    columns = (
        "id", "partnership_id", "ref", "form", "kind", "happened_at", "happened_until", "told_at", "origin",
        "premises__name", "premises__ref", "partnership__name", "partnership__time_zone", "loss_pence", "is_danger",
        "has_injury", "has_weapon", "has_abuse", "is_hate",
    )  # fmt: skip
    # A count in a join would group and sort every column of the page; this looks each row up in an index.
    per_report = Evidence.everywhere.filter(report=OuterRef("pk")).order_by().values("report").annotate(n=Count("pk"))
    files = Coalesce(Subquery(per_report.values("n")), 0)
    reports = Report.everywhere.annotate(files=files)
    return Prepared(lambda *ids: reports.filter(pk__in=ids).values_list(*columns, "files"), places)


def kind_labels(wanted: Collection[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """Labels of (partnership id, incident type); the shipped list is in memory, local types cost one query."""
    shipped = load("incident_types")
    found = {(where, kind): shipped.label(kind) if kind in shipped else kind for where, kind in wanted}
    local = [(where, kind) for where, kind in wanted if kind not in shipped]
    if local:
        rows = ListAddition.everywhere.filter(
            list_id="incident_types",
            partnership_id__in={where for where, _kind in local},
            entry_id__in={kind for _where, kind in local},
        )
        added = {(where, kind): label for where, kind, label in rows.values_list("partnership_id", "entry_id", "label")}
        found |= {one: added[one] for one in local if one in added}
    return found
