"""Photographs made by hand: ordinary, odd and hostile ones, and a place to develop them."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from watchward.kit.images import decoder
from watchward.kit.images.decoder import reencode
from watchward.kit.images.reasons import CannotUsePhoto

RED, GREEN, BLUE, WHITE = (250, 10, 10), (10, 250, 10), (10, 10, 250), (255, 255, 255)


class Darkroom:
    """One place to develop a photograph and look at what came out."""

    def __init__(self, folder: Path) -> None:
        self.source, self.shown, self.thumbnail = (folder / name for name in ("source", "shown", "thumbnail"))

    def develop(self, content: bytes, **options) -> decoder.Picture:
        self.source.write_bytes(content)
        return reencode(self.source, self.shown, self.thumbnail, **options)

    def refused(self, content: bytes, **options) -> CannotUsePhoto:
        with pytest.raises(CannotUsePhoto) as refusal:
            self.develop(content, **options)
        assert not self.shown.exists()
        assert not self.thumbnail.exists()
        assert str(refusal.value).endswith("."), "a sentence, not a traceback"
        return refusal.value

    def pixels(self) -> Image.Image:
        with Image.open(self.shown) as image:
            image.load()
            return image.copy()


def saved(image: Image.Image, form: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def scene(width=64, height=48) -> Image.Image:
    """Something with enough detail that a cut through the file is a cut through the pixels."""
    return Image.effect_noise((width, height), 90).convert("RGB")


def corners(width=96, height=64) -> Image.Image:
    """Red at the top left, green at the top right, blue at the bottom left, white at the bottom right."""
    image = Image.new("RGB", (width, height), WHITE)
    for colour, at in ((RED, (0, 0)), (GREEN, (width // 2, 0)), (BLUE, (0, height // 2))):
        image.paste(colour, (*at, at[0] + width // 2, at[1] + height // 2))
    return image


def near(pixel, colour) -> bool:
    return all(abs(a - b) < 30 for a, b in zip(pixel, colour, strict=True))


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_declaring(width: int, height: int) -> bytes:
    """A PNG of one bit a pixel and next to no data, whatever size it declares."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(b"\0" * 100)) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def jpeg_declaring(width: int, height: int) -> bytes:
    content = saved(scene(), "JPEG")
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + struct.pack(">HH", height, width) + content[at + 4 :]


def webp_declaring(width: int, height: int) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + sides + b"VP8L" + bytes(20)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def orientation(value: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = value
    return exif.tobytes()


# What comes through
