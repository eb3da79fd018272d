"""What the database promises about a power cut."""

from django.db import connection

from watchward.records.engine import check_durability, durability_problems, is_sqlite, settings_of_durability


def test_the_engine_that_we_run_on_says_how_it_keeps_its_word(db):
    found = settings_of_durability()
    wanted = {"journal_mode", "synchronous"} if is_sqlite() else {"synchronous_commit", "fsync"}
    assert set(found) == wanted


def test_the_settings_of_the_house_forget_nothing(db):
    if is_sqlite():
        assert durability_problems() == []


def test_an_engine_that_forgets_is_refused_and_says_why(db, settings):
    if not is_sqlite():
        return
    settings.ALLOW_FORGETFUL_DATABASE = False
    mode = connection.settings_dict["OPTIONS"]["transaction_mode"]
    connection.settings_dict["OPTIONS"]["transaction_mode"] = "DEFERRED"
    try:
        found = check_durability(databases=["default"])
    finally:
        connection.settings_dict["OPTIONS"]["transaction_mode"] = mode
    assert [one.id for one in found] == ["watchward.E001"]
    assert "IMMEDIATE" in str(found[0].msg)


def test_nobody_asks_the_engine_when_no_database_is_checked(db, settings):
    settings.ALLOW_FORGETFUL_DATABASE = False
    assert check_durability(databases=None) == []
