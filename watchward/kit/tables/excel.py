"""Excel workbooks, read as a stream through openpyxl; nothing in them is ever run.

Formulas are read as the values Excel saved with them, macros are not looked at, links are not followed, and
XML goes through defusedxml. What could fill the memory is refused before anything is opened.
"""

import datetime as dt
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._reader import ROW_TAG, WorkSheetParser

from watchward.kit.tables.errors import TableError
from watchward.kit.tables.header import MAX_COLUMNS, find_header, name_columns
from watchward.kit.tables.rows import Position, Row, Table, make_row

MAX_ROWS = 1_048_576  # Excel's own limit
MAX_MEMBERS = 2_000
MAX_SHEET_BYTES = 2 << 30  # sheets are streamed, so this bounds time, not memory
MAX_HELD_BYTES = 192 << 20  # everything else (texts, styles, names) is held in memory as a whole
MAX_RATIO = 200  # real workbooks expand 5 to 30 times
MAX_ELEMENTS_PER_ROW = 400_000  # Excel allows 16,384 cells, with a few elements in each
_SMALL = 4 << 20
SHEET_DATA_TAG = ROW_TAG.removesuffix("row") + "sheetData"
_BROKEN = "This Excel file is damaged. Open it in Excel, save it under a new name and try again."
_BREAKAGES = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ParseError,
    DefusedXmlException,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    OSError,
)

# openpyxl warns of styles, validations and dates it cannot keep; none of them changes what we read.
warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")


class ExcelTable(Table):
    """One sheet of a workbook."""

    kind = "xlsx"

    def __init__(self, path: Path, sheet: str | None = None) -> None:
        self.path = path
        refuse_bombs(path)
        self.sheets = self._sheet_names()
        self.sheet = self._choose(sheet)
        records = self._first_records(60)
        at = find_header(records)
        self.columns = name_columns(records[at], records[at + 1 :])
        self.header_row = at + 1
        self.estimated_rows = self._declared_rows()

    def read(self, start: Position) -> Iterator[Row]:
        """Rows from this place on; a sheet has no bytes to jump to, so the rows before it are passed over."""
        first = max(start.row_number, self.header_row + 1)
        for number, values in self._records():
            if number >= first and (row := make_row(self.columns, [_text(v) for v in values], number)) is not None:
                yield row

    def _first_records(self, count: int) -> list[list[str]]:
        found: list[list[str]] = []
        for number, values in self._records():
            if number > count:
                break
            found.extend([] for _ in range(number - 1 - len(found)))
            found.append([_text(value) for value in values])
        return found

    def _records(self) -> Iterator[tuple[int, list[Any]]]:
        with _opened(self.path) as book:
            yield from _rows(book[self.sheet])

    def _sheet_names(self) -> list[str]:
        with _opened(self.path) as book:
            return [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]

    def _choose(self, wanted: str | None) -> str:
        if not self.sheets:
            raise TableError("This workbook has no sheet with cells. Check that you chose the right file.")
        if wanted is None:
            return next((name for name in self.sheets if self._has_rows(name)), self.sheets[0])
        if wanted not in self.sheets:
            raise TableError(f"There is no sheet “{wanted}”. Choose one of: {', '.join(self.sheets)}.")
        return wanted

    def _has_rows(self, name: str) -> bool:
        self.sheet = name
        return any(_text(value).strip() for row in self._first_records(25) for value in row)

    def _declared_rows(self) -> int | None:
        with _opened(self.path) as book:
            last = book[self.sheet].max_row
        return None if last is None else max(0, min(last, MAX_ROWS) - self.header_row)


def refuse_bombs(path: Path) -> None:
    """Refuse an archive that is no workbook or would expand beyond reason.

    The declared sizes are enough: zipfile stops reading a member at the size it declares, and a member that
    holds more then fails its checksum. Raises: TableError.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as broken:
        raise TableError(_BROKEN) from broken
    _refuse_other_archives({member.filename for member in members})
    sheets = sum(m.file_size for m in members if m.filename.startswith("xl/worksheets/"))
    # Pictures and macros are never opened, so their size does not matter.
    held = sum(m.file_size for m in members if m.filename.endswith((".xml", ".rels"))) - sheets
    packed = sum(member.compress_size for member in members)
    total = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or sheets > MAX_SHEET_BYTES or held > MAX_HELD_BYTES:
        raise TableError("This workbook is too large when unpacked. Copy the sheet you need into a new file.")
    if total > packed * MAX_RATIO or any(m.file_size > max(_SMALL, m.compress_size * MAX_RATIO) for m in members):
        raise TableError(
            "This workbook unpacks to far more than a real one does, so it was not opened. "
            "Copy the rows you need into a new file."
        )


def _refuse_other_archives(names: set[str]) -> None:
    if "xl/workbook.bin" in names:
        raise TableError("This is a binary Excel file (.xlsb). Save it as an Excel workbook (.xlsx).")
    if "content.xml" in names:
        raise TableError("This is an OpenDocument file. Save it as CSV or as an Excel workbook (.xlsx).")
    if "xl/workbook.xml" not in names:
        raise TableError("This is a packed file, but no Excel workbook. Unpack it and choose the table inside.")


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """The workbook, opened as a file because openpyxl would believe the name, and closed whatever happens."""
    with path.open("rb") as file:
        try:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except _BREAKAGES as broken:
            raise TableError(_BROKEN) from broken
        try:
            yield book
        except TableError:
            raise
        except _BREAKAGES as broken:
            raise TableError(_BROKEN) from broken
        finally:
            book.close()


def _rows(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """(row number, values), straight from the XML.

    openpyxl's own loop keeps the emptied element of every row that it has read, some 300 bytes each; a
    million rows would not be flat. So the loop is ours, and only the reading of one row is openpyxl's.
    """
    book = sheet.parent
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for element in _row_elements(source):
            number, cells = parser.parse_row(element)
            if number > MAX_ROWS:
                raise TableError(f"This sheet has rows beyond {MAX_ROWS:,}, which Excel cannot hold. {_BROKEN}")
            yield number, _values(cells)


def _row_elements(source: Any) -> Iterator[Any]:
    """Each row's element, forgotten once it was used. Raises: TableError for XML that never gets to a row."""
    holder = None
    since_row = 0
    for event, element in iterparse(source, events=("start", "end")):
        since_row += 1
        if since_row > MAX_ELEMENTS_PER_ROW:
            raise TableError("This workbook holds a row with far too many cells. Copy the rows you need out.")
        if event == "start":
            holder = element if element.tag == SHEET_DATA_TAG else holder
        elif element.tag == ROW_TAG and holder is not None:
            yield element
            holder.clear()
            since_row = 0
        elif element.tag == SHEET_DATA_TAG:
            return


def _values(cells: list[dict[str, Any]]) -> list[Any]:
    """Values by column; cells far to the right are cut, but one of them still makes the row a problem."""
    width = min(max((cell["column"] for cell in cells if cell["value"] is not None), default=0), MAX_COLUMNS + 1)
    values: list[Any] = [None] * width
    for cell in cells:
        if cell["value"] is not None:
            values[min(cell["column"], MAX_COLUMNS + 1) - 1] = cell["value"]
    return values


def _text(value: Any) -> str:
    """A cell as text that our parsers read back exactly: ISO for dates, and Excel's 15 digits."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, dt.datetime):
        return value.isoformat(sep="T", timespec="seconds")
    if isinstance(value, dt.time):
        return value.isoformat(timespec="seconds")
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    return str(value)
