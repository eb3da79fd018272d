"""Open a member's table, whatever it is called."""

from pathlib import Path

from watchward.kit.tables.csvfile import CsvTable
from watchward.kit.tables.errors import TableError
from watchward.kit.tables.recognise import is_zip, refuse_other_kinds
from watchward.kit.tables.rows import Position, Row, Table

__all__ = ["Position", "Row", "Table", "open_table"]


def open_table(path: str | Path, *, sheet: str | None = None) -> Table:
    """Recognise a CSV file or Excel workbook by its content and find its columns.

    Args:   sheet: which sheet of a workbook; the first visible one that holds something if None.
    Raises: TableError, whose text tells the sender what to do.
    """
    path = Path(path)
    try:
        refuse_other_kinds(path)
        return _workbook(path, sheet) if is_zip(path) else CsvTable(path)
    except OSError as missing:
        raise TableError("This file cannot be opened. Choose it again.") from missing


def _workbook(path: Path, sheet: str | None) -> Table:
    """The library for workbooks is loaded by the first workbook, not by every start of the server."""
    from watchward.kit.tables.excel import ExcelTable

    return ExcelTable(path, sheet)
