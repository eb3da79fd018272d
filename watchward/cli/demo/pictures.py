"""Placeholder photographs: shapes and the word "generated". Never a face."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFont

from watchward.cli.demo.dice import dice

SIZE = (1280, 960)
WALLS = ((46, 58, 70), (70, 60, 52), (54, 66, 58), (62, 56, 72))
COATS = ((178, 92, 72), (86, 132, 160), (190, 160, 80), (110, 140, 104))


@dataclass(slots=True)
class Picture:
    """What the product takes as an upload."""

    name: str | None
    content: bytes

    def chunks(self) -> Iterator[bytes]:
        """The content in one piece."""
        yield self.content


def picture(number: int) -> Picture:
    """A dim shop with a figure of plain shapes, as a still of a camera would show it."""
    chance = dice(f"picture {number}")
    image = Image.new("RGB", SIZE, WALLS[number % len(WALLS)])
    draw = ImageDraw.Draw(image)
    _shelves(draw, chance)
    _figure(draw, chance, COATS[number % len(COATS)])
    large, small = ImageFont.load_default(72), ImageFont.load_default(36)
    draw.rectangle((0, 0, SIZE[0], 120), fill=(20, 24, 28))
    draw.text((40, 22), "GENERATED PICTURE", fill=(240, 236, 220), font=large)
    draw.text((40, SIZE[1] - 70), f"No real person. Camera {number % 4 + 1}.", fill=(240, 236, 220), font=small)
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=80)
    return Picture(f"generated-{number}.jpg", buffer.getvalue())


def _shelves(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    for row in range(4):
        top = 200 + row * 170
        draw.rectangle((0, top + 120, SIZE[0], top + 134), fill=(100, 92, 80))
        left = 10
        while left < SIZE[0]:
            width, height = chance.randint(30, 80), chance.randint(50, 115)
            shade = chance.randint(70, 150)
            draw.rectangle((left, top + 120 - height, left + width, top + 120), fill=(shade, shade - 10, shade - 20))
            left += width + chance.randint(4, 26)


def _figure(draw: ImageDraw.ImageDraw, chance: Random, coat: tuple[int, int, int]) -> None:
    """A disc on a rounded block: enough to test cropping and captions with."""
    left = chance.randint(350, 750)
    draw.rounded_rectangle((left, 460, left + 230, 960), radius=80, fill=coat)
    draw.ellipse((left + 50, 320, left + 180, 460), fill=(205, 200, 190))
