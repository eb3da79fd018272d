"""Small real pictures for tests."""

from io import BytesIO

from PIL import Image


def jpeg(colour: str = "teal", size: tuple[int, int] = (320, 240)) -> bytes:
    """The bytes of a JPEG of one colour."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()
