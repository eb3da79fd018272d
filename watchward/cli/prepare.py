"""Bring a home folder to the state that this version needs; the second time there is nothing to do."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection

from watchward.cli.console import say
from watchward.kit.errors import Refused

LOCK = "run.lock"
PACKAGES_WITH_FILES = ("django", "django-allauth", "whitenoise")


class CannotRun(Refused):
    """The installation cannot be served; the text says what to do."""


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """One server per home folder. The system lets go of the lock when this process ends, however it ends."""
    with (home / LOCK).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            lock.seek(0)
            pid = lock.read().strip() or "unknown"
            raise CannotRun(
                f"Watchward already runs on {home} (process {pid}). Use that one, stop it, "
                "or choose another folder with WATCHWARD_HOME."
            ) from taken
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def check_engine() -> None:
    """Refuse a database that does not answer or that could forget what it accepted."""
    from watchward.records.engine import durability_problems

    try:
        problems = durability_problems()
    except OperationalError as silent:
        raise CannotRun(
            f"The database does not answer: {silent}. Check WATCHWARD_DATABASE_URL and that the server runs."
        ) from silent
    if problems and not settings.ALLOW_FORGETFUL_DATABASE:
        raise CannotRun(
            f"The database could lose reports that it has accepted: {'; '.join(problems)}. "
            "Change that in the database's own settings, then start again."
        )


def has_tables() -> bool:
    """Whether the database was ever prepared."""
    return "partners_account" in connection.introspection.table_names()


def prepare_database() -> bool:
    """Migrate and make the cache table where needed. Returns whether there was anything to do."""
    wanted = _digest_of_migrations() + _applied()
    if _stamp("database", wanted):
        return False
    say("Preparing the database.")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    _set_stamp("database", _digest_of_migrations() + _applied())
    return True


def prepare_files() -> bool:
    """Gather style sheets, scripts and pictures where they are served from, if any of them changed."""
    wanted = _digest_of_files()
    if settings.DEBUG or _stamp("static", wanted):
        return False
    say("Gathering the files of the pages.")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    _set_stamp("static", wanted)
    return True


def _applied() -> str:
    """What the database says it has had, with its own identity; empty for a new one."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), max(id) FROM django_migrations")
            return f" {connection.vendor} {connection.settings_dict['NAME']} {cursor.fetchone()}"
    except DatabaseError:
        return " new"


def _digest_of_migrations() -> str:
    digest = hashlib.sha256(version("django").encode() + version("django-allauth").encode())
    for path in sorted((settings.BASE_DIR / "watchward").glob("*/migrations/*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _digest_of_files() -> str:
    digest = hashlib.sha256(" ".join(version(one) for one in PACKAGES_WITH_FILES).encode())
    root = settings.WEB_DIR / "static"
    for path in sorted(root.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return digest.hexdigest()


def _stamp(name: str, wanted: str) -> bool:
    """Whether this was done before for exactly the same."""
    path: Path = settings.HOME / f".{name}.stamp"
    return path.exists() and path.read_text() == wanted


def _set_stamp(name: str, wanted: str) -> None:
    (settings.HOME / f".{name}.stamp").write_text(wanted)
