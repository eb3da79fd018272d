"""C5 to C7: the live look-up among a million persons: how fast, how right, how soon, how many reports it resolves."""

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from bench.place import Place, scratch
from bench.results import Number

PEOPLE, QUESTIONS, SCANNED, SCANS, REPORTS, INSERTS = 1_000_000, 2_000, 2_000, 20, 20_000, 100
QUICK = (20_000, 300, 500, 5, 1_500, 20)
HOW = "python -m bench --only C5"
MEGA = 1_000_000


def measure(*, quick: bool = False) -> Iterator[Number]:
    """One index for all three; each part in a process of its own."""
    people, questions, scanned, scans, reports, inserts = QUICK if quick else (
        PEOPLE, QUESTIONS, SCANNED, SCANS, REPORTS, INSERTS
    )  # fmt: skip
    with scratch("c5") as folder:
        place = Place(folder)
        _say(f"an index of {people:,} persons is built")
        built = place.call("bench.inside.lookup", "build", folder, people, questions)
        asked = place.call("bench.inside.lookup", "ask", folder)
        scan = place.call("bench.inside.lookup", "scan", folder, scanned, scans)
        yield from _asked(asked, built, scan, people, questions)
        _say("a second process looks for what was just put in")
        yield _fresh(place.call("bench.inside.lookup", "fresh", folder, inserts), inserts)
        _say(f"{reports:,} reports stream in")
        yield _resolved(place.call("bench.inside.lookup", "resolve", folder, reports), people)


def _asked(
    asked: dict[str, Any], built: dict[str, Any], scan: dict[str, Any], people: int, questions: int
) -> Iterator[Number]:  # fmt: skip
    one_by_one = 1000 * float(np.median(scan["cpu"])) / scan["people"] * people
    about = f"{questions:,} questions, partial and misspelt, a third without birth date, among {people:,} persons"
    p95 = 1000 * _quantile(asked["wall"], 0.95)
    yield _number(
        "C5", f"One look-up with reasons for ten candidates, 95 % within: {about}", "<= 10 ms", p95, "ms", p95 <= 10,
        f"median {1000 * _quantile(asked['wall'], 0.5):.1f} ms, processor time 95 % within "
        f"{1000 * _quantile(asked['cpu'], 0.95):.1f} ms; weighing everybody one by one {one_by_one:,.0f} ms",
        gross=p95 > 100,
    )  # fmt: skip
    first, listed = 100 * asked["first"], 100 * asked["listed"]
    yield _number("C5", "The right person stands first", ">= 97 %", first, "%", first >= 97, "", gross=first < 80)
    yield _number("C5", "The right person is among the ten", ">= 99 %", listed, "%", listed >= 99, "",
                  gross=listed < 85)  # fmt: skip
    held = (asked["own"] + asked["mapped"]) / MEGA
    yield _number(
        "C5", "Memory of a process that answers", "<= 1,000 MB", held, "MB", held <= 1000,
        f"{asked['own'] / MEGA:.0f} MB its own, the rest pages of files that all processes share; "
        f"{built['disk'] / MEGA:.0f} MB on disk, built in {built['seconds']:.0f} s; opened in {asked['open']:.2f} s",
    )  # fmt: skip


def _fresh(found: dict[str, Any], inserts: int) -> Number:
    slowest = max(max(found["insert"]), max(found["delete"]))
    return _number(
        "C6", f"From an insert or deletion until another process answers accordingly, the slowest of {2 * inserts}",
        "<= 1 s", slowest, "s", slowest <= 1, f"median {float(np.median(found['insert'])):.4f} s", digits=4,
        gross=slowest > 5,
    )  # fmt: skip


def _resolved(found: dict[str, Any], people: int) -> Number:
    each = found["reports"] / found["cpu"]
    return _number(
        "C7", f"Reports looked up, decided and put in, one after the other, per core, among {people:,} persons",
        ">= 1,000 reports/s", each, "reports/s", each >= 1000,
        f"{found['known']:,} of {found['reports']:,} said to be known, "
        f"{found['known'] - found['right']:,} of them wrongly",
        digits=0, gross=each < 100,
    )  # fmt: skip


def _number(
    ident: str, what: str, goal: str, value: float, unit: str, holds: bool, beside: str, *, digits: int = 2,
    gross: bool = False,
) -> Number:  # fmt: skip
    return Number(id=ident, what=what, goal=goal, value=round(value, digits), baseline=beside or "the same run",
                  unit=unit, holds=holds, how=HOW, gross=gross)  # fmt: skip


def _quantile(many: Sequence[float], share: float) -> float:
    return float(np.quantile(many, share))


def _say(words: str) -> None:
    print(f"C5: {words}.", file=sys.stderr, flush=True)
