"""An index of terms: which things hold them, newest first. The same rows and the same answers on both engines.

A term is the 64-bit digest of partnership, field and word, so no word stands in the index and no partnership can meet
another's. Ids lie in blocks of 4,096; a row holds, for one term and one block, two letters for each id. Adding is one
upsert that appends and reads nothing; taking out walks the rows of a block and needs no text. So nothing of what was
deleted stays behind, which SQLite's own full text of Debian 12 (3.40) cannot promise.
"""

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from django.db import connection, transaction

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
BLOCK = len(LETTERS) ** 2  # ids in one block: two letters name any of them
TABLE = "records_posting"
MANY = 400  # terms or rows in one statement, well under SQLite's limit of variables
FIRST_LOOK = 2  # blocks that are read first; each further look reads four times as many
LOOK = 60  # letters that are sooner gone through than one place is looked for in them
_MARK = {one + two: 64 * high + low for high, one in enumerate(LETTERS) for low, two in enumerate(LETTERS)}
PLACE_OF = {int.from_bytes(code.encode(), sys.byteorder): place for code, place in _MARK.items()}  # as `numbers` reads
_PAIR = {int.from_bytes(code.encode(), sys.byteorder): code for code in _MARK}
_LETTERS_OF = {place: code for code, place in _MARK.items()}

Term = int
Groups = Sequence[Collection[Term]]  # every group must be met, by any of its terms


class Shelf(IntEnum):
    """What the ids are of; ids of two shelves never share a block."""

    REPORTS = 0
    SUBJECTS = 1


@lru_cache(maxsize=65536)
def term_of(partnership_id: int, field: str, word: str) -> Term:
    """The number of a word in one field of one partnership: signed, 64 bits."""
    digest = blake2b(f"{partnership_id}\0{field}\0{word}".encode(), digest_size=8, person=b"watchward-search")
    return int.from_bytes(digest.digest(), "little", signed=True)


