"""Photographs are drawn in a child process: bounded, alone, one at a time, and never believed."""

import errno
import json
import signal
import subprocess
import sys
import threading
import tracemalloc
from dataclasses import asdict

import pytest
from PIL import Image

from tests.support.darkroom import (
    RED,
    saved,
    scene,
)  # fmt: skip
from watchward.kit.filetypes import JPEG
from watchward.kit.images import child, decoder
from watchward.kit.images.decoder import Decoder, Limits, import_roots, reencode
from watchward.kit.images.reasons import CannotUsePhoto, Reason
from watchward.kit.images.shown import keep_shown
from watchward.kit.vault import DiskFull, Vault


def test_running_out_of_memory_is_a_sentence(darkroom):
    content = saved(Image.new("RGB", (6000, 6000)), "PNG", compress_level=1)
    tight = Limits(memory_bytes=160 * 1024**2)
    assert darkroom.refused(content, limits=tight).reason is Reason.TOO_MUCH_MEMORY


def test_running_out_of_processor_time_is_a_sentence(darkroom, monkeypatch):
    """The child spins for ever instead of drawing; its own limit ends it."""
    monkeypatch.setattr(child, "__file__", stand_in(darkroom, "while True: pass"))
    refusal = darkroom.refused(saved(scene(), "JPEG"), limits=Limits(cpu_seconds=1))
    assert refusal.reason is Reason.TOOK_TOO_LONG
    assert refusal.is_worth_retrying


def test_a_child_that_hangs_is_ended_after_the_wall_time(darkroom, monkeypatch):
    monkeypatch.setattr(child, "__file__", stand_in(darkroom, "signal.pause()"))
    refusal = darkroom.refused(saved(scene(), "JPEG"), limits=Limits(wall_seconds=1))
    assert refusal.reason is Reason.TOOK_TOO_LONG


MISBEHAVING = {
    "is killed": "os.kill(os.getpid(), signal.SIGKILL)",
    "crashes": "os.kill(os.getpid(), signal.SIGSEGV)",
    "says nothing": "os._exit(0)",
    "says nonsense": "os.write(1, b'[1, 2'); os._exit(0)",
    "says a list": "os.write(1, b'[1]'); os._exit(0)",
    "gives a reason nobody knows": "os.write(1, b'{\"reason\": \"<script>\"}'); os._exit(0)",
    "claims success and draws nothing":
        "os.write(1, b'{\"width\": 9, \"height\": 9, \"was\": [9, 9]}'); os._exit(0)",
    "claims success and writes a web page":
        "[os.write(order[name], b'<html><script>') for name in ('shown', 'thumbnail')]; "
        "os.write(1, b'{\"width\": 9, \"height\": 9, \"was\": [9, 9]}'); os._exit(0)",
    "claims an enormous picture":
        "os.write(1, b'{\"width\": 99999, \"height\": 9, \"was\": [9, 9]}'); os._exit(0)",
    "claims success and fails": "os.write(1, b'{\"width\": 9, \"height\": 9, \"was\": [9, 9]}'); os._exit(3)",
    "floods its answer": "[os.write(1, b'x' * 65536) for _ in range(10**6)]",
}  # fmt: skip


def stand_in(darkroom, deed: str) -> str:
    """A child that sets the real bounds and then does `deed`, as a decoder that was taken over might."""
    script = darkroom.source.parent / "child.py"
    script.write_text(
        "import json, os, signal, sys\n"
        "order = json.loads(sys.argv[1]); sys.path[:0] = order['import_from']\n"
        "from watchward.kit.images import confine\n"
        f"confine.bound(order['limits'])\n{deed}\n"
    )
    return str(script)


@pytest.mark.parametrize("deed", MISBEHAVING.values(), ids=MISBEHAVING)
def test_a_child_that_misbehaves_is_a_sentence(darkroom, monkeypatch, deed):
    monkeypatch.setattr(child, "__file__", stand_in(darkroom, deed))
    assert darkroom.refused(saved(scene(), "JPEG")).reason is Reason.DECODER_FAILED


