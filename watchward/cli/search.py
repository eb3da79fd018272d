"""`watchward search rebuild`: file everything anew."""

from collections.abc import Iterator

import click

from watchward.assess.indexing import index_waiting, rebuild_index
from watchward.cli.console import progress, say
from watchward.collect.models import Report
from watchward.kit.text import count


@click.group(epilog="Example: watchward search rebuild. Exit codes: 0 done, 1 broken, 2 not understood.")
def search() -> None:
    """Look after the index that search looks things up in."""


@search.command(epilog="Example: watchward search rebuild. Exit codes: 0 done, 1 broken.")
def rebuild() -> None:
    """Empty the index and file every subject and report again; the server may run meanwhile.

    Needed only after a copy of the database from elsewhere, or when the way in which words are compared has changed.
    Searching finds less until it is done.
    """
    total = Report.everywhere.count()
    rebuild_index()
    done = sum(1 for _one in progress(_filed(), total, "reports"))
    say(f"{count(done, 'report')} and every subject filed again. The worker files what came in during the last minute.")


def _filed() -> Iterator[int]:
    while some := index_waiting():
        yield from range(some)
