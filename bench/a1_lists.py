"""A1: the newest 50 of a million reports cost what the newest 50 of ten thousand cost."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.place import Place, scratch
from bench.results import Number
from tools import postgres

GOAL = 1.5
SMALL, LARGE, QUICK_LARGE = 10_000, 1_000_000, 50_000


def measure(*, quick: bool = False, rows: int = 0) -> Iterator[Number]:
    """Both engines, both ways of being linked, whole page and query."""
    large = rows or (QUICK_LARGE if quick else LARGE)
    with scratch("a1") as folder:
        yield from _on([Place(folder / "small"), Place(folder / "large")], large, quick)
    with scratch("a1") as folder, postgres.database(durable=True) as url, two_databases(url) as urls:
        yield from _on([Place(folder / name, each) for name, each in urls.items()], large, quick)


@contextmanager
def two_databases(url: str) -> Iterator[dict[str, str]]:
    """The addresses of two new databases of one server; they are dropped at the end."""
    import psycopg

    base = url.rpartition("/")[0]
    names = ("bench_small", "bench_large")
    with psycopg.connect(url, autocommit=True) as server:
        for name in names:
            server.execute(f"DROP DATABASE IF EXISTS {name}")
            server.execute(f"CREATE DATABASE {name}")
        try:
            yield {name: f"{base}/{name}" for name in names}
        finally:
            for name in names:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _on(places: list[Place], large: int, quick: bool) -> list[Number]:
    for place, rows in zip(places, (SMALL, large), strict=True):
        place.home.mkdir()
        place.prepare(files=place is places[0])
        place.call("bench.inside.fill", rows)
        print(f"A1: {rows:,} reports in {place.engine}.", file=sys.stderr, flush=True)
    other = _database_of(places[1])
    said = places[0].call("bench.inside.lists", other, 0.15 if quick else 0.4)
    engine = places[0].engine
    return [*(_number(row, engine, large) for row in said["rows"]), *(_count(row, engine) for row in said["counts"])]


def _database_of(place: Place) -> str:
    return str(Path(place.home) / "watchward.sqlite3") if place.engine == "SQLite" else place.url.rpartition("/")[2]


def _number(row: dict[str, Any], engine: str, large: int) -> Number:
    what = f"{'page' if row['kind'] == 'page' else 'list'}, {row['case']}, {engine}"
    return Number(
        id="A1",
        what=f"CPU of the newest 50 with {large:,} reports against {SMALL:,}: {what}",
        goal=f"<= {GOAL} x" if row["in_goal"] else f"<= {GOAL} x (not in the goal, watched)",
        value=round(row["ratio"], 2),
        baseline=f"{row['small_ms']:.2f} ms with {SMALL:,}; {row['large_ms']:.2f} ms with {large:,}",
        unit="x",
        holds=row["ratio"] <= GOAL,
        how="python -m bench --only A1",
        gross=row["in_goal"] and row["ratio"] > 2 * GOAL,
    )


def _count(row: dict[str, Any], engine: str) -> Number:
    return Number(
        id="A1",
        what=f"Queries of a list of 50 rows: {row['case']}, {engine}",
        goal="as many as for 1 row",
        value=row["fifty"],
        baseline=row["one"],
        unit="queries",
        holds=row["one"] == row["fifty"],
        how="python -m bench --only A1",
        gross=row["one"] != row["fifty"],
    )
