"""Say what a file is from its first bytes, never from its name or from what a browser claims it is.

Recognition chooses a decoder and a sentence; it proves nothing. A file can be several things at once, so
only a photograph that was decoded and drawn anew is ever shown, and originals are only ever downloads.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

HEAD_BYTES = 1024  # what `recognise` needs to see; more does no harm
PHOTO_ACCEPT = "image/jpeg,image/png,image/webp"  # for <input accept>; phones then convert HEIC themselves
EVIDENCE_ACCEPT = f"{PHOTO_ACCEPT},video/mp4,video/quicktime,video/webm,video/*,application/pdf"
DOWNLOAD_TYPE = "application/octet-stream"  # every original is handed out as this, whatever it is


class Group(StrEnum):
    PHOTO = "photo"
    VIDEO = "video"
    DOCUMENT = "document"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FileKind:
    """One sort of file. `refusal` is empty for what is accepted, else the sentence for the person."""

    code: str
    label: str
    extension: str
    content_type: str
    group: Group
    refusal: str = ""

    @property
    def is_photo(self) -> bool:
        return self.group is Group.PHOTO

    @property
    def is_video(self) -> bool:
        return self.group is Group.VIDEO

    @property
    def is_document(self) -> bool:
        return self.group is Group.DOCUMENT

    @property
    def is_accepted(self) -> bool:
        return self.group is not Group.REFUSED


def _photo(code: str, label: str, extension: str) -> FileKind:
    return FileKind(code, label, extension, f"image/{code}", Group.PHOTO)


def _video(code: str, label: str, extension: str, content_type: str) -> FileKind:
    return FileKind(code, label, extension, content_type, Group.VIDEO)


def _refused(code: str, label: str, extension: str, what_to_do: str) -> FileKind:
    return FileKind(code, label, extension, DOWNLOAD_TYPE, Group.REFUSED, f"This is {label}. {what_to_do}")


_SEND_PHOTO = "Send photographs as JPEG, PNG or WebP, for example by taking a screenshot of it."
_SEND_EVIDENCE = "Photographs, videos and PDF documents can be added here; send one of those."

JPEG = _photo("jpeg", "a JPEG photograph", ".jpg")
PNG = _photo("png", "a PNG picture", ".png")
WEBP = _photo("webp", "a WebP picture", ".webp")

MP4 = _video("mp4", "an MP4 video", ".mp4", "video/mp4")
MOV = _video("mov", "a QuickTime video", ".mov", "video/quicktime")
AVI = _video("avi", "an AVI video", ".avi", "video/x-msvideo")
MKV = _video("mkv", "a Matroska video", ".mkv", "video/x-matroska")
WEBM = _video("webm", "a WebM video", ".webm", "video/webm")
MPEG = _video("mpeg", "an MPEG video", ".mpg", "video/mpeg")

PDF = FileKind("pdf", "a PDF document", ".pdf", "application/pdf", Group.DOCUMENT)

HEIC = FileKind(
    "heic", "a HEIC photograph", ".heic", "image/heic", Group.REFUSED,
    "This phone saved the photo as HEIC, which cannot be opened here. On an iPhone choose Settings > "
    "Camera > Formats > Most Compatible and take it again, or take a screenshot of the photo and send that.",
)  # fmt: skip
AVIF = _refused("avif", "an AVIF picture", ".avif", _SEND_PHOTO)
JXL = _refused("jxl", "a JPEG XL picture", ".jxl", _SEND_PHOTO)
GIF = _refused("gif", "a GIF picture", ".gif", _SEND_PHOTO)
BMP = _refused("bmp", "a BMP picture", ".bmp", _SEND_PHOTO)
TIFF = _refused("tiff", "a TIFF or raw camera picture", ".tif", _SEND_PHOTO)
SVG = _refused("svg", "an SVG drawing, which can carry programs", ".svg", _SEND_PHOTO)
HTML = _refused("html", "a web page", ".html", "Save it as a PDF, or send a screenshot of it.")
XML = _refused("xml", "an XML file", ".xml", _SEND_EVIDENCE)
ZIP = _refused(
    "zip", "a ZIP archive or an Office document", ".zip",
    "Take the files out of the archive and send them one by one; save a document as a PDF first.",
)  # fmt: skip
OFFICE = _refused("office", "an older Office document", ".doc", "Save it as a PDF and send that.")
ARCHIVE = _refused("archive", "a packed archive", ".bin", "Unpack it and send the files one by one.")
PROGRAM = _refused(
    "program", "a program", ".bin",
    "Programs are never accepted. If a recorder exported its footage with a player, export it again as MP4.",
)  # fmt: skip
RECORDER = _refused(
    "recorder", "a recording in a CCTV maker's own format", ".bin",
    "Export it again from the recorder as MP4 or AVI, and keep the original on the recorder.",
)  # fmt: skip
AUDIO = _refused("audio", "a sound recording", ".bin", _SEND_EVIDENCE)
TEXT = _refused("text", "a text file, not a picture", ".txt", "Copy its words into the report instead.")

_STARTS: tuple[tuple[bytes, FileKind], ...] = (
    (b"GIF87a", GIF), (b"GIF89a", GIF),
    (b"II*\0", TIFF), (b"MM\0*", TIFF), (b"II+\0", TIFF), (b"MM\0+", TIFF),
    (b"\xff\x0a", JXL), (b"\0\0\0\x0cJXL \r\n\x87\n", JXL),
    (b"PK\x03\x04", ZIP), (b"PK\x05\x06", ZIP), (b"PK\x07\x08", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OFFICE), (b"{\\rtf", OFFICE),
    (b"Rar!\x1a\x07", ARCHIVE), (b"7z\xbc\xaf\x27\x1c", ARCHIVE), (b"\x1f\x8b", ARCHIVE),
    (b"MZ", PROGRAM), (b"\x7fELF", PROGRAM), (b"#!", PROGRAM), (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"DHAV", RECORDER), (b"IMKH", RECORDER),
    (b"ID3", AUDIO), (b"OggS", AUDIO), (b"fLaC", AUDIO),
    (b"\0\0\x01\xba", MPEG), (b"\0\0\x01\xb3", MPEG),
)  # fmt: skip

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_AVIF_BRANDS = {b"avif", b"avis"}
_MP4_BRANDS = re.compile(rb"mp4[12v]|iso[m2-9]|avc[1-4]|M4V[ HP]|dash|mmp4|MSNV|3g[pegrs2][0-9a-z]|f4v |XAVC")
_BARE_QUICKTIME = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_TEXT_BYTES = frozenset({9, 10, 12, 13, *range(32, 127)})


def _jpeg(head: bytes) -> FileKind | None:
    is_marker = len(head) >= 4 and head.startswith(b"\xff\xd8\xff") and 0xC0 <= head[3] < 0xFF
    return JPEG if is_marker else None


def _png(head: bytes) -> FileKind | None:
    return PNG if head.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR") else None


def _riff(head: bytes) -> FileKind | None:
    if not head.startswith(b"RIFF"):
        return None
    if head[8:12] == b"WEBP" and head[12:16] in (b"VP8 ", b"VP8L", b"VP8X"):
        return WEBP
    return {b"AVI ": AVI, b"WAVE": AUDIO}.get(head[8:12])


def _boxes(head: bytes) -> FileKind | None:
    """The family that begins with an `ftyp` box: HEIC, AVIF, MP4, QuickTime (ISO/IEC 14496-12, 4.3)."""
    if head[4:8] in _BARE_QUICKTIME:
        return MOV
    size = int.from_bytes(head[:4], "big")
    if head[4:8] != b"ftyp" or size < 16 or size % 4:
        return None
    box = head[8:size]
    major, brands = box[:4], {box[i : i + 4] for i in range(8, len(box) - 3, 4)} | {box[:4]}
    if major in (b"mif1", b"msf1") or major in _HEIC_BRANDS | _AVIF_BRANDS:
        return AVIF if brands & _AVIF_BRANDS else HEIC
    if major == b"qt  ":
        return MOV
    if major in (b"M4A ", b"M4B "):
        return AUDIO
    return MP4 if any(_MP4_BRANDS.match(brand) for brand in brands) else None


def _matroska(head: bytes) -> FileKind | None:
    """EBML: the DocType element (id 42 82) names the flavour (RFC 8794, 11.2.4)."""
    if not head.startswith(b"\x1a\x45\xdf\xa3"):
        return None
    at = head.find(b"\x42\x82", 4, 96)
    name = head[at + 3 : at + 3 + (head[at + 2] & 0x7F)] if 0 < at < len(head) - 3 else b""
    return {b"webm": WEBM, b"matroska": MKV}.get(name.rstrip(b"\0"))


def _bitmap(head: bytes) -> FileKind | None:
    is_bitmap = (
        head.startswith(b"BM") and head[6:10] == b"\0\0\0\0" and head[14:15] in (b"\x0c", b"\x28", b"\x6c", b"\x7c")
    )
    return BMP if is_bitmap else None


def _transport_stream(head: bytes) -> FileKind | None:
    """MPEG transport streams, a common CCTV export, repeat the sync byte every 188 bytes."""
    return MPEG if len(head) > 376 and head[0] == head[188] == head[376] == 0x47 else None


def _pdf(head: bytes) -> FileKind | None:
    return PDF if re.match(rb"%PDF-[12]\.\d", head) else None


def _starts(head: bytes) -> FileKind | None:
    return next((kind for start, kind in _STARTS if head.startswith(start)), None)


def _words(head: bytes) -> FileKind | None:
    """Text and markup last: whatever has a proper signature was taken above."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"<!doctype html", b"<html", b"<script", b"<body", b"<head")):
        return HTML
    if text.startswith(b"<"):
        return SVG if b"<svg" in text else XML
    return TEXT if text and _TEXT_BYTES.issuperset(text) else None


_CHECKS: tuple[Callable[[bytes], FileKind | None], ...] = (
    _jpeg, _png, _riff, _boxes, _matroska, _pdf, _bitmap, _starts, _transport_stream, _words,
)  # fmt: skip


def recognise(head: bytes) -> FileKind | None:
    """What the file is, from its first `HEAD_BYTES` bytes; None when nothing known fits."""
    head = head[:HEAD_BYTES]
    return next((kind for check in _CHECKS if (kind := check(head))), None)
