"""Find the row that names the columns, and give every column one clean name."""

import re
from collections.abc import Sequence

from watchward.kit.tables.errors import TableError
from watchward.kit.tables.values import clean_text

MAX_COLUMNS = 500
_LOOK_AT = 25  # a title block longer than this is a report, not a table
_FIGURES = re.compile(r"[\d\s£$€.,:/()%+-]+(?:[ap]\.?m\.?)?", re.IGNORECASE)


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """Index of the header among the first rows: the first one about as wide as the table and made of words.

    Raises: TableError when no row looks like column names.
    """
    widths = [sum(1 for cell in row if cell.strip()) for row in rows[:_LOOK_AT]]
    filled = sorted(width for width in widths if width)
    if not filled:
        raise TableError("This file has no rows. Check that you chose the right file and sheet.")
    usual = filled[len(filled) // 2]
    for index, width in enumerate(widths):
        if width and width >= 0.6 * usual and _is_words(rows[index]):
            return index
    raise TableError("No row with column names was found. Put the name of each column into the first row.")


def name_columns(header: Sequence[str], below: Sequence[Sequence[str]]) -> list[str]:
    """Clean, unique names; a nameless column is kept only if the rows below hold something in it."""
    width = _used_width(header, below)
    if width > MAX_COLUMNS:
        raise TableError(f"This table has {width} columns; {MAX_COLUMNS} are allowed. Delete those not needed.")
    names: list[str] = []
    taken: set[str] = set()
    for index in range(width):
        name = " ".join(clean_text(header[index] if index < len(header) else "").split())[:100]
        names.append(_unique(name or f"Column {index + 1}", taken))
    return names


def _used_width(header: Sequence[str], below: Sequence[Sequence[str]]) -> int:
    """How many columns count: as wide as half of the rows are, so one ragged row makes no column."""
    ends = sorted(_end(row) for row in below if _end(row))
    return max(_end(header), ends[(len(ends) - 1) // 2] if ends else 0)


def _end(row: Sequence[str]) -> int:
    return max((index + 1 for index, cell in enumerate(row) if cell.strip()), default=0)


def _unique(name: str, taken: set[str]) -> str:
    candidate, count = name, 1
    while candidate.casefold() in taken:
        count += 1
        candidate = f"{name} ({count})"
    taken.add(candidate.casefold())
    return candidate


def _is_words(row: Sequence[str]) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    words = sum(1 for cell in cells if len(cell) <= 100 and not _FIGURES.fullmatch(cell))
    distinct = len({cell.casefold() for cell in cells})
    return words >= 0.8 * len(cells) and distinct >= 0.5 * len(cells)
