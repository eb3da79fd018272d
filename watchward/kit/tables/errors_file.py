"""The file of everything that could not be imported, for the member to mend and send again."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from watchward.kit.tables.errors import RowErrors
from watchward.kit.tables.safe import write_csv

HEADER = ("Row", "Column", "What is wrong", "What to do")


def write_errors(rows: Iterable[RowErrors], out: TextIO) -> int:
    """Write one line for each wrong cell, in file order; returns how many cells were wrong."""
    return write_csv(_lines(rows), out) - 1


def _lines(rows: Iterable[RowErrors]) -> Iterator[Sequence[object]]:
    yield HEADER
    for row in rows:
        for error in row.errors:
            yield (error.row_number, error.column, error.what, error.todo)
