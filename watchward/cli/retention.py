"""`watchward retention run [--dry-run]`: delete what is due now, or say what would be."""

from datetime import datetime

import click
from django.utils import timezone

from watchward.cli.console import say
from watchward.kit.text import count, listed
from watchward.partners.models import Partnership
from watchward.policy import operator_at_console
from watchward.records.retention.engine import Due, dry_run, run_retention
from watchward.wiring import RETENTION


@click.group(epilog="Example: watchward retention run. Exit codes: 0 done, 1 refused, 2 not understood.")
def retention() -> None:
    """Deletion by the clock. The worker does it by itself once an hour."""


@retention.command(epilog="Example: watchward retention run --dry-run. Exit codes: 0 done, 1 broken, 2 not understood.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Only count: nothing is deleted.")
def run(is_dry: bool) -> None:
    """Delete what is due now, in every partnership. With --dry-run, count exactly that and delete nothing."""
    now = timezone.now()
    if is_dry:
        tell(now)
        return
    done = run_retention(RETENTION, actor=operator_at_console(), now=now, waits_its_turn=False)
    say(f"{count(done, 'thing')} deleted. The certificates are on the page Retention." if done else "Nothing was due.")


def tell(now: datetime) -> None:
    """Print the dry run of every partnership: one line for each clock."""
    for name, partnership_id in Partnership.everywhere.order_by("name").values_list("name", "pk"):
        say(f"{name}:")
        for due in dry_run(RETENTION, partnership_id, now):
            say(f"  {due.clock.rule} {due.clock.what}: {verdict(due)}")


def verdict(due: Due) -> str:
    """What a run would delete by one clock."""
    kept = f" {count(len(due.kept), 'more waits', 'more wait')} under a hold." if due.kept else ""
    if not due.things:
        return f"nothing is due.{kept}"
    return f"{listed(f'{many:,} {what}' for what, many in sorted(due.counts.items()))}.{kept}"
