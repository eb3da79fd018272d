"""Where evidence files live: a directory outside the web root, under names that nobody chose.

A report is acknowledged only when it is durable, photographs included, so `put_stream` returns only after
the bytes, the name and every new directory have been flushed: write to a temporary name, fsync the file,
rename, fsync the directory. A rename alone survives a crash of this program, but not a power cut: the
kernel may have stored the name and not yet the bytes, or neither.
"""

import contextlib
import errno
import hashlib
import os
import re
import secrets
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BufferedReader
from pathlib import Path
from typing import Literal

from watchward.kit.errors import Refused

Area = Literal["originals", "shown"]
AREAS: tuple[Area, ...] = ("originals", "shown")
TEMPORARY = "temporary"
READ_BYTES = 256 * 1024

_KEY = re.compile(r"(originals|shown)/[0-9a-f]{32}", re.ASCII)
_FULL = {errno.ENOSPC, errno.EDQUOT}


class CannotStore(Refused):
    """The file was not kept. Nothing of it is left behind."""


class TooLarge(CannotStore):
    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        super().__init__(
            f"The file is larger than {_megabytes(limit_bytes)}, the most one file may have. "
            "It was not saved. Send a smaller copy, or a shorter clip of the same scene."
        )


class DiskFull(CannotStore):
    def __init__(self) -> None:
        super().__init__(
            "The server has no room left, so nothing was saved. Keep the file and try again later; "
            "the people who run this site need to free some space."
        )


class NotInVault(Refused):
    """No file has this key, or the text is not a key at all."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is durable now. `sha256` is of exactly the bytes received, in hex."""

    sha256: str
    size: int
    key: str


class Vault:
    """Files in one local directory: `originals` as received, and `shown`, our own drawings of them."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self._durable: set[Path] = set()

    def put_stream(self, chunks: Iterable[bytes], *, limit_bytes: int, area: Area = "originals") -> Stored:
        """Keep what `chunks` yields, durably, holding one chunk at a time.

        Raises: TooLarge as soon as the limit is passed; DiskFull; CannotStore when the disk fails otherwise.
        """
        key = f"{area}/{secrets.token_hex(16)}"
        temporary = self.root / TEMPORARY / secrets.token_hex(16)
        final = self.path(key)
        try:
            with _plain_words():
                self._make_directory(temporary.parent)
                descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            sha256, size = _write(descriptor, chunks, limit_bytes)
            with _plain_words():
                self._make_directory(final.parent)
                os.rename(temporary, final)  # noqa: PTH104 - so that the order of the calls can be tested
                _fsync_directory(final.parent)
        except BaseException:
            _unlink_quietly(temporary)
            _unlink_quietly(final)
            raise
        return Stored(sha256=sha256, size=size, key=key)

    def put_file(self, source: Path, *, limit_bytes: int, area: Area = "originals") -> Stored:
        """Keep a copy of a file that lies elsewhere, as `put_stream` does."""
        with source.open("rb") as file:
            return self.put_stream(iter(lambda: file.read(READ_BYTES), b""), limit_bytes=limit_bytes, area=area)

    def path(self, key: str) -> Path:
        """Where the file of this key is, or would be. Raises NotInVault for anything that is not a key."""
        if not _KEY.fullmatch(key):
            raise NotInVault("That is not the key of a file in the vault.")
        area, name = key.split("/")
        return self.root / area / name[:2] / name[2:4] / name

    def open(self, key: str) -> BufferedReader:
        try:
            return os.fdopen(os.open(self.path(key), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")
        except FileNotFoundError as absent:
            raise NotInVault(f"The vault has no file {key}.") from absent

    def delete(self, key: str) -> None:
        """Remove the file so that a power cut cannot bring it back. Removing it twice is no error."""
        path = self.path(key)
        path.unlink(missing_ok=True)
        with contextlib.suppress(FileNotFoundError):
            _fsync_directory(path.parent)

    def verify(self, key: str, sha256: str) -> bool:
        """Whether the file is there and still has exactly the bytes that were received (L-04)."""
        try:
            with self.open(key) as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256.lower()
        except NotInVault:
            return False

    def workspace(self) -> Path:
        """A directory on the same disk for files in the making; `sweep_temporary` clears it."""
        self._make_directory(self.root / TEMPORARY)
        return self.root / TEMPORARY

    def sweep_temporary(self, *, older_than: timedelta, now: datetime) -> int:
        """Remove what interrupted uploads left behind; the count is for the log."""
        swept = 0
        for path in _files(self.root / TEMPORARY):
            if _is_older(path, older_than, now):
                path.unlink(missing_ok=True)
                swept += 1
        return swept

    def orphans(
        self, known_keys: Collection[str], *, now: datetime, older_than: timedelta = timedelta(days=1)
    ) -> Iterator[str]:
        """Keys of files that no record names. Young ones are spared: their transaction may still be open."""
        for key, path in self._everything():
            if key not in known_keys and _is_older(path, older_than, now):
                yield key

    def missing(self, known_keys: Iterable[str]) -> Iterator[str]:
        """Keys that a record names and the disk does not have: the alarm after a restore."""
        return (key for key in known_keys if not self.path(key).is_file())

    def _make_directory(self, path: Path) -> None:
        """Make `path` durable with its parents: each new name is flushed in the directory that holds it.

        A directory found in place is flushed once too: whoever made it may not have come to that yet.
        """
        if path.is_dir() and (path in self._durable or self.root not in path.parents):
            return
        self._make_directory(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)
        _fsync_directory(path.parent)
        self._durable.add(path)

    def _everything(self) -> Iterator[tuple[str, Path]]:
        for area in AREAS:
            for path in _files(self.root / area):
                key = f"{area}/{path.name}"
                if _KEY.fullmatch(key):
                    yield key, path


def _write(descriptor: int, chunks: Iterable[bytes], limit_bytes: int) -> tuple[str, int]:
    """Write, hash and flush. Errors of `chunks` itself (a lost connection) pass through as they are."""
    digest, size = hashlib.sha256(), 0
    with os.fdopen(descriptor, "wb", buffering=0):  # no buffer, or close() would fail a second time
        for chunk in chunks:
            size += len(chunk)
            if size > limit_bytes:
                raise TooLarge(limit_bytes)
            digest.update(chunk)
            rest = memoryview(chunk)
            with _plain_words():
                while rest:
                    rest = rest[os.write(descriptor, rest) :]
        with _plain_words():
            os.fsync(descriptor)
    return digest.hexdigest(), size


def _fsync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _plain_words() -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        if failure.errno in _FULL:
            raise DiskFull from failure
        raise CannotStore(
            "The server's disk did not take the file, so nothing was saved. Try again in a few minutes; "
            "if it happens again, tell the people who run this site."
        ) from failure


def _unlink_quietly(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _files(directory: Path) -> Iterator[Path]:
    """Every plain file below, without holding the whole list; links are not followed."""
    with contextlib.suppress(FileNotFoundError), os.scandir(directory) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)


def _is_older(path: Path, age: timedelta, now: datetime) -> bool:
    try:
        return path.stat().st_mtime < (now - age).timestamp()
    except FileNotFoundError:  # finished or removed by somebody else meanwhile
        return False


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.0f} MB" if size >= 1_000_000 else f"{size:,} bytes"
