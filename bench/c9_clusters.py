"""C9: after ten thousand changes, groups are those of a clean batch, and everybody else keeps their number."""

import sys
from collections.abc import Iterator
from typing import Any

from bench.place import Place, scratch
from bench.results import Number

RECORDS, CHANGES, NIGHT = 20_000, 10_000, 1_000_000
QUICK = (1500, 400, 30_000)
HOW = "python -m bench --only C9"


def measure(*, quick: bool = False) -> Iterator[Number]:
    """Changes one by one beside a batch run; then the grouping of one night."""
    records, changes, night = QUICK if quick else (RECORDS, CHANGES, NIGHT)
    with scratch("c9") as folder:
        place = Place(folder)
        print(f"C9: {changes:,} changes to {records:,} records.", file=sys.stderr, flush=True)
        yield from _changes(place.call("bench.inside.groups", "changes", records, changes), changes)
        print(f"C9: one night of {night:,} records.", file=sys.stderr, flush=True)
        yield _night(place.call("bench.inside.groups", "night", night), night)


def _changes(found: dict[str, Any], changes: int) -> Iterator[Number]:
    what = f"{changes:,} random inserts, corrections, judgements, deletions in {found['records']:,} records"
    yield Number(
        id="C9",
        what=f"Records in another group than a clean batch puts them in, after {what}",
        goal="0",
        value=found["wrong"],
        baseline=f"{found['pairs']:,} weighed pairs; {found['contradictions']} judgements contradict others: listed",
        unit="records",
        holds=found["wrong"] == 0,
        how=HOW,
        gross=found["wrong"] > 0,
    )
    share, batch = (100 * found[one] / max(found["untouched"], 1) for one in ("stayed", "stayed_batch"))
    nearly = f"with those whose neighbours came or went {found['unnamed_stayed']:,} of {found['unnamed']:,}"
    yield Number(
        id="C9",
        what="Of untouched people (named by no change, the same records in their group), those with the same number",
        goal=">= 99.9 %",
        value=round(share, 3),
        baseline=f"{batch:.1f} % if each run counts its groups from 0; {found['untouched']:,} records; {nearly}",
        unit="%",
        holds=share >= 99.9,
        how=HOW,
        gross=share < 99,
    )
    yield Number(
        id="C9",
        what="One change, mean on the wall",
        goal="<= 1/100 of a batch",
        value=round(1000 * found["mean"], 3),
        baseline=f"95 % within {1000 * found['p95']:.2f} ms; a batch run {1000 * found['batch']:.0f} ms",
        unit="ms",
        holds=found["mean"] * 100 <= found["batch"],
        how=HOW,
    )


def _night(found: dict[str, Any], records: int) -> Number:
    return Number(
        id="C9",
        what=f"The grouping of one night: {records:,} records, {found['pairs']:,} weighed pairs, processor time",
        goal="<= 60 s, <= 2 GB",
        value=round(found["cpu"], 1),
        baseline=f"{found['grouped']:.1f} s of it grouping, the rest numbers; at most {found['memory'] / 1e9:.2f} GB, "
        f"{found['memory_before'] / 1e9:.2f} before; {found['moved']:,} records in another group than the night before",
        unit="s",
        holds=found["cpu"] <= 60 and found["memory"] <= 2e9,
        how=HOW,
    )
