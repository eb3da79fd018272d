"""Members' tables: read as a stream, mapped onto reports, and written back without surprises."""

from watchward.kit.tables.errors import CellError, RowErrors, TableError, Wrong
from watchward.kit.tables.errors_file import write_errors
from watchward.kit.tables.guess import suggest
from watchward.kit.tables.mapping import FIELDS, MappedRow, Mapping, MappingError, apply
from watchward.kit.tables.safe import csv_lines, guard, unguard, write_csv
from watchward.kit.tables.table import Position, Row, Table, open_table

__all__ = [
    "FIELDS",
    "CellError",
    "MappedRow",
    "Mapping",
    "MappingError",
    "Position",
    "Row",
    "RowErrors",
    "Table",
    "TableError",
    "Wrong",
    "apply",
    "csv_lines",
    "guard",
    "open_table",
    "suggest",
    "unguard",
    "write_csv",
    "write_errors",
]