def add(shelf: Shelf, things: Mapping[int, Iterable[Term]]) -> None:
    """Write down which terms each thing holds. What stands there already is not written twice.

    Raises: TransactionManagementError: outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "Index inside the transaction of the change, or in one of its own."
        )
    wanted: dict[tuple[Term, int], set[str]] = {}
    for ident, terms in things.items():
        block, place = _where(shelf, ident)
        for term in set(terms):
            wanted.setdefault((term, block), set()).add(_LETTERS_OF[place])
    present = _rows_of(wanted)
    rows = [
        (*key, "".join(sorted(new)))
        for key in sorted(wanted)  # one order for all writers, or two of them could wait for each other
        if (new := wanted[key] - set(_pairs(present.get(key, ""))))
    ]
    _append(rows)


def remove(shelf: Shelf, idents: Collection[int]) -> None:
    """Take things out of every row; a row that is empty then goes."""
    blocks: dict[int, set[str]] = {}
    for ident in idents:
        block, place = _where(shelf, ident)
        blocks.setdefault(block, set()).add(_LETTERS_OF[place])
    for block in sorted(blocks):
        with transaction.atomic():
            while not _remove_from(block, blocks[block]):
                continue  # somebody appended meanwhile (PostgreSQL): look again


def newest(shelf: Shelf, groups: Groups, *, before: int | None = None) -> Iterator[int]:
    """Ids of the things that meet every group, the highest id first. Reads as far as it is asked for."""
    blocks = [one for one in _common_blocks(groups) if one & 7 == shelf]
    if before is not None:
        last, _place = _where(shelf, before)
        blocks = [one for one in blocks if one <= last]
    start, look = 0, FIRST_LOOK
    while start < len(blocks):
        part = blocks[start : start + look]
        found = _in_blocks(groups, part)
        for block in part:
            base = (block >> 3) * BLOCK
            for place in sorted((PLACE_OF[one] for one in found.get(block, ())), reverse=True):
                if before is None or base + place < before:
                    yield base + place
        start, look = start + look, look * 4


def counts(shelf: Shelf, terms: Collection[Term]) -> dict[int, int]:
    """How many of these terms each thing holds; for many terms that are rare."""
    found: dict[int, int] = {}
    for _term, block, places in read_rows(terms, None):
        if block & 7 == shelf:
            base = (block >> 3) * BLOCK
            for place in set(_pairs(places)):
                ident = base + _MARK[place]
                found[ident] = found.get(ident, 0) + 1
    return found


def holders(shelf: Shelf, terms: Collection[Term]) -> dict[Term, set[int]]:
    """The things that hold each term."""
    found: dict[Term, set[int]] = {one: set() for one in terms}
    for term, block, places in read_rows(terms, None):
        if block & 7 == shelf:
            base = (block >> 3) * BLOCK
            found[term].update(base + PLACE_OF[one] for one in numbers(places))
    return found


def is_held(terms: Iterable[Term]) -> bool:
    """Whether anything holds any of these terms. Reads one key."""
    for part in _parts(sorted(terms)):
        if _ask(f"SELECT 1 FROM {TABLE} WHERE term IN ({', '.join(['%s'] * len(part))}) LIMIT 1", part):  # noqa: S608
            return True
    return False


def indexed(shelf: Shelf, term: Term, idents: Collection[int]) -> set[int]:
    """Which of these things hold the term."""
    blocks = {_where(shelf, one)[0] for one in idents}
    held = {
        (block >> 3) * BLOCK + _MARK[one]
        for _term, block, places in read_rows([term], blocks)
        for one in _pairs(places)
    }
    return held & set(idents)


def _where(shelf: Shelf, ident: int) -> tuple[int, int]:
    """(block, place in it); the lowest three bits of a block name the shelf."""
    return ident // BLOCK << 3 | shelf, ident % BLOCK


def _pairs(places: str) -> list[str]:
    return [places[at : at + 2] for at in range(0, len(places), 2)]


def numbers(places: str) -> memoryview:
    """The same pairs as numbers, quickly, for sets that are compared."""
    return memoryview(places.encode("ascii")).cast("H")


def _common_blocks(groups: Groups) -> list[int]:
    """Blocks in which every group has a term, newest first. Reads keys only."""
    wanted = sorted({term for group in groups for term in group})
    by_term: dict[Term, set[int]] = {}
    for part in _parts(wanted):
        marks = ", ".join(["%s"] * len(part))
        for term, block in _ask(f"SELECT term, block FROM {TABLE} WHERE term IN ({marks})", part):  # noqa: S608
            by_term.setdefault(term, set()).add(block)
    each = [set[int]().union(*(by_term.get(term, set()) for term in group)) for group in groups]
    return sorted(set.intersection(*each), reverse=True) if each else []


def _in_blocks(groups: Groups, blocks: Sequence[int]) -> dict[int, set[int]]:
    """The places, as numbers, of each block that meet every group."""
    rows: dict[tuple[Term, int], str] = {
        (term, block): places for term, block, places in read_rows({term for group in groups for term in group}, blocks)
    }
    found = {}
    for block in blocks:
        held = [[rows[term, block] for term in group if (term, block) in rows] for group in groups]
        held.sort(key=lambda one: sum(map(len, one)))
        left: set[int] = set()
        for places in held[0]:
            left.update(numbers(places))
        for each in held[1:]:
            left = meet(left, each) if left else left
        found[block] = left
    return found


def meet(few: set[int], rows: Iterable[str]) -> set[int]:
    """Those of a few places, as numbers, that stand in any of the rows. The rarest word goes first, so few are few."""
    found: set[int] = set()
    for places in rows:
        if LOOK * len(few) > len(places):
            found.update(few.intersection(numbers(places)))
        else:
            found.update(one for one in few if _stands_in(places, one))
    return found


def _stands_in(places: str, number: int) -> bool:
    """Whether a pair of letters stands there at an even place."""
    pair = _PAIR[number]
    at = places.find(pair)
    while at > 0 and at % 2:
        at = places.find(pair, at + 1)
    return at >= 0


def read_rows(terms: Collection[Term], blocks: Collection[int] | None) -> Iterator[tuple[Term, int, str]]:
    for part in _parts(sorted(terms)):
        sql = f"SELECT term, block, places FROM {TABLE} WHERE term IN ({', '.join(['%s'] * len(part))})"  # noqa: S608
        if blocks is None:
            yield from _ask(sql, part)
            continue
        for some in _parts(sorted(blocks)):
            yield from _ask(f"{sql} AND block IN ({', '.join(['%s'] * len(some))})", [*part, *some])


def _rows_of(keys: Collection[tuple[Term, int]]) -> dict[tuple[Term, int], str]:
    """What stands in these rows now, block by block."""
    by_block: dict[int, list[Term]] = {}
    for term, block in keys:
        by_block.setdefault(block, []).append(term)
    return {(term, at): places for block, terms in by_block.items() for term, at, places in read_rows(terms, [block])}


def _append(rows: Sequence[tuple[Term, int, str]]) -> None:
    sql = (
        f"INSERT INTO {TABLE} (term, block, places) VALUES (%s, %s, %s)"  # noqa: S608 (the name of our own table)
        f" ON CONFLICT (term, block) DO UPDATE SET places = {TABLE}.places || excluded.places"
    )
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


def _remove_from(block: int, gone: set[str]) -> bool:
    """One pass over the rows of a block; False if a row changed between reading and writing."""
    done = True
    for term, places in _ask(f"SELECT term, places FROM {TABLE} WHERE block = %s", [block]):  # noqa: S608
        pairs = _pairs(places)
        left = "".join(one for one in pairs if one not in gone)
        if len(left) == len(places):
            continue
        with connection.cursor() as cursor:
            if left:
                sql = f"UPDATE {TABLE} SET places = %s WHERE term = %s AND block = %s AND places = %s"  # noqa: S608
                cursor.execute(sql, [left, term, block, places])
            else:
                sql = f"DELETE FROM {TABLE} WHERE term = %s AND block = %s AND places = %s"  # noqa: S608
                cursor.execute(sql, [term, block, places])
            done = done and cursor.rowcount == 1
    return done


def _ask(sql: str, values: Sequence[int]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall())


def _parts(values: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(values), MANY):
        yield values[start : start + MANY]
