"""Put very many reports into a database quickly: raw rows, with the indexes and foreign keys built afterwards.

Only the way in is short. The rows have the columns, lengths and spread of real ones, and the tables end with the same
indexes as in an installation.
"""

import json
import random
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from bench.inside.people import Town

REPORT = "collect_report"
PERSON = "collect_mentionedperson"
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NEWEST = datetime(2026, 3, 6, 21, 15, tzinfo=UTC)
DAYS = 730
KINDS = (  # id, weight
    ("theft.concealed", 30), ("theft", 22), ("theft.attempted", 8), ("theft.made_off", 6), ("violence.threat", 8),
    ("disorder", 7), ("disorder.group", 5), ("damage", 5), ("fraud", 4), ("burglary", 2), ("robbery", 2),
    ("spiking.drink", 1),
)  # fmt: skip
RARE_KIND = "spiking.drink"
FORMS = (("incident", 92), ("sighting", 6), ("intelligence", 2))
WORDS = (
        "man", "woman", "took", "bottles", "meat", "coffee", "and", "left", "without", "paying", "ran",
        "towards", "the", "station", "staff", "shouted", "bag", "rucksack", "dark", "coat", "red", "cap",
        "returned", "twice", "refused", "to", "leave", "called", "the", "radio", "threatened", "colleague",
        "pushed", "trolley", "before", "police", "came",
    )  # fmt: skip

Row = tuple[Any, ...]


def report_columns() -> tuple[str, ...]:
    """The columns in the order in which `reports` yields them."""
    return (
        "partnership_id", "premises_id", "organisation_id", "reporter_id", "form", "kind", "happened_at",
        "told_at", "hour_of_week", "loss_pence", "is_danger", "has_injury", "has_weapon", "has_abuse",
        "is_hate", "narrative", "answers", "ref", "lists_version", "origin", "value_band", "police_reference",
        "body_digest",
    )  # fmt: skip


def reports(towns: Sequence[Town], rows: int, seed: int) -> Iterator[Row]:
    """`rows` reports in the order in which they happened, spread over `towns` and two years."""
    dice = random.Random(seed)
    kinds = dice.choices([one for one, _ in KINDS], [weight for _, weight in KINDS], k=4096)
    forms = dice.choices([one for one, _ in FORMS], [weight for _, weight in FORMS], k=4099)
    texts = [" ".join(dice.choices(WORDS, k=dice.randint(8, 60))).capitalize() + "." for _ in range(997)]
    answers = json.dumps({"danger": "no", "how": "concealed", "seen": ["staff", "cctv"]})
    step = timedelta(days=DAYS) / max(rows, 1)
    for number in range(rows):
        town = towns[number % len(towns)]
        place = dice.choice(town.premises)
        at = NEWEST - step * (rows - number)
        hour = at.weekday() * 24 + at.hour
        ref = f"R-{seed % 10}" + "".join(dice.choices(LETTERS, k=9))
        loss = dice.randint(200, 30_000) if number % 3 else None
        yield (
            town.partnership.pk, place.pk, place.organisation_id, dice.choice(town.reporters).pk, forms[number % 4099],
            kinds[number % 4096], at, at + timedelta(hours=1), hour, loss, False, number % 29 == 0, number % 67 == 0,
            number % 11 == 0, number % 97 == 0, texts[number % 997], answers, ref, "2026.1", "web", "", "", "",
        )  # fmt: skip


PERSON_COLUMNS = (
    "report_id", "place", "ref", "known", "name", "alias", "sex_appearance", "age_band", "height_band", "build", "hair",
    "facial_hair", "clothing", "marks", "accent", "direction", "methods", "seemed_under_18",
)  # fmt: skip


def reports_into(*shares: tuple[Sequence[Town], int]) -> None:
    """Insert so many reports into these towns, share by share, and a mentioned person for three in ten of them."""
    with bare_tables([REPORT, PERSON]):
        before = _highest(REPORT)
        for seed, (towns, rows) in enumerate(shares):
            _insert(REPORT, report_columns(), reports(towns, rows, seed))
        _insert(PERSON, PERSON_COLUMNS, _people(_ids_after(before), seed=0))


def settle() -> None:
    """What an installation has done by itself after a while: PostgreSQL's statistics. SQLite has no such helper."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM ANALYZE {REPORT}")
            cursor.execute(f"VACUUM ANALYZE {PERSON}")


def _people(report_ids: Iterable[int], seed: int) -> Iterator[Row]:
    dice = random.Random(seed)
    for report_id in report_ids:
        if report_id % 10 < 3:
            ref = f"N-{seed % 10}" + "".join(dice.choices(LETTERS, k=9))
            clothes = json.dumps(["dark coat", "blue jeans"])
            yield (
                report_id,
                0,
                ref,
                "unknown",
                "",
                "",
                "male",
                "25-34",
                "",
                "",
                "",
                "",
                clothes,
                "",
                "",
                "",
                "[]",
                False,
            )


def _highest(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")
        return int(cursor.fetchone()[0])


def _ids_after(before: int) -> list[int]:
    """The ids of the rows just written; PostgreSQL never gives a number twice, so they need not follow `before`."""
    return [row[0] for row in _rows(f"SELECT id FROM {REPORT} WHERE id > %s ORDER BY id", [before])]


def _insert(table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    names = ", ".join(columns)
    connection.ensure_connection()
    raw: Any = connection.connection
    if connection.vendor == "postgresql":
        with raw.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    own: sqlite3.Connection = raw
    sql = f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})"
    with transaction.atomic():
        own.executemany(sql, (_for_sqlite(row) for row in rows))


def _for_sqlite(row: Row) -> Row:
    return tuple(one.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(one, datetime) else one for one in row)


@contextmanager
def bare_tables(tables: Sequence[str]) -> Iterator[None]:
    """Without indexes and foreign keys for a while; both come back exactly as they were."""
    drops, makes = _sqlite_parts(tables) if connection.vendor == "sqlite" else _postgres_parts(tables)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA foreign_keys=OFF")
        for statement in drops:
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        for statement in makes:
            cursor.execute(statement)
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys=ON")
            cursor.execute("PRAGMA synchronous=FULL")


def _sqlite_parts(tables: Sequence[str]) -> tuple[list[str], list[str]]:
    found = _rows(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN (%s, %s)", tables
    )
    return [f'DROP INDEX "{name}"' for name, _ in found], [sql for _, sql in found]


def _postgres_parts(tables: Sequence[str]) -> tuple[list[str], list[str]]:
    keys = _rows(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype IN ('f', 'u') AND conrelid::regclass::text IN (%s, %s)",
        tables,
    )
    indexes = _rows(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN (%s, %s)"
        " AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)",
        tables,
    )
    drops = [f'ALTER TABLE {table} DROP CONSTRAINT "{name}"' for table, name, _ in keys]
    makes = [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {rule}' for table, name, rule in keys]
    return [*drops, *(f'DROP INDEX "{name}"' for name, _ in indexes)], [*(sql for _, sql in indexes), *makes]


def _rows(sql: str, values: Sequence[str | int]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
