"""`watchward backup`: everything into one archive, while the server runs."""

import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.db import connection
from django.utils import timezone

from watchward.cli import archive, snapshot
from watchward.cli.console import progress, say
from watchward.collect.models import Evidence
from watchward.kit.text import count
from watchward.kit.vault import AREAS
from watchward.share.models import ShownPicture


@click.command(
    epilog="Example: watchward backup /backups/2026-03-06.tar.gz. Exit codes: 0 written and verified, 1 not."
)
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--with-keys", is_flag=True, help="Put the keys in too; a thief of the archive can then forge sessions.")
def backup(out: Path, with_keys: bool) -> None:
    """Write database, evidence and waiting imports into OUT (.tar or .tar.gz), then read it back and compare.

    The secret keys are left out unless you ask: keep a copy of them in another place.
    """
    missing = make_backup(out, with_keys=with_keys)
    manifest = archive.check(out)
    held = f"{count(sum(manifest['tables'].values()), 'row')} and {count(len(manifest['files']) - 1, 'file')}"
    say(f"{out}: {held}, {out.stat().st_size:,} bytes, verified.")
    if not with_keys:
        say(f"The secret keys in {settings.HOME} are not in it. Keep a copy of them in another place.")
    if missing:
        say(f"{len(missing):,} evidence files that reports name are missing from the vault, the first {missing[0]}.")
        sys.exit(1)


def make_backup(out: Path, *, with_keys: bool = False) -> list[str]:
    """Write the archive. Returns the keys of evidence that the database names and the vault lacks.

    Order: first hold the waiting imports, then the database, then the vault. A vault file is durable before the row
    that names it is written, and is never changed, so every file that the copied rows name was there when the database
    was copied, and copying the vault afterwards finds it; what came in between is an extra that housekeeping removes.
    The other way round, a report sent between the two would lose its photographs. A file deleted in between belonged
    to a row that is gone from the live database too; one that a live row still names is reported as missing.
    An import's file is deleted when the import ends, so those are held by a second name before the database is copied.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.HOME) as folder, archive.writing(out) as writer:
        held = _held_imports(Path(folder) / "held")
        copy = snapshot.take(Path(folder))
        writer.add(copy.path.name, copy.path)
        files = [*_vault_files(settings.VAULT_DIR, "vault"), *_merged(held, settings.IMPORT_DIR)]
        for name, path in progress(files, len(files), "files"):
            try:
                writer.add(name, path)
            except FileNotFoundError:
                continue  # removed meanwhile; the comparison below says whether that matters
        if with_keys:
            for path in sorted(settings.HOME.glob("*.key")):
                writer.add(f"keys/{path.name}", path)
        missing = _missing(copy.vault_keys, writer.files)
        writer.finish(_facts(copy, with_keys, missing))
    return missing


def _facts(copy: snapshot.Snapshot, with_keys: bool, missing: list[str]) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        migrations = [".".join(row) for row in cursor.fetchall()]
    return {
        "watchward": version("watchward") if _is_installed() else "from a clone",
        "made_at": timezone.now().isoformat(),
        "engine": copy.engine,
        "tables": copy.tables,
        "ledger": copy.ledger,
        "migrations": migrations,
        "with_keys": with_keys,
        "missing": missing,
    }


def _held_imports(folder: Path) -> dict[str, Path]:
    """A second name for each waiting import's file, which outlives the first."""
    held = {}
    for name, path in _vault_files(settings.IMPORT_DIR, "imports"):
        second = folder / name
        second.parent.mkdir(parents=True, exist_ok=True)
        try:
            second.hardlink_to(path)
        except FileNotFoundError:
            continue
        held[name] = second
    return held


def _merged(held: dict[str, Path], root: Path) -> list[tuple[str, Path]]:
    return list((dict(_vault_files(root, "imports")) | held).items())


def _vault_files(root: Path, under: str) -> Iterator[tuple[str, Path]]:
    """Every finished file of a vault, with its name in the archive."""
    for area in AREAS:
        for path in sorted((root / area).glob("??/??/*")):
            yield f"{under}/{path.relative_to(root)}", path


def _missing(keys: set[str], written: dict[str, dict[str, Any]]) -> list[str]:
    """Keys that the copied rows and the live rows both name, and that are not in the archive."""
    there = {"/".join((name.split("/")[1], name.rsplit("/", 1)[1])) for name in written if name.startswith("vault/")}
    gone = sorted(keys - there)
    return [key for key in gone if _is_named(key)]


def _is_named(key: str) -> bool:
    rows = Evidence.everywhere
    of_evidence = any(rows.filter(**{field: key}).exists() for field in ("original_key", "shown_key", "thumbnail_key"))
    return of_evidence or ShownPicture.everywhere.filter(copy_key=key).exists()


def _is_installed() -> bool:
    from importlib.metadata import PackageNotFoundError

    try:
        return bool(version("watchward"))
    except PackageNotFoundError:
        return False
