"""C10: the rest of a crime series, whole series held out, beside logistic regression on time and place."""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np

from bench.inside.linkage import folder
from bench.inside.serial import town
from bench.inside.series import Model, Score, Truth, held_out_score, ours, ours_direct, plain, unlearned
from bench.results import Number
from watchward.identify.series.incidents import Incident

CRIMES, OFFENDERS = "crimelinkage_crimes.csv", "crimelinkage_offenders.csv"
SEEDS = (0, 1, 2, 3, 4)  # of the folds; the table has the mean
MODELS: dict[str, Model] = {
    "ours": ours, "ours, without what others say": ours_direct, "the card that ships, nothing learned here": unlearned,
    "logistic regression on time and place": plain,
}  # fmt: skip
HOW = "BENCH_LINKAGE=FOLDER python -m bench --only C10"
FIGURES = (("AUC of pairs", 0.90), ("found at 5 % false positives", 0.75), ("of a series in the top 50", 0.85))
_NOBODY = "NA"


def measure(*, quick: bool = False) -> Iterator[Number]:
    """In short: a generated town."""
    if quick:
        made = town(40, 160, seed=41)
        yield from _numbers("a generated town", made.incidents, made.series, seeds=(0,), goals=False)
        return
    place = folder()
    if place is None or not (found := _there(place)):
        print(f"C10 skipped: set BENCH_LINKAGE to the folder with {CRIMES}, or to one inside it.", file=sys.stderr)
        return
    yield from _numbers("490 fictitious burglaries of a year (crimelinkage)", *read(found), seeds=SEEDS, goals=True)


def _there(place: Path) -> Path | None:
    return next((one for one in (place, place.parent) if (one / CRIMES).exists()), None)


def read(place: Path) -> tuple[list[Incident], Truth]:
    """Incidents with from and to times and three fields of method, and who did each, where that is known."""
    with (place / CRIMES).open(encoding="utf-8", newline="") as file:
        incidents = [_incident(row) for row in csv.DictReader(file)]
    here = {one.ref for one in incidents}
    truth: dict[str, set[str]] = defaultdict(set)
    with (place / OFFENDERS).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["crimeID"] in here:
                truth[row["crimeID"]].add(row["offenderID"])
    return incidents, truth


def _incident(row: dict[str, str]) -> Incident:
    start, end = (_hours(row[f"DATE_{side}"], row[f"TIME_{side}"]) for side in ("FROM", "TO"))
    codes = {name: frozenset({row[name]}) for name in ("MO1", "MO2", "MO3") if row[name] != _NOBODY}
    return Incident(row["crimeID"], start, max(start, end), float(row["X"]), float(row["Y"]), codes)


def _hours(day: str, clock: str) -> float:
    padded = clock.zfill(4)
    return datetime.fromisoformat(day).toordinal() * 24 + int(padded[:2]) + int(padded[2:]) / 60


def _numbers(
    what: str, incidents: Sequence[Incident], truth: Truth, *, seeds: Sequence[int], goals: bool
) -> Iterator[Number]:  # fmt: skip
    scores = {name: [held_out_score(incidents, truth, model, seed) for seed in seeds] for name, model in MODELS.items()}
    means = {name: _figures(many) for name, many in scores.items()}
    first = scores["ours"][0]
    about = f"{what}, whole series held out: {first.pairs} linked pairs, {first.queries} incidents ask"
    for at, (figure, goal) in enumerate(FIGURES):
        mine, others = means["ours"][at], {name: many[at] for name, many in means.items() if name != "ours"}
        yield Number(
            id="C10", what=f"{figure[0].upper()}{figure[1:]}, {about}",
            goal=f">= {goal}" if goals else "not in the goal, watched", value=round(mine, 3),
            baseline="; ".join(f"{name} {value:.3f}" for name, value in others.items()), unit="",
            holds=mine >= goal or not goals, how=HOW, gross=mine < goal - 0.1,
        )  # fmt: skip
    solved = {name: float(np.mean([one.in_top_of_solved for one in many])) for name, many in scores.items()}
    yield Number(
        id="C10", what="The same top 50, among incidents of known authorship only", goal="not in the goal, watched",
        value=round(solved["ours"], 3), baseline=f"{list(MODELS)[-1]} {solved[list(MODELS)[-1]]:.3f}", unit="",
        holds=True, how=HOW,
    )  # fmt: skip


def _figures(many: Sequence[Score]) -> tuple[float, float, float]:
    rows = [(one.auc, one.found_at_5, one.in_top[50]) for one in many]
    auc, found_at_5, in_top = (float(one) for one in np.mean(rows, axis=0))
    return auc, found_at_5, in_top
