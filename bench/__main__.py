"""`python -m bench [--quick] [--only A1,A2]`: measure, print, and (in full) rewrite results.json and README.md."""

import argparse
import signal
import sys
from collections.abc import Callable, Iterator, Sequence

from bench import (
    a1_lists,
    a2_pages,
    a3_import,
    a4_writers,
    a5_kills,
    a6_start,
    b1_search,
    b2_desk,
    b3_gallery,
    b4_access,
    b5_ledger,
    b6_retention,
    c1_two_lists,
    c2_febrl3,
    c3_fake_1000,
    c4_hard_file,
    c5_lookup,
    c8_calibration,
    c9_clusters,
    c10_series,
    d1_slots_named,
    d2_chance,
    d4_year_after,
    d5_scan,
    d6_effect,
    d7_gaps,
    d8_emerging,
    d9_town,
)
from bench.results import Number, save
from tools.postgres import PostgresError

Measure = Callable[..., Iterator[Number]]
MEASURES: dict[str, Measure] = {
    "A1": a1_lists.measure,
    "A2": a2_pages.measure,
    "A3": a3_import.measure,
    "A4": a4_writers.measure,
    "A5": a5_kills.measure,
    "A6": a6_start.measure,
    "B1": b1_search.measure,
    "B2": b2_desk.measure,
    "B3": b3_gallery.measure,
    "B4": b4_access.measure,
    "B5": b5_ledger.measure,
    "B6": b6_retention.measure,
    "C1": c1_two_lists.measure,
    "C2": c2_febrl3.measure,
    "C3": c3_fake_1000.measure,
    "C4": c4_hard_file.measure,
    "C5": c5_lookup.measure,
    "C8": c8_calibration.measure,
    "C9": c9_clusters.measure,
    "C10": c10_series.measure,
    "D1": d1_slots_named.measure,
    "D2": d2_chance.measure,
    "D3": d2_chance.power,
    "D4": d4_year_after.measure,
    "D5": d5_scan.measure,
    "D6": d6_effect.measure,
    "D7": d7_gaps.measure,
    "D8": d8_emerging.measure,
    "D9": d9_town.measure,
}
NOT_IN_QUICK = {"A6", "B4"}  # CI itself begins with a whole environment and walks every address in its tests


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit 1 if something is lost or doubled, or (short form) far beyond its goal."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short form for CI; writes nothing down")
    parser.add_argument("--only", default="", help="some of " + ",".join(MEASURES))
    parser.add_argument("--rows", type=int, default=0, help="A1, A3, B1: instead of a million; the table says so")
    chosen = parser.parse_args(arguments)
    names = [one.strip().upper() for one in chosen.only.split(",") if one.strip()] or list(MEASURES)
    if unknown := set(names) - set(MEASURES):
        parser.error(f"There is no {', '.join(sorted(unknown))}. Choose from {', '.join(MEASURES)}.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers and folders are cleared away
    gross = False
    for name in names:
        if chosen.quick and name in NOT_IN_QUICK and not chosen.only:
            continue
        try:
            numbers = list(_shown(name, chosen.quick, chosen.rows))
        except PostgresError as problem:
            print(f"{name} stopped: {problem}", file=sys.stderr)
            return 1
        gross = gross or any(number.gross for number in numbers)
        if not chosen.quick:
            save(numbers)
    return 1 if gross else 0


def _shown(name: str, quick: bool, rows: int) -> Iterator[Number]:
    more = {"rows": rows} if rows and name in {"A1", "A3", "B1"} else {}
    for number in MEASURES[name](quick=quick, **more):
        print(number.line(), flush=True)
        yield number


if __name__ == "__main__":
    sys.exit(main())
