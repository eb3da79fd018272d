"""B6: random worlds, a run that is killed anywhere, a second run: what should go is gone, and nothing else."""

import os
import random
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.place import Place, scratch
from bench.results import Number
from tools import postgres

EXAMPLES, QUICK_EXAMPLES, POSTGRES_EXAMPLES = 1000, 20, 100
SHARE = 125  # worlds to a process and a fresh copy of the prepared database, so that none grows slow with old worlds


def measure(*, quick: bool = False) -> Iterator[Number]:
    """Both engines; the bytes of the files are searched where the database is a file."""
    with scratch("b6") as folder:
        place = Place(folder / "prepared")
        place.home.mkdir()
        place.prepare(files=False)
        examples = QUICK_EXAMPLES if quick else EXAMPLES
        yield _number(place, examples, _in_copies(place, folder, examples))
    if not quick:
        with scratch("b6") as folder, postgres.database(durable=True) as url:
            place = Place(folder, url)
            place.prepare(files=False)
            yield _number(place, POSTGRES_EXAMPLES, [_try(place, POSTGRES_EXAMPLES)])


def _in_copies(place: Place, folder: Path, examples: int) -> list[dict[str, Any]]:
    """The worlds, a share to each copy of the prepared home, as many at a time as there are cores."""
    shares = [min(SHARE, examples - start) for start in range(0, examples, SHARE)]

    def on_a_copy(number: int) -> dict[str, Any]:
        home = folder / f"copy-{number}"
        shutil.copytree(place.home, home)
        found = _try(Place(home), shares[number])
        shutil.rmtree(home, ignore_errors=True)
        return found

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(on_a_copy, range(len(shares))))


def _try(place: Place, examples: int) -> dict[str, Any]:
    seed = random.randrange(10**6)
    print(f"B6: {examples:,} worlds in {place.engine}, seed {seed}.", file=sys.stderr, flush=True)
    said: dict[str, Any] = place.call("bench.inside.retention", examples, seed)
    return said


def _number(place: Place, examples: int, said: list[dict[str, Any]]) -> Number:
    wrong = [sentence for one in said for sentence in one["wrong"]]
    for sentence in wrong:
        print(f"B6: {sentence}", file=sys.stderr)
    many: Counter[str] = Counter()
    for one in said:
        many.update({name: number for name, number in one.items() if name != "wrong"})
    if many["worlds"] != examples:
        wrong.append(f"Only {many['worlds']} worlds were tried.")
    where = "rows, database file, its log, vault, letters, logs" if place.engine == "SQLite" else "rows, vault, logs"
    return Number(
        id="B6",
        what=f"Things left, lost or miscounted after deletion was killed at a random statement and run again, "
        f"{examples:,} random worlds, {place.engine}",
        goal="0",
        value=len(wrong),
        baseline=f"{many['reports']:,} reports and {many['subjects']:,} subjects built, {many['deleted']:,} things "
        f"deleted under {many['certificates']:,} certificates, {many['killed']:,} runs killed; searched: {where}",
        unit="things",
        holds=not wrong,
        how="python -m bench --only B6",
        gross=bool(wrong),
    )
