"""What every table gives, whatever file it came from: columns, rows with their numbers, a place to resume."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from watchward.kit.tables.errors import Wrong


@dataclass(frozen=True, slots=True)
class Position:
    """Where to go on reading: the number of the next row and, for CSV, the byte at which it starts."""

    row_number: int
    offset: int | None = None


class Row(dict[str, str]):
    """Column name -> cell text; its number as a spreadsheet user sees it; what is wrong with its shape."""

    __slots__ = ("number", "offset_after", "problem")

    def __init__(self, cells: dict[str, str], number: int, problem: Wrong | None, offset_after: int | None) -> None:
        super().__init__(cells)
        self.number = number
        self.problem = problem
        self.offset_after = offset_after

    @property
    def position_after(self) -> Position:
        """Where the next row starts: store it, and hand it to `Table.rows` to resume."""
        return Position(self.number + 1, self.offset_after)


class Table(ABC):
    """A table on disk, read row by row; nothing but the sample is ever held in memory."""

    path: Path
    kind: str
    columns: list[str]
    header_row: int  # its number as a spreadsheet user sees it
    estimated_rows: int | None  # rows below the header; quoted line breaks and blank lines make it too high

    @abstractmethod
    def read(self, start: Position) -> Iterator[Row]:
        """Rows from this place on; blank rows are passed over but counted."""

    def rows(self, start: int | Position = 0) -> Iterator[tuple[int, Row]]:
        """(row number, row) for every row that is not blank, from the row with number `start` on.

        Give `Row.position_after` instead of a number to go on at once, without reading up to there again.
        """
        place = start if isinstance(start, Position) else Position(start)
        for row in self.read(place):
            yield row.number, row

    def sample(self, count: int = 20) -> list[Row]:
        """The first rows, for a preview and for guessing a mapping."""
        with closing(self.read(Position(0))) as reading:  # type: ignore[type-var]
            return list(islice(reading, count))


def make_row(columns: list[str], cells: list[str], number: int, offset_after: int | None = None) -> Row | None:
    """Fit cells to columns; None for a blank row. Missing cells are empty, cells too many are a problem."""
    width = len(columns)
    if len(cells) < width:
        cells = cells + [""] * (width - len(cells))
    elif len(cells) > width and any(cell.strip() for cell in cells[width:]):
        problem = Wrong(
            f"This row has {len(cells)} cells, but the table has {width} columns.",
            "Put texts that hold a comma or line break in quotation marks, or delete the extra cells.",
        )
        return Row(dict(zip(columns, cells, strict=False)), number, problem, offset_after)
    row = Row(dict(zip(columns, cells, strict=False)), number, None, offset_after)
    return row if any(map(str.strip, row.values())) else None
