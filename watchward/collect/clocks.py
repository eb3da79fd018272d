"""When the time of reports, footage and imported files is over, and what then goes (R-07, R-08)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from watchward.collect.choices import EvidenceKind, ImportState
from watchward.collect.models import (
    Addendum,
    CorrectionRequest,
    Custody,
    Evidence,
    ImportBatch,
    ImportProblem,
    MentionedGoods,
    MentionedPerson,
    MentionedVehicle,
    Report,
)
from watchward.collect.rules.importing import gone_key
from watchward.kit.text import count
from watchward.partners.clocks.leavers import accounts_of
from watchward.partners.nobody import nobody_id
from watchward.partners.queries.periods import periods_of
from watchward.records.retention.clock import Leftover, pages

EVIDENCE, IMPORTS = "evidence", "imports"  # stores
STILL_TOLD = "a report of theirs is kept"
LOG_GONE = "Its file was deleted because nobody finished this import in 90 days. Upload it again to bring it in."


class Reports:
    """R-08: the facts of an incident stay for the figures; the words, the people, the files and the reporter go."""

    rule, noun, what = "R-08", "report", "Words, people, files and reporters of reports"

    def kept(self, partnership_id: int) -> str:
        """In words."""
        return f"{count(periods_of(partnership_id).report_days, 'day')} after it was told"

    def due(self, now: datetime, partnership_id: int, among: Sequence[str] | None = None) -> Iterator[Sequence[str]]:
        """Every report that was told long enough ago and is not emptied yet."""
        before = now - timedelta(days=periods_of(partnership_id).report_days)
        rows = Report.everywhere.filter(partnership_id=partnership_id, purged_at__isnull=True, told_at__lt=before)
        yield from pages(rows if among is None else rows.filter(ref__in=among), "told_at")

    def count(self, refs: Sequence[str]) -> Mapping[str, int]:
        """Reports, and what stands on them."""
        return {
            "reports": len(refs),
            "people described": MentionedPerson.everywhere.filter(report__ref__in=refs).count(),
            "vehicles": MentionedVehicle.everywhere.filter(report__ref__in=refs).count(),
            "additions": Addendum.everywhere.filter(report__ref__in=refs).count(),
            "questions to reporters": CorrectionRequest.everywhere.filter(report__ref__in=refs).count(),
            **_counted(Evidence.everywhere.filter(report__ref__in=refs)),
        }

    def erase(self, refs: Sequence[str], now: datetime) -> Sequence[Leftover]:
        """What hangs on the reports first, then their own words."""
        files = _erase_evidence(Evidence.everywhere.filter(report__ref__in=refs))
        for model in (Addendum, CorrectionRequest, MentionedPerson, MentionedVehicle):
            model.everywhere.filter(report__ref__in=refs).delete()
        MentionedGoods.everywhere.filter(report__ref__in=refs).exclude(note="").update(note="")
        nobody = nobody_id()
        emptied = {
            "purged_at": now,
            "narrative": "",
            "answers": {},
            "police_reference": "",
            "client_key": None,
            "body_digest": "",
            "device_at": None,
            "reporter_id": nobody,
        }
        rows = Report.everywhere.filter(ref__in=refs)
        imported = list(rows.filter(source_key__isnull=False).values_list("pk", "source_key", "organisation_id"))
        for key, source_key, organisation_id in imported:
            rows.filter(pk=key).update(source_key=gone_key(str(source_key), organisation_id), **emptied)
        rows.filter(purged_at__isnull=True).update(**emptied)
        return files


class Footage:
    """R-07: footage that is in no case goes long before its report."""

    rule, noun, what = "R-07", "evidence", "Footage that is in no case"

    def kept(self, partnership_id: int) -> str:
        """In words."""
        return f"{count(periods_of(partnership_id).footage_days, 'day')} after it was handed in"

    def due(self, now: datetime, partnership_id: int, among: Sequence[str] | None = None) -> Iterator[Sequence[str]]:
        """Every film that was received long enough ago and whose report stays."""
        periods = periods_of(partnership_id)
        rows = Evidence.everywhere.filter(
            report__partnership_id=partnership_id,
            report__told_at__gte=now - timedelta(days=periods.report_days),  # else it goes, or is held, with its report
            kind=EvidenceKind.VIDEO,
            received_at__lt=now - timedelta(days=periods.footage_days),
        )
        yield from pages(rows if among is None else rows.filter(ref__in=among), "received_at")

    def count(self, refs: Sequence[str]) -> Mapping[str, int]:
        """Films with their line of hands."""
        return _counted(Evidence.everywhere.filter(ref__in=refs))

    def erase(self, refs: Sequence[str], now: datetime) -> Sequence[Leftover]:  # noqa: ARG002 (the clock's signature)
        """The film, its description and its line of hands."""
        return _erase_evidence(Evidence.everywhere.filter(ref__in=refs))


class Logs:
    """What is left of members' own logs: rows that could not come in, names of files, files that nobody read in."""

    rule, noun, what = "R-08", "import", "Refused rows and files of members' own logs"

    def kept(self, partnership_id: int) -> str:  # noqa: ARG002 (the clock's signature)
        """In words."""
        return f"{count(ImportBatch.Privacy.keep_days, 'day')} after the upload"

    def due(self, now: datetime, partnership_id: int, among: Sequence[str] | None = None) -> Iterator[Sequence[str]]:
        """Imports that still hold words of the member's log."""
        before = now - timedelta(days=ImportBatch.Privacy.keep_days)
        problems = Exists(ImportProblem.everywhere.filter(batch=OuterRef("pk")))
        rows = ImportBatch.everywhere.filter(
            ~Q(file_name="") | ~Q(stored_as="") | problems, partnership_id=partnership_id, uploaded_at__lt=before
        )
        yield from pages(rows if among is None else rows.filter(ref__in=among), "uploaded_at")

    def count(self, refs: Sequence[str]) -> Mapping[str, int]:
        """Imports, their refused rows and the files that were never finished."""
        rows = ImportBatch.everywhere.filter(ref__in=refs)
        return {
            "imports": len(refs),
            "refused rows": ImportProblem.everywhere.filter(batch__ref__in=refs).count(),
            "unfinished files": rows.exclude(stored_as="").count(),
        }

    def erase(self, refs: Sequence[str], now: datetime) -> Sequence[Leftover]:  # noqa: ARG002 (the clock's signature)
        """The import itself stays as a fact: which member, when, how many rows."""
        rows = ImportBatch.everywhere.filter(ref__in=refs)
        files = [Leftover(IMPORTS, key) for key in rows.exclude(stored_as="").values_list("stored_as", flat=True)]
        ImportProblem.everywhere.filter(batch__ref__in=refs).delete()
        rows.exclude(state=ImportState.DONE).update(state=ImportState.FAILED, trouble=LOG_GONE, claimed_until=None)
        rows.update(file_name="", stored_as="", sheet="")
        return files


