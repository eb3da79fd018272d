"""Look at a picture, take an original out, hand it over, describe footage, add files later."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from watchward.collect.actions._exhibits import write_exhibits
from watchward.collect.choices import EvidenceKind
from watchward.collect.files import KeptFile, drop_files
from watchward.collect.models import Custody, Evidence, Report
from watchward.collect.queries.evidence import continuity_of, get_evidence, shown_of
from watchward.collect.queries.reports import get_report
from watchward.collect.rules.ended import require_still_kept
from watchward.collect.rules.visibility import may_see_pictures, may_take_original
from watchward.collect.vaults import vault
from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.kit.vault import NotInVault
from watchward.policy import Actor, Decision, Permission, may, require
from watchward.records.ledger import record, record_view

MOST_FILES_OF_A_REPORT = 60
MOST_OFFSET_SECONDS = 10 * 366 * 24 * 3600  # a camera that lost its battery starts in 1970 or 2000
NO_PICTURE = "There is no picture of this file. Footage and documents are handed over as they came."


class CannotHandOver(Refused):
    """The hand-over was not written; the text says what is missing."""


class CannotDescribeFootage(Refused):
    """The facts were not written."""


class CannotAddFiles(Refused):
    """The files were not added; they are dropped."""


class CannotTakeOriginal(Refused):
    """The original is missing or no longer what was received."""


@dataclass(frozen=True, slots=True)
class FootageFacts:
    """What L-04 asks of footage. `camera_offset_seconds` is the camera's clock minus true time."""

    camera_place: str = ""
    camera_offset_seconds: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    exported_by_name: str = ""


def open_thumbnail(*, actor: Actor, ref: str, was_counted: bool) -> BinaryIO:
    """The small picture. Inside a report its view is already an event; alone it is one of its own (G-12)."""
    item = _may_look(actor, ref)
    stream = _opened(item.thumbnail_key)
    if not was_counted:
        _on_record(actor, item, stream, "thumbnail")
    return stream


def open_picture(*, actor: Actor, ref: str) -> BinaryIO:
    """The picture that we drew ourselves; every look is an event (G-12)."""
    item = _may_look(actor, ref)
    stream = _opened(item.shown_key)
    _on_record(actor, item, stream, "full")
    return stream


def take_original(*, actor: Actor, ref: str) -> tuple[Evidence, BinaryIO]:
    """Open an original for download, after measuring it again (L-04). What does not match is never sent.

    Raises: NotFound, NotPermitted, CannotTakeOriginal.
    """
    item = get_evidence(actor, ref)
    _insist(may_take_original(actor, shown_of(actor, item.report)))
    try:
        stream = vault().open(item.original_key)
    except NotInVault:
        raise _mismatch(actor, item, "missing") from None
    if hashlib.file_digest(stream, "sha256").hexdigest() != item.original_sha256:
        stream.close()
        raise _mismatch(actor, item, "changed")
    stream.seek(0)
    detail = {"sha256": item.original_sha256}
    with _closed_if_refused(stream):
        record_view("evidence.exported", actor=actor, ref=f"evidence/{item.ref}", detail=detail)
    return item, stream


def hand_over(
    *, actor: Actor, ref: str, from_whom: str, to_whom: str, why: str, seal: str = "", now: datetime | None = None
) -> Custody:
    """Write one line of continuity; the file is measured again, and what was measured is written (L-05)."""
    require(actor, Permission.EVIDENCE_HANDLE)
    item = get_evidence(actor, ref)
    said = {"from_whom": from_whom.strip(), "to_whom": to_whom.strip(), "why": why.strip()}
    if not all(said.values()):
        raise CannotHandOver("Say from whom, to whom and why. A line with a gap is worth nothing in court.")
    if any(len(text) > limit for text, limit in zip(said.values(), (120, 120, 200), strict=True)) or len(seal) > 60:
        raise CannotHandOver("One of the answers is too long. Names take 120 characters, the reason 200, the seal 60.")
    measured = _measured(item)  # outside the transaction: footage takes seconds to read
    with transaction.atomic():
        Evidence.everywhere.select_for_update().get(pk=item.pk)
        last = item.custody.aggregate(last=Max("place"))["last"]
        line = Custody.everywhere.create(
            evidence=item,
            place=0 if last is None else last + 1,
            seal=seal.strip(),
            sha256=measured,
            handed_at=now or timezone.now(),
            handed_by_id=actor.account_id,
            **said,
        )
        detail = {"step": line.place, "sha256": measured, "gaps": len(continuity_of(item)[-1].gaps)}
        record("evidence.handed_over", actor=actor, ref=f"evidence/{item.ref}", detail=detail)
    return line


