"""Write and verify the hash-chained ledger. Every action writes one event in its own transaction."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from watchward.records.bulk import insert_rows
from watchward.records.looks import count_looks, weight_of
from watchward.records.models import Chain, Delivery, Event

if TYPE_CHECKING:  # the floor above: the ledger only reads who acts from where
    from watchward.policy import Actor

GENESIS = "0" * 64
COLUMNS = ("partnership_id", "seq", "at", "kind", "account_id", "ref", "face", "detail", "previous", "digest")
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode  # one spelling for every row
Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """An event to be: its kind, what it is about, and plain references or numbers."""

    kind: str
    ref: str
    detail: Plain


@dataclass(frozen=True, slots=True)
class Break:
    """The first bad row of a chain, and what is wrong with it."""

    partnership_id: int
    seq: int
    why: str


def record(
    kind: str, *, actor: "Actor", ref: str, detail: Plain | None = None, partnership_id: int | None = None
) -> Event:
    """Append one event to the chain of the actor's partnership, inside the caller's transaction."""
    return record_many([Entry(kind, ref, detail or {})], actor=actor, partnership_id=partnership_id)[0]


def record_many(entries: Sequence[Entry], *, actor: "Actor", partnership_id: int | None = None) -> list[Event]:
    """Append events in order. Whatever shows people passes here, so here looks are counted.

    Raises: TransactionManagementError: outside a transaction, where an event could outlive its change.
            TooManyLooks: the actor's budget is spent; nothing is shown and nothing counted.
    """
    where = actor.partnership_id if partnership_id is None else partnership_id
    now = timezone.now()
    _count_looks(entries, actor, where, now)
    chain = _chain_for_update(where)
    events: list[Event] = []
    for entry in entries:
        chain.seq += 1
        event = Event(
            partnership_id=where,
            seq=chain.seq,
            at=now,
            kind=entry.kind,
            account_id=actor.account_id,
            ref=entry.ref,
            face=actor.face,
            detail=dict(entry.detail),
            previous=chain.head or GENESIS,
        )
        event.digest = chain.head = digest_of(event)
        events.append(event)
    if len(events) == 1:
        events[0].save(force_insert=True)
    else:
        Event.everywhere.bulk_create(events, batch_size=500)
    chain.save(update_fields=["seq", "head"])
    Delivery.everywhere.bulk_create(
        [Delivery(event=event, subscriber=Delivery.UNDIRECTED, due_at=now) for event in events]
    )
    return events


def record_quietly(entries: Sequence[Entry], *, actor: "Actor") -> None:
    """Append bulk rows, which have no subscribers, past the outbox and past the cost of a model for each.

    Raises: TransactionManagementError: outside a transaction.
    """
    where = actor.partnership_id
    now = timezone.now()
    _count_looks(entries, actor, where, now)
    chain = _chain_for_update(where)
    at, head, rows = _at(now), chain.head or GENESIS, []
    for seq, entry in enumerate(entries, chain.seq + 1):
        detail = dict(entry.detail)
        digest = _digest([where, seq, at, entry.kind, actor.account_id, entry.ref, actor.face, detail, head])
        rows.append((where, seq, now, entry.kind, actor.account_id, entry.ref, actor.face, detail, head, digest))
        head = digest
    insert_rows(Event, COLUMNS, rows)
    chain.seq, chain.head = chain.seq + len(rows), head
    chain.save(update_fields=["seq", "head"])


def _count_looks(entries: Sequence[Entry], actor: "Actor", where: int, now: datetime) -> None:
    """The one place that no second route can skip: what shows people records an event, and an event is counted."""
    weight = sum(weight_of(entry.kind, entry.detail) for entry in entries)
    if weight and actor.account_id:  # the operator at the console has no account, and sees no people
        actor.insist_may_look(*count_looks(where, actor.account_id, weight, now))


@transaction.atomic
def record_view(kind: str, *, actor: "Actor", ref: str, detail: Plain | None = None) -> Event:
    """A view, print or export is an event too (G-12); it stands in a transaction of its own."""
    return record(kind, actor=actor, ref=ref, detail=detail)


def digest_of(event: Event) -> str:
    """SHA-256 over every column of the row and the digest of the row before it."""
    return _digest(_row(event))


def rows_of(partnership_id: int) -> Iterator[tuple[list[Any], str]]:
    """Each row of a chain as its digest was made of it, and that digest, in order."""
    for event in _rows(partnership_id, _head(partnership_id)[0]):
        yield _row(event), event.digest


def _row(event: Event) -> list[Any]:
    row = [event.partnership_id, event.seq, _at(event.at), event.kind, event.account_id, event.ref, event.face]
    return [*row, event.detail, event.previous]


def _digest(row: Sequence[Any]) -> str:
    return hashlib.sha256(_canonical(row).encode()).hexdigest()


def _at(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def verify(partnership_id: int) -> Break | None:
    """Walk one chain from its first row to its head; the first row that was edited, removed or reordered, or None.

    The head is read first, so that events recorded meanwhile are left to the next walk.
    """
    head = _head(partnership_id)
    previous, expected = GENESIS, 1
    for event in _rows(partnership_id, head[0]):
        if event.seq != expected:
            return Break(partnership_id, expected, f"row {expected} is missing; row {event.seq} stands in its place")
        if event.previous != previous:
            return Break(partnership_id, event.seq, "it does not follow from the row before it")
        if digest_of(event) != event.digest:
            return Break(partnership_id, event.seq, "its content does not match its digest")
        previous, expected = event.digest, expected + 1
    if (expected - 1, previous) != head:
        return Break(partnership_id, expected, "rows after this one were cut off")
    return _verify_nothing_follows(partnership_id, head)


def verify_all() -> Iterator[tuple[int, int, Break | None]]:
    """(partnership id, rows, first bad row) for every chain, the instance's first."""
    for chain in Chain.everywhere.order_by("partnership_id"):
        yield chain.partnership_id, chain.seq, verify(chain.partnership_id)
    chained = Chain.everywhere.values("partnership_id")
    orphans = Event.everywhere.exclude(partnership_id__in=chained).order_by("partnership_id", "seq")
    if (orphan := orphans.first()) is not None:
        yield orphan.partnership_id, 0, Break(orphan.partnership_id, orphan.seq, "its chain has no head")


