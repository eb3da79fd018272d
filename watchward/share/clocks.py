"""What was told of a subject goes with the subject; its pictures go soon after it is no longer shown.

A sanction in force keeps what it stands on. What the office wrote for its members goes by clocks of its own.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from watchward.assess.clocks.subjects import staying, subjects_behind
from watchward.assess.models import Subject
from watchward.collect.clocks import EVIDENCE
from watchward.collect.models import Evidence
from watchward.kit.text import count
from watchward.records.retention.clock import Leftover, pages
from watchward.records.retention.rows import WholeRows
from watchward.share.models import (
    Bulletin,
    Disclosure,
    Look,
    Newsletter,
    Notice,
    Objection,
    Recipient,
    ShownPicture,
)

GRACE_DAYS = ShownPicture.Privacy.keep_days
KEEPER = ("disclosure__subject_id", "disclosure__subject__merged_into_id")
BEHIND = (
    "evidence__ref", "evidence__report__ref", "disclosure__subject__ref", "disclosure__subject__merged_into__ref"
)  # fmt: skip
SANCTION, SHOWN = "a sanction is in force", "shown in a gallery"

# Written by hand for many eyes: it should name nobody, and could.
BULLETINS = WholeRows(
    "G-07", "bulletin", "Bulletins with who read them", Bulletin, "expires_at", "after it ended", "bulletins"
)
NEWSLETTERS = WholeRows(
    "G-07", "newsletter", "Newsletters", Newsletter, "created_at", "after it was begun", "newsletters"
)


class EndedPictures:
    """R-02: the copies that were cut for a gallery go soon after nobody is shown them; the report's own file stays.

    The days between are for an end that was a mistake: whoever shows the person again then need not look for them.
    """

    rule, noun, what = "R-02", "picture", "Pictures that galleries no longer show"

    def kept(self, partnership_id: int) -> str:  # noqa: ARG002 (the clock's signature)
        """In words."""
        return f"{count(GRACE_DAYS, 'day')} after the decision to show them ended"

    def due(self, now: datetime, partnership_id: int, among: Sequence[str] | None = None) -> Iterator[Sequence[str]]:
        """Every picture of a decision that was taken back, declined or over long enough ago."""
        before = now - timedelta(days=GRACE_DAYS)
        ended = Q(disclosure__expires_at__lt=before) | Q(disclosure__withdrawn_at__lt=before)
        ended |= Q(disclosure__declined_at__lt=before)
        ended |= Q(disclosure__sanction_ends_on__lt=timezone.localdate(before))  # its last day is shown to the end
        rows = ShownPicture.everywhere.filter(ended, disclosure__partnership_id=partnership_id)
        yield from pages(rows if among is None else rows.filter(ref__in=among), "disclosure__decided_at")

    def count(self, refs: Sequence[str]) -> Mapping[str, int]:
        """Just the pictures."""
        return {"pictures in galleries": len(refs)}

    def erase(self, refs: Sequence[str], now: datetime) -> Sequence[Leftover]:  # noqa: ARG002 (the clock's signature)
        """The copies go after the commit."""
        return erase_pictures(ShownPicture.everywhere.filter(ref__in=refs))


class DisclosuresOfSubjects:
    """Decisions to tell, who was told and who looked; the ledger keeps that it happened."""

    def count(self, refs: Sequence[str]) -> Mapping[str, int]:
        """Decisions and pictures."""
        mine = _of_subjects(refs)
        return {
            "disclosures": mine.count(),
            "pictures in galleries": ShownPicture.everywhere.filter(disclosure__in=mine).count(),
        }

    def erase(self, refs: Sequence[str], now: datetime) -> Sequence[Leftover]:  # noqa: ARG002 (the clock's signature)
        """The copies that galleries showed go after the commit."""
        mine, subjects = _of_subjects(refs), _cluster(refs)
        files = erase_pictures(ShownPicture.everywhere.filter(disclosure__in=mine))
        Notice.everywhere.filter(Q(disclosure__in=mine) | Q(subject__in=subjects)).delete()
        Look.everywhere.filter(disclosure__in=mine).delete()
        Recipient.everywhere.filter(disclosure__in=mine).delete()
        Objection.everywhere.filter(subject__in=subjects).delete()
        mine.delete()
        return files


class PicturesOfFiles:
    """Pictures that were drawn from a file go with it; those still shown keep it, so only ended ones are left."""

    def __init__(self, by: str) -> None:
        self._by = f"{by}__in"  # how a file is found: its own reference, or its report's

    def count(self, refs: Sequence[str]) -> Mapping[str, int]:  # noqa: ARG002 (counted with their disclosure)
        """Nothing of their own."""
        return {}

    def erase(self, refs: Sequence[str], now: datetime) -> Sequence[Leftover]:  # noqa: ARG002 (the clock's signature)
        """The copies go after the commit."""
        files = Evidence.everywhere.filter(**{self._by: refs})
        return erase_pictures(ShownPicture.everywhere.filter(evidence__in=files))


def erase_pictures(rows: QuerySet[ShownPicture]) -> list[Leftover]:
    """Rows now, their copies after the commit."""
    files = [Leftover(EVIDENCE, key) for key in rows.values_list("copy_key", flat=True) if key]
    rows.delete()
    return files


def told_and_in_force(names: Collection[str], partnership_id: int, now: datetime) -> Mapping[str, str]:
    """Subjects under a sanction, what shows them, and files that a gallery shows today (R-01, R-02)."""
    if not any(name.startswith(("subject/", "report/", "evidence/")) for name in names):
        return {}
    today = timezone.localdate(now)
    live = Disclosure.everywhere.filter(
        partnership_id=partnership_id, withdrawn_at__isnull=True, declined_at__isnull=True
    )
    sanctioned = live.exclude(sanction="").filter(sanction_ends_on__gte=today)
    under = {head or own for own, head in sanctioned.values_list("subject_id", "subject__merged_into_id")}
    found: dict[str, str] = {}
    if under:
        refs = set(Subject.everywhere.filter(pk__in=under).values_list("ref", flat=True))
        found |= {name: SANCTION for name in names if name.partition("/")[2] in refs and name.startswith("subject/")}
        found |= {name: SANCTION for name, several in subjects_behind(names).items() if several & under}
    pictures = ShownPicture.everywhere.filter(disclosure__in=live.filter(expires_at__gt=now))
    for start, path in (("evidence/", "evidence__ref"), ("report/", "evidence__report__ref")):
        wanted = [name.removeprefix(start) for name in names if name.startswith(start)]
        if wanted:
            shown = set(pictures.filter(**{f"{path}__in": wanted}).values_list(path, *KEEPER))
            stay = under | staying({head or own for _ref, own, head in shown}, partnership_id, now)
            found |= {f"{start}{ref}": SHOWN for ref, own, head in shown if (head or own) in stay}
    return found


def links(names: Collection[str]) -> Mapping[str, Collection[str]]:
    """A hold on a subject keeps the files that were shown of them; one on either keeps the pictures themselves."""
    found: dict[str, set[str]] = {}
    refs = [name.removeprefix("picture/") for name in names if name.startswith("picture/")]
    for ref, *others in ShownPicture.everywhere.filter(ref__in=refs).values_list("ref", *BEHIND) if refs else ():
        several = zip(("evidence", "report", "subject", "subject"), others, strict=True)
        found[f"picture/{ref}"] = {f"{noun}/{one}" for noun, one in several if one}
    for start, path in (("evidence/", "evidence__ref"), ("report/", "evidence__report__ref")):
        wanted = [name.removeprefix(start) for name in names if name.startswith(start)]
        if wanted:
            rows = ShownPicture.everywhere.filter(**{f"{path}__in": wanted})
            for ref, subject in rows.values_list(path, "disclosure__subject__ref"):
                found.setdefault(f"{start}{ref}", set()).add(f"subject/{subject}")
    return found


def _cluster(refs: Sequence[str]) -> QuerySet[Subject]:
    """These subjects, and those merged into them."""
    return Subject.everywhere.filter(
        Q(ref__in=refs) | Q(merged_into__ref__in=refs) | Q(merged_into__merged_into__ref__in=refs)
    )


def _of_subjects(refs: Sequence[str]) -> QuerySet[Disclosure]:
    return Disclosure.everywhere.filter(subject__in=_cluster(refs))
