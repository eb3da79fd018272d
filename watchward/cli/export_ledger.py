"""`watchward export-ledger`: a ledger as a file, for somebody who checks it on a computer of their own."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
from django.utils import timezone

from watchward.cli.console import say
from watchward.kit.text import count
from watchward.partners.models import Partnership
from watchward.records.ledger import rows_of


@click.command(epilog="Example: watchward export-ledger T-7K3MQ2XD9T ledger.jsonl. Exit codes: 0 done, 1 refused.")
@click.argument("partnership")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def export_ledger(partnership: str, file: Path) -> None:
    """Write the ledger of PARTNERSHIP (its reference or name) into FILE, one row a line.

    It holds references, times and account numbers, no names. Check it with tools/check_ledger.py and the daily letters.
    """
    found = Partnership.everywhere.filter(ref=partnership).first()
    found = found or Partnership.everywhere.filter(name=partnership).first()
    if found is None:
        raise click.ClickException("There is no partnership with that reference or name.")
    number = 0
    with file.open("w", encoding="utf-8") as out:
        for number, line in enumerate(_lines(found.pk), 1):  # noqa: B007 (the count of the last one is said)
            out.write(line + "\n")
    say(f"{count(number, 'row')} of {found.name} ({found.ref}) written at {timezone.localtime():%H:%M}.")


def _lines(partnership_id: int) -> Iterator[str]:
    """Exactly what each digest was made of, and the digest."""
    for row, digest in rows_of(partnership_id):
        yield json.dumps([row, digest], sort_keys=True, separators=(",", ":"))
