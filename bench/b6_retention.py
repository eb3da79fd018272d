"""B6: random worlds, a run that is killed anywhere, a second run: what should go is gone, and nothing else."""

import random
import sys
from collections.abc import Iterator

from bench.place import Place, scratch
from bench.results import Number
from tools import postgres

EXAMPLES, QUICK_EXAMPLES = 1000, 20


def measure(*, quick: bool = False) -> Iterator[Number]:
    """Both engines; the bytes of the files are searched where the database is a file."""
    with scratch("b6") as folder:
        yield _on(Place(folder), quick)
    if not quick:
        with scratch("b6") as folder, postgres.database(durable=True) as url:
            yield _on(Place(folder, url), quick)


def _on(place: Place, quick: bool) -> Number:
    examples = QUICK_EXAMPLES if quick else EXAMPLES
    place.prepare(files=False)
    print(f"B6: {examples:,} worlds in {place.engine}.", file=sys.stderr, flush=True)
    said = place.call("bench.inside.retention", examples, random.randrange(10**6))
    for sentence in said["wrong"]:
        print(f"B6: {sentence}", file=sys.stderr)
    where = "rows, database file, its log, vault, letters, logs" if place.engine == "SQLite" else "rows, vault, logs"
    return Number(
        id="B6",
        what=f"Things left, lost or miscounted after deletion was killed at a random statement and run again, "
        f"{examples:,} random worlds, {place.engine}",
        goal="0",
        value=len(said["wrong"]),
        baseline=f"{said['reports']:,} reports and {said['subjects']:,} subjects built, {said['deleted']:,} things "
        f"deleted under {said['certificates']:,} certificates; searched: {where}",
        unit="things",
        holds=not said["wrong"],
        how="python -m bench --only B6",
        gross=bool(said["wrong"]),
    )
