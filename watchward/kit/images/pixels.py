"""Part of a photograph as bare pixels: decoded in the bounded child, and nothing here that needs decoding again."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Crop:
    """A rectangle in thousandths of a picture's width and height."""

    left: int = 0
    top: int = 0
    width: int = 1000
    height: int = 1000

    @property
    def is_inside(self) -> bool:
        """Whether it is a rectangle that lies in the picture."""
        return (
            min(self.left, self.top) >= 0
            and min(self.width, self.height) >= 1
            and self.left + self.width <= 1000
            and self.top + self.height <= 1000
        )


@dataclass(frozen=True, slots=True)
class Pixels:
    """Red, green and blue, a byte each, row by row from the top left: exactly width x height x 3 bytes."""

    width: int
    height: int
    data: bytes
