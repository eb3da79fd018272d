"""Rows of a file, CSV or Parquet, and the columns that somebody named with `--map`."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from watchward.kit.errors import Refused

Row = dict[str, Any]


class CannotRead(Refused):
    """A file that is no table that can be read, with what to do."""


def read_rows(path: Path) -> list[Row]:
    """Every row of a CSV (UTF-8, with a heading) or Parquet file; headings and cells without spaces around them.

    Raises: CannotRead: no such file, no heading, not UTF-8, or Parquet without DuckDB.
    """
    if path.suffix.lower() in {".parquet", ".pq"}:
        return _parquet(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not reader.fieldnames:
                raise CannotRead(f"{path} is empty. The first line has to name the columns.")
            return [{_tidy(key): _tidy(cell) for key, cell in row.items() if key is not None} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as broken:
        raise CannotRead(f"{path} cannot be read as CSV in UTF-8: {broken}") from broken


def pairs_of(given: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    """`column=kind` texts as a mapping. Raises: CannotRead: not of that form, or no such column."""
    pairs = [one.partition("=") for one in given]
    for column, sign, kind in pairs:
        if not sign or not kind.strip():
            raise CannotRead(f"{column} says no kind. Write --map column=kind.")
        if column.strip() not in columns:
            raise CannotRead(f"There is no column {column.strip()}. The file has {', '.join(columns)}.")
    return {column.strip(): kind.strip() for column, _sign, kind in pairs}


def _tidy(cell: Any) -> Any:
    return cell.strip() if isinstance(cell, str) else cell


def _parquet(path: Path) -> list[Row]:
    try:
        import duckdb
    except ImportError as absent:
        raise CannotRead("Parquet needs DuckDB. Install it with: pip install 'watchward[link]'.") from absent
    try:
        with duckdb.connect() as engine:
            table = engine.execute("SELECT * FROM read_parquet(?)", [str(path)])
            names = [str(one[0]).strip() for one in table.description]
            return [dict(zip(names, map(_tidy, row), strict=True)) for row in table.fetchall()]
    except duckdb.Error as broken:
        raise CannotRead(f"{path} cannot be read as Parquet: {broken}") from broken
