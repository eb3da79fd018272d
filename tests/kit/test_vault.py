"""Evidence is durable before anybody is told so, and nothing half-made is left behind."""

import errno
import hashlib
import os
import secrets
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from watchward.kit.vault import CannotStore, DiskFull, NotInVault, TooLarge, Vault

NOW = datetime(2026, 3, 27, 21, 15, tzinfo=UTC)
LIMIT = 1_000_000


@pytest.fixture
def vault(tmp_path):
    return Vault(tmp_path / "evidence")


def keep(vault, content=b"a clip of the till", **options):
    return vault.put_stream([content], limit_bytes=LIMIT, **options)


def everything(vault):
    return [path for path in vault.root.rglob("*") if path.is_file()]


def age(path, days):
    then = (NOW - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))


def test_what_was_put_in_comes_out_with_its_hash_and_size(vault):
    stored = vault.put_stream(iter([b"first ", b"", b"second"]), limit_bytes=LIMIT)
    assert stored.size == 12
    assert stored.sha256 == hashlib.sha256(b"first second").hexdigest()
    with vault.open(stored.key) as file:
        assert file.read() == b"first second"


def test_the_key_is_random_and_spread_over_two_levels(vault):
    first, second = keep(vault), keep(vault)
    assert first.key != second.key, "the same content twice is two pieces of evidence"
    area, name = first.key.split("/")
    assert area == "originals"
    assert vault.path(first.key).relative_to(vault.root).parts == (area, name[:2], name[2:4], name)
    assert keep(vault, area="shown").key.startswith("shown/")


def test_only_the_owner_can_look_even_with_an_open_umask(vault):
    before = os.umask(0)
    try:
        stored = keep(vault)
    finally:
        os.umask(before)
    path = vault.path(stored.key)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for folder in [vault.root, *(p for p in vault.root.rglob("*") if p.is_dir())]:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


class Spy:
    """Notes each call that matters for durability, with the path behind a descriptor."""

    def __init__(self, monkeypatch):
        self.calls: list[tuple[str, str]] = []
        real_fsync, real_rename = os.fsync, os.rename

        def fsync(descriptor):
            self.calls.append(("fsync", str(Path(f"/proc/self/fd/{descriptor}").readlink())))
            real_fsync(descriptor)

        def rename(source, target):
            self.calls.append(("rename", str(target)))
            real_rename(source, target)

        monkeypatch.setattr(os, "fsync", fsync)
        monkeypatch.setattr(os, "rename", rename)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="reads the path of a descriptor from /proc")
def test_bytes_then_name_then_directory_are_flushed_before_it_counts_as_kept(vault, monkeypatch):
    spy = Spy(monkeypatch)
    stored = keep(vault)
    path = vault.path(stored.key)
    renamed = spy.calls.index(("rename", str(path)))
    content = [at for at, (call, on) in enumerate(spy.calls) if call == "fsync" and "/temporary/" in on]
    assert len(content) == 1
    assert content[0] < renamed
    assert spy.calls[renamed + 1 :] == [("fsync", str(path.parent))]
    flushed = [on for call, on in spy.calls if call == "fsync"]
    for parent in [path.parent.parent, path.parent.parent.parent, vault.root, vault.root.parent]:
        assert str(parent) in flushed, f"a new name in {parent} could be lost in a power cut"


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="reads the path of a descriptor from /proc")
def test_directories_made_by_another_process_are_flushed_once_too(vault, monkeypatch):
    first = vault.path(keep(vault).key)
    late = Vault(vault.root)
    monkeypatch.setattr(secrets, "token_hex", lambda count: first.name[:4] + "0" * 28)
    spy = Spy(monkeypatch)
    path = late.path(keep(late).key)
    flushed = [on for call, on in spy.calls if call == "fsync"]
    assert str(path.parent.parent) in flushed
    assert str(path.parent.parent.parent) in flushed


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("call", ["write", "fsync", "rename", "open"])
def test_a_full_disk_says_that_nothing_was_saved_and_keeps_nothing(vault, monkeypatch, call, code):
    keep(vault)
    before = everything(vault)

    def full(*arguments, **options):
        raise OSError(code, "no room")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        with pytest.raises(DiskFull, match="nothing was saved"):
            keep(vault)
    assert everything(vault) == before
    assert keep(vault).size == 18, "once there is room, it works again without a restart"


def test_a_full_disk_on_the_very_last_flush_takes_the_file_back(vault, monkeypatch):
    keep(vault)
    before = everything(vault)
    real = os.fsync

    def last_fails(descriptor):
        if stat.S_ISDIR(os.fstat(descriptor).st_mode) and len(everything(vault)) > len(before):
            raise OSError(errno.ENOSPC, "no room")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", last_fails)
    with pytest.raises(DiskFull):
        keep(vault)
    assert everything(vault) == before


def test_a_failing_disk_is_told_apart_from_a_full_one(vault, monkeypatch):
    def broken(descriptor):
        raise OSError(errno.EIO, "bad sector")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(CannotStore, match="did not take the file") as refusal:
        keep(vault)
    assert not isinstance(refusal.value, DiskFull)


