"""What a file is, told from its bytes: names and declared types are not believed."""

import codecs
from dataclasses import dataclass
from pathlib import Path

from watchward.kit.tables.errors import TableError

MAX_BYTES = 512 * 1024 * 1024
_CHUNK = 1 << 20
_SAVE_AS = "Open it in the program it came from and save it as CSV or as an Excel workbook (.xlsx)."

_NOT_TABLES = (
    (b"%PDF", "This is a PDF, which holds a picture of a table, not the table."),
    (b"\xd0\xcf\x11\xe0", "This is an old Excel file (.xls) or one that is locked with a password."),
    (b"\x1f\x8b", "This file is packed (gzip). Unpack it first."),
    (b"7z\xbc\xaf\x27\x1c", "This file is packed (7-Zip). Unpack it first."),
    (b"Rar!", "This file is packed (RAR). Unpack it first."),
    (b"\x89PNG", "This is a picture."),
    (b"\xff\xd8\xff", "This is a picture."),
    (b"GIF8", "This is a picture."),
    (b"{\\rtf", "This is a text document (RTF)."),
    (b"SQLite format 3\0", "This is a database."),
    (b"PAR1", "This is a Parquet file."),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class TextKind:
    """How a text file is written: encoding, bytes of the byte-order mark, number of lines."""

    encoding: str
    skip: int
    lines: int


def is_zip(path: Path) -> bool:
    """Whether the file is a zip archive, as every .xlsx is."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def refuse_other_kinds(path: Path) -> None:
    """Raises: TableError with a sentence for a file that is empty, too large, or plainly no table."""
    size = path.stat().st_size
    if size == 0:
        raise TableError("This file is empty. Check that you chose the right one.")
    if size > MAX_BYTES:
        raise TableError(f"This file is larger than {MAX_BYTES >> 20} MB. Split it, for example by year.")
    with path.open("rb") as file:
        head = file.read(4096)
    for magic, sentence in _NOT_TABLES:
        if head.startswith(magic):
            raise TableError(f"{sentence} {_SAVE_AS}")
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:5].lower() in (b"<html", b"<!doc", b"<?xml", b"<tabl"):
        raise TableError(f"This is a web page or XML file, whatever its name says. {_SAVE_AS}")


def text_kind(path: Path) -> TextKind:
    """Read the file once, a piece at a time, to tell its encoding for certain and to count its lines.

    Without a byte-order mark it is UTF-8 if every byte fits, else Windows-1252.
    Raises: TableError if it looks like no text at all.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    encoding, skip = next(((name, len(bom)) for bom, name in _BOMS if head.startswith(bom)), ("", 0))
    if not encoding and (wide := _wide_without_mark(head)):
        encoding = wide
    if not encoding or encoding == "utf-8":
        _refuse_binary(head)
    lines, fits = _scan(path)
    if encoding.startswith("utf-16"):
        return TextKind(encoding, skip, lines)
    return TextKind("utf-8" if fits else "cp1252", skip, lines)


def _wide_without_mark(head: bytes) -> str:
    """UTF-16 that lost its mark: nearly every second byte of Western text is NUL."""
    pairs = len(head) // 2
    if pairs < 8:
        return ""
    if head[1::2].count(0) > 0.8 * pairs and head[::2].count(0) < 0.1 * pairs:
        return "utf-16-le"
    if head[::2].count(0) > 0.8 * pairs and head[1::2].count(0) < 0.1 * pairs:
        return "utf-16-be"
    return ""


def _refuse_binary(head: bytes) -> None:
    odd = sum(1 for byte in head if byte < 9 or 13 < byte < 32)
    if odd > 0.1 * len(head):
        raise TableError(f"This file is not text. {_SAVE_AS}")


def _scan(path: Path) -> tuple[int, bool]:
    """(lines, whether all of it is UTF-8), with one piece in memory at a time."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    newlines = returns = 0
    fits, last = True, b""
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            newlines += piece.count(b"\n")
            returns += piece.count(b"\r")
            last = piece[-2:]
            if fits:
                fits = _feed(decoder, piece)
    if fits:
        fits = _feed(decoder, b"", final=True)
    unended = not last.strip(b"\0").endswith((b"\n", b"\r"))
    return (newlines or returns) + unended, fits


def _feed(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True
