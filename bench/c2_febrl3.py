"""C2: one list of 5,000 records about 2,000 synthetic people (Febrl3), put together into people."""

import sys
from collections.abc import Iterator

from bench.c1_two_lists import SAME
from bench.inside.linkage import FEBRL, febrl_person, folder, read
from bench.inside.one_file import numbers, splink
from bench.results import Number

GOAL = 0.997
HOW = "BENCH_LINKAGE=FOLDER python -m bench --only C2"


def measure(*, quick: bool = False) -> Iterator[Number]:
    """Without the national number, and with it; each beside Splink with the same choice. In short: see C4."""
    place = folder()
    if quick or place is None:
        print("C2 skipped: it needs febrl3.csv in the folder BENCH_LINKAGE, and has no short form.", file=sys.stderr)
        return
    rows = read(place / "febrl3.csv")
    truth = febrl_person(rows)
    without, by_id = splink("febrl", rows, truth), splink("febrl with id", rows, truth)
    same = {name: FEBRL[name] for name in SAME}
    for what, kinds, goal, beside in (
        ("Febrl3 without the number", FEBRL, GOAL, without),
        ("Febrl3 with it", FEBRL | {"soc_sec_id": "text"}, GOAL, by_id),
        ("Febrl3, only the columns of Splink's model without the number", same, 0.0, without),
    ):
        yield from numbers("C2", what, rows, truth, kinds, (goal, 0.0), beside, HOW)
