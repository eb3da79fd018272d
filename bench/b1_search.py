"""B1: a misspelt name and three words are found among a million reports for a few times the cost of one page."""

import sys
from collections.abc import Iterator
from typing import Any

from bench.place import Place, scratch
from bench.results import Number
from tools import postgres

REPORTS, SUBJECTS, ROUNDS = 1_000_000, 100_000, 400
QUICK = 10_000, 1_000, 60
NAME_GOAL, WORDS_GOAL, FOUND_GOAL = 10, 15, 98


def measure(*, quick: bool = False, rows: int = 0) -> Iterator[Number]:
    """Both engines, one after the other, each with its own page by primary key beside it."""
    sizes = QUICK if quick else (rows or REPORTS, (rows or REPORTS) // 10, ROUNDS)
    with scratch("b1") as folder:
        yield from _on(Place(folder), sizes)
    with scratch("b1") as folder, postgres.database(durable=True) as url:
        yield from _on(Place(folder, url), sizes)


def _on(place: Place, sizes: tuple[int, int, int]) -> list[Number]:
    place.prepare(files=False)
    reports, subjects, rounds = sizes
    print(f"B1: {reports:,} reports and {subjects:,} subjects in {place.engine}.", file=sys.stderr, flush=True)
    said = place.call("bench.inside.search", reports, subjects, rounds)
    about = f"{reports:,} reports and {subjects:,} subjects with three aliases, one partnership, {place.engine}"
    return [
        _ratio("name", f"CPU of a misspelt name, p95, against a page of 50 by primary key: {about}", NAME_GOAL, said),
        _ratio("narrative", f"CPU of three words in narratives, p95, against the same page: {about}", WORDS_GOAL, said),
        _found(about, said),
    ]


def _ratio(case: str, what: str, goal: int, said: dict[str, Any]) -> Number:
    cpu, wall, median = said["cpu"], said["wall"], said["median"]
    ratio = cpu[case] / cpu["page"]
    beside = f"p95 {cpu['page'] * 1000:.2f} ms the page, {cpu[case] * 1000:.2f} ms the search"
    beside += f"; medians {median['page'] * 1000:.2f} and {median[case] * 1000:.2f} ms"
    beside += f"; on the wall {wall['page'] * 1000:.1f} and {wall[case] * 1000:.1f} ms"
    return Number(
        id="B1", what=what, goal=f"<= {goal} x", value=round(ratio, 1), baseline=beside, unit="x",
        holds=ratio <= goal, how="python -m bench --only B1", gross=ratio > 2 * goal,
    )  # fmt: skip


def _found(about: str, said: dict[str, Any]) -> Number:
    share = 100 * said["found"]
    return Number(
        id="B1", what=f"Names with one typing error found in the first 20: {about}", goal=f">= {FOUND_GOAL} %",
        value=round(share, 1), baseline=f"{said['typed']} names, the error anywhere in the whole name", unit="%",
        holds=share >= FOUND_GOAL, how="python -m bench --only B1", gross=share < FOUND_GOAL - 8,
    )  # fmt: skip
