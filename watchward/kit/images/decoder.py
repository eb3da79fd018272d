"""Hand a photograph to a bounded child process, and believe nothing that comes back unless it was checked."""

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

import watchward
from watchward.kit.filetypes import HEAD_BYTES, HEIC, JPEG, FileKind, recognise
from watchward.kit.images import child
from watchward.kit.images.pixels import Crop, Pixels
from watchward.kit.images.reasons import CannotUsePhoto, Reason
from watchward.kit.vault import DiskFull

_ANSWER_BYTES = 4096
_POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Limits:
    """What one photograph may cost.

    Fifty-megapixel phones write up to 52.4 million pixels, hence the binary million. The memory limit counts
    address space; decoding such a photo needs 0.3 to 0.9 GiB of it, depending on the format.
    """

    max_bytes: int = 25_000_000
    max_pixels: int = 50 * 1024 * 1024
    max_side: int = 20_000
    shown_side: int = 2560
    thumbnail_side: int = 400
    quality: int = 85
    memory_bytes: int = 1024**3
    output_bytes: int = 32_000_000
    cpu_seconds: int = 20
    wall_seconds: int = 30


@dataclass(frozen=True, slots=True)
class Drawing:
    """One JPEG that we drew: pixels, bytes, and the SHA-256 of its file."""

    width: int
    height: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What became of a photograph. `note` is a sentence for the person, or empty.

    No time of taking: what the camera claims stays in the original, where it can be examined as evidence.
    """

    shown: Drawing
    thumbnail: Drawing
    original_width: int
    original_height: int
    note: str = ""
    confined: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True)
class Decoder:
    """Re-encodes photographs, never more than `at_once` at a time on this machine.

    The places are lock files, so they count across worker processes and free themselves when one is killed.
    """

    lock_directory: Path
    limits: Limits = field(default_factory=Limits)
    at_once: int = 1
    wait_seconds: float = 60.0
    heic: bool = False
    pause: Callable[[float], None] = time.sleep

    def reencode(self, source: Path, target: Path, thumbnail: Path) -> Picture:
        """Draw `source` anew into two files that must not exist yet; see `reencode` below."""
        kind = check_before_decoding(source, limits=self.limits, heic=self.heic)
        with self._place():
            return _decode(source, target, thumbnail, kind, self.limits)

    def pixels(self, source: Path, crop: Crop, *, side: int) -> Pixels:
        """Part of a picture as bare pixels, at most `side` of them on a side. Raises: CannotUsePhoto; DiskFull."""
        limits = replace(self.limits, shown_side=side, output_bytes=max(self.limits.output_bytes, side * side * 3))
        kind = check_before_decoding(source, limits=limits)
        with self._place():
            return _pixels(source, kind, limits, crop, self.lock_directory)

    @contextlib.contextmanager
    def _place(self) -> Iterator[None]:
        self.lock_directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        deadline = time.monotonic() + self.wait_seconds
        with contextlib.ExitStack() as held:
            while not any(self._take(slot, held) for slot in range(self.at_once)):
                if time.monotonic() >= deadline:
                    raise CannotUsePhoto(Reason.BUSY)
                self.pause(_POLL_SECONDS)
            yield

    def _take(self, slot: int, held: contextlib.ExitStack) -> bool:
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        descriptor = os.open(self.lock_directory / f"decode-{slot}.lock", flags, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        held.callback(os.close, descriptor)
        return True


def reencode(
    source: Path, target: Path, thumbnail: Path, *, limits: Limits | None = None, heic: bool = False
) -> Picture:
    """Draw `source` anew, upright, in sRGB and without metadata, into `target` and `thumbnail` (JPEG).

    Raises: CannotUsePhoto with a reason and a sentence; DiskFull. Either way neither file is left behind.
    """
    limits = limits or Limits()
    kind = check_before_decoding(source, limits=limits, heic=heic)
    return _decode(source, target, thumbnail, kind, limits)


def check_before_decoding(source: Path, *, limits: Limits, heic: bool = False) -> FileKind:
    """Refuse what its size or its first bytes already rule out, without starting a process."""
    with source.open("rb") as file:
        size, head = os.fstat(file.fileno()).st_size, file.read(HEAD_BYTES)
    if size == 0:
        raise CannotUsePhoto(Reason.EMPTY)
    if size > limits.max_bytes:
        raise CannotUsePhoto(Reason.TOO_LARGE)
    kind = recognise(head)
    if kind is None:
        raise CannotUsePhoto(Reason.NOT_AN_IMAGE)
    if kind is HEIC and not (heic and heic_is_installed()):
        raise CannotUsePhoto(Reason.HEIC, kind.refusal)
    if not kind.is_photo and kind is not HEIC:
        raise CannotUsePhoto(Reason.WRONG_TYPE, kind.refusal)
    return kind


def heic_is_installed() -> bool:
    return importlib.util.find_spec("pillow_heif") is not None


def _decode(source: Path, target: Path, thumbnail: Path, kind: FileKind, limits: Limits) -> Picture:
    with contextlib.ExitStack() as files, contextlib.ExitStack() as undo:
        shown = files.enter_context(_create(target))
        undo.callback(target.unlink, missing_ok=True)  # only after it was made here: never somebody else's file
        small = files.enter_context(_create(thumbnail))
        undo.callback(thumbnail.unlink, missing_ok=True)
        answer = _run_child(source, target.parent, (shown.fileno(), small.fileno()), kind, limits)
        if reason := answer.get("reason"):
            raise _refusal(str(reason))
        picture = _checked(answer, target, thumbnail, limits)
        undo.pop_all()
    return picture


def _pixels(source: Path, kind: FileKind, limits: Limits, crop: Crop, folder: Path) -> Pixels:
    """Believe two numbers, and only if the bytes are exactly as many as they say."""
    if not crop.is_inside:
        raise CannotUsePhoto(Reason.BROKEN, "The part to be shown does not lie inside the picture. Choose it again.")
    with tempfile.TemporaryFile(dir=folder) as drawn, tempfile.TemporaryFile(dir=folder) as unused:
        part = (crop.left, crop.top, crop.width, crop.height)
        files = (drawn.fileno(), unused.fileno())
        answer = _run_child(source, folder, files, kind, limits, crop=part)
        if reason := answer.get("reason"):
            raise _refusal(str(reason))
        try:
            width, height = int(answer["width"]), int(answer["height"])
        except (KeyError, TypeError, ValueError) as nonsense:
            raise CannotUsePhoto(Reason.DECODER_FAILED) from nonsense
        size = os.fstat(drawn.fileno()).st_size
        if not (0 < width <= limits.shown_side and 0 < height <= limits.shown_side and size == width * height * 3):
            raise CannotUsePhoto(Reason.DECODER_FAILED)
        drawn.seek(0)
        return Pixels(width, height, drawn.read(size))


def _run_child(
    source: Path,
    directory: Path,
    drawings: tuple[int, int],
    kind: FileKind,
    limits: Limits,
    crop: tuple[int, int, int, int] | None = None,
) -> dict[str, Any]:
    """Run the child with open files and no names, no environment, and nothing else of ours."""
    order = {
        "import_from": import_roots(kind),
        "kind": kind.code,
        "limits": asdict(limits),
        "shown": drawings[0],
        "thumbnail": drawings[1],
        "crop": crop,
    }
    with (
        source.open("rb") as photo,
        tempfile.TemporaryFile(dir=directory) as answer,  # not a pipe: its length is limited too
    ):
        process = subprocess.Popen(  # noqa: S603 - our own script, no shell, no text of a user
            [sys.executable, "-I", "-S", child.__file__, json.dumps(order)],
            stdin=photo, stdout=answer, stderr=subprocess.DEVNULL, env={}, cwd="/",
            pass_fds=drawings, start_new_session=True,
        )  # fmt: skip
        status = _wait(process, limits.wall_seconds)
        answer.seek(0)
        return _understood(status, answer.read(_ANSWER_BYTES))


def _create(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb")


def import_roots(kind: FileKind) -> list[str]:
    """Where the child finds Pillow and this package, as it does not read the environment's start-up files."""
    wanted = ["PIL", "pillow_heif"] if kind is HEIC else ["PIL"]
    origins = [spec.origin for name in wanted if (spec := importlib.util.find_spec(name))]
    packages = [*origins, watchward.__file__]
    return list(dict.fromkeys(str(Path(origin).parent.parent) for origin in packages if origin))


