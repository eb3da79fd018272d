"""Sealed boxes: only this server opens them, and a changed one stays closed."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from watchward.kit.sealed import HEADER_BYTES, CannotUnseal, SealedBox, seal


@pytest.fixture
def box(tmp_path):
    return SealedBox.kept_in(tmp_path / "sealed.key")


@pytest.mark.parametrize("plain", [b"", b"a", os.urandom(100_000)], ids=["empty", "one byte", "a photo"])
def test_what_was_sealed_comes_out_as_it_was(box, plain):
    assert box.unseal(seal(box.public_text, plain)) == plain


def test_the_same_words_never_make_the_same_box_and_are_not_in_it(box):
    first, second = (seal(box.public_text, b"the words of a report") for _ in range(2))
    assert first != second
    assert b"words" not in first + second


def test_another_server_cannot_open_it(box, tmp_path):
    other = SealedBox.kept_in(tmp_path / "other.key")
    with pytest.raises(CannotUnseal):
        other.unseal(seal(box.public_text, b"secret"))


@pytest.mark.parametrize("place", [0, 4, 40, HEADER_BYTES - 1, HEADER_BYTES, -1])
def test_one_changed_bit_anywhere_keeps_it_closed(box, place):
    closed = bytearray(seal(box.public_text, b"secret"))
    closed[place] ^= 1
    with pytest.raises(CannotUnseal):
        box.unseal(bytes(closed))


@pytest.mark.parametrize("size", [0, 2, HEADER_BYTES, HEADER_BYTES + 15])
def test_a_box_cut_short_is_refused_in_words(box, size):
    with pytest.raises(CannotUnseal, match=r"no sealed report|another server"):
        box.unseal(seal(box.public_text, b"secret")[:size])


def test_a_key_that_is_no_point_of_the_curve_is_refused(box):
    closed = seal(box.public_text, b"secret")
    with pytest.raises(CannotUnseal):
        box.unseal(closed[:3] + b"\x04" + b"\x01" * 64 + closed[68:])


def test_the_key_is_made_once_and_readable_by_its_owner_only(tmp_path):
    path = tmp_path / "sealed.key"
    first = SealedBox.kept_in(path)
    closed = seal(first.public_text, b"before the restart")
    assert SealedBox.kept_in(path).unseal(closed) == b"before the restart"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_processes_that_start_together_agree_on_one_key(tmp_path):
    path = tmp_path / "sealed.key"
    with ThreadPoolExecutor(8) as together:
        texts = set(together.map(lambda _: SealedBox.kept_in(path).public_text, range(8)))
    assert len(texts) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["sealed.key"]


def test_the_private_half_never_stands_in_a_trace(box):
    assert "PRIVATE" not in repr(box)