def seen_from_inside(darkroom, deed: str) -> str:
    """Run `deed` in a process that has bounded and locked itself as the real child does."""
    script = stand_in(darkroom, f"locked = confine.lock_down()\n{deed}")
    order = {"import_from": import_roots(JPEG), "limits": asdict(Limits())}
    command = [sys.executable, "-I", "-S", script, json.dumps(order)]
    ran = subprocess.run(command, env={}, cwd="/", capture_output=True, text=True, check=True)
    return ran.stdout.strip()


def test_the_child_cannot_open_files_where_the_kernel_offers_that(darkroom):
    secret = darkroom.source.parent / "secret.key"
    secret.write_text("key")
    deed = f"""
def attempt(act):
    try:
        act()
    except OSError as refused:
        return refused.errno
    return 0
tries = [lambda: open({str(secret)!r}), lambda: open({str(secret)!r} + '.new', 'w'), lambda: os.listdir('/'),
         lambda: os.unlink({str(secret)!r})]
print(json.dumps([locked, [attempt(one) for one in tries]]))
"""
    locked, errors = json.loads(seen_from_inside(darkroom, deed))
    if not locked:
        pytest.skip("this kernel has no Landlock")
    assert errors == [errno.EACCES] * 4
    assert secret.exists()


def test_the_child_has_bounds(darkroom):
    deed = """
import resource
names = ['CORE', 'CPU', 'FSIZE', 'NOFILE', 'AS']
print(json.dumps({name: resource.getrlimit(getattr(resource, 'RLIMIT_' + name))[0] for name in names}))
"""
    bounds = json.loads(seen_from_inside(darkroom, deed))
    limits = Limits()
    if sys.platform != "linux":
        bounds["AS"] = limits.memory_bytes
    assert bounds == {"CORE": 0, "CPU": limits.cpu_seconds, "FSIZE": limits.output_bytes, "NOFILE": 32,
                      "AS": limits.memory_bytes}  # fmt: skip


def test_the_child_inherits_no_secret_and_no_folder(darkroom, monkeypatch):
    """The stand-in answers `empty` when it sees nothing of ours, and `busy` when it does."""
    monkeypatch.setenv("WATCHWARD_SECRET", "not for the child")
    deed = """
clean = 'WATCHWARD_SECRET' not in os.environ and os.getcwd() == '/'
os.write(1, json.dumps({'reason': 'empty' if clean else 'busy'}).encode())
"""
    monkeypatch.setattr(child, "__file__", stand_in(darkroom, deed))
    assert darkroom.refused(saved(scene(), "JPEG")).reason is Reason.EMPTY


def test_a_disk_that_fills_up_while_drawing_is_not_blamed_on_the_photo(darkroom, monkeypatch):
    monkeypatch.setattr(child, "__file__", stand_in(darkroom, 'os.write(1, b\'{"reason": "disk_full"}\'); os._exit(0)'))
    with pytest.raises(DiskFull, match="nothing was saved"):
        darkroom.develop(saved(scene(), "JPEG"))
    assert not darkroom.shown.exists()
    assert child.reason_for(OSError(errno.ENOSPC, "no room")) == "disk_full"
    assert child.reason_for(MemoryError()) == Reason.TOO_MUCH_MEMORY
    assert child.reason_for(ImportError("no PIL")) == Reason.DECODER_FAILED


def test_a_photo_is_not_drawn_over_a_file_that_exists(darkroom):
    darkroom.shown.write_bytes(b"somebody else's")
    with pytest.raises(FileExistsError):
        darkroom.develop(saved(scene(), "JPEG"))
    assert darkroom.shown.read_bytes() == b"somebody else's"


