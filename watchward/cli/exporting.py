"""`watchward export`: the reports of a partnership as a CSV file, on record in its ledger."""

import os
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from watchward.cli.console import progress, say
from watchward.cli.importing import UNKNOWN_SEAT
from watchward.collect.actions.export import export_reports
from watchward.collect.queries.export import ExportFilter
from watchward.kit.text import count
from watchward.partners.queries.actors import seat_for_console

DAY = click.DateTime(["%Y-%m-%d"])
EPILOG = (
    "Example: watchward export --partnership T-7K3MQ2XD9T --as cora@example.org --out reports.csv. "
    "Exit codes: 0 written, 1 refused, 2 the command line was not understood."
)


@click.command(epilog=EPILOG)
@click.option("--partnership", required=True, help="Its name or reference (T-…).")
@click.option("--as", "email", required=True, help="The account that exports, with its own powers and no more.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@click.option("--since", type=DAY, help="The first day, like 2026-03-01.")
@click.option("--until", type=DAY, help="The last day.")
@click.option("--people", is_flag=True, help="Also the words, and what was said of people and vehicles.")
def export(
    partnership: str, email: str, out: Path, since: datetime | None, until: datetime | None, people: bool
) -> None:
    """Write the reports of a partnership into a CSV file.

    The file is readable by you alone, its cells cannot run as formulas, and the export is recorded in the ledger.
    """
    seat = seat_for_console(email, partnership)
    if seat is None:
        raise click.UsageError(UNKNOWN_SEAT.format(email=email, partnership=partnership))
    if out.exists():
        raise click.UsageError(f"{out} exists already. Choose another name, or delete it first.")
    zone = seat.partnership.zone_info
    last = until + timedelta(days=1) if until else None
    narrow = ExportFilter(since=_begin_of(since, zone), until=_begin_of(last, zone), people=people)
    total, lines = export_reports(actor=seat.actor, narrow=narrow)
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
        for line in progress(lines, total + 1, "lines"):
            file.write(line)
    say(f"{count(total, 'report')} written to {out}.")


def _begin_of(day: datetime | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day.date(), time(), tzinfo=zone)
