"""What every test stands on: a home of its own, a fast hasher, no network, and triggers that survive a flush."""

import socket
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from hypothesis import settings as hypothesis_settings

from tests.support.flush import flush_past_the_triggers
from tests.support.town import Town, make_town

hypothesis_settings.register_profile("house", deadline=None)  # a busy machine is no failure
hypothesis_settings.load_profile("house")


@pytest.fixture(autouse=True, scope="session")
def _quick_and_alone():
    """Cheap passwords, letters kept in memory, and only loopback to talk to."""
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    real = socket.socket.connect

    def connect(self, address):
        host = address[0] if isinstance(address, tuple) else "local"
        if host not in {"127.0.0.1", "::1", "localhost", "local"}:
            raise AssertionError(f"Tests never leave this machine: {host}")
        return real(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _own_vault(tmp_path: Path, settings):
    """Files of one test are never another's."""
    from watchward.collect import files, vaults

    settings.VAULT_DIR = tmp_path / "vault"
    settings.IMPORT_DIR = tmp_path / "imports"
    vaults.vault.cache_clear()
    vaults.decoder.cache_clear()
    yield
    vaults.vault.cache_clear()
    vaults.decoder.cache_clear()
    assert files


@pytest.fixture(autouse=True, scope="session")
def _triggers_survive_a_flush():
    """Tests with real transactions empty all tables at their end; the append-only triggers would refuse."""
    with flush_past_the_triggers():
        yield


@pytest.fixture
def town(db) -> Town:
    """Ada works at the bakery, Bilal at the pharmacy, Cora coordinates, and Dev belongs to another town."""
    return make_town()


@pytest.fixture
def on_sqlite() -> bool:
    """Whether this run uses the embedded database."""
    return connection.vendor == "sqlite"
