"""Text tables: comma, semicolon, tab or pipe; any common encoding; resumable at a byte."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from watchward.kit.tables.errors import TableError, Wrong
from watchward.kit.tables.header import find_header, name_columns
from watchward.kit.tables.recognise import TextKind, text_kind
from watchward.kit.tables.rows import Position, Row, Table, make_row

MAX_LINE = 1_000_000
_SAMPLE_CHARACTERS = 128_000
_SAMPLE_ROWS = 60
_UNCLOSED = Wrong(
    "A quotation mark opens a text in this row and nothing closes it.",
    "Add the missing quotation mark, or delete the stray one.",
)
_TOO_LONG = Wrong(f"This row is longer than {MAX_LINE:,} characters.", "Shorten it or split it.")


class Lines:
    """The lines of a text file from a byte on, and the byte that comes after each one.

    A line without an end is cut at MAX_LINE and the rest thrown away, so it cannot fill the memory.
    """

    def __init__(self, path: Path, kind: TextKind, offset: int) -> None:
        self._file = path.open("rb")
        self._file.seek(max(offset, kind.skip))
        self._text = io.TextIOWrapper(self._file, kind.encoding, errors="replace", newline="")
        self._encoding = kind.encoding
        self.offset = max(offset, kind.skip)
        self.was_cut = False

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(MAX_LINE)
        if not line:
            raise StopIteration
        self.offset += self._bytes(line)
        if len(line) == MAX_LINE and line[-1] not in "\r\n":
            self.was_cut = True
            self._skip_line()
        return line.replace("\0", "") if "\0" in line else line

    def close(self) -> None:
        """Let go of the file."""
        self._text.close()

    def _skip_line(self) -> None:
        while more := self._text.readline(MAX_LINE):
            self.offset += self._bytes(more)
            if more[-1] in "\r\n":
                return

    def _bytes(self, line: str) -> int:
        if self._encoding == "cp1252" or (self._encoding == "utf-8" and line.isascii()):
            return len(line)
        return len(line.encode(self._encoding, errors="surrogatepass"))


class CsvTable(Table):
    """A table in a text file."""

    kind = "csv"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = text_kind(path)
        head = _head(path, self.text)
        self._first_byte, head = _after_separator_line(head, self.text)
        self.delimiter = sniff_delimiter(head)
        records = _records(head, self.delimiter)
        at = find_header(records)
        self.columns = name_columns(records[at], records[at + 1 :])
        self.header_row = at + 1
        self.estimated_rows = max(0, self.text.lines - self.header_row)

    @property
    def encoding(self) -> str:
        """The encoding that was recognised."""
        return self.text.encoding

    def read(self, start: Position) -> Iterator[Row]:
        """Rows from this place on; a broken row comes with its problem, and the ones after it come whole."""
        first = max(start.row_number, self.header_row + 1)
        number, offset = 1, self._first_byte
        if start.offset is not None and start.row_number > self.header_row:
            number, offset = start.row_number, start.offset
        for place, cells, problem, after in self._cells(number, offset):
            if place >= first and (row := make_row(self.columns, cells, place, after)) is not None:
                row.problem = problem or row.problem
                yield row

    def _cells(self, number: int, offset: int) -> Iterator[tuple[int, list[str], Wrong | None, int]]:
        lines = Lines(self.path, self.text, offset)
        try:
            while True:
                reader = csv.reader(lines, delimiter=self.delimiter)
                begin = lines.offset
                try:
                    for cells in reader:
                        problem, lines.was_cut = (_TOO_LONG if lines.was_cut else None), False
                        yield number, cells, problem, lines.offset
                        number += 1
                        begin = lines.offset
                    return
                except csv.Error:
                    lines.close()
                    lines, text = self._after_broken(begin)
                    yield (
                        number,
                        text.rstrip("\r\n").split(self.delimiter)[: len(self.columns)],
                        _UNCLOSED,
                        lines.offset,
                    )
                    number += 1
        finally:
            lines.close()

    def _after_broken(self, begin: int) -> tuple[Lines, str]:
        """Go on with the line after the broken one, so that one stray quotation mark costs one row."""
        lines = Lines(self.path, self.text, begin)
        text = next(lines, "")
        lines.was_cut = False
        return lines, text


def sniff_delimiter(text: str) -> str:
    """The separator that cuts most rows into the same number of cells, wider tables first among equals."""

    def score(delimiter: str) -> tuple[float, int]:
        widths = Counter(len(cells) for cells in _records(text, delimiter) if any(cells))
        if not widths:
            return 0.0, 0
        width, rows = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        return (rows / widths.total() if width > 1 else 0.0), width

    return max(",;\t|", key=score)


def _head(path: Path, kind: TextKind) -> str:
    with path.open("rb") as file:
        file.seek(kind.skip)
        raw = file.read(_SAMPLE_CHARACTERS)
    text = raw.decode(kind.encoding, errors="replace").replace("\0", "")
    if len(raw) == _SAMPLE_CHARACTERS and (end := max(text.rfind("\n"), text.rfind("\r"))) > 0:
        text = text[: end + 1]
    return text


def _after_separator_line(head: str, kind: TextKind) -> tuple[int, str]:
    """Pass over Excel's hidden first line “sep=;”, which no spreadsheet user sees or counts."""
    first, newline, rest = head.partition("\n")
    if newline and first.rstrip("\r").lower() in ("sep=,", "sep=;", "sep=|", "sep=\t"):
        return kind.skip + len((first + newline).encode(kind.encoding)), rest
    return kind.skip, head


def _records(text: str, delimiter: str) -> list[list[str]]:
    """The first rows of the sample; reading stops quietly at a broken one."""
    found: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            found.append(cells)
            if len(found) >= _SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    if not found:
        raise TableError("No rows could be read from this file. Save it again as CSV and try once more.")
    return found
