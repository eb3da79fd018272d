"""`watchward patterns effect`: did guards help, and the lot that lets one tell."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click
import numpy as np

from watchward.cli.console import say
from watchward.cli.patterns.files import EXITS, FILE, TABLE, Asked, asks, in_words, number, some, write
from watchward.kit.rowfiles import read_rows
from watchward.kit.text import count
from watchward.patterns.coinflip import WEEKS
from watchward.patterns.effect import LIMITS, Effect
from watchward.patterns.guarded import HEADINGS, Judged, drawn, judge, slots_of
from watchward.patterns.places import of_premises
from watchward.patterns.reading import Told, is_yes
from watchward.patterns.risk import fit
from watchward.patterns.slots import shared_out

EPILOG = f"""\b
Examples:
  watchward patterns effect incidents.csv --draw 20 --seed 7 --begins 2026-04-06 --out guarded.csv
  watchward patterns effect incidents.csv --guarded guarded.csv --out effect.csv
The file of guarded slots has the columns {", ".join(HEADINGS)}.
{EXITS.format("also if nothing can be told")}"""
HEADING = (
    "deployment", "where", "design", "from", "to", "slots", "verdict", "counted", "expected", "ratio", "ratio from",
    "ratio to", "p", "in words",
)  # fmt: skip


@click.command("effect", epilog=EPILOG)
@asks
@click.option("--guarded", type=FILE, help="The slots that were guarded, CSV or Parquet.")
@click.option("--draw", type=click.IntRange(6), help="Draw by lot which half of so many slots is guarded first.")
@click.option("--seed", type=int, help="Of the lot: name it before you draw, then everybody can draw it again.")
@click.option("--begins", type=click.DateTime(["%Y-%m-%d"]), help="The first day of the first half.")
@click.option("--weeks", default=WEEKS, show_default=True, type=click.IntRange(1, 52), help="Of each half.")
@click.option("--hours", default=2, show_default=True, type=click.IntRange(1, 24), help="Of each slot of the lot.")
@click.option("--out", required=True, type=TABLE, help="The CSV file to write.")
def effect(
    file: Path, given: Sequence[str], zone: str, now: datetime | None, guarded: Path | None, draw: int | None,
    seed: int | None, begins: datetime | None, weeks: int, hours: int, out: Path,
) -> None:  # fmt: skip
    """Say whether guards helped: by lot where it was drawn, otherwise against a mirrored period.

    Writes a row for each deployment and for its neighbours, with intervals and verdicts. With --draw it names the slots
    instead, drawn by lot, in the form that --guarded reads once they were guarded.
    """
    if (guarded is None) == (draw is None):
        raise click.UsageError("Say which slots were guarded (--guarded), or how many to draw by lot (--draw).")
    if draw is not None and (seed is None or begins is None):
        raise click.UsageError("A lot needs --seed and --begins.")
    asked = Asked(file, given, zone, now)
    rows, told = asked.told()
    some(told)
    say(f"{count(len(rows), 'incident')}, {len(told.incidents.names):,} premises.")
    if draw is not None and seed is not None and begins is not None:
        incidents = told.incidents
        risk = fit(shared_out(incidents), incidents.weeks, incidents.kinds, told.areas, incidents.hours)
        with in_words():
            lot, slots = drawn(incidents, risk, many=draw, begins=begins.date(), seed=seed, hours=hours, weeks=weeks)
        write(out, [HEADINGS, *(one.cells() for one in slots)])
        lines = [lot.sentence, "Guard them as drawn, or say what was not: a lot that is changed by hand is no lot."]
    elif guarded is not None:
        judged = _judged(told, guarded, asked)
        write(out, _table(judged))
        lines = [*(one.sentence for one in judged), LIMITS]
    for line in (*told.said, *told.incidents.said, *lines):
        say(line)


def _judged(told: Told, guarded: Path, asked: Asked) -> tuple[Judged, ...]:
    found = np.array([is_yes(one) for one in told.of_incidents("found")], dtype=bool)
    if found.any():
        say(f"{int(found.sum()):,} incidents that guards or cameras found themselves are counted apart.")
    at = of_premises(told) if told.has("latitude") and told.has("longitude") else None
    return judge(told.incidents, slots_of(read_rows(guarded)), now=asked.moment.date(), found=found, at=at)


def _table(judged: Sequence[Judged]) -> Iterator[Sequence[object]]:
    yield HEADING
    for one in judged:
        yield _row(one, "guarded", one.effect, one.effect.sentence)
        for neighbour in one.moved:
            yield _row(one, neighbour.where, neighbour.effect, neighbour.sentence)


def _row(one: Judged, where: str, told: Effect, words: str) -> Sequence[object]:
    return (
        one.deployment, where, told.design, one.first, one.last, told.slots, told.verdict, number(told.counted, 1),
        number(told.expected, 1), number(told.ratio), number(told.low), number(told.high), number(told.p, 4), words,
    )  # fmt: skip
