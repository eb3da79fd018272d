"""A3: a member's log comes in fast, with its ledger rows, in the same memory however long it is."""

from collections.abc import Iterator

from bench.imports import measure_import
from bench.place import Place, scratch
from bench.results import Number

GOAL = 2000  # rows a second
FLAT_MB = 40  # both runs share SQLite's page cache of 32 MB, which a short file does not fill; the rest is slack
SHORT, LONG = 10_000, 1_000_000
BEST_OF = 3
HOW = "python -m bench --only A3"


def measure(*, quick: bool = False, rows: int = 0) -> Iterator[Number]:
    """Speed on a short file, best of three with the floor in turns; then memory on the long one."""
    best, floor, short_peak = 0.0, 0.0, 0.0
    for _ in range(1 if quick else BEST_OF):
        floor = max(floor, _floor(SHORT))
        run = measure_import(SHORT)
        assert run["made"] == run["events"] == SHORT, f"{run['made']} reports and {run['events']} ledger rows."
        best, short_peak = max(best, run["rows_per_second"]), max(short_peak, run["peak_mb"])
    yield _speed(best, floor, SHORT)
    rows = rows or (50_000 if quick else LONG)
    run = measure_import(rows)
    assert run["made"] == run["events"] == rows, f"{run['made']} reports and {run['events']} ledger rows."
    yield _speed(run["rows_per_second"], floor, rows)
    grown = run["peak_mb"] - short_peak
    yield Number(
        id="A3",
        what=f"More memory of the importing process with {rows:,} rows than with {SHORT:,}, SQLite",
        goal=f"flat: <= {FLAT_MB} MB, of which 32 MB are the page cache of SQLite",
        value=round(grown, 1),
        baseline=f"{short_peak:.0f} MB with {SHORT:,}; {run['peak_mb']:.0f} MB with {rows:,}; "
        f"{run['resident_mb']:.0f} MB with the mapped pages of the database file",
        unit="MB",
        holds=grown <= FLAT_MB,
        how=HOW,
        gross=grown > 4 * FLAT_MB,
    )


def _speed(speed: float, floor: float, rows: int) -> Number:
    return Number(
        id="A3",
        what=f"Rows a second of an import of {rows:,} rows with their ledger rows, SQLite",
        goal=f">= {GOAL:,}",
        value=round(speed),
        baseline=f"floor {floor:,.0f} rows a second, bare inserts of {SHORT:,} ready reports without ledger; "
        f"the import takes {floor / speed:.1f} x the floor",
        unit="rows/s",
        holds=speed >= GOAL,
        how=HOW,
        gross=speed < GOAL / 4 and speed < floor / 20,  # slow machines are forgiven, slow code is not
    )


def _floor(rows: int) -> float:
    with scratch("a3") as folder:
        place = Place(folder)
        place.prepare(files=False)
        return float(place.call("bench.inside.floor", "rows", rows))