def check_anchor(partnership_id: int, seq: int, digest: str) -> Break | None:
    """Compare a chain with a head that was kept outside: one that was rewritten whole fits itself, not the head."""
    row = Event.everywhere.filter(partnership_id=partnership_id, seq=seq).first()
    if row is None:
        return Break(partnership_id, seq, "a head was kept for this row, but the chain no longer reaches it")
    if row.digest != digest:
        return Break(partnership_id, seq, "it is not the row that was there when its head was sent out")
    return None


def seq_at(partnership_id: int, moment: datetime) -> int:
    """The number of the last row written up to a moment, found by halving: rows have no index by time."""
    low, high = 0, _head(partnership_id)[0]
    rows = Event.everywhere.filter(partnership_id=partnership_id)
    while low < high:
        middle = (low + high + 1) // 2
        at = rows.filter(seq=middle).values_list("at", flat=True).first()
        low, high = (middle, high) if at is not None and at <= moment else (low, middle - 1)
    return low


def head_of(partnership_id: int) -> tuple[int, str]:
    """The number and digest of the newest row."""
    return _head(partnership_id)


def _verify_nothing_follows(partnership_id: int, head: tuple[int, str]) -> Break | None:
    """Rows beyond a head that did not move were never chained. The head is read last: recording moves both at once."""
    stray = Event.everywhere.filter(partnership_id=partnership_id, seq__gt=head[0]).order_by("seq").first()
    if stray is not None and _head(partnership_id) == head:
        return Break(partnership_id, stray.seq, "it stands behind the head of its chain")
    return None


def _head(partnership_id: int) -> tuple[int, str]:
    chain = Chain.everywhere.filter(partnership_id=partnership_id).first()
    return (chain.seq, chain.head or GENESIS) if chain else (0, GENESIS)


def _rows(partnership_id: int, up_to: int) -> Iterable[Event]:
    rows = Event.everywhere.filter(partnership_id=partnership_id, seq__lte=up_to).order_by("seq")
    return rows.iterator(chunk_size=2000)


def lock_chain(partnership_id: int) -> int:
    """Take the pen of a partnership before looking, so that what is decided stays true until the commit.

    Returns the number of the newest row. Raises: TransactionManagementError: outside a transaction.
    """
    return _chain_for_update(partnership_id).seq


def _chain_for_update(partnership_id: int) -> Chain:
    """Lock the head: a row lock on PostgreSQL; on SQLite the IMMEDIATE transaction already holds the only pen."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("Record events inside the transaction of their change.")
    locked = Chain.everywhere.select_for_update().filter(partnership_id=partnership_id).first()
    if locked is None:
        Chain.everywhere.get_or_create(partnership_id=partnership_id)
        locked = Chain.everywhere.select_for_update().get(partnership_id=partnership_id)
    return locked


def events_about(ref: str, partnership_id: int, since: datetime | None = None) -> Iterable[Event]:
    """The events that name one reference, oldest first."""
    rows = Event.everywhere.filter(partnership_id=partnership_id, ref=ref)
    return (rows.filter(at__gte=since) if since else rows).order_by("seq")
