"""What can be wrong with a table, a row or a cell, always in words for the person who sent it."""

from dataclasses import dataclass


class TableError(ValueError):
    """The file as a whole cannot be read; the text says why and what to do next."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One cell that could not be understood: what is wrong, and what to do about it."""

    what: str
    todo: str

    def __str__(self) -> str:
        return f"{self.what} {self.todo}"


@dataclass(frozen=True, slots=True)
class CellError:
    """A wrong cell with its place; `column` is empty when the whole row is meant."""

    row_number: int
    column: str
    what: str
    todo: str


@dataclass(frozen=True, slots=True)
class RowErrors:
    """Everything that is wrong with one row, so that it can be mended in one go."""

    row_number: int
    errors: tuple[CellError, ...]


def shown(text: str, limit: int = 40) -> str:
    """Quote a cell in a message: one line, and short."""
    flat = " ".join(text.split())
    return f"“{flat if len(flat) <= limit else flat[: limit - 1] + '…'}”"
