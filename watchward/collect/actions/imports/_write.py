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
from watchward.records.bulk import insert_rows
from watchward.records.ledger import Entry, record_quietly

TRIES = 3
OWN_COLUMNS = (
    "ref", "premises_id", "kind", "happened_at", "happened_until", "hour_of_week", "narrative", "loss_pence",
    "value_band", "recovered_pence", "is_danger", "has_injury", "has_weapon", "has_abuse", "is_hate",
    "police_reference", "source_key",
)  # fmt: skip
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
    refs = [new_ref("R") for _ in fresh]
    _write_reports(batch, fresh, refs, setting, now)
    _write_mentions(fresh, refs)
    record_quietly(
        [Entry("report.imported", f"report/{ref}", {"import": batch.ref}) for ref in refs], actor=setting.actor
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


def _write_reports(
    batch: ImportBatch, fresh: Sequence[Candidate], refs: Sequence[str], setting: Setting, now: datetime
) -> None:
    """What differs from row to row, then what is the same for all."""
    same = {
        "partnership_id": batch.partnership_id,
        "organisation_id": batch.organisation_id,
        "reporter_id": setting.actor.account_id,
        "form": Form.INCIDENT.value,
        "lists_version": setting.lists_version,
        "origin": Origin.IMPORT.value,
        "told_at": now,
        "import_batch_id": batch.pk,
    }
    tail = tuple(same.values())
    rows = [(ref, *_own_values(one, setting.zone), *tail) for ref, one in zip(refs, fresh, strict=True)]
    insert_rows(Report, (*OWN_COLUMNS, *same), rows)


def _own_values(one: Candidate, zone: ZoneInfo) -> tuple[object, ...]:
    """The values of OWN_COLUMNS after the reference."""
    row, flags = one.row, _flags(one.row.type)
    return (
        one.premises.pk,
        row.type,
        row.happened_at,
        row.until,
        hour_of(row.happened_at, zone),
        _narrative(one),
        row.loss_pence,
        _band(row.loss_pence),
        row.recovered_pence,
        flags.is_danger,
        flags.has_injury or bool(row.injury),
        flags.has_weapon or bool(row.weapon),
        flags.has_abuse,
        flags.is_hate,
        row.police_reference,
        one.key,
    )


def _narrative(one: Candidate) -> str:
    """The member's words; a description too long for its own field stands here whole, so that nothing is lost."""
    if len(one.row.person_description) <= MARKS:
        return one.row.narrative
    return f"{one.row.narrative}\n\nDescription of the person: {one.row.person_description}".strip()


def _write_mentions(fresh: Sequence[Candidate], refs: Sequence[str]) -> None:
    """People and vehicles, for the few rows that speak of them."""
    said = [
        (ref, one.row)
        for ref, one in zip(refs, fresh, strict=True)
        if one.row.person_name or one.row.person_description or one.row.vehicle_registration
    ]
    ids = dict(Report.everywhere.filter(ref__in=[ref for ref, _row in said]).values_list("ref", "id")) if said else {}
    insert_rows(
        MentionedPerson,
        ("ref", "report_id", "known", "name", "marks"),
        [
            (
                new_ref("N"),
                ids[ref],
                Known.BY_NAME.value if row.person_name else Known.UNKNOWN.value,
                row.person_name,
                row.person_description[:MARKS],
            )
            for ref, row in said
            if row.person_name or row.person_description
        ],
    )
    insert_rows(
        MentionedVehicle,
        ("ref", "report_id", "registration"),
        [(new_ref("K"), ids[ref], row.vehicle_registration) for ref, row in said if row.vehicle_registration],
    )


@lru_cache(maxsize=1024)
def _flags(kind: str) -> Flags:
    return flags_of({}, kind)


@lru_cache(maxsize=4096)
def _band(pence: int | None) -> str:
    return band_of(pence)
