"""C4: a hard file made by the generator: ten records a person, errors everywhere, families, twins and namesakes."""

from collections.abc import Iterator

from bench.inside.crowd import crowd, records
from bench.inside.linkage import CROWD
from bench.inside.one_file import numbers, splink
from bench.results import Number

PEOPLE, QUICK = 1_000, 120
SEED = 7_301  # never used while the engine was built
GOALS = (0.90, 0.92)


def measure(*, quick: bool = False) -> Iterator[Number]:
    """F1 and B-cubed at the shipped threshold."""
    people = crowd(QUICK if quick else PEOPLE, seed=31 if quick else SEED)
    rows = list(records(people, 10, seed=32 if quick else SEED + 1, trouble="hard").rows())
    truth = [row["truth"] for row in rows]
    beside = "" if quick else splink("crowd", rows, truth)
    what = f"{len(rows):,} generated records about {len(people):,} people"
    yield from numbers("C4", what, rows, truth, CROWD, GOALS, beside, "python -m bench --only C4")