def test_a_lost_connection_is_not_blamed_on_the_disk(vault):
    def chunks():
        yield b"half of it"
        raise ConnectionResetError("the phone went away")

    with pytest.raises(ConnectionResetError):
        vault.put_stream(chunks(), limit_bytes=LIMIT)
    assert everything(vault) == []


def test_too_large_is_refused_at_the_limit_and_not_read_further(vault):
    read = []

    def chunks():
        for number in range(1000):
            read.append(number)
            yield b"x" * 100

    with pytest.raises(TooLarge, match="larger than 250 bytes"):
        vault.put_stream(chunks(), limit_bytes=250)
    assert len(read) == 3
    assert everything(vault) == []
    assert vault.put_stream([b"x" * 250], limit_bytes=250).size == 250


def test_short_writes_lose_nothing(vault, monkeypatch):
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, rest: real(descriptor, rest[:7]))
    stored = keep(vault, b"0123456789" * 5)
    assert vault.verify(stored.key, hashlib.sha256(b"0123456789" * 5).hexdigest())


@pytest.mark.parametrize(
    "key", ["../../etc/passwd", "originals/../../x", "/etc/passwd", "originals/" + "A" * 32, "", "originals",
            "other/" + "a" * 32, "originals/" + "a" * 32 + "\n", "originals/" + "a" * 31 + "/",
            "originals/" + "\u0661" * 32],
)  # fmt: skip
def test_nobody_leaves_the_vault_by_a_key(vault, key):
    for attempt in (vault.path, vault.open, vault.delete):
        with pytest.raises(NotInVault):
            attempt(key)
    assert not vault.verify(key, "0" * 64)


def test_a_link_planted_in_the_vault_is_not_followed(vault, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("key file")
    path = vault.path(keep(vault).key)
    path.unlink()
    path.symlink_to(secret)
    with pytest.raises(OSError, match=r"symbolic|links"):
        vault.open(f"originals/{path.name}")


def test_a_deleted_file_is_gone_and_deleting_again_is_no_error(vault):
    stored = keep(vault)
    vault.delete(stored.key)
    vault.delete(stored.key)
    with pytest.raises(NotInVault):
        vault.open(stored.key)
    vault.delete("originals/" + "0" * 32)


def test_a_changed_byte_is_noticed(vault):
    """L-04: the SHA-256 taken on arrival proves later that nobody changed the clip."""
    stored = keep(vault)
    assert vault.verify(stored.key, stored.sha256)
    assert vault.verify(stored.key, stored.sha256.upper())
    vault.path(stored.key).write_bytes(b"a clip of the tilL")
    assert not vault.verify(stored.key, stored.sha256)
    vault.delete(stored.key)
    assert not vault.verify(stored.key, stored.sha256)


def test_the_sweep_takes_old_leftovers_and_spares_uploads_under_way(vault):
    old, young = vault.workspace() / "old", vault.workspace() / "young"
    old.write_bytes(b"half")
    young.write_bytes(b"half")
    age(old, days=2)
    age(young, days=0)
    kept = keep(vault)
    age(vault.path(kept.key), days=900)
    assert vault.sweep_temporary(older_than=timedelta(days=1), now=NOW) == 1
    assert not old.exists()
    assert young.exists()
    assert vault.verify(kept.key, kept.sha256)


def test_orphans_are_files_without_a_record_but_not_those_of_an_open_transaction(vault):
    known, orphan, fresh = keep(vault), keep(vault, area="shown"), keep(vault)
    for stored, days in ((known, 3), (orphan, 3), (fresh, 0)):
        age(vault.path(stored.key), days)
    assert list(vault.orphans({known.key}, now=NOW)) == [orphan.key]
    assert set(vault.orphans(set(), now=NOW)) == {known.key, orphan.key}


def test_missing_files_are_found_after_a_restore(vault):
    here, gone = keep(vault), keep(vault)
    vault.delete(gone.key)
    assert list(vault.missing([here.key, gone.key])) == [gone.key]


def test_an_empty_vault_has_nothing_to_sweep_or_find(vault):
    assert vault.sweep_temporary(older_than=timedelta(0), now=NOW) == 0
    assert list(vault.orphans(set(), now=NOW)) == []


def test_many_people_can_send_at_once(vault):
    contents = [f"clip {number}".encode() * 1000 for number in range(24)]
    kept, failed = {}, []

    def send(content):
        try:
            kept[content] = vault.put_stream([content], limit_bytes=LIMIT)
        except Exception as failure:
            failed.append(failure)

    senders = [threading.Thread(target=send, args=(content,)) for content in contents]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert failed == []
    assert len({stored.key for stored in kept.values()}) == 24
    assert all(vault.path(kept[content].key).read_bytes() == content for content in contents)
    assert list((vault.root / "temporary").iterdir()) == []


def test_a_file_that_lies_elsewhere_is_copied_in(vault, tmp_path):
    source = tmp_path / "clip.mp4"
    source.write_bytes(b"x" * 600_000)
    stored = vault.put_file(source, limit_bytes=LIMIT)
    assert vault.verify(stored.key, hashlib.sha256(b"x" * 600_000).hexdigest())
    with pytest.raises(TooLarge):
        vault.put_file(source, limit_bytes=10)
