"""Rules that hold for every model of the house."""

import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
OURS = [model for model in apps.get_models() if model.__module__.startswith("watchward.")]

# A moment that nobody decided: the row's own making, a clock, or a deed whose doer stands in another column.
ALONE = {
    "created_at": "the row's own making",
    "at": "the ledger names who in account_id",
    "due_at": "a clock of the worker",
    "done_at": "done by the worker",
    "happened_at": "what was seen",
    "told_at": "told by the reporter",
    "device_at": "the reporter's clock",
    "agreed_at": "agreed by the membership's own account",
    "trained_at": "passed by the membership's own account",
    "kept_at": "kept by the membership's own account",
    "joined_at": "joined by the membership's own account",
    "expires_at": "a clock",
    "starts_at": "what the camera recorded, or a span of time",
    "ends_at": "what the camera recorded, or a span of time",
    "last_used_at": "used by the program that holds the key",
    "finished_at": "finished by the worker",
    "purged_at": "emptied by the clock",
    "forgotten_at": "emptied by the clock",
    "published_at": "published_by may be the console",
    "publishes_at": "a clock",
    "acknowledged_at": "acknowledged by the account that was told",
}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_is_declared_personal_or_plain(model):
    declared = model.Privacy.personal | model.Privacy.plain
    actual = {field.name for field in model._meta.fields}
    assert declared == actual, f"{model._meta.label}.Privacy: add {actual - declared}, drop {declared - actual}"
    assert not model.Privacy.personal & model.Privacy.plain


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_says_how_long_it_is_kept(model):
    assert "keep_days" in vars(model.Privacy), "say keep_days, or None for as long as what it belongs to"


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_reading_all_towns_at_once_looks_odd(model):
    managers = {manager.name for manager in model._meta.managers}
    allowed = {"everywhere", "objects"} if model._meta.label == "partners.Account" else {"everywhere"}
    assert managers <= allowed
    assert model._default_manager.name == "everywhere"


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_moment_has_its_person(model):
    names = {field.name for field in model._meta.fields}
    for name in names:
        if name.endswith("_at") and name not in ALONE:
            assert f"{name[:-3]}_by" in names, f"{model._meta.label}.{name} does not say who"


def test_the_account_alone_may_be_asked_through_objects_and_nothing_of_ours_does():
    used = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (ROOT / "watchward").rglob("*.py")
        if "migrations" not in path.parts
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"\b(Account|Report|Event|Membership|Premises|Partnership)\.objects\b", line)
    ]
    assert used == []


# Not queries or actions, each with its reason.
MAY_READ_EVERYWHERE = {
    "watchward/cli/housekeeping.py": "keeps the whole installation clean and shows nobody anything",
    "watchward/cli/export_ledger.py": "writes references only, for somebody who checks them elsewhere",
    "watchward/cli/verify_ledger.py": "checks every chain of the installation; sees references only",
    "watchward/cli/setup.py": "asks whether a partnership of that name exists already",
    "watchward/assess/indexing.py": "the worker files what an event names; who may find it is asked by the search",
    "watchward/share/corrections.py": "the worker tells whoever saw what an event names",
    "watchward/assess/intake.py": "the worker lays on the desk what an event names",
    "watchward/cli/retention.py": "the operator lets the clocks run; sees counts of each partnership",
    "watchward/partners/nobody.py": "the account that stands for nobody",
    "watchward/cli/search.py": "counts the reports of the installation and shows nobody anything",
    "watchward/partners/letters.py": "the worker sends what an event names",
    "watchward/share/channels/mail.py": "the worker sends the letter that an event names",
    "watchward/share/channels/webhooks.py": "the worker sends to each webhook what an event of its partnership names",
}


def test_everywhere_is_read_only_where_the_actor_is_asked():
    """Faces never read all towns; only queries, actions, clocks, the records themselves and the demo's seed do."""
    allowed = {"queries", "actions", "records", "demo", "backup", "models", "clocks"}
    used = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "watchward").rglob("*.py")
        if ".everywhere" in path.read_text()
        and not allowed & {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}
    ]
    assert sorted(set(used) - set(MAY_READ_EVERYWHERE)) == []


def test_migrations_import_nothing_of_ours():
    for path in (ROOT / "watchward").rglob("migrations/*.py"):
        assert not re.search(r"^\s*(from|import) watchward", path.read_text(), re.M), path
        assert "watchward." not in path.read_text(), path


@pytest.mark.django_db
def test_models_and_migrations_agree():
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
