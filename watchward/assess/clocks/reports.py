"""What goes with a report when its time is over: words beside grades and steps, and its place on the desk (R-08)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from watchward.assess.indexing import erase_reports_from_index
from watchward.assess.models import (
    CaseEvidence,
    DeskEntry,
    Grade,
    Judgement,
    Recognition,
    SecondReading,
    SetApart,
    Step,
)
from watchward.collect.models import Evidence, Report
from watchward.records.retention.clock import Leftover

ERASED = "Deleted when its time was over."  # where the database insists on words; the trigger knows them too


class WordsOfReports:
    """Grades, readings and steps stay as facts: which, when, by whom. Their words go; the report leaves the desk."""

    def count(self, refs: Sequence[str]) -> Mapping[str, int]:
        """Words, by where they stand."""
        return {
            "conditions of grades": _grades(refs).count(),
            "words of second readers": _readings(refs).count(),
            "words of steps": Step.everywhere.filter(report__ref__in=refs).exclude(words="").count(),
            "places on the desk": DeskEntry.everywhere.filter(report__ref__in=refs).count(),
        }

    def erase(self, refs: Sequence[str], now: datetime) -> Sequence[Leftover]:  # noqa: ARG002 (the clock's signature)
        """No files here."""
        _grades(refs).update(conditions=ERASED)
        _readings(refs).update(words=ERASED)
        Step.everywhere.filter(report__ref__in=refs).exclude(words="").update(words="")
        DeskEntry.everywhere.filter(report__ref__in=refs).delete()
        Judgement.everywhere.filter(mention__report__ref__in=refs).delete()
        SetApart.everywhere.filter(Q(one__ref__in=refs) | Q(other__ref__in=refs)).delete()
        return []


class TiesOfFiles:
    """Rows that hold on to a file: chosen once for a case and let go, or recognised as somebody who is gone."""

    def __init__(self, by: str) -> None:
        self._by = f"{by}__in"  # how a file is found: its own reference, or its report's

    def count(self, refs: Sequence[str]) -> Mapping[str, int]:  # noqa: ARG002 (they are counted with what they tie)
        """Nothing of their own."""
        return {}

    def erase(self, refs: Sequence[str], now: datetime) -> Sequence[Leftover]:  # noqa: ARG002 (the clock's signature)
        """No files here."""
        files = Evidence.everywhere.filter(**{self._by: refs})
        CaseEvidence.everywhere.filter(evidence__in=files).delete()
        Recognition.everywhere.filter(evidence__in=files).delete()
        return []


class FiledForSearch:
    """A report whose words went is found by none of them: its ids leave the index in the same transaction."""

    def count(self, refs: Sequence[str]) -> Mapping[str, int]:  # noqa: ARG002 (the clock's signature)
        """Nothing that people would count: the index holds numbers only."""
        return {}

    def erase(self, refs: Sequence[str], now: datetime) -> Sequence[Leftover]:  # noqa: ARG002 (the clock's signature)
        """No files here."""
        erase_reports_from_index(list(Report.everywhere.filter(ref__in=refs).values_list("pk", flat=True)))
        return []


def _grades(refs: Sequence[str]) -> QuerySet[Grade]:
    return Grade.everywhere.filter(report__ref__in=refs).exclude(conditions__in=("", ERASED))


def _readings(refs: Sequence[str]) -> QuerySet[SecondReading]:
    return SecondReading.everywhere.filter(grade__report__ref__in=refs).exclude(words__in=("", ERASED))
