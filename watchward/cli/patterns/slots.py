"""`watchward patterns slots`: the week of each premises, judged."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click

from watchward.cli.console import say
from watchward.cli.patterns.files import EXITS, TABLE, Asked, asks, write
from watchward.kit.text import count
from watchward.patterns.hours import window_words
from watchward.patterns.slots import LIMITS, SPECIAL, Verdict, find

EPILOG = f"""\b
Example: watchward patterns slots incidents.csv --map shop=place --map when=when --map sort=kind --out slots.csv
{EXITS.format("also if nothing is special")}"""
HEADING = (
    "premises", "kind", "incidents", "verdict", "slot", "start hour of week", "hours", "counted", "foretold",
    "ratio", "ratio from", "ratio to", "p", "q", "weeks seen", "expected next month", "expected from", "expected to",
    "usual for the kind", "in words",
)  # fmt: skip


@click.command("slots", epilog=EPILOG)
@asks
@click.option("--out", required=True, type=TABLE, help="The CSV file to write.")
@click.option(
    "--false-claims", default=0.05, show_default=True, type=click.FloatRange(0.001, 0.5),
    help="The share of what is called special that may be chance.",
)  # fmt: skip
def slots(file: Path, given: Sequence[str], zone: str, now: datetime | None, out: Path, false_claims: float) -> None:
    """Judge the week of each premises: special, usual for this kind, or not enough yet.

    Writes one row for each premises, with intervals, p-values, what to expect next month, and a sentence.
    """
    rows, told = Asked(file, given, zone, now).told()
    found = find(told.incidents, areas=told.areas, false_claims=false_claims)
    write(out, _table(found.verdicts))
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
