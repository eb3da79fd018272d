"""B5: ten thousand random deeds of random roles leave exactly their events, and no edit of the ledger stays hidden."""

import sys
from collections.abc import Iterator
from typing import Any

from bench.place import Place, scratch
from bench.results import Number
from tools import postgres

DEEDS, QUICK_DEEDS = 10_000, 300
EDITS, QUICK_EDITS = 1_000, 30  # single-row edits of the long chain; every row and column of a short one besides


def measure(*, quick: bool = False) -> Iterator[Number]:
    """Both engines; the edits are tried where nobody else writes."""
    with scratch("b5") as folder:
        yield from _on(Place(folder), quick)
    with scratch("b5") as folder, postgres.database(durable=True) as url:
        yield from _on(Place(folder, url), quick)


def _on(place: Place, quick: bool) -> list[Number]:
    deeds, edits = (QUICK_DEEDS, QUICK_EDITS) if quick else (DEEDS, EDITS)
    place.prepare()
    print(f"B5: {deeds:,} random deeds in {place.engine}.", file=sys.stderr, flush=True)
    said = place.call("bench.inside.deeds", deeds, edits)
    return [_events(said, deeds, place.engine), _edits(said, place.engine)]


def _events(said: dict[str, Any], deeds: int, engine: str) -> Number:
    return Number(
        id="B5",
        what=f"Events too many or too few after {deeds:,} random deeds of random roles, {engine}",
        goal="0",
        value=said["wrong"],
        baseline=f"{said['done']:,} done, {said['refused']:,} refused, {said['events']:,} events, chain verifies: "
        + ("yes" if said["verifies"] else "no"),
        unit="events",
        holds=said["wrong"] == 0 and said["verifies"],
        how="python -m bench --only B5",
        gross=said["wrong"] > 0 or not said["verifies"],
    )


def _edits(said: dict[str, Any], engine: str) -> Number:
    return Number(
        id="B5",
        what=f"Single-row edits, removals and swaps of the ledger that stay hidden, {engine}",
        goal="0",
        value=said["hidden"],
        baseline=f"{said['tried']:,} tried past the triggers, in every column; {said['kept_out']} of "
        f"{said['knocked']} tries with the triggers in place were refused",
        unit="edits",
        holds=said["hidden"] == 0 and said["kept_out"] == said["knocked"],
        how="python -m bench --only B5",
        gross=said["hidden"] > 0 or said["kept_out"] != said["knocked"],
    )
