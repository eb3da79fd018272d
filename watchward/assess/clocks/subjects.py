"""R-01, R-03, P-03: the record of a person ends by itself, and what it stands on waits for it until then."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from watchward.assess.choices import Identity, Verdict
from watchward.assess.clocks.cases import in_a_case, tied
from watchward.assess.indexing import erase_subjects_from_index
from watchward.assess.models import (
    AgeEstimate,
    Case,
    Fact,
    IdentityStep,
    Judgement,
    Merge,
    Recognition,
    Subject,
)
from watchward.assess.queries.subjects import clock_of_subject, cluster_ids
from watchward.kit.text import count
from watchward.partners.queries.periods import periods_of
from watchward.records.retention.clock import Leftover, pages

WHY = "about somebody whose record is kept"
SHORTEST_MONTH = 28


class Subjects:
    """A subject with all that was merged into it: facts, judgements, recognitions, ages, steps."""

    rule, noun, what = "R-01", "subject", "Subjects with their facts"

    def kept(self, partnership_id: int) -> str:
        """In words."""
        periods = periods_of(partnership_id)
        months = count(periods.subject_months, "month")
        return f"{months} after the last graded incident, unknown people {count(periods.unknown_months, 'month')}"

    def due(self, now: datetime, partnership_id: int, among: Sequence[str] | None = None) -> Iterator[Sequence[str]]:
        """Every subject whose clock has run out. Only those old enough to be due are asked for their incidents."""
        periods = periods_of(partnership_id)
        unknown, others = (
            now - timedelta(days=months * SHORTEST_MONTH) for months in (periods.unknown_months, periods.subject_months)
        )
        rows = Subject.everywhere.filter(
            Q(state=Identity.UNKNOWN, opened_at__lt=unknown) | Q(opened_at__lt=others),
            partnership_id=partnership_id,
            merged_into__isnull=True,
        )
        for batch in pages(rows if among is None else rows.filter(ref__in=among), "opened_at"):
            over = [one.ref for one in Subject.everywhere.filter(ref__in=batch).order_by("id") if is_over(one, now)]
            if over:
                yield over

    def count(self, refs: Sequence[str]) -> Mapping[str, int]:
        """Subjects, merged ones too, and what is written of them."""
        ids = _ids(refs)
        return {
            "subjects": len(ids),
            "facts": Fact.everywhere.filter(subject_id__in=ids).count(),
            "recognitions": Recognition.everywhere.filter(subject_id__in=ids).count(),
        }

    def erase(self, refs: Sequence[str], now: datetime) -> Sequence[Leftover]:  # noqa: ARG002 (the clock's signature)
        """Everything that is said of them, then they themselves."""
        ids = _ids(refs)
        Case.everywhere.filter(subject_id__in=ids).update(subject=None)
        Merge.everywhere.filter(Q(keeper_id__in=ids) | Q(other_id__in=ids)).delete()
        for model in (Fact, Judgement, Recognition, AgeEstimate, IdentityStep):
            model.everywhere.filter(subject_id__in=ids).delete()
        erase_subjects_from_index(ids)
        Subject.everywhere.filter(pk__in=ids).update(merged_into=None)
        Subject.everywhere.filter(pk__in=ids).delete()
        return []


def is_over(subject: Subject, now: datetime) -> bool:
    """Whether the clock of a subject has run out (R-01, R-03, P-03)."""
    return clock_of_subject(subject).ends_on <= timezone.localdate(now)


def staying(ids: Collection[int], partnership_id: int, now: datetime) -> set[int]:
    """Which of these subjects are kept at that moment: their time is not over, or they are in a case."""
    subjects = list(Subject.everywhere.filter(pk__in=ids))
    cased = in_a_case([f"subject/{one.ref}" for one in subjects], partnership_id, now)
    return {one.pk for one in subjects if f"subject/{one.ref}" in cased or not is_over(one, now)}


def about_somebody_kept(names: Collection[str], partnership_id: int, now: datetime) -> Mapping[str, str]:
    """Reports and files judged or recognised to show a subject stay as long as their record: it stands on them."""
    behind = subjects_behind(names)
    kept = staying({pk for several in behind.values() for pk in several}, partnership_id, now)
    return {name: WHY for name, several in behind.items() if several & kept}


def subjects_behind(names: Collection[str]) -> dict[str, set[int]]:
    """noun/REF of reports and files to the keys of the subjects, merged ones as their keeper, that they show."""
    found: dict[str, set[int]] = {}
    reports, files = (
        [name.partition("/")[2] for name in names if name.startswith(start)] for start in ("report/", "evidence/")
    )
    if not (reports or files):
        return {}
    same = Judgement.everywhere.filter(is_current=True, verdict=Verdict.SAME)
    of_reports = [
        *same.filter(mention__report__ref__in=reports).values_list("mention__report__ref", "subject_id"),
        *Recognition.everywhere.filter(evidence__report__ref__in=reports).values_list(
            "evidence__report__ref", "subject_id"
        ),
    ]
    of_files = [
        *Recognition.everywhere.filter(evidence__ref__in=files).values_list("evidence__ref", "subject_id"),
        *same.filter(mention__report__evidence__ref__in=files).values_list(
            "mention__report__evidence__ref", "subject_id"
        ),
    ]
    for noun, rows in (("report", of_reports), ("evidence", of_files)):
        for ref, subject_id in rows:
            found.setdefault(f"{noun}/{ref}", set()).add(subject_id)
    keepers = _keepers({pk for several in found.values() for pk in several})
    return {name: {keepers[pk] for pk in several} for name, several in found.items()}


def links(names: Collection[str]) -> Mapping[str, Collection[str]]:
    """A hold on a subject keeps what shows them, and one on a case keeps what is in it."""
    found: dict[str, set[str]] = {}
    behind = subjects_behind(names)
    refs = dict(
        Subject.everywhere.filter(pk__in={pk for several in behind.values() for pk in several}).values_list("pk", "ref")
    )
    for name, several in behind.items():
        found.setdefault(name, set()).update(f"subject/{refs[pk]}" for pk in several)
    for name, case in tied(names, Case.everywhere.all()):
        found.setdefault(name, set()).add(f"case/{case}")
    merged = Subject.everywhere.filter(
        merged_into__ref__in=[name.partition("/")[2] for name in names if name.startswith("subject/")]
    )
    for keeper, ref in merged.values_list("merged_into__ref", "ref"):
        found.setdefault(f"subject/{keeper}", set()).add(f"subject/{ref}")
    return found


def knows_subject(ref: str, partnership_id: int) -> bool:
    """Whether there is such a subject."""
    return Subject.everywhere.filter(ref=ref, partnership_id=partnership_id).exists()


def _ids(refs: Sequence[str]) -> set[int]:
    """Keys of subjects and of all that was merged into them."""
    return {pk for one in Subject.everywhere.filter(ref__in=refs) for pk in cluster_ids(one)}


def _keepers(ids: set[int]) -> dict[int, int]:
    """Key of a subject to the key of the one that keeps it, through several merges."""
    into = dict(Subject.everywhere.filter(merged_into__isnull=False).values_list("pk", "merged_into_id")) if ids else {}
    found = {}
    for one in ids:
        last = one
        while (following := into.get(last)) is not None:
            last = following
        found[one] = last
    return found
