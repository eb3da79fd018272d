"""`watchward patterns`: when and where it happens, whether that is chance, who stands there, whether it helped."""

import click

from watchward.cli.patterns.effect import effect
from watchward.cli.patterns.hotspots import hotspots
from watchward.cli.patterns.plan import plan
from watchward.cli.patterns.slots import slots
from watchward.cli.patterns.trend import trend


@click.group(epilog="Example: watchward patterns slots incidents.csv --out slots.csv. Exit codes: 0 done, 1 refused.")
def patterns() -> None:
    """Say when and where it happens, and whether that is chance, for files of incidents. No database is touched."""


for command in (slots, plan, effect, hotspots, trend):
    patterns.add_command(command)
