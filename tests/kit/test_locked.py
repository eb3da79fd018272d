"""Secrets locked with a key that is kept apart from the database."""

import base64

import pytest

from watchward.kit.locked import MARK, CannotUnlock, Lock


@pytest.fixture
def lock(tmp_path):
    return Lock.kept_in(tmp_path / "second-step.key")


def test_what_was_locked_comes_out_as_it_was_and_never_looks_the_same_twice(lock):
    once, again = lock.lock("JBSWY3DP"), lock.lock("JBSWY3DP")
    assert lock.unlock(once) == lock.unlock(again) == "JBSWY3DP"
    assert once != again
    assert "JBSWY3DP" not in once


def test_another_key_a_changed_text_and_a_text_in_the_clear_do_not_open(lock, tmp_path):
    closed = lock.lock("JBSWY3DP")
    other = Lock.kept_in(tmp_path / "other.key")
    raw = bytearray(base64.urlsafe_b64decode(closed.removeprefix(MARK)))
    raw[-1] ^= 1
    changed = MARK + base64.urlsafe_b64encode(bytes(raw)).decode()
    for opener, text in ((other, closed), (lock, changed), (lock, "JBSWY3DP"), (lock, MARK), (lock, MARK + "é")):
        with pytest.raises(CannotUnlock):
            opener.unlock(text)


def test_the_key_is_made_once_readable_by_its_owner_only_and_never_shown(lock, tmp_path):
    path = tmp_path / "second-step.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert Lock.kept_in(path).unlock(lock.lock("one")) == "one"
    assert path.read_text() not in repr(lock)
    assert "_key" not in repr(lock)
    path.write_text("c2hvcnQ=")
    with pytest.raises(ValueError, match="no key of 32 bytes"):
        Lock.kept_in(path)
