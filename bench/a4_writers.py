"""A4: twenty-four people send reports at the same moment; none fails, and nobody waits long."""

import random
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.client import Browser
from bench.place import Place, scratch
from bench.results import Number
from bench.server import PORTS, Server
from bench.submissions import make
from tools import postgres

WRITERS = 24
EACH, QUICK_EACH = 40, 4
GOAL = 2.0  # seconds, for 99 in 100


@dataclass
class Tally:
    """What the writers met."""

    waits: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def measure(*, quick: bool = False) -> Iterator[Number]:
    """Through the real server over HTTP, with as many connections as people, on both engines."""
    with scratch("a4") as folder:
        yield from _on(Place(folder), quick)
    with scratch("a4") as folder, postgres.database(durable=True) as url:
        yield from _on(Place(folder, url), quick)


def _on(place: Place, quick: bool) -> Iterator[Number]:
    place.prepare()
    floor = float(place.call("bench.inside.floor", "commits", 1 if quick else 3))
    people = place.call("bench.inside.writers", WRITERS)
    server = Server(place, port=PORTS[3])
    server.start()
    try:
        tally, seconds = write_together(server.port, people, QUICK_EACH if quick else EACH)
    finally:
        server.stop()
    for failure in sorted(set(tally.failures))[:5]:
        print(f"A4: {failure}", file=sys.stderr)
    p99 = statistics.quantiles(tally.waits, n=100)[98] if len(tally.waits) > 1 else float("inf")
    speed = len(tally.waits) / seconds
    beside = (
        f"{len(tally.waits)} sent, median {statistics.median(tally.waits):.2f} s, longest {max(tally.waits):.2f} s, "
        f"{speed:.0f} reports a second; floor {floor:.0f} bare transactions a second by one writer"
    )
    common = {"baseline": beside, "how": "python -m bench --only A4"}
    yield Number(
        id="A4", what=f"Reports that failed with {WRITERS} people sending at once, {place.engine}", goal="0",
        value=len(tally.failures), unit="reports", holds=not tally.failures, gross=bool(tally.failures), **common,
    )  # fmt: skip
    yield Number(
        id="A4", what=f"99 in 100 of {WRITERS} people sending at once had their answer within, {place.engine}",
        goal=f"<= {GOAL:.0f} s", value=round(p99, 2), unit="s", holds=p99 <= GOAL, gross=p99 > 4 * GOAL, **common,
    )  # fmt: skip


def write_together(port: int, people: list[dict[str, str]], each: int) -> tuple[Tally, float]:
    """Everybody begins at the same moment and sends one report after another."""
    tally, ready = Tally(), threading.Barrier(len(people) + 1, timeout=120)

    def write(number: int) -> None:
        dice, browser = random.Random(number), Browser(port, people[number]["session"])
        reports = [make(dice, number, people[number]["premises"], photos=0) for _ in range(each)]
        browser.get("/report/")  # as people do: they open the form, then send it
        ready.wait()
        for report in reports:
            began = time.perf_counter()
            try:
                report.send(browser)
                tally.waits.append(time.perf_counter() - began)
            except Exception as failure:
                tally.failures.append(f"{type(failure).__name__}: {failure}")

    threads = [threading.Thread(target=write, args=(number,), daemon=True) for number in range(len(people))]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return tally, time.perf_counter() - began
