"""Let the clocks run: a batch to a transaction, so that a crash costs nothing and a second run goes on from there.

Each batch is decided anew under the pen of its partnership: what got a hold or a longer time meanwhile stays. Files
are named in the same transaction and deleted after it; whatever a crash leaves undone, the next run does first.
"""

import os
import socket
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from watchward.records.ledger import Entry, lock_chain, record, record_quietly
from watchward.records.models import Purge, Shred, Turn
from watchward.records.retention.certificates import digest_of_list
from watchward.records.retention.clock import Clock, Leftover, Retention
from watchward.records.retention.residue import owe, sweep_residue
from watchward.records.retention.shields import shielded

if TYPE_CHECKING:  # the floor above: the engine only notes who set it off
    from watchward.policy import Actor

TURN = "retention"
LEASE = timedelta(minutes=5)  # a worker that died gives its claim back after this long
EVERY = timedelta(hours=1)


@dataclass
class Due:
    """What one clock would delete, by class, and what a shield keeps."""

    clock: Clock
    things: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    kept: dict[str, str] = field(default_factory=dict)  # noun/REF to why
    batches: list[list[str]] = field(default_factory=list)  # references of what would go


def due_of(retention: Retention, clock: Clock, partnership_id: int, now: datetime) -> Due:
    """The dry run of one clock: exactly what a run at that moment deletes."""
    found = Due(clock)
    for batch in clock.due(now, partnership_id):
        waits = shielded(retention, clock.noun, batch, partnership_id, now)
        free = [ref for ref in batch if ref not in waits]
        found.things += len(free)
        found.kept |= {f"{clock.noun}/{ref}": why for ref, why in waits.items()}
        if free:
            found.counts += retention.count(clock, free)
            found.batches.append(free)
    return found


def dry_run(retention: Retention, partnership_id: int, now: datetime) -> list[Due]:
    """What a run at that moment would delete, clock by clock. Nothing is written.

    Counted clock by clock in today's state: where one clock's deletion brings forward another's, that one says so
    when its turn comes.
    """
    return [due_of(retention, clock, partnership_id, now) for clock in retention.clocks]


def run_retention(
    retention: Retention, *, actor: "Actor", now: datetime, seconds: float | None = None, waits_its_turn: bool = True
) -> int:
    """Delete what is due in every partnership, or as much as fits into about `seconds`. Returns how many things.

    `waits_its_turn`: do nothing if the last run is less than EVERY ago. While another process runs, nothing is done.
    """
    with _turn(now, waits_its_turn) as turn:
        if turn is None:
            return 0
        until = None if seconds is None else monotonic() + seconds
        done, is_through = _go_through(retention, actor, now, until)
        if is_through:
            turn.due_at = now + EVERY
        return done


def _go_through(retention: Retention, actor: "Actor", now: datetime, until: float | None) -> tuple[int, bool]:
    """(things deleted, whether every clock came to its end)."""
    done = shred_leftovers(retention)
    for partnership_id in retention.partnerships():
        here = replace(actor, partnership_id=partnership_id, face="worker")
        for clock in retention.clocks:
            things, is_through = _run_clock(retention, clock, here, now, until)
            done += things
            if not is_through:
                return done, False
    sweep_residue(retention.sweeps, now)
    return done, True


def _run_clock(
    retention: Retention, clock: Clock, actor: "Actor", now: datetime, until: float | None
) -> tuple[int, bool]:
    purge = Purge.everywhere.filter(
        partnership_id=actor.partnership_id, rule=clock.rule, noun=clock.noun, finished_at__isnull=True
    ).first()
    expected = due_of(retention, clock, actor.partnership_id, now)
    if expected.things:
        purge = _open(purge, clock, expected, actor, now)
    if purge is None:
        return 0, True
    done = 0
    for batch in expected.batches:
        done += _erase(retention, clock, batch, purge.pk, actor, now)
        shred_leftovers(retention)
        if until is not None and monotonic() >= until:
            return done, False
    _close(purge.pk, actor, now)
    return done, True