def test_the_servers_own_memory_stays_low(darkroom):
    content = saved(Image.new("RGB", (4000, 4000), RED), "PNG", compress_level=1)
    darkroom.source.write_bytes(content)
    tracemalloc.start()
    try:
        reencode(darkroom.source, darkroom.shown, darkroom.thumbnail)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000, "48 MB of pixels were decoded, none of them here"


# One at a time


def test_many_uploads_are_decoded_one_at_a_time_and_all_of_them(tmp_path, monkeypatch):
    running, most, lock = 0, [], threading.Lock()

    def counted(*arguments):
        nonlocal running
        with lock:
            running += 1
            most.append(running)
        try:
            return real(*arguments)
        finally:
            with lock:
                running -= 1

    real = decoder._decode
    monkeypatch.setattr(decoder, "_decode", counted)
    (tmp_path / "photo").write_bytes(saved(scene(), "JPEG"))
    one = Decoder(tmp_path / "locks", wait_seconds=60)
    pictures = []

    def send(number):
        pictures.append(one.reencode(tmp_path / "photo", tmp_path / f"s{number}", tmp_path / f"t{number}"))

    senders = [threading.Thread(target=send, args=(number,)) for number in range(6)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(pictures) == 6
    assert max(most) == 1


def test_somebody_who_waited_long_enough_is_told_to_try_again(tmp_path):
    (tmp_path / "photo").write_bytes(saved(scene(), "JPEG"))
    pauses: list[float] = []
    two = Decoder(tmp_path / "locks", at_once=2, wait_seconds=0, pause=pauses.append)
    with two._place(), two._place(), pytest.raises(CannotUsePhoto) as refusal:
        two.reencode(tmp_path / "photo", tmp_path / "s", tmp_path / "t")
    assert refusal.value.reason is Reason.BUSY
    assert refusal.value.is_worth_retrying
    assert two.reencode(tmp_path / "photo", tmp_path / "s", tmp_path / "t").shown.width == 64
    assert pauses == []


def test_a_killed_worker_frees_its_place(tmp_path):
    """The place is a lock of the kernel's, so there is no stale lock to clear away."""
    script = (
        "import sys, signal; sys.path[:0] = sys.argv[2:]\n"
        "from pathlib import Path; from watchward.kit.images.decoder import Decoder\n"
        "with Decoder(Path(sys.argv[1]))._place():\n"
        "    print('held', flush=True); signal.pause()\n"
    )
    locks = tmp_path / "locks"
    command = [sys.executable, "-c", script, str(locks), *import_roots(JPEG)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(CannotUsePhoto), Decoder(locks, wait_seconds=0)._place():
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with Decoder(locks, wait_seconds=0)._place():
        assert [path.name for path in locks.iterdir()] == ["decode-0.lock"]


# From the vault to the vault


def test_a_photo_that_cannot_be_shown_stays_in_the_vault_as_it_came(tmp_path):
    vault = Vault(tmp_path / "evidence")
    original = vault.put_stream([saved(scene(), "JPEG")[:-700]], limit_bytes=10**6)
    with pytest.raises(CannotUsePhoto):
        keep_shown(vault, Decoder(vault.root / "locks"), original.key)
    assert vault.verify(original.key, original.sha256)
    assert not (vault.root / "shown").exists()
    assert list(vault.workspace().iterdir()) == []


def test_a_disk_that_fills_up_between_the_two_drawings_keeps_neither(tmp_path, monkeypatch):
    vault = Vault(tmp_path / "evidence")
    original = vault.put_stream([saved(scene(), "JPEG")], limit_bytes=10**6)
    real, calls = Vault.put_file, []

    def second_fails(self, source, **options):
        calls.append(source)
        if len(calls) == 2:
            raise DiskFull
        return real(self, source, **options)

    monkeypatch.setattr(Vault, "put_file", second_fails)
    with pytest.raises(DiskFull):
        keep_shown(vault, Decoder(vault.root / "locks"), original.key)
    assert [path for path in (vault.root / "shown").rglob("*") if path.is_file()] == []
    assert list(vault.workspace().iterdir()) == []
