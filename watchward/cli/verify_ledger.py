"""`watchward verify-ledger`: is every row where it was written, as it was written?"""

import sys

import click

from watchward.cli.console import say
from watchward.kit.text import count
from watchward.partners.models import Partnership
from watchward.policy import NO_PARTNERSHIP
from watchward.records.ledger import Break, verify_all


@click.command(epilog="Example: watchward verify-ledger. Exit codes: 0 every chain is whole, 1 a row is bad.")
def verify_ledger() -> None:
    """Walk the chain of every partnership; name the first row that was edited, removed or reordered."""
    sys.exit(1 if tell() else 0)


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


def verdict(rows: int, found: Break | None) -> str:
    """What the walk of one chain found."""
    if found is None:
        return f"{count(rows, 'row')}, whole."
    return f"BROKEN at row {found.seq:,}: {found.why}."
