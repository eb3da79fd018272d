"""`watchward confirm-place`: for the coordinator whom nobody confirmed in time."""

import click

from watchward.cli.console import say
from watchward.kit.text import count
from watchward.partners.actions.confirming import confirm_places_as_operator
from watchward.policy import operator_at_console


@click.command(epilog="Example: watchward confirm-place cora@example.org. Exit codes: 0 done, 1 nothing was changed.")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask whether you are sure.")
def confirm(email: str, yes: bool) -> None:
    """Say that EMAIL still works for their partnerships, when no coordinator is left who could.

    Make sure on another way that they do: ask the chair of the board.
    """
    if not yes:
        click.confirm(f"Did the partnership tell you that {email} still works there?", abort=True)
    places = confirm_places_as_operator(actor=operator_at_console(), email=email)
    say(f"{count(places, 'place')} confirmed. It works at once.")
