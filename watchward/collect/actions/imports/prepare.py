"""Everything before the first row is written: the file, its mapping, the word to go, the word to stop."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from watchward.collect.choices import ImportState
from watchward.collect.files import Upload
from watchward.collect.models import ImportBatch, SavedMapping
from watchward.collect.queries.imports import (
    fitting_mapping,
    get_import,
    get_importable_organisation,
    places_of,
    saved_mappings,
    suggested_mapping,
    types_of,
    visible_imports,
)
from watchward.collect.rules.importing import completed
from watchward.collect.vaults import import_vault
from watchward.kit.errors import Refused
from watchward.kit.tables import Mapping, Table, TableError, open_table
from watchward.kit.tables.recognise import MAX_BYTES
from watchward.kit.text import clipped, listed
from watchward.kit.vault import READ_BYTES, Stored
from watchward.partners.models import Organisation
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record

LONGEST_NAME = 120
RUNNABLE = (ImportState.UPLOADED, ImportState.STOPPED, ImportState.FAILED)
STOPPABLE = (ImportState.UPLOADED, ImportState.READY, ImportState.RUNNING)


class CannotImport(Refused):
    """The file was not taken; the text says what to send instead."""


class CannotRunImport(Refused):
    """The import does not begin, or does not stop; the text says why."""


class CannotSaveMapping(Refused):
    """The mapping was not kept."""


class FileOnDisk:
    """A file that already lies on this machine, handed in as an upload."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name: str | None = path.name

    def chunks(self) -> Iterable[bytes]:
        """The content, a piece at a time."""
        with self.path.open("rb") as file:
            while piece := file.read(READ_BYTES):
                yield piece


def start_import(
    *, actor: Actor, organisation_ref: str, upload: Upload, sheet: str = "", now: datetime | None = None
) -> ImportBatch:
    """Keep the file durably and prepare its import, with the saved mapping that fits or else a suggested one.

    Raises: NotPermitted, NotFound, CannotImport; then nothing is kept.
    """
    require(actor, Permission.REPORT_IMPORT)
    organisation = get_importable_organisation(actor, organisation_ref)
    stored = import_vault().put_stream(upload.chunks(), limit_bytes=MAX_BYTES)
    try:
        table = open_table(import_vault().path(stored.key), sheet=sheet or None)
        mapping = _first_mapping(actor, organisation, table)
        return _begin(actor, organisation, upload.name or "", stored, sheet, table, mapping, now or timezone.now())
    except BaseException as trouble:
        import_vault().delete(stored.key)
        if isinstance(trouble, TableError):
            raise CannotImport(str(trouble)) from trouble
        raise


@transaction.atomic
def set_mapping(
    *, actor: Actor, ref: str, mapping: Mapping, save_as: str = "", now: datetime | None = None
) -> ImportBatch:
    """Say which column feeds which field; with `save_as`, keep that for the member's next file."""
    require(actor, Permission.REPORT_IMPORT)
    batch = _changeable(actor, ref)
    batch.mapping = mapping.to_plain()
    batch.save(update_fields=["mapping"])
    detail = {"saved": _save_mapping(actor, batch, save_as, now or timezone.now())} if save_as.strip() else {}
    record("import.mapped", actor=actor, ref=f"import/{batch.ref}", detail=detail)
    return batch


@transaction.atomic
def run_import(*, actor: Actor, ref: str) -> ImportBatch:
    """Let the worker read the file in, or go on where it was stopped."""
    require(actor, Permission.REPORT_IMPORT)
    batch = _locked(actor, ref)
    if batch.state in (ImportState.READY, ImportState.RUNNING):
        return batch
    if batch.state not in RUNNABLE:
        raise CannotRunImport("This import is done. To bring in more rows, upload a new file.")
    _require_whole(actor, batch)
    batch.state, batch.trouble, batch.claimed_until = ImportState.READY, "", None
    batch.save(update_fields=["state", "trouble", "claimed_until"])
    record("import.queued", actor=actor, ref=f"import/{batch.ref}", detail={"next_row": batch.next_row})
    return batch


