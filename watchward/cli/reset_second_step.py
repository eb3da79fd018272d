"""`watchward reset-second-step`: for whoever lost a phone and has no coordinator who may help."""

import click

from watchward.cli.console import say
from watchward.partners.actions.accounts import reset_second_step_as_operator
from watchward.policy import operator_at_console


@click.command(
    epilog="Example: watchward reset-second-step cora@example.org. Exit codes: 0 done, 1 nothing was changed."
)
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask whether you are sure that it is them.")
def reset(email: str, yes: bool) -> None:
    """Take passkeys and codes off the account of EMAIL, close its sessions and write to it.

    Make sure on another way that it is really them: a call to a number that you knew before.
    """
    if not yes:
        click.confirm(f"Did you make sure that {email} is really asking for this?", abort=True)
    account = reset_second_step_as_operator(actor=operator_at_console(), email=email)
    say(f"{account.name} signs in with a password now and sets up a new second step. The worker sends the letter.")
