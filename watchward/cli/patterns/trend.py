"""`watchward patterns trend`: how it goes over the months, recording gaps first."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click

from watchward.cli.console import say
from watchward.cli.patterns.files import EXITS, FOLDER, Asked, asks, folder, in_words, number, some, write
from watchward.kit.text import count
from watchward.patterns.effect import LIMITS
from watchward.patterns.monthly import Monthly, monthly, verdicts
from watchward.patterns.trend import FELL, ROSE, Part

EPILOG = f"""\b
Example: watchward patterns trend incidents.csv --map month=when --map force=recorder --map town=area --out months
{EXITS.format("also if nothing changed or nothing can be told")}"""
MOST_SAID = 10
REPORTED = LIMITS.partition(". ")[0] + ". They say how much was reported, which follows how many report."


@click.command("trend", epilog=EPILOG)
@asks
@click.option("--since", default="", help="A month (2025-06) from which something was different, named beforehand.")
@click.option("--out", required=True, type=FOLDER, help="Folder for the results.")
def trend(
    file: Path, given: Sequence[str], zone: str, now: datetime | None, since: str, out: Path
) -> None:  # fmt: skip
    """Say what rose and what fell over the months. A month in which recording failed is never announced as a fall.

    Writes months.csv (a verdict for each area, type and month) and trends.csv (slope, known change, changes found).
    """
    asked = Asked(file, given, zone, now)
    rows, told = asked.told("when", clock=False)
    some(told)
    with in_words():
        found = monthly(told, now=asked.moment.date(), since=since)
    into = folder(out)
    write(into / "months.csv", _months(found))
    write(into / "trends.csv", _trends(found))
    say(f"{count(len(rows), 'incident')}, {len(found.months):,} whole months, {found.months[0]} to {found.months[-1]}.")
    counted = ", ".join(f"{many:,} {word}" for word, many in verdicts(found).items())
    clear = [one for one in found.series[1:] if one.trend.verdict in {FELL, ROSE}]
    lines = [
        *told.said, *told.incidents.said, *found.said, f"Months judged against those before: {counted or 'none'}.",
        *found.failed[:MOST_SAID], *_more(len(found.failed), "months.csv"), found.series[0].sentence,
        *(one.sentence for one in clear[:MOST_SAID]), *_more(len(clear), "trends.csv"), REPORTED,
    ]  # fmt: skip
    for line in lines:
        say(line)


def _more(many: int, where: str) -> list[str]:
    return [f"{many - MOST_SAID:,} more stand in {where}."] if many > MOST_SAID else []


def _months(found: Monthly) -> Iterator[Sequence[object]]:
    yield ("area", "type", "month", "verdict", "counted", "expected", "ratio from", "ratio to", "q", "in words")
    for one in found.judged.cells:
        yield (one.area, one.kind, one.month, one.verdict, one.counted, number(one.expected, 1), number(one.low),
               number(one.high), number(one.q, 4), one.sentence)  # fmt: skip


def _trends(found: Monthly) -> Iterator[Sequence[object]]:
    yield ("area", "type", "incidents", "verdict", "yearly ratio", "yearly from", "yearly to", "change", "change from",
           "change to", "changes found", "months left out", "in words")  # fmt: skip
    for one in found.series:
        changed = "; ".join(f"{one.months[each.at]}: {each.ratio:.2f} (p {each.p:.3f})" for each in one.changes)
        yield (one.area, one.type, int(one.trend.counts.sum()), one.trend.verdict, *_part(one.trend.yearly),
               *_part(one.trend.level), changed, ", ".join(one.left_out), one.sentence)  # fmt: skip


def _part(one: Part | None) -> tuple[float | None, ...]:
    return (number(one.ratio), number(one.low), number(one.high)) if one else (None,) * 3
