"""The archive of a backup: a tar file whose last member, the manifest, names every other one with its hash."""

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from watchward.kit.errors import Refused

FORMAT = 1
MANIFEST = "manifest.json"
BLOCK = 1 << 20
KNOWN = re.compile(
    r"manifest\.json|database\.(sqlite3|dump)|keys/[\w.-]+\.key"
    r"|(vault|imports)/(originals|shown)/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}",
    re.ASCII,
)


class BadArchive(Refused):
    """The archive cannot be trusted; the text says which part."""


class CannotWriteArchive(Refused):
    """The archive was not made."""


class Writer:
    """Adds files and remembers their hashes; the bytes that are hashed are the bytes that are written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar
        self.files: dict[str, dict[str, Any]] = {}

    def add(self, name: str, path: Path) -> None:
        """One file under `name`. Raises FileNotFoundError if it is gone."""
        with path.open("rb") as source:
            size = os.fstat(source.fileno()).st_size
            reader = _Hashing(source)
            self.tar.addfile(_entry(name, size), reader)
            self.files[name] = {"sha256": reader.digest.hexdigest(), "bytes": size}

    def finish(self, facts: Mapping[str, Any]) -> None:
        """The manifest, which closes the list."""
        text = json.dumps({"format": FORMAT, **facts, "files": self.files}, indent=1, sort_keys=True).encode()
        self.tar.addfile(_entry(MANIFEST, len(text)), io.BytesIO(text))


class _Hashing:
    """Reads through and hashes on the way."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next piece."""
        piece = self.source.read(size)
        self.digest.update(piece)
        return piece


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A new archive that only its owner may read; half of one is never left under its name."""
    if path.exists():
        raise CannotWriteArchive(f"{path} exists already. Choose another name; a backup never replaces another.")
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            if path.suffix in {".gz", ".tgz"}:
                with tarfile.open(fileobj=out, mode="w:gz", compresslevel=3) as tar:
                    yield Writer(tar)
            else:
                with tarfile.open(fileobj=out, mode="w") as tar:
                    yield Writer(tar)
            out.flush()
            os.fsync(out.fileno())
        part.rename(path)
    except OSError as trouble:
        raise CannotWriteArchive(f"The archive could not be written: {trouble}. Choose another place.") from trouble
    finally:
        part.unlink(missing_ok=True)


def check(path: Path, into: Path | None = None) -> dict[str, Any]:
    """Read the whole archive, compare every hash, and unpack into `into` if given. Returns the manifest.

    Raises: BadArchive for a member that is unknown, missing, changed or doubled.
    """
    found: dict[str, str] = {}
    manifest: dict[str, Any] | None = None
    try:
        with tarfile.open(path, "r|*") as tar:
            for entry in tar:
                source = _source(tar, entry, found)
                if entry.name == MANIFEST:
                    manifest = json.load(source)
                    found[MANIFEST] = ""
                else:
                    found[entry.name] = _take(source, into / entry.name if into else None)
    except (tarfile.TarError, EOFError, OSError, ValueError) as trouble:
        raise BadArchive(f"{path} is not a whole backup: {trouble}. Use another copy.") from trouble
    return _compared(path, manifest, found)


def _source(tar: tarfile.TarFile, entry: tarfile.TarInfo, found: Mapping[str, str]) -> IO[bytes]:
    """Only plain files under names that a backup uses: an archive can be forged to write elsewhere."""
    if not entry.isreg() or not KNOWN.fullmatch(entry.name) or entry.name in found:
        raise BadArchive(f"The archive holds {entry.name!r}, which no backup has. Use another copy.")
    source = tar.extractfile(entry)
    assert source is not None
    return source


def _take(source: IO[bytes], target: Path | None) -> str:
    digest = hashlib.sha256()
    if target is None:
        while piece := source.read(BLOCK):
            digest.update(piece)
        return digest.hexdigest()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while piece := source.read(BLOCK):
            digest.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _compared(path: Path, manifest: dict[str, Any] | None, found: dict[str, str]) -> dict[str, Any]:
    if manifest is None:
        raise BadArchive(f"{path} has no manifest, so it was cut short. Use another copy.")
    if manifest.get("format") != FORMAT:
        raise BadArchive(f"{path} was made in another format. Restore it with the version that made it.")
    wanted = {name: facts["sha256"] for name, facts in manifest["files"].items()}
    for name in sorted(wanted.keys() | (found.keys() - {MANIFEST})):
        if wanted.get(name) != found.get(name):
            raise BadArchive(f"{name} in {path} is not what was backed up. Use another copy.")
    return manifest
