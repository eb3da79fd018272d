"""What differs between SQLite and PostgreSQL, all in one place, and the checks that refuse an unsafe engine."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

SQLITE_FULL = 2


def is_sqlite() -> bool:
    """Whether this process speaks to the embedded database."""
    return connection.vendor == "sqlite"


def settings_of_durability() -> dict[str, str]:
    """How the database answers to a power cut, in its own words."""
    with connection.cursor() as cursor:
        if is_sqlite():
            names = ("journal_mode", "synchronous")
            return {name: str(_one(cursor, f"PRAGMA {name}")) for name in names}
        return {name: str(_one(cursor, f"SHOW {name}")) for name in ("synchronous_commit", "fsync")}


def durability_problems() -> list[str]:
    """Why an acknowledged report could be lost in a power cut; empty if it could not."""
    found = settings_of_durability()
    if is_sqlite():
        problems = [] if found["journal_mode"] in {"wal", "memory"} else ["journal_mode is not WAL"]
        if int(found["synchronous"]) < SQLITE_FULL:
            problems.append("synchronous is below FULL")
        if connection.settings_dict["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
            problems.append("transactions are not IMMEDIATE")
        return problems
    wanted = {"synchronous_commit": {"on", "remote_write", "remote_apply"}, "fsync": {"on"}}
    return [f"{name} is {found[name]}" for name, good in wanted.items() if found[name] not in good]


@register(Tags.database)
def check_durability(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse to start on an engine that forgets: accepted means durable."""
    if not databases or settings.ALLOW_FORGETFUL_DATABASE:
        return []
    return [
        Error(f"The database could lose reports it has accepted: {problem}.", id="watchward.E001")
        for problem in durability_problems()
    ]


def _one(cursor: Any, sql: str) -> Any:
    cursor.execute(sql)
    return cursor.fetchone()[0]
