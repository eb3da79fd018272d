"""Read a file in, a thousand rows to a transaction, so that a crash costs nothing but the rows in hand."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from time import monotonic

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from watchward.collect.actions.imports._write import Chunk, Problem, Setting, write_chunk
from watchward.collect.choices import ImportState
from watchward.collect.models import ImportBatch
from watchward.collect.queries.imports import mapping_of, places_of, table_of, types_of
from watchward.collect.rules.importing import completed, found_in, read_row
from watchward.collect.vaults import import_vault
from watchward.kit.errors import NotPermitted, Refused
from watchward.kit.tables import Row, RowErrors, TableError
from watchward.partners.queries.actors import seats_of
from watchward.policy import Actor, Permission, require
from watchward.records.ledger import record

log = logging.getLogger(__name__)

CHUNK = 1000
LEASE = timedelta(seconds=60)  # a worker that died gives its import back after this long
TURN_SECONDS = 3.0  # then the deliveries of the same worker have their turn
WORKING = (ImportState.READY, ImportState.RUNNING)
Watcher = Callable[[ImportBatch], None]
GONE = "the account that started this import no longer works for this partnership"


class ImportIsBusy(Refused):
    """Another process reads this file in at this moment."""


@dataclass(slots=True)
class Reading:
    """A file held open between two turns of one worker, so that going on does not mean reading from the top again."""

    batch_id: int
    at_row: int
    rows: Iterator[tuple[int, Row]]


_held: dict[int, Reading] = {}  # at most one: a worker finishes one file before the next


def work_imports_once(now: datetime | None = None, *, seconds: float = TURN_SECONDS, face: str = "worker") -> int:
    """Give the oldest waiting import one turn. Returns how many rows it dealt with; 0 when nothing waits."""
    _sweep_files()
    moment = now or timezone.now()
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=moment)
    waiting = ImportBatch.everywhere.filter(free, state__in=WORKING).order_by("id").values_list("id", flat=True)
    for batch_id in waiting[:5]:
        try:
            before = _handled(ImportBatch.everywhere.get(pk=batch_id))
            return _handled(work_import(batch_id, now=now, seconds=seconds, face=face)) - before or 1
        except ImportIsBusy:
            continue
    return 0


def work_import(
    batch_id: int,
    *,
    now: datetime | None = None,
    chunk: int = CHUNK,
    seconds: float | None = None,
    watch: Watcher | None = None,
    face: str = "worker",
) -> ImportBatch:
    """Read one import in, to its end or for about `seconds`, as the account that started it and with its powers now.

    Args:   watch: called after every chunk.
    Raises: ImportIsBusy: another process works on it.  OperationalError: the database is away; the import goes on
            by itself when the lease has run out.
    """
    batch = _claim(batch_id, now)
    try:
        batch = _work(batch, now, chunk, seconds, watch, face)
    except OperationalError:
        _held.pop(batch_id, None)
        raise
    except (TableError, Refused) as refusal:
        batch = _fail(batch, str(refusal), face)
    except Exception as trouble:
        log.exception("Import %s failed.", batch.ref)
        why = f"Something broke on our side ({type(trouble).__name__}). What came in so far stays; try to go on."
        batch = _fail(batch, why, face)
    if batch.state not in WORKING:
        _held.pop(batch_id, None)
    return batch


def _claim(batch_id: int, now: datetime | None) -> ImportBatch:
    """Take the lease; one statement, so that only one of two workers gets it."""
    moment = now or timezone.now()
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=moment)
    mine = ImportBatch.everywhere.filter(free, pk=batch_id, state__in=WORKING)
    if not mine.update(state=ImportState.RUNNING, claimed_until=moment + LEASE):
        raise ImportIsBusy("This import is being read in by another process, or it does not wait to be run.")
    found = ImportBatch.everywhere.select_related("organisation", "partnership", "uploaded_by")
    return found.get(pk=batch_id)


def _work(
    batch: ImportBatch, now: datetime | None, chunk: int, seconds: float | None, watch: Watcher | None, face: str
) -> ImportBatch:
    setting = _setting(batch, _actor_of(batch, face), now)
    reading = _reading(batch)
    began = monotonic()
    while True:
        part = _read_chunk(reading, chunk, setting, now)
        if part is None:
            return _finish(batch, setting.actor, now)
        batch = write_chunk(batch.pk, part, setting, now or timezone.now())
        if batch.state != ImportState.RUNNING or batch.next_row != part.next_row:
            _held.pop(batch.pk, None)  # stopped, or another worker was faster
            return batch
        if watch:
            watch(batch)
        if seconds is not None and monotonic() - began >= seconds:
            _release(batch)
            return batch


def _actor_of(batch: ImportBatch, face: str) -> Actor:
    """The account that started the import, with the roles and standing it has today."""
    account = batch.uploaded_by
    seats = seats_of(account, has_second_factor=True, is_recently_confirmed=False, face=face)
    seat = next((one for one in seats if one.partnership.pk == batch.partnership_id), None)
    if seat is None or not account.is_active:
        raise NotPermitted(f"This import was not run: {GONE}. Start it again from another account.")
    require(seat.actor, Permission.REPORT_IMPORT)
    return seat.actor


def _setting(batch: ImportBatch, actor: Actor, now: datetime | None) -> Setting:
    types, places = types_of(actor), places_of(actor, batch.organisation_id)
    return Setting(
        actor=actor,
        mapping=completed(mapping_of(batch), types, places),
        places=places,
        is_type=types.__contains__,
        lists_version=types.version,
        zone=batch.partnership.zone_info,
        lease_until=lambda: (now or timezone.now()) + LEASE,
    )


def _reading(batch: ImportBatch) -> Reading:
    """The file at the right row: held since the last turn, or opened and read up to there."""
    kept = _held.get(batch.pk)
    if kept is None or kept.at_row != batch.next_row:
        kept = Reading(batch.pk, batch.next_row, table_of(batch).rows(batch.next_row))
    _held.clear()
    _held[batch.pk] = kept
    return kept


def _read_chunk(reading: Reading, size: int, setting: Setting, now: datetime | None) -> Chunk | None:
    """The next rows as reports or problems; None at the end of the file. Outside any transaction."""
    rows = list(islice(reading.rows, size))
    if not rows:
        return None
    moment = now or timezone.now()
    candidates, problems, refused = [], [], 0
    for _number, row in rows:
        found = read_row(setting.mapping, row, is_type=setting.is_type, places=setting.places, now=moment)
        if isinstance(found, RowErrors):
            refused += 1
            problems += _problems(row, found)
        else:
            candidates.append(found)
    first, reading.at_row = reading.at_row, rows[-1][0] + 1
    return Chunk(first, reading.at_row, candidates, problems, refused)


def _problems(row: Row, errors: RowErrors) -> list[Problem]:
    return [
        Problem(one.row_number, one.column[:120], found_in(row, one), f"{one.what} {one.todo}"[:300])
        for one in errors.errors
    ]


def _release(batch: ImportBatch) -> None:
    """Let the next turn begin at once, whoever takes it."""
    ImportBatch.everywhere.filter(pk=batch.pk, state=ImportState.RUNNING, next_row=batch.next_row).update(
        claimed_until=None
    )


def _finish(batch: ImportBatch, actor: Actor, now: datetime | None) -> ImportBatch:
    """Close the books; then the file is no longer needed, and a member's log full of names should not lie about."""
    with transaction.atomic():
        last = ImportBatch.everywhere.select_for_update().get(pk=batch.pk)
        if last.state != ImportState.RUNNING or last.next_row != batch.next_row:
            return last
        last.state, last.finished_at, last.claimed_until = ImportState.DONE, now or timezone.now(), None
        last.total_rows = _handled(last)
        last.save(update_fields=["state", "finished_at", "claimed_until", "total_rows"])
        counts = {"made": last.made, "duplicates": last.duplicates, "refused": last.refused}
        record("import.finished", actor=actor, ref=f"import/{last.ref}", detail=counts)
    _sweep_files()
    return last


@transaction.atomic
def _fail(batch: ImportBatch, why: str, face: str) -> ImportBatch:
    """Say why, and wait for a person; the rows that came in stay, and the import can go on from there."""
    last = ImportBatch.everywhere.select_for_update().get(pk=batch.pk)
    if last.state != ImportState.RUNNING:
        return last
    last.state, last.trouble, last.claimed_until = ImportState.FAILED, why[:300], None
    last.save(update_fields=["state", "trouble", "claimed_until"])
    actor = Actor(last.uploaded_by_id, last.partnership_id, frozenset(), face=face)
    record("import.failed", actor=actor, ref=f"import/{last.ref}", detail={"next_row": last.next_row})
    return last


def _sweep_files() -> None:
    """Delete the files of finished imports; one that a crash left behind goes with the next turn."""
    done = ImportBatch.everywhere.filter(state=ImportState.DONE).exclude(stored_as="")
    for batch_id, key in done.values_list("id", "stored_as"):
        import_vault().delete(key)
        ImportBatch.everywhere.filter(pk=batch_id).update(stored_as="")


def _handled(batch: ImportBatch) -> int:
    return batch.made + batch.duplicates + batch.refused
