"""`watchward patterns`: when it happens, and whether that is chance, for any file of incidents. Needs no database."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from watchward.cli.console import say
from watchward.kit.errors import Refused
from watchward.kit.rowfiles import read_rows
from watchward.kit.tables import write_csv
from watchward.kit.text import count
from watchward.patterns.hours import window_words
from watchward.patterns.reading import mapping_of, read
from watchward.patterns.slots import LIMITS, SPECIAL, Verdict, find

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SLOTS_EPILOG = """\b
Example: watchward patterns slots incidents.csv --map shop=place --map when=when --map sort=kind --out slots.csv
Exit codes: 0 done, also if nothing is special; 1 refused or failed, 2 the command line was not understood."""
HEADING = (
    "premises", "kind", "incidents", "verdict", "slot", "start hour of week", "hours", "counted", "foretold",
    "ratio", "ratio from", "ratio to", "p", "q", "weeks seen", "expected next month", "expected from", "expected to",
    "usual for the kind", "in words",
)  # fmt: skip


@click.group(epilog="Example: watchward patterns slots incidents.csv --out slots.csv. Exit codes: 0 done, 1 refused.")
def patterns() -> None:
    """Say when it happens, and whether that is chance, for files of incidents. Nothing touches the database."""


@patterns.command("slots", epilog=SLOTS_EPILOG)
@click.argument("file", type=FILE)
@click.option("--map", "given", multiple=True, help="column=kind, once for each column; guessed if not given.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The CSV file to write.")
@click.option("--zone", default="Europe/London", show_default=True, help="Whose clocks the times are of.")
@click.option("--now", "now", type=click.DateTime(), help="What is later is in the future; the clock if not given.")
@click.option(
    "--false-claims", default=0.05, show_default=True, type=click.FloatRange(0.001, 0.5),
    help="The share of what is called special that may be chance.",
)  # fmt: skip
def slots(file: Path, given: Sequence[str], out: Path, zone: str, now: datetime | None, false_claims: float) -> None:
    """Judge the week of each premises: special, usual for this kind, or not enough yet.

    Writes one row for each premises, with intervals, p-values, what to expect next month, and a sentence.
    """
    try:
        clocks = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise Refused(f"There is no time zone {zone}. Write one like Europe/London.") from unknown
    rows = read_rows(file)
    mapping = mapping_of(given, list(rows[0]) if rows else [])
    if not given:
        say("Guessed: " + ", ".join(f"{column}={kind}" for column, kind in mapping.items()) + ".")
    told = read(rows, mapping, now=now or datetime.now(clocks), zone=clocks)
    found = find(told.incidents, areas=told.areas, false_claims=false_claims)
    try:
        with out.open("w", encoding="utf-8", newline="") as place:
            write_csv(_table(found.verdicts), place)
    except OSError as broken:
        raise Refused(f"{out} cannot be written: {broken}") from broken
    special = [one for one in found.verdicts if one.verdict == SPECIAL]
    say(f"{count(len(rows), 'incident')}, {len(found.verdicts):,} premises, {len(special):,} with a slot of its own.")
    for line in (*told.said, *found.said, *(f"{one.premises}: {one.sentence}" for one in special), LIMITS):
        say(line)


def _table(verdicts: Sequence[Verdict]) -> Iterator[Sequence[object]]:
    yield HEADING
    for one in sorted(verdicts, key=lambda each: (each.q, each.p, each.premises)):
        looked_at = one.q < 1 or one.p < 1
        shown = one.expected if one.verdict == SPECIAL else one.advice
        yield (
            one.premises, one.kind, one.total, one.verdict, window_words(shown.start, shown.hours), shown.start,
            shown.hours, *_numbers(one, looked_at=looked_at),
            *(f"{each:.2f}" for each in (shown.mean, shown.low, shown.high, shown.usual)), one.sentence,
        )  # fmt: skip


def _numbers(one: Verdict, *, looked_at: bool) -> tuple[str, ...]:
    """Of the most striking slot, which need not be the one to watch; empty where nothing was looked at."""
    if not looked_at:
        return ("",) * 8
    ratio = one.counted / one.foretold if one.foretold > 0 else 0.0
    return (f"{one.counted:.1f}", f"{one.foretold:.2f}", f"{ratio:.2f}", f"{one.low:.2f}", f"{one.high:.2f}",
            f"{one.p:.6f}", f"{one.q:.4f}", str(one.weeks_seen))  # fmt: skip