@transaction.atomic
def stop_import(*, actor: Actor, ref: str) -> ImportBatch:
    """Stop after the rows in hand. What came in stays, and the import can go on later."""
    require(actor, Permission.REPORT_IMPORT)
    batch = _locked(actor, ref)
    if batch.state not in STOPPABLE:
        raise CannotRunImport("This import is not running, so there is nothing to stop.")
    batch.state, batch.claimed_until = ImportState.STOPPED, None
    batch.save(update_fields=["state", "claimed_until"])
    record("import.stopped", actor=actor, ref=f"import/{batch.ref}", detail={"next_row": batch.next_row})
    return batch


def _first_mapping(actor: Actor, organisation: Organisation, table: Table) -> Mapping:
    fitting = fitting_mapping(saved_mappings(actor, organisation.pk), table.columns)
    if fitting is not None:
        return Mapping.from_plain(fitting.mapping)
    return suggested_mapping(actor, table, organisation.partnership.time_zone)


@transaction.atomic
def _begin(
    actor: Actor, organisation: Organisation, file_name: str, stored: Stored, sheet: str, table: Table,
    mapping: Mapping, now: datetime,
) -> ImportBatch:  # fmt: skip
    batch = ImportBatch.everywhere.create(
        partnership_id=actor.partnership_id,
        organisation=organisation,
        file_name=clipped(file_name or "Log", 150),
        stored_as=stored.key,
        sha256=stored.sha256,
        sheet=sheet,
        mapping=mapping.to_plain(),
        total_rows=table.estimated_rows or 0,
        uploaded_at=now,
        uploaded_by_id=actor.account_id,
    )
    detail = {"organisation": organisation.ref, "sha256": stored.sha256, "bytes": stored.size}
    record("import.started", actor=actor, ref=f"import/{batch.ref}", detail=detail)
    return batch


def _locked(actor: Actor, ref: str) -> ImportBatch:
    batch = get_import(actor, ref)
    return visible_imports(actor).select_for_update().get(pk=batch.pk)


def _changeable(actor: Actor, ref: str) -> ImportBatch:
    """A mapping changes only between runs: rows of one run all mean the same."""
    batch = _locked(actor, ref)
    if batch.state not in RUNNABLE:
        raise CannotRunImport("The mapping cannot change while rows are read in, or after. Stop the import first.")
    return batch


def _require_whole(actor: Actor, batch: ImportBatch) -> None:
    """Refuse to begin where every row would be refused for the same reason."""
    mapping = completed(Mapping.from_plain(batch.mapping), types_of(actor), places_of(actor, batch.organisation_id))
    said = {*mapping.columns, *mapping.constants}
    missing = list(_unfed(said))
    if missing:
        raise CannotRunImport(f"The mapping does not say yet {listed(missing)}. Choose the columns first.")


def _unfed(said: set[str]) -> Iterator[str]:
    if not said & {"happened_at", "happened_on"}:
        yield "when it happened"
    if "type" not in said:
        yield "what happened"
    if "premises" not in said:
        yield "which premises it was"


def _save_mapping(actor: Actor, batch: ImportBatch, name: str, now: datetime) -> str:
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME:
        raise CannotSaveMapping(f"The name of a mapping has at most {LONGEST_NAME} characters. Shorten it.")
    kept = SavedMapping.everywhere.filter(partnership_id=actor.partnership_id, name=name).first()
    if kept is not None and kept.organisation_id != batch.organisation_id:
        raise CannotSaveMapping(f"Another member's mapping is called “{name}”. Choose another name.")
    kept = kept or SavedMapping(partnership_id=actor.partnership_id, organisation_id=batch.organisation_id, name=name)
    kept.mapping, kept.saved_at, kept.saved_by_id = batch.mapping, now, actor.account_id
    kept.save()
    return kept.ref