def links(names: Collection[str]) -> Mapping[str, Collection[str]]:
    """A hold on a report keeps its files, and one on a file or a person described keeps the report."""
    found: dict[str, set[str]] = {}
    refs = _refs(names, "report")
    for model, noun in ((Evidence, "evidence"), (MentionedPerson, "mention")):
        rows: QuerySet[Evidence] | QuerySet[MentionedPerson] = model.everywhere.filter(report__ref__in=refs)
        for report, ref in rows.values_list("report__ref", "ref"):
            found.setdefault(f"report/{report}", set()).add(f"{noun}/{ref}")
    files = Evidence.everywhere.filter(ref__in=_refs(names, "evidence"))
    for ref, report in files.values_list("ref", "report__ref"):
        found.setdefault(f"evidence/{ref}", set()).add(f"report/{report}")
    return found


def reporters_of_kept(names: Collection[str], partnership_id: int, now: datetime) -> Mapping[str, str]:  # noqa: ARG001
    """People who left and told of something that is kept: it says who saw it (a shield)."""
    accounts = accounts_of(names)
    kept = Report.everywhere.filter(reporter__in=set(accounts.values()), purged_at__isnull=True)
    told = set(kept.values_list("reporter_id", flat=True).distinct()) if accounts else set()
    return {name: STILL_TOLD for name, account in accounts.items() if account in told}


def knows_report(ref: str, partnership_id: int) -> bool:
    """Whether there is such a report that still has something to keep."""
    return Report.everywhere.filter(ref=ref, partnership_id=partnership_id, purged_at__isnull=True).exists()


def knows_evidence(ref: str, partnership_id: int) -> bool:
    """Whether there is such a file."""
    return Evidence.everywhere.filter(ref=ref, report__partnership_id=partnership_id).exists()


def _refs(names: Collection[str], noun: str) -> list[str]:
    start = f"{noun}/"
    return [name.removeprefix(start) for name in names if name.startswith(start)]


def _counted(rows: QuerySet[Evidence]) -> dict[str, int]:
    words = {
        EvidenceKind.PHOTO: "photographs",
        EvidenceKind.VIDEO: "films",
        EvidenceKind.DOCUMENT: "documents",
    }
    found = dict(rows.order_by().values_list("kind").annotate(many=Count("pk")))
    hands = Custody.everywhere.filter(evidence__in=rows).count()
    return {words[EvidenceKind(kind)]: many for kind, many in found.items()} | {"hand-overs": hands}


def _erase_evidence(rows: QuerySet[Evidence]) -> list[Leftover]:
    """Rows with their line of hands; the original, the copy that was shown and the small one go after the commit."""
    keys = [key for row in rows.values_list("original_key", "shown_key", "thumbnail_key") for key in row if key]
    Custody.everywhere.filter(evidence__in=rows).delete()
    rows.delete()
    return [Leftover(EVIDENCE, key) for key in keys]
