"""R-07: what is in a case waits for it, and the case itself goes so long after it was closed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from watchward.assess.models import Case, CaseEvidence, CaseReport, CaseStep
from watchward.kit.text import count
from watchward.partners.queries.periods import periods_of
from watchward.records.retention.clock import Leftover, pages

WHY = "in a case"


class Cases:
    """Its log, its choice of exhibits and its links; the reports in it have a time of their own."""

    rule, noun, what = "R-07", "case", "Closed cases with their logs"

    def kept(self, partnership_id: int) -> str:
        """In words."""
        return f"{count(periods_of(partnership_id).case_days, 'day')} after it was closed"

    def due(self, now: datetime, partnership_id: int, among: Sequence[str] | None = None) -> Iterator[Sequence[str]]:
        """Every case that was closed long enough ago."""
        rows = Case.everywhere.filter(partnership_id=partnership_id, closed_at__lt=_before(partnership_id, now))
        yield from pages(rows if among is None else rows.filter(ref__in=among), "closed_at")

    def count(self, refs: Sequence[str]) -> Mapping[str, int]:
        """Cases and lines of their logs."""
        return {"cases": len(refs), "lines of cases": CaseStep.everywhere.filter(case__ref__in=refs).count()}

    def erase(self, refs: Sequence[str], now: datetime) -> Sequence[Leftover]:  # noqa: ARG002 (the clock's signature)
        """All of it."""
        for model in (CaseStep, CaseEvidence, CaseReport):
            model.everywhere.filter(case__ref__in=refs).delete()
        Case.everywhere.filter(ref__in=refs).delete()
        return []


def in_a_case(names: Collection[str], partnership_id: int, now: datetime) -> Mapping[str, str]:
    """Reports, files and subjects of a case that is open, or was closed not long enough ago."""
    before = _before(partnership_id, now)
    kept = Case.everywhere.filter(Q(closed_at__isnull=True) | Q(closed_at__gte=before), partnership_id=partnership_id)
    return {name: WHY for name, case in tied(names, kept)}


def tied(names: Collection[str], cases: QuerySet[Case]) -> Iterable[tuple[str, str]]:
    """(noun/REF, reference of a case that it belongs to): with one file of a report the whole report."""
    reports = CaseReport.everywhere.filter(case__in=cases, unlinked_at__isnull=True)
    files = CaseEvidence.everywhere.filter(case__in=cases, dropped_at__isnull=True)
    for noun, rows, path in (
        ("report", reports, "report__ref"),
        ("report", files, "evidence__report__ref"),
        ("evidence", files, "evidence__report__evidence__ref"),
        ("evidence", reports, "report__evidence__ref"),
    ):
        wanted = [name.partition("/")[2] for name in names if name.startswith(f"{noun}/")]
        if wanted:
            found: QuerySet[CaseReport] | QuerySet[CaseEvidence] = rows.filter(**{f"{path}__in": wanted})
            yield from ((f"{noun}/{ref}", case) for ref, case in found.values_list(path, "case__ref"))
    subjects = [name.partition("/")[2] for name in names if name.startswith("subject/")]
    if subjects:
        rows_of = cases.filter(Q(subject__ref__in=subjects) | Q(subject__merged_into__ref__in=subjects))
        for own, head, case in rows_of.values_list("subject__ref", "subject__merged_into__ref", "ref"):
            yield from ((f"subject/{ref}", case) for ref in (own, head) if ref in subjects)


def knows_case(ref: str, partnership_id: int) -> bool:
    """Whether there is such a case."""
    return Case.everywhere.filter(ref=ref, partnership_id=partnership_id).exists()


def _before(partnership_id: int, now: datetime) -> datetime:
    return now - timedelta(days=periods_of(partnership_id).case_days)