def _wait(process: subprocess.Popen[bytes], seconds: float) -> int:
    try:
        return process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return -signal.SIGALRM  # what the child's own alarm would have said a second later
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _understood(status: int, answer: bytes) -> dict[str, Any]:
    if status in (-signal.SIGALRM, -signal.SIGXCPU):
        return {"reason": Reason.TOOK_TOO_LONG}
    with contextlib.suppress(ValueError):
        said = json.loads(answer)
        if status == 0 and isinstance(said, dict):
            return said
    return {"reason": Reason.DECODER_FAILED}


def _refusal(reason: str) -> Exception:
    if reason == "disk_full":
        return DiskFull()
    return CannotUsePhoto(Reason(reason) if reason in set(Reason) else Reason.DECODER_FAILED)


def _checked(answer: dict[str, Any], target: Path, thumbnail: Path, limits: Limits) -> Picture:
    """Take nothing on trust: a decoder that was taken over could answer and write anything."""
    try:
        width, height = int(answer["width"]), int(answer["height"])
        was = [int(side) for side in answer["was"]]
        if not (0 < width <= limits.shown_side and 0 < height <= limits.shown_side and len(was) == 2):
            raise CannotUsePhoto(Reason.DECODER_FAILED)
    except (KeyError, TypeError, ValueError) as nonsense:
        raise CannotUsePhoto(Reason.DECODER_FAILED) from nonsense
    scale = min(1.0, limits.thumbnail_side / max(width, height))
    animated = "Only the first picture of this animation is shown." if answer.get("first_frame_only") else ""
    return Picture(
        shown=_measured(target, width, height, limits),
        thumbnail=_measured(thumbnail, max(1, round(width * scale)), max(1, round(height * scale)), limits),
        original_width=was[0], original_height=was[1], note=animated, confined=answer.get("confined") is True,
    )  # fmt: skip


def _measured(path: Path, width: int, height: int, limits: Limits) -> Drawing:
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > limits.output_bytes or recognise(file.read(HEAD_BYTES)) is not JPEG:
            raise CannotUsePhoto(Reason.DECODER_FAILED)
        file.seek(0)
        return Drawing(width, height, size, hashlib.file_digest(file, "sha256").hexdigest())
