"""Try to change the ledger without being seen: with the triggers in place, and past them as somebody with the disk."""

import random
from typing import Any

from django.db import DatabaseError, connection, transaction

from watchward.policy import operator_at_console
from watchward.records.ledger import record, verify
from watchward.records.models import Event

SHORT = 60  # rows of a second chain in which every column of every row is tried
OTHER_CHAIN = 999_999
KNOCKS = 20


def try_edits(partnership_id: int, edits: int, seed: int) -> dict[str, int]:
    """Counts: tries refused by the triggers, and tries past them that `verify` did not see."""
    dice = random.Random(seed)
    _short_chain()
    kept_out = sum(_is_refused(partnership_id, dice) for _knock in range(KNOCKS))
    _without_triggers()
    tried = hidden = 0
    last = Event.everywhere.filter(partnership_id=partnership_id).count()
    for seq in dice.sample(range(1, last + 1), min(edits, last)):
        tried += 1
        hidden += _stays_hidden(partnership_id, seq, dice.choice(list(CHANGES)))
    for seq in range(1, min(SHORT, edits) + 1):
        for column in CHANGES:
            tried += 1
            hidden += _stays_hidden(OTHER_CHAIN, seq, column)
        tried += 2
        hidden += _is_hidden_after(OTHER_CHAIN, lambda seq=seq: _rows(OTHER_CHAIN, seq).delete())
        hidden += _is_hidden_after(OTHER_CHAIN, lambda seq=seq: _swap(seq))
    return {"tried": tried, "hidden": hidden, "knocked": KNOCKS, "kept_out": kept_out}


CHANGES: dict[str, Any] = {
    "at": lambda row: row.at.replace(microsecond=(row.at.microsecond + 1) % 1_000_000),
    "kind": lambda row: row.kind + "x",
    "account_id": lambda row: row.account_id + 1,
    "ref": lambda row: row.ref[:-1] + ("A" if row.ref[-1:] != "A" else "B"),
    "face": lambda row: row.face + "x",
    "detail": lambda row: {**row.detail, "x": 1},
    "previous": lambda row: row.previous[::-1],
    "digest": lambda row: row.digest[::-1],
    "seq": lambda row: row.seq + 5_000_000,
    "partnership_id": lambda row: row.partnership_id + 5_000_000,
}


def _rows(partnership_id: int, seq: int) -> Any:
    return Event.everywhere.filter(partnership_id=partnership_id, seq=seq)


def _stays_hidden(partnership_id: int, seq: int, column: str) -> bool:
    row = _rows(partnership_id, seq).get()
    new = CHANGES[column](row)
    if new == getattr(row, column):  # a digest that reads the same backwards: no edit at all
        return False
    return _is_hidden_after(partnership_id, lambda: _rows(partnership_id, seq).update(**{column: new}))


def _is_hidden_after(partnership_id: int, edit: Any) -> bool:
    """Edit, look, and take the edit back."""
    with transaction.atomic():
        edit()
        hidden = verify(partnership_id) is None
        transaction.set_rollback(True)
    return hidden


def _swap(seq: int) -> None:
    """Two neighbours change places; the last row has none, so it moves one on."""
    free = 9_000_000
    _rows(OTHER_CHAIN, seq).update(seq=free)
    _rows(OTHER_CHAIN, seq + 1).update(seq=seq)
    _rows(OTHER_CHAIN, free).update(seq=seq + 1)


def _short_chain() -> None:
    with transaction.atomic():
        for number in range(SHORT):
            record(
                "ledger.verified", actor=operator_at_console(), ref=f"ledger/{number}", detail={"n": number},
                partnership_id=OTHER_CHAIN,
            )  # fmt: skip


def _is_refused(partnership_id: int, dice: random.Random) -> bool:
    row = dice.choice(list(Event.everywhere.filter(partnership_id=partnership_id)[:200]))
    try:
        with transaction.atomic():
            if dice.random() < 0.5:
                _rows(partnership_id, row.seq).update(kind="x.y")
            else:
                _rows(partnership_id, row.seq)._raw_delete("default")
    except DatabaseError:
        return True
    return False


def _without_triggers() -> None:
    """As somebody who holds the database file would do it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'records_event'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            cursor.execute("ALTER TABLE records_event DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM records_delivery")  # what still waits would hold rows fast
