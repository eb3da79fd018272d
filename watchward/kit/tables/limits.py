"""How long a sheet can be. Apart from the writer, so that asking does not load the library for workbooks."""

from watchward.kit.errors import Refused

MOST_ROWS = 1_048_575  # Excel's own limit, less the header


class TooManyRows(Refused):
    """The table is longer than a sheet can be."""


def refuse_too_many(rows: int) -> None:
    """Raise before anything is written. CSV has no such limit."""
    if rows > MOST_ROWS:
        raise TooManyRows(f"Excel holds {MOST_ROWS:,} rows; this would be {rows:,}. Narrow it, or take the CSV file.")
