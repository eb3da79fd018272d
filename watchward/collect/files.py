"""Take in files before the report is written: durable first, then named in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from watchward.collect.choices import EvidenceKind
from watchward.collect.vaults import decoder, vault
from watchward.kit.errors import Refused
from watchward.kit.filetypes import HEAD_BYTES, FileKind, recognise
from watchward.kit.images.shown import keep_shown
from watchward.kit.text import clipped
from watchward.kit.vault import CannotStore, DiskFull

FILE_LIMIT = 600_000_000  # a quarter of an hour of shop footage
MOST_FILES = 12


class Upload(Protocol):
    """What a face hands over: a name to say back to the person, and the bytes in chunks."""

    name: str | None

    def chunks(self) -> Iterable[bytes]:
        """The content, a piece at a time."""
        ...


class _CannotUseFile(Refused):
    """The file is of a kind that is not taken; the text says what to send instead."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is safe on disk and waits for its report."""

    kind: EvidenceKind
    media_type: str
    original_key: str
    sha256: str
    size: int
    shown_key: str = ""
    thumbnail_key: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A file that could not be used, and the sentence for its sender."""

    name: str
    why: str


def keep_files(uploads: Sequence[Upload]) -> tuple[list[KeptFile], list[FileProblem]]:
    """Keep what can be kept. One bad file never costs the report or the other files.

    Raises: DiskFull, since then nothing may be called accepted.
    """
    kept: list[KeptFile] = []
    problems: list[FileProblem] = []
    for upload in uploads:
        name = clipped(upload.name or "The file", 60)
        try:
            if len(kept) >= MOST_FILES:
                raise _CannotUseFile(f"A report takes at most {MOST_FILES} files. Add it to a note on the report.")
            kept.append(_keep(upload))
        except DiskFull:
            drop_files(kept)
            raise
        except Refused as refusal:
            problems.append(FileProblem(name, str(refusal)))
    return kept, problems


def drop_files(kept: Iterable[KeptFile]) -> None:
    """Forget files whose report was not written."""
    for one in kept:
        for key in (one.original_key, one.shown_key, one.thumbnail_key):
            if key:
                vault().delete(key)


def _keep(upload: Upload) -> KeptFile:
    stored = vault().put_stream(upload.chunks(), limit_bytes=FILE_LIMIT)
    try:
        kind = _recognised(stored.key, stored.size)
        if kind.is_video or kind.is_document:
            sort = EvidenceKind.VIDEO if kind.is_video else EvidenceKind.DOCUMENT
            return KeptFile(sort, kind.content_type, stored.key, stored.sha256, stored.size)
        shown = keep_shown(vault(), decoder(), stored.key)
    except (Refused, CannotStore):
        vault().delete(stored.key)
        raise
    return KeptFile(
        EvidenceKind.PHOTO,
        kind.content_type,
        stored.key,
        stored.sha256,
        stored.size,
        shown.shown.key,
        shown.thumbnail.key,
        shown.picture.shown.width,
        shown.picture.shown.height,
    )


def _recognised(key: str, size: int) -> FileKind:
    if size == 0:
        raise _CannotUseFile("The file is empty. Choose it again.")
    with vault().open(key) as source:
        kind = recognise(source.read(HEAD_BYTES))
    if kind is None:
        raise _CannotUseFile(
            "This kind of file is not known here. Send a JPEG, PNG or WebP photo, MP4 footage or a PDF."
        )
    if kind.code == "heic":
        return kind if decoder().heic else _refuse(kind)
    return kind if kind.is_accepted else _refuse(kind)


def _refuse(kind: FileKind) -> FileKind:
    raise _CannotUseFile(kind.refusal)