@transaction.atomic
def _open(purge: Purge | None, clock: Clock, expected: Due, actor: "Actor", now: datetime) -> Purge:
    """Begin a certificate, or go on with the one that a crash left open; it says what to expect from here."""
    owe(now)
    if purge is None:
        purge = Purge(
            partnership_id=actor.partnership_id,
            rule=clock.rule,
            noun=clock.noun,
            what=clock.what,
            after_seq=lock_chain(actor.partnership_id),
            worker=f"{actor.face} {socket.gethostname()} {os.getpid()}"[:120],
            began_at=now,
            began_by=actor.account_id,
        )
    purge.expected = dict(Counter(purge.counts) + expected.counts)
    purge.save()
    return purge


@transaction.atomic
def _erase(
    retention: Retention, clock: Clock, batch: Sequence[str], purge_id: int, actor: "Actor", now: datetime
) -> int:
    """One batch: looked at again under the pen, erased from the highest floor down, noted in ledger and certificate."""
    lock_chain(actor.partnership_id)
    still = [ref for refs in clock.due(now, actor.partnership_id, among=batch) for ref in refs]
    waits = shielded(retention, clock.noun, still, actor.partnership_id, now)
    refs = [ref for ref in still if ref not in waits]
    if not refs:
        return 0
    purge = Purge.everywhere.select_for_update().get(pk=purge_id)
    purge.counts = dict(Counter(purge.counts) + retention.count(clock, refs))
    purge.things += len(refs)
    purge.save(update_fields=["counts", "things"])
    files: list[Leftover] = []
    for one in retention.erasers(clock):
        files += one.erase(refs, now)
    Shred.everywhere.bulk_create([Shred(store=one.store, key=one.key) for one in files], ignore_conflicts=True)
    detail = {"certificate": purge.ref, "rule": clock.rule}
    record_quietly([Entry("retention.erased", f"{clock.noun}/{ref}", detail) for ref in refs], actor=actor)
    return len(refs)


@transaction.atomic
def _close(purge_id: int, actor: "Actor", now: datetime) -> None:
    """Finish a certificate with the hash of its list, which the ledger keeps."""
    purge = Purge.everywhere.select_for_update().get(pk=purge_id)
    if purge.finished_at is not None:
        return
    purge.digest, purge.finished_at = digest_of_list(purge), now
    purge.save(update_fields=["digest", "finished_at"])
    detail = {"rule": purge.rule, "noun": purge.noun, "things": purge.things, "sha256": purge.digest}
    record("retention.certified", actor=actor, ref=f"certificate/{purge.ref}", detail=detail)


def shred_leftovers(retention: Retention) -> int:
    """Delete the files whose rows are gone; each is forgotten when it is gone. Returns how many."""
    shredded = 0
    for one in list(Shred.everywhere.order_by("id")):
        retention.stores[one.store]().delete(one.key)
        one.delete()
        shredded += 1
    return shredded


@contextmanager
def _turn(now: datetime, waits_its_turn: bool) -> Iterator[Turn | None]:
    """The turn, if nobody else has it. A process that is killed keeps it until its lease runs out."""
    turn = _claim(now, waits_its_turn)
    if turn is None:
        yield None
        return
    try:
        yield turn
    except Exception:
        _give_back(turn)
        raise
    _give_back(turn)


@transaction.atomic
def _claim(now: datetime, waits_its_turn: bool) -> Turn | None:
    turn, _made = Turn.everywhere.select_for_update().get_or_create(name=TURN, defaults={"due_at": now})
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
    mine = Turn.everywhere.filter(free, pk=turn.pk, **({"due_at__lte": now} if waits_its_turn else {}))
    if not mine.update(claimed_until=now + LEASE):
        return None
    turn.refresh_from_db()
    return turn


def _give_back(turn: Turn) -> None:
    Turn.everywhere.filter(pk=turn.pk).update(claimed_until=None, due_at=turn.due_at)
