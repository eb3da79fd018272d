"""`watchward patterns hotspots`: where it happens, what follows nearby, and what is new."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click

from watchward.cli.console import say
from watchward.cli.patterns.files import EXITS, FOLDER, Asked, asks, folder, in_words, number, some, write
from watchward.kit.text import count
from watchward.patterns.places import BANDWIDTH, HOT, LIMITS, REACH, Where, where

EPILOG = f"""\b
Example: watchward patterns hotspots incidents.csv --map lat=latitude --map lon=longitude --map when=when --out where
{EXITS.format("also if nothing is hot")}"""
SHOWN = 0.1  # of the peak: cells of the density below are not written
DEGREES = 6  # digits


@click.command("hotspots", epilog=EPILOG)
@asks
@click.option("--only", default="", help="Look at one type of incident, as the column of kind type has it.")
@click.option("--reach", default=REACH, show_default=True, type=click.FloatRange(1), help="Metres that count as near.")
@click.option(
    "--bandwidth", default=BANDWIDTH, show_default=True, type=click.FloatRange(10),
    help="Metres over which the density spreads each incident.",
)  # fmt: skip
@click.option("--out", required=True, type=FOLDER, help="Folder for the results.")
def hotspots(
    file: Path, given: Sequence[str], zone: str, now: datetime | None, only: str, reach: float, bandwidth: float,
    out: Path,
) -> None:  # fmt: skip
    """Say where it happens: hot spots, density, near repeats, and clusters that are new.

    Writes places.csv (Getis-Ord Gi* of each place), density.csv, repeats.csv (Knox) and clusters.csv (the
    permutation scan).
    """
    rows, told = Asked(file, given, zone, now).told("latitude", "longitude", "when", clock=False)
    some(told)
    with in_words():
        found = where(told, only=only, reach=reach, bandwidth=bandwidth)
    into = folder(out)
    write(into / "places.csv", _places(found))
    write(into / "density.csv", _density(found))
    write(into / "repeats.csv", _repeats(found))
    write(into / "clusters.csv", _clusters(found))
    hot = [one for one in found.spots if one.verdict == HOT]
    say(f"{count(len(rows), 'incident')}, {len(found.spots):,} places, {len(hot):,} of them hot.")
    best = [f"Hot: {one.name} with the {one.near:,} places near it (q {one.q:.4f})." for one in hot[:5]]
    new = [one.sentence for one, _, _ in found.clusters if one.p <= 0.05]
    lines = (*told.said, *told.incidents.said, *found.said, *best, found.repeats.sentence,
             *(new or ["Nothing new stands out in the last days of the file."]), LIMITS)  # fmt: skip
    for line in lines:
        say(line)


def _places(found: Where) -> Iterator[Sequence[object]]:
    yield ("place", "latitude", "longitude", "incidents", "places near", "z", "p", "q", "verdict")
    for one in found.spots:
        yield (one.name, number(one.latitude, DEGREES), number(one.longitude, DEGREES), one.counted, one.near,
               number(one.z), number(one.p, 6), number(one.q, 4), one.verdict)  # fmt: skip


def _density(found: Where) -> Iterator[Sequence[object]]:
    yield ("latitude", "longitude", "incidents in a square kilometre")
    values = found.density.values.ravel()
    for at in (-values).argsort(kind="stable").tolist():
        if values[at] < SHOWN * values.max():
            break
        yield (number(found.latitude[at], DEGREES), number(found.longitude[at], DEGREES), number(values[at], 1))


def _repeats(found: Where) -> Iterator[Sequence[object]]:
    yield ("within metres", "within days", "pairs", "expected", "ratio", "p")
    told = found.repeats
    for row, metres in enumerate(told.metres):
        for column, days in enumerate(told.days):
            at = (row, column)
            yield (f"{metres:g}", f"{days:g}", int(told.pairs[at]), number(float(told.expected[at]), 1),
                   number(float(told.ratio[at])), number(float(told.p[at])))  # fmt: skip


def _clusters(found: Where) -> Iterator[Sequence[object]]:
    yield (
        "latitude",
        "longitude",
        "radius in metres",
        "days",
        "counted",
        "expected",
        "ratio",
        "p",
        "verdict",
        "in words",
    )
    for one, north, east in found.clusters:
        word = "new" if one.p <= 0.05 else "may be chance"
        yield (number(north, DEGREES), number(east, DEGREES), number(one.radius, 0), one.days, one.counted,
               number(one.expected), number(one.ratio), number(one.p, 6), word, one.sentence)  # fmt: skip
