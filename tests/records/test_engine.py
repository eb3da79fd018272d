"""What the database promises about a power cut."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from watchward.records.engine import check_durability, durability_problems, is_sqlite, settings_of_durability


def test_the_engine_that_we_run_on_says_how_it_keeps_its_word(db):
    found = settings_of_durability()
    wanted = {"journal_mode", "synchronous"} if is_sqlite() else {"synchronous_commit", "fsync"}
    assert set(found) == wanted


def test_the_settings_of_the_house_forget_nothing(db):
    """On PostgreSQL fsync is the server's own, and that of the tests' throw-away server is off on purpose."""
    problems = durability_problems() if is_sqlite() else problems_with("on")
    assert [one for one in problems if not one.startswith("fsync")] == []


def test_a_postgresql_that_answers_before_it_has_written_is_found_out(db):
    if is_sqlite():
        pytest.skip("SQLite has no such setting.")
    assert "synchronous_commit is off" in problems_with("off")


def test_an_engine_that_forgets_is_refused_and_says_why(db, settings):
    settings.ALLOW_FORGETFUL_DATABASE = False
    with forgetful() as sentence:
        found = check_durability(databases=["default"])
    assert {one.id for one in found} == {"watchward.E001"}
    assert any(sentence in str(one.msg) for one in found)


def problems_with(synchronous_commit: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL synchronous_commit = {synchronous_commit}")
    return durability_problems()


@contextmanager
def forgetful() -> Iterator[str]:
    """The engine of this run as it must not be, and what is then said of it."""
    if not is_sqlite():
        problems_with("off")
        yield "synchronous_commit is off"
        return
    options = connection.settings_dict["OPTIONS"]
    mode = options["transaction_mode"]
    options["transaction_mode"] = "DEFERRED"
    try:
        yield "transactions are not IMMEDIATE"
    finally:
        options["transaction_mode"] = mode


def test_nobody_asks_the_engine_when_no_database_is_checked(db, settings):
    settings.ALLOW_FORGETFUL_DATABASE = False
    assert check_durability(databases=None) == []
