"""Decode one photograph and draw its pixels into new files. Runs only in the child process.

Only pixels cross over. Saving the opened image again would not do: Pillow carries the JPEG comment into the
new file. The format is chosen by the caller, so that no other decoder is ever imported.
"""

import contextlib
import io
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from PIL import Image, ImageCms, ImageFile, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

from watchward.kit.errors import Refused

Limits = Mapping[str, int]

_ORIENTATION = 0x0112  # EXIF 2.3, 4.6.4; what each value needs to stand upright:
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_MAX_PROFILE_BYTES = 4_000_000
_WHITE = (255, 255, 255)

Image.preinit()  # `save` wants these few modules, and after the lock-down nothing can be imported
assert TiffImagePlugin  # reads EXIF; imported here for the same reason


class Unusable(Refused):
    """The photograph cannot be drawn; the argument is a `Reason`."""


def draw(source: BinaryIO, shown: BinaryIO, thumbnail: BinaryIO, *, kind: str, limits: Limits) -> dict[str, Any]:
    """Draw `source` as an upright sRGB JPEG without metadata, large and small; return what was made."""
    image = _open(source, kind, limits)
    was, first_only = image.size, bool(getattr(image, "is_animated", False))
    turn = _UPRIGHT.get(_orientation(image))
    side = limits["shown_side"]
    image.draft(image.mode, (side, side))  # JPEG decodes straight to a half or a quarter, if that is enough
    image.load()
    small = _in_srgb(_shrunk(_with_plain_pixels(image), side), image.info.get("icc_profile"))
    canvas = _fresh(small.transpose(turn) if turn is not None else small)
    _save(canvas, shown, limits)
    _save(_shrunk(canvas, limits["thumbnail_side"]), thumbnail, limits)
    return {"width": canvas.width, "height": canvas.height, "was": was, "first_frame_only": first_only}


def pixels(
    source: BinaryIO, target: BinaryIO, *, kind: str, limits: Limits, crop: tuple[int, int, int, int]
) -> dict[str, Any]:
    """Write part of `source` as bare RGB bytes; `crop` is left, top, width and height in thousandths."""
    image = _open(source, kind, limits)
    image.load()
    left, top, width, height = crop
    x, y = image.width * left // 1000, image.height * top // 1000
    right = max(x + 1, image.width * (left + width) // 1000)
    bottom = max(y + 1, image.height * (top + height) // 1000)
    part = _shrunk(_with_plain_pixels(image).crop((x, y, right, bottom)), limits["shown_side"]).convert("RGB")
    target.write(part.tobytes())
    target.flush()
    return {"width": part.width, "height": part.height}


def _open(source: BinaryIO, kind: str, limits: Limits) -> Image.Image:
    """Read the header only, and refuse by what it declares before any pixel is decoded."""
    if kind == "webp":  # its decoder takes memory for the whole canvas as soon as it is made
        _check_size(*webp_size(source.read(30)), limits)
        source.seek(0)
    image = _OPENERS[kind](source)
    _check_size(*image.size, limits)
    return image


def _check_size(width: int, height: int, limits: Limits) -> None:
    if max(width, height) > limits["max_side"] or width * height > limits["max_pixels"]:
        raise Unusable("too_many_pixels")


def webp_size(head: bytes) -> tuple[int, int]:
    """Width and height that a WebP header declares (RFC 9649, 2.5 to 2.7)."""
    if len(head) < 30:
        raise Unusable("truncated")
    if head[12:16] == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF


def _open_heic(source: BinaryIO) -> Image.Image:
    import pillow_heif

    image: Image.Image = pillow_heif.open_heif(source, convert_hdr_to_8bit=True).to_pillow()
    return image


_OPENERS: dict[str, Callable[[BinaryIO], Image.Image]] = {
    "jpeg": JpegImagePlugin.JpegImageFile,
    "png": PngImagePlugin.PngImageFile,
    "webp": WebPImagePlugin.WebPImageFile,
    "heic": _open_heic,
}


def _orientation(image: Image.Image) -> int:
    """How the camera was held. Damaged EXIF must not cost the photograph, so it counts as upright."""
    with contextlib.suppress(Exception):
        return int(image.getexif().get(_ORIENTATION, 1))
    return 1


def _with_plain_pixels(image: Image.Image) -> Image.Image:
    """Eight bits a channel, no palette; transparency becomes an alpha channel."""
    if image.mode.startswith("I"):  # 16-bit grey: keep the upper eight bits instead of clipping at 255
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def _shrunk(image: Image.Image, side: int) -> Image.Image:
    scale = min(1.0, side / max(image.size))
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0) if size != image.size else image


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Translate the colours that the file's own profile describes; a bad profile is ignored."""
    if image.mode == "RGBA":
        white = Image.new("RGB", image.size, _WHITE)
        white.paste(image, mask=image.getchannel("A"))
        image = white
    if profile and len(profile) <= _MAX_PROFILE_BYTES:
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
            theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            ours = ImageCms.createProfile("sRGB")
            if translated := ImageCms.profileToProfile(image, theirs, ours, outputMode="RGB"):
                return translated
    return image.convert("RGB")


def _fresh(image: Image.Image) -> Image.Image:
    """The same pixels in an image that has never seen the file: nothing else can follow them."""
    canvas = Image.new("RGB", image.size, _WHITE)
    canvas.paste(image)
    return canvas


def _save(image: Image.Image, target: BinaryIO, limits: Limits) -> None:
    image.save(target, format="JPEG", quality=limits["quality"], progressive=False)
    target.flush()


assert not ImageFile.LOAD_TRUNCATED_IMAGES  # a half photograph must be refused, not padded with grey
