"""B2: a desk with ten thousand reports on it costs what a desk with fifty costs."""

import sys
from collections.abc import Iterator
from typing import Any

from bench.place import Place, scratch
from bench.results import Number
from tools import postgres

GOAL = 1.5
FEW, MANY, QUICK_MANY = 100, 10_000, 2_000  # half to do, half waiting: a page of 50 is full on either desk


def measure(*, quick: bool = False) -> Iterator[Number]:
    """Both engines: open the desk, filter it, grade from it."""
    with scratch("b2") as folder:
        yield from _on(Place(folder), quick)
    with scratch("b2") as folder, postgres.database(durable=True) as url:
        yield from _on(Place(folder, url), quick)


def _on(place: Place, quick: bool) -> list[Number]:
    many = QUICK_MANY if quick else MANY
    place.prepare()
    print(f"B2: desks with {FEW} and with {many:,} reports in {place.engine}.", file=sys.stderr, flush=True)
    said = place.call("bench.inside.desk", FEW, many, 0.15 if quick else 0.5)
    return [_number(row, place.engine, many) for row in said]


def _number(row: dict[str, Any], engine: str, many: int) -> Number:
    return Number(
        id="B2",
        what=f"CPU of a desk with {many:,} reports against {FEW}: {row['case']}, {engine}",
        goal=f"<= {GOAL} x",
        value=round(row["ratio"], 2),
        baseline=f"{row['few_ms']:.2f} ms with {FEW}; {row['many_ms']:.2f} ms with {many:,}",
        unit="x",
        holds=row["ratio"] <= GOAL,
        how="python -m bench --only B2",
        gross=row["ratio"] > 2 * GOAL,
    )
