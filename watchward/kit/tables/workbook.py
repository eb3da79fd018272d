"""Write an Excel workbook row by row: memory stays small, texts stay texts, dates are dates.

A text that begins like a formula is stored as a text cell with Excel's own quote mark (quotePrefix), so that it neither
runs when the file is opened nor when somebody edits the cell (ASVS 5.0, 1.2.10). Nothing is added to the text itself.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from watchward.kit.tables.safe import could_run

LONGEST_TEXT = 32_767  # Excel's own limit for one cell
FIRST_YEAR = 1900  # Excel knows no day before
NARROWEST = 16  # column, in characters: a moment fits
MOMENT, DAY, MONEY = "yyyy-mm-dd hh:mm", "yyyy-mm-dd", "0.00"


def write_workbook(rows: Iterable[Sequence[object]], out: IO[bytes], *, title: str) -> int:
    """Write a header and its rows as the only sheet. Returns how many rows, the header counted.

    Args: rows: texts, numbers, local datetimes without a zone, dates, Decimals for money, None for empty.
    """
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(title[:31])
    stream = iter(rows)
    header = [str(name) for name in next(stream, ())]
    sheet.freeze_panes = "A2"
    for number, name in enumerate(header, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = max(len(name) + 2, NARROWEST)
    count = 0
    bold = Font(bold=True)
    for row in chain([header], stream):
        sheet.append([_cell(sheet, value, bold if count == 0 else None) for value in row])
        count += 1
    book.save(out)
    return count


def _cell(sheet: Any, value: object, font: Font | None) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | date):
        return _text(sheet, str(value), font)
    cell = WriteOnlyCell(sheet, value=value)  # type: ignore[arg-type]  # it takes days and Decimals too
    if isinstance(value, date) and value.year < FIRST_YEAR:
        return _text(sheet, str(value), font)
    if isinstance(value, datetime):
        cell.number_format = MOMENT
    elif isinstance(value, date):
        cell.number_format = DAY
    elif isinstance(value, Decimal):
        cell.number_format = MONEY
    return cell


def _text(sheet: Any, text: str, font: Font | None) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_TEXT]
    cell.data_type = "s"  # the library makes a formula of whatever begins with =
    if could_run(text):
        cell.quotePrefix = True
    if font is not None:
        cell.font = font
    return cell
