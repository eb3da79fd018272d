"""`watchward import`: a member's own log from the command line, resumable, with an exit code that a script can read."""

import hashlib
import sys
import time
from pathlib import Path

import click

from watchward.cli.console import bar, say
from watchward.collect.actions.imports import (
    FileOnDisk,
    ImportIsBusy,
    run_import,
    set_mapping,
    start_import,
    stop_import,
    work_import,
)
from watchward.collect.models import ImportBatch
from watchward.collect.queries.imports import (
    get_import,
    get_importable_organisation,
    import_problems,
    preview_import,
    saved_mappings,
    unfinished_import,
)
from watchward.kit.errors import Refused
from watchward.kit.tables import Mapping, TableError, write_csv
from watchward.kit.text import count
from watchward.partners.queries.actors import seat_for_console
from watchward.policy import Actor

SOME_ROWS_WRONG = 3
LOOK_AGAIN_SECONDS = 1.0
HEADER = ("Row", "Column", "What it says", "What to do")
UNKNOWN_SEAT = "No account {email} works for a partnership called {partnership}. Check both names."
EPILOG = """\b
Example: watchward import log.csv --partnership T-7K3MQ2XD9T --organisation "Corner Larder" --as cora@example.org
Exit codes: 0 every row is in or was in already; 1 refused or failed; 2 the command line was not understood;
3 done, but some rows had problems (see --errors).

Run the same command again after a crash or Ctrl-C: it goes on with the row after the last one that was kept."""


@click.command("import", epilog=EPILOG)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--partnership", required=True, help="Its name or reference (T-…).")
@click.option("--organisation", required=True, help="The member whose log it is: name or reference (O-…).")
@click.option("--mapping", "mapping_name", default="", help="A mapping file (.json) or the name of a saved mapping.")
@click.option("--as", "email", required=True, help="The account that imports, with its own powers and no more.")
@click.option("--sheet", default="", help="Which sheet of a workbook; the first with cells if not given.")
@click.option("--dry-run", is_flag=True, help="Look at the first 1,000 rows and write nothing but the upload.")
@click.option("--errors", type=click.Path(dir_okay=False, path_type=Path), help="Write the problems into this CSV.")
def import_log(
    file: Path, partnership: str, organisation: str, mapping_name: str, email: str, sheet: str, dry_run: bool,
    errors: Path | None,
) -> None:  # fmt: skip
    """Import a member's own incident log, CSV or Excel, into its partnership.

    Without --mapping, the saved mapping that fits is used, else one is suggested from the column names; try
    --dry-run first.
    """
    actor = actor_named(email, partnership)
    try:
        batch = _batch(actor, file, organisation, mapping_name, sheet)
        if dry_run:
            sys.exit(_look(actor, batch))
        run_import(actor=actor, ref=batch.ref)
        done = _work(batch)
    except TableError as unreadable:
        raise click.ClickException(str(unreadable)) from unreadable
    if errors is not None:
        _write_errors(actor, done, errors)
    sys.exit(_report(done))


def actor_named(email: str, partnership: str) -> Actor:
    """The powers of the named account in the named partnership. Raises: UsageError where there are none."""
    seat = seat_for_console(email, partnership)
    if seat is None:
        raise click.UsageError(UNKNOWN_SEAT.format(email=email, partnership=partnership))
    return seat.actor


def _batch(actor: Actor, file: Path, organisation: str, mapping_name: str, sheet: str) -> ImportBatch:
    """The unfinished import of exactly this file, or a new one."""
    member = get_importable_organisation(actor, organisation)
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    begun = unfinished_import(actor, member.pk, digest, sheet)
    if begun is not None and begun.next_row:
        say(f"Going on with import {begun.ref} at row {begun.next_row:,}.")
        return begun
    batch = begun or start_import(actor=actor, organisation_ref=member.ref, upload=FileOnDisk(file), sheet=sheet)
    if mapping_name:
        mapping = _mapping(actor, member.pk, mapping_name)
        set_mapping(actor=actor, ref=batch.ref, mapping=mapping)
    return get_import(actor, batch.ref)


def _mapping(actor: Actor, organisation_id: int, name: str) -> Mapping:
    path = Path(name)
    if path.suffix == ".json" and path.is_file():
        return Mapping.from_json(path.read_text(encoding="utf-8"))
    for saved in saved_mappings(actor, organisation_id):
        if name in {saved.name, saved.ref}:
            return Mapping.from_plain(saved.mapping)
    raise click.UsageError(f"There is no mapping file and no saved mapping called {name}.")


def _look(actor: Actor, batch: ImportBatch) -> int:
    found = preview_import(actor, batch.ref)
    stop_import(actor=actor, ref=batch.ref)
    say(f"Looked at the first {count(found.checked, 'row')}: {found.good:,} can come in, {found.wrong:,} cannot.")
    if found.known:
        say(f"{count(found.known, 'row is', 'rows are')} here already and would be passed over.")
    for column, why, many in found.reasons:
        say(f"  {count(many, 'row')}: {column + ': ' if column else ''}{why}")
    say("Nothing was imported.")
    return SOME_ROWS_WRONG if found.wrong else 0


def _work(batch: ImportBatch) -> ImportBatch:
    """Read it in here; where the worker was faster, or a killed run's lease has not run out, watch and wait."""
    progress = _Progress(batch.total_rows)
    is_told = False
    while True:
        try:
            return work_import(batch.pk, watch=progress.draw, face="console")
        except ImportIsBusy:
            batch = _again(batch)
            progress.draw(batch)
            if batch.state not in ("ready", "running"):
                return batch
            if not is_told:
                say("Another process works on this import, or did until a moment ago. Waiting for it.")
                is_told = True
            time.sleep(LOOK_AGAIN_SECONDS)
        finally:
            progress.end()


def _again(batch: ImportBatch) -> ImportBatch:
    batch.refresh_from_db()
    return batch


class _Progress:
    """A bar that redraws itself on a terminal; a line for every tenth of the file elsewhere."""

    def __init__(self, total: int) -> None:
        self.total, self.is_terminal, self.told, self.drawn = total, sys.stderr.isatty(), 0, False

    def draw(self, batch: ImportBatch) -> None:
        done = batch.made + batch.duplicates + batch.refused
        total = max(self.total, done)
        if self.is_terminal:
            click.echo(f"\r{bar(done, total)} rows", err=True, nl=False)
            self.drawn = True
        elif total and (tenth := 10 * done // total) > self.told:
            self.told = tenth
            click.echo(f"{done:,} of about {total:,} rows", err=True)

    def end(self) -> None:
        if self.drawn:
            click.echo(err=True)
            self.drawn = False


def _write_errors(actor: Actor, batch: ImportBatch, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        write_csv((HEADER, *import_problems(actor, batch.ref)), out)
    say(f"Problems written to {path}.")


def _report(batch: ImportBatch) -> int:
    words = (
        f"{count(batch.made, 'report')} made, {count(batch.duplicates, 'row')} here already, "
        f"{count(batch.refused, 'row')} with problems (import {batch.ref})."
    )
    if batch.state != "done":
        raise Refused(f"The import is {batch.state}. {batch.trouble} So far: {words}".replace("  ", " "))
    say(words)
    return SOME_ROWS_WRONG if batch.refused else 0
