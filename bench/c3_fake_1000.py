"""C3: fake_1000 of Splink's own documentation: 1,000 records about 181 people, names, date of birth, town, e-mail."""

import sys
from collections.abc import Iterator

from bench.inside.linkage import FAKE, folder, read
from bench.inside.one_file import numbers, splink
from bench.results import Number

GOAL = 0.93
HOW = "BENCH_LINKAGE=FOLDER python -m bench --only C3"


def measure(*, quick: bool = False) -> Iterator[Number]:
    """In short: see C4."""
    place = folder()
    if quick or place is None:
        print("C3 skipped: it needs fake_1000.csv in the folder BENCH_LINKAGE, and has no short form.", file=sys.stderr)
        return
    rows = read(place / "fake_1000.csv")
    truth = [row["cluster"] for row in rows]
    yield from numbers("C3", "fake_1000", rows, truth, FAKE, (GOAL, 0.0), splink("fake_1000", rows, truth), HOW)