@transaction.atomic
def describe_footage(*, actor: Actor, ref: str, facts: FootageFacts) -> Evidence:
    """Write down camera, clock and span (L-04); for the reporter and for those who handle evidence."""
    item = get_evidence(actor, ref)
    is_own = item.report.reporter_id == actor.account_id
    _insist(may(actor, Permission.REPORT_SUBMIT if is_own else Permission.EVIDENCE_HANDLE))
    if facts.starts_at and facts.ends_at and facts.ends_at < facts.starts_at:
        raise CannotDescribeFootage("The footage ends before it starts. Check both times.")
    if facts.ends_at and not facts.starts_at:
        raise CannotDescribeFootage("Say when the footage starts, or leave its end empty.")
    if abs(facts.camera_offset_seconds or 0) > MOST_OFFSET_SECONDS:
        raise CannotDescribeFootage("The camera's clock cannot be so far off. Check the difference.")
    if max(len(facts.camera_place), len(facts.exported_by_name)) > 120:
        raise CannotDescribeFootage("The camera's place and the name take 120 characters each.")
    names = [one.name for one in fields(FootageFacts)]
    changed = [name for name in names if getattr(item, name) != getattr(facts, name)]
    for name in names:
        setattr(item, name, getattr(facts, name))
    item.save(update_fields=names)
    record("evidence.described", actor=actor, ref=f"evidence/{item.ref}", detail={"changed": changed})
    return item


def add_files(*, actor: Actor, ref: str, files: Sequence[KeptFile], now: datetime | None = None) -> list[Evidence]:
    """Add files to one's own report later. A file that the report already holds is not kept twice.

    Raises: NotFound, NotPermitted, CannotAddFiles. Then `files` are dropped.
    """
    try:
        added, spare = _add(actor, ref, files, now or timezone.now())
    except Exception:
        drop_files(files)
        raise
    drop_files(spare)
    return added


@transaction.atomic
def _add(actor: Actor, ref: str, files: Sequence[KeptFile], now: datetime) -> tuple[list[Evidence], list[KeptFile]]:
    require(actor, Permission.REPORT_SUBMIT)
    report = get_report(actor, ref)
    require_still_kept(report)
    if report.reporter_id != actor.account_id:
        raise CannotAddFiles("Only the person who sent a report can add files. Ask them, or send your own report.")
    Report.everywhere.select_for_update().get(pk=report.pk)
    held = list(Evidence.everywhere.filter(report=report).values_list("original_sha256", "place"))
    known = {sha256 for sha256, _place in held}
    fresh: list[KeptFile] = []
    for one in files:
        if one.sha256 not in known:
            known.add(one.sha256)
            fresh.append(one)
    if not fresh:
        raise CannotAddFiles("This report already has these files. Nothing was changed.")
    if len(held) + len(fresh) > MOST_FILES_OF_A_REPORT:
        raise CannotAddFiles(f"A report takes at most {MOST_FILES_OF_A_REPORT} files. Send a second report.")
    first = max((place for _sha256, place in held), default=-1) + 1
    added = write_exhibits(report, actor, fresh, now, first_place=first, why="Added to the report later.")
    detail = {"files": [one.sha256 for one in fresh], "evidence": [one.ref for one in added]}
    record("report.files_added", actor=actor, ref=f"report/{report.ref}", detail=detail)
    return added, [one for one in files if one not in fresh]


def _on_record(actor: Actor, item: Evidence, stream: BinaryIO, size: str) -> None:
    """The look stands in the ledger before anything is sent."""
    with _closed_if_refused(stream):
        record_view("evidence.viewed", actor=actor, ref=f"evidence/{item.ref}", detail={"size": size})


@contextmanager
def _closed_if_refused(stream: BinaryIO) -> Iterator[None]:
    """A look that is not counted is not given: whoever has spent their budget gets no open file."""
    try:
        yield
    except Refused:
        stream.close()
        raise


def _may_look(actor: Actor, ref: str) -> Evidence:
    item = get_evidence(actor, ref)
    _insist(may_see_pictures(actor, shown_of(actor, item.report)))
    if item.kind != EvidenceKind.PHOTO:
        raise NotFound(NO_PICTURE)
    return item


def _insist(decision: Decision) -> None:
    if not decision:
        raise NotPermitted(decision.because, decision.remedy)


def _opened(key: str) -> BinaryIO:
    try:
        return vault().open(key)
    except NotInVault:
        raise NotFound("The picture is no longer here. If it should be, tell your coordinator.") from None


def _measured(item: Evidence) -> str:
    """SHA-256 of the original as it lies there now; empty where it cannot be read."""
    try:
        with vault().open(item.original_key) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (NotInVault, OSError):
        return ""


def _mismatch(actor: Actor, item: Evidence, found: str) -> CannotTakeOriginal:
    """A refusal that the ledger keeps: its event stands in a transaction of its own."""
    record_view("evidence.mismatch_found", actor=actor, ref=f"evidence/{item.ref}", detail={"found": found})
    return CannotTakeOriginal(
        "This file is no longer the one that was received, so it was not handed out. "
        "Tell the people who run this site: a backup may hold the right one."
    )
