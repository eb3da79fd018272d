"""`watchward verify-ledger`: is every row where it was written, as it was written?"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from watchward.cli.console import say
from watchward.kit.text import count
from watchward.partners.models import Partnership
from watchward.policy import NO_PARTNERSHIP
from watchward.records.ledger import Break, check_anchor, verify_all

HEAD = re.compile(r"\b(T-[0-9A-Z]+)\s+(\d+):([0-9a-f]{64})\b")  # as the daily letter writes it


@click.command(
    epilog='Example: watchward verify-ledger --anchors "T-7K3MQ2XD9T 1204:9f2c…". '
    "Exit codes: 0 every chain is whole, 1 a row is bad."
)
@click.option("--anchors", default="", help="A head that somebody kept, or a file with such letters.")
def verify_ledger(anchors: str) -> None:
    """Walk the chain of every partnership; name the first row that was edited, removed or reordered.

    Whoever can write to the database can rewrite a whole chain so that it fits itself. Only a head that was kept
    elsewhere shows that: give it with --anchors.
    """
    broken = tell() + (tell_anchors(anchors) if anchors else 0)
    sys.exit(1 if broken else 0)


def tell() -> int:
    """Print one line per chain. Returns how many are broken."""
    names = dict(Partnership.everywhere.values_list("pk", "name")) | {NO_PARTNERSHIP: "The instance"}
    broken = chains = 0
    for partnership_id, rows, found in verify_all():
        name = names.get(partnership_id, f"Partnership {partnership_id}, which no longer exists")
        say(f"{name}: {verdict(rows, found)}")
        chains, broken = chains + 1, broken + (found is not None)
    say(f"{broken} of {count(chains, 'chain')} broken." if broken else f"{count(chains, 'chain')} checked, all whole.")
    return broken


def tell_anchors(said: str) -> int:
    """Compare the chains with heads that were kept. Returns how many do not fit."""
    heads = sorted(set(heads_in(said)))
    if not heads:
        raise click.ClickException("There is no head in that. It looks like: T-7K3MQ2XD9T 1204:9f2c… (64 characters).")
    keys = dict(Partnership.everywhere.values_list("ref", "pk"))
    misfits = 0
    for ref, seq, digest in heads:
        found = check_anchor(keys[ref], seq, digest) if ref in keys else Break(0, seq, "there is no such partnership")
        if found is not None:
            say(f"{ref}, row {seq:,}: DOES NOT FIT the head that was kept: {found.why}.")
        misfits += found is not None
    fits = count(len(heads), "head")
    say(f"{misfits} of {fits} that were kept do not fit." if misfits else f"{fits} that were kept, all fit.")
    return misfits


def heads_in(said: str) -> Iterator[tuple[str, int, str]]:
    """Every (partnership, row, digest) in a text or in the file that it names."""
    path = Path(said)
    text = said if HEAD.search(said) or not path.is_file() else path.read_text(encoding="utf-8", errors="replace")
    yield from ((ref, int(seq), digest) for ref, seq, digest in HEAD.findall(text))


def verdict(rows: int, found: Break | None) -> str:
    """What the walk of one chain found."""
    if found is None:
        return f"{count(rows, 'row')}, whole."
    return f"BROKEN at row {found.seq:,}: {found.why}."
