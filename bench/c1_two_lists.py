"""C1: two lists of 5,000 synthetic people (Febrl4) without their national number, at the one shipped threshold."""

import sys
from collections.abc import Iterator

from bench.inside.crowd import crowd, records
from bench.inside.linkage import CROWD, FEBRL, Quality, Rows, across, febrl_person, folder, ours, read
from bench.inside.linkage_splink import linked
from bench.results import Number

GOAL = 0.995
SAME = ("given_name", "surname", "street_number", "postcode", "date_of_birth")  # what Splink's model reads
HOW = "BENCH_LINKAGE=FOLDER python -m bench --only C1"


def measure(*, quick: bool = False) -> Iterator[Number]:
    """In short: generated people, nothing of Splink's own."""
    if quick:
        yield _quick()
        return
    place = folder()
    if place is None:
        print("C1 skipped: set BENCH_LINKAGE to the folder with febrl4a.csv and febrl4b.csv.", file=sys.stderr)
        return
    one, other = read(place / "febrl4a.csv"), read(place / "febrl4b.csv")
    truth = [febrl_person(one), febrl_person(other)]
    beside = linked("febrl", [one, other], truth).said()
    same = {name: FEBRL[name] for name in SAME}
    for kinds, what, goal in ((FEBRL, "every column but the number", GOAL), (same, "only Splink's columns", 0.0)):
        found, seconds = ours(one, kinds, other)
        quality = across(found, truth[0] + truth[1], len(set(truth[0]) & set(truth[1])))
        yield _number(f"F1 of pairs, Febrl4, {what}", quality, goal, f"{beside}; ours {seconds:.1f} CPU s")


def _quick() -> Number:
    people = crowd(800, seed=31)
    lists: list[Rows] = [list(records(people, 1, seed=seed, trouble="light").rows()) for seed in (32, 33)]
    found, seconds = ours(lists[0], CROWD, lists[1])
    quality = across(found, [row["truth"] for one in lists for row in one], 800)
    return _number("F1 of pairs, 800 generated people in two lists", quality, 0.95, f"{seconds:.1f} CPU s")


def _number(what: str, quality: Quality, goal: float, beside: str) -> Number:
    return Number(
        id="C1", what=what, goal=f">= {goal}" if goal else "not in the goal, watched", value=round(quality.f1, 4),
        baseline=f"{quality.said()}; {beside}", unit="", holds=quality.f1 >= goal, how=HOW,
        gross=quality.f1 < goal - 0.1,
    )  # fmt: skip
