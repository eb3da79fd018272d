"""Draw a visible mark over a picture that this program encoded itself. See docs/decisions/0011.

Only for JPEGs from `encode`: those were made here from bare pixels, so opening one again looks at nothing that a
stranger, or a child process that a stranger took over, has written.
"""

import io
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from watchward.kit.images.pixels import Pixels

SIDES = {"large": 800, "small": 400}
_TILE_OPACITY = 62  # of 255: readable on a photograph of a screen, and the face stays recognisable
_SLANT = 24
_QUALITY = 82
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)


def encode(pixels: Pixels) -> bytes:
    """A JPEG of bare pixels, without any metadata."""
    return _jpeg(Image.frombytes("RGB", (pixels.width, pixels.height), pixels.data))


def marked(own_jpeg: bytes, *, tile: str, strip: Sequence[str], side: int) -> bytes:
    """The picture with `tile` slanted across all of it and the lines of `strip` on a band at its foot.

    Args: side: the longest side of the answer in pixels; never larger than the picture.
    """
    with Image.open(io.BytesIO(own_jpeg), formats=["JPEG"]) as opened:
        opened.draft("RGB", (side, side))
        image = opened.convert("RGB")
    image.thumbnail((side, side), Image.Resampling.BILINEAR, reducing_gap=2.0)
    light, dark = (mask.crop((0, 0, *image.size)) for mask in _masks(tile, max(image.size)))
    image.paste(_BLACK, mask=dark)
    image.paste(_WHITE, mask=light)
    return _jpeg(_with_strip(image, tuple(strip)))


@lru_cache(maxsize=16)
def _masks(text: str, side: int) -> tuple[Image.Image, Image.Image]:
    """How strongly each pixel turns white, and, one pixel beside it, black: one of the two shows on any ground."""
    font = ImageFont.load_default(max(13, side // 20))
    box = font.getbbox(text)
    across, down = int(box[2]) + 40, int((box[3] - box[1]) * 3.4) + 1
    reach = int(side * 2**0.5) + 2
    sheet = Image.new("L", (reach, reach), 0)
    draw = ImageDraw.Draw(sheet)
    for row, top in enumerate(range(0, reach, down)):
        for left in range(-(row * 97) % across - across, reach, across):
            draw.text((left, top), text, fill=_TILE_OPACITY, font=font)
    turned = sheet.rotate(_SLANT, Image.Resampling.BILINEAR)
    edge = (reach - side) // 2
    light = turned.crop((edge, edge, edge + side, edge + side))
    dark = turned.crop((edge - 1, edge - 1, edge - 1 + side, edge - 1 + side))
    return light, dark


def _with_strip(image: Image.Image, lines: tuple[str, ...]) -> Image.Image:
    """The band stands under the picture, so that it hides nothing and cannot be cut off without being missed."""
    band = _strip(lines, image.width)
    whole = Image.new("RGB", (image.width, image.height + band.height))
    whole.paste(image, (0, 0))
    whole.paste(band, (0, image.height))
    return whole


@lru_cache(maxsize=32)
def _strip(lines: tuple[str, ...], width: int) -> Image.Image:
    size = max(11, width // 34)
    font = ImageFont.load_default(size)
    rows = [part for line in lines for part in _wrapped(line, font, width - 12)]
    band = Image.new("RGB", (width, len(rows) * int(size * 1.35) + 8), _BLACK)
    draw = ImageDraw.Draw(band)
    for place, row in enumerate(rows):
        draw.text((6, 3 + place * int(size * 1.35)), row, fill=_WHITE, font=font)
    return band


def _wrapped(text: str, font: "ImageFont.FreeTypeFont | ImageFont.ImageFont", width: int) -> list[str]:
    rows = [""]
    for word in text.split():
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and font.getlength(longer) > width:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, progressive=False)
    return out.getvalue()
