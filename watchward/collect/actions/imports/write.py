"""Write a thousand rows at once, with their ledger rows and their problems, in one short transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from watchward.collect.choices import Form, ImportState, Known, Origin
from watchward.collect.models import ImportBatch, ImportProblem, MentionedPerson, MentionedVehicle, Report
from watchward.collect.queries.imports import known_keys
from watchward.collect.rules.facts import Flags, band_of, flags_of, hour_of
from watchward.collect.rules.importing import Candidate, Places
from watchward.kit.refs import new_ref
from watchward.kit.tables import Mapping
from watchward.policy import Actor
from watchward.records.ledger import Entry, record_many

TRIES = 3
MARKS = MentionedPerson._meta.get_field("marks").max_length or 0


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for every row of one run."""

    actor: Actor
    mapping: Mapping
    places: Places
    is_type: Callable[[str], bool]
    lists_version: str
    zone: ZoneInfo
    lease_until: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong cell, ready to be kept."""

    row: int
    column: str
    found: str
    why: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows that were read and understood, from `first_row` up to but not including `next_row`."""

    first_row: int
    next_row: int
    candidates: Sequence[Candidate]
    problems: Sequence[Problem]
    refused: int


def write_chunk(batch_id: int, chunk: Chunk, setting: Setting, now: datetime) -> ImportBatch:
    """Write one chunk, unless the import was stopped or another worker has written it; the batch says where it stands.

    Two imports of the same rows may race on PostgreSQL; the unique key decides, and the loser looks again.
    """
    for _ in range(TRIES - 1):
        try:
            return _write(batch_id, chunk, setting, now)
        except IntegrityError:
            continue
    return _write(batch_id, chunk, setting, now)


@transaction.atomic
def _write(batch_id: int, chunk: Chunk, setting: Setting, now: datetime) -> ImportBatch:
    batch = ImportBatch.everywhere.select_for_update().get(pk=batch_id)
    if batch.state != ImportState.RUNNING or batch.next_row != chunk.first_row:
        return batch
    fresh = _fresh(batch, chunk.candidates)
    reports = [_report(batch, one, setting, now) for one in fresh]
    Report.everywhere.bulk_create(reports)
    _write_mentions(reports, fresh)
    record_many(
        [Entry("report.imported", f"report/{one.ref}", {"import": batch.ref}) for one in reports],
        actor=setting.actor,
        announce=False,
    )
    ImportProblem.everywhere.bulk_create(
        ImportProblem(batch=batch, row=one.row, column=one.column, found=one.found, why=one.why)
        for one in chunk.problems
    )
    batch.next_row = chunk.next_row
    batch.made += len(fresh)
    batch.duplicates += len(chunk.candidates) - len(fresh)
    batch.refused += chunk.refused
    batch.claimed_until = setting.lease_until()
    batch.save(update_fields=["next_row", "made", "duplicates", "refused", "claimed_until"])
    return batch


def _fresh(batch: ImportBatch, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that are no report yet, each key once."""
    once = {one.key: one for one in reversed(candidates)}
    known = known_keys(batch.organisation_id, once)
    return [one for one in candidates if once[one.key] is one and one.key not in known]


def _report(batch: ImportBatch, one: Candidate, setting: Setting, now: datetime) -> Report:
    row, flags = one.row, _flags(one.row.type)
    return Report(
        ref=new_ref("R"),
        partnership_id=batch.partnership_id,
        premises_id=one.premises.pk,
        organisation_id=batch.organisation_id,
        reporter_id=setting.actor.account_id,
        form=Form.INCIDENT,
        kind=row.type,
        lists_version=setting.lists_version,
        origin=Origin.IMPORT,
        happened_at=row.happened_at,
        happened_until=row.until,
        hour_of_week=hour_of(row.happened_at, setting.zone),
        told_at=now,
        narrative=_narrative(one),
        loss_pence=row.loss_pence,
        value_band=_band(row.loss_pence),
        recovered_pence=row.recovered_pence,
        is_danger=flags.is_danger,
        has_injury=flags.has_injury or bool(row.injury),
        has_weapon=flags.has_weapon or bool(row.weapon),
        has_abuse=flags.has_abuse,
        is_hate=flags.is_hate,
        police_reference=row.police_reference,
        source_key=one.key,
        import_batch_id=batch.pk,
    )


def _narrative(one: Candidate) -> str:
    """The member's words; a description too long for its own field stands here whole, so that nothing is lost."""
    if len(one.row.person_description) <= MARKS:
        return one.row.narrative
    return f"{one.row.narrative}\n\nDescription of the person: {one.row.person_description}".strip()


def _write_mentions(reports: Sequence[Report], fresh: Sequence[Candidate]) -> None:
    pairs = list(zip(reports, fresh, strict=True))
    people = [
        MentionedPerson(
            report=report,
            known=Known.BY_NAME if one.row.person_name else Known.UNKNOWN,
            name=one.row.person_name,
            marks=one.row.person_description[:MARKS],
        )
        for report, one in pairs
        if one.row.person_name or one.row.person_description
    ]
    vehicles = [
        MentionedVehicle(report=report, registration=one.row.vehicle_registration)
        for report, one in pairs
        if one.row.vehicle_registration
    ]
    MentionedPerson.everywhere.bulk_create(people)
    MentionedVehicle.everywhere.bulk_create(vehicles)


@lru_cache(maxsize=1024)
def _flags(kind: str) -> Flags:
    return flags_of({}, kind)


@lru_cache(maxsize=4096)
def _band(pence: int | None) -> str:
    return band_of(pence)
