"""Cells that a spreadsheet would run as a formula are made harmless before they leave the house."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TextIO

# ASVS 5.0, 1.2.10: these first characters start a formula (or a command) in Excel, LibreOffice or Sheets;
# the full-width forms are folded to the plain ones by East Asian versions.
_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(r"''*[=+\-@\t\r\n＝＋－＠]")


def could_run(text: str) -> bool:
    """Whether a spreadsheet could take this text for a formula."""
    return bool(_DANGEROUS.match(text))


def guard(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet could run; `unguard` takes exactly that one away."""
    return "'" + text if _DANGEROUS.match(text) else text


def unguard(text: str) -> str:
    """Undo `guard`, for tables that come back to us."""
    return text[1:] if _GUARDED.match(text) else text


def write_csv(rows: Iterable[Sequence[object]], out: TextIO) -> int:
    """Write rows as CSV, every text guarded; numbers stay numbers, None is empty. Returns how many rows."""
    writer = csv.writer(out, lineterminator="\r\n")
    count = 0
    for row in rows:
        writer.writerow([_cell(value) for value in row])
        count += 1
    return count


class _Echo:
    """A file that hands back what is written to it, so that csv.writer makes one line at a time."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of such a file one by one, for an answer that is longer than the memory."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    for row in rows:
        yield writer.writerow([_cell(value) for value in row])


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return guard(str(value).replace("\0", ""))
