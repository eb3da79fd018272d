"""`watchward setup`: from an empty machine to a partnership whose coordinator holds a link to join."""

import os
from pathlib import Path

import click
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from watchward.cli.console import say
from watchward.cli.prepare import check_engine, prepare_database
from watchward.kit.errors import Refused
from watchward.kit.tables import RowErrors, TableError
from watchward.kit.text import count
from watchward.partners.actions.members_table import MembersImported
from watchward.partners.actions.setup import import_first_members, make_operator, set_up_partnership
from watchward.partners.models import Account, Invitation, Partnership
from watchward.partners.queries.setup import check_first_members, first_invitation
from watchward.partners.rules.invitations import token_of
from watchward.policy import operator_at_console
from watchward.records.outbox import work_once
from watchward.wiring import SUBSCRIBERS

SHOWN_ERRORS = 20
EXAMPLE = (
    'Example: watchward setup --name "Quayside BCRP" --coordinator-name "Cora Lane" '
    "--coordinator-email cora@example.org --members members.csv --yes. "
    "Exit codes: 0 done or done before, 1 refused and nothing made, 2 not understood."
)


class CannotRunSetup(Refused):
    """Nothing was made."""


@click.command(epilog=EXAMPLE)
@click.option("--name", help="The partnership's name.")
@click.option("--time-zone", help="Its clock, like Europe/London.")
@click.option("--jurisdiction", type=click.Choice(["E&W", "S", "NI"]), help="Which law it works under.")
@click.option("--zone", "zone_name", help="The first town or area.")
@click.option("--controller", "controller_name", help="Who is the controller in law; may be stated later.")
@click.option("--controller-contact", help="Where anybody reaches the controller; may be stated later.")
@click.option("--coordinator-name", help="The first coordinator, who invites everybody else.")
@click.option("--coordinator-email", help="Where the coordinator's invitation goes.")
@click.option(
    "--members", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A member list: CSV or Excel."
)
@click.option("--operator-email", default="", help="Also make an account for the operator of this instance.")
@click.option("--operator-name", default="Instance operator", show_default=True, help="The operator's name.")
@click.option("--yes", is_flag=True, help="Ask nothing: take the options and the defaults.")
def setup(members: Path | None, operator_email: str, operator_name: str, yes: bool, **said: str | None) -> None:
    """Make a real partnership: database, agreement and training, first coordinator, members.

    Asks for what the options leave out. Safe to run again: a partnership that exists is left as it is.
    """
    if settings.DEMO:
        raise CannotRunSetup("This is the demonstration. Run setup without WATCHWARD_DEMO, in an empty WATCHWARD_HOME.")
    check_engine()
    prepare_database()
    asked = _answers(said, yes)
    known = Partnership.everywhere.filter(name__iexact=" ".join(asked["name"].split())).first()
    if known is not None:
        _say_it_exists(known)
        if operator_email:
            _say_how_to_enter(make_operator(actor=operator_at_console(), email=operator_email, name=operator_name))
        return
    partnership, imported, operator = _make(asked, members, operator_email, operator_name)
    work_once(SUBSCRIBERS)  # the letters go out now, even if no worker runs yet
    _say_what_was_made(partnership, imported)
    _say_what_is_next(partnership, operator)


def _answers(said: dict[str, str | None], yes: bool) -> dict[str, str]:
    """Options first, then questions with their defaults; with --yes a missing needed one is refused."""
    questions = {
        "name": ("Name of the partnership", None),
        "time_zone": ("Time zone", settings.TIME_ZONE),
        "jurisdiction": ("Jurisdiction (E&W, S, NI)", "E&W"),
        "zone_name": ("First town or area", "Town centre"),
        "controller_name": ("Controller in law (may stay empty)", ""),
        "controller_contact": ("Contact of the controller (may stay empty)", ""),
        "coordinator_name": ("Name of the first coordinator", None),
        "coordinator_email": ("E-mail address of the coordinator", None),
    }
    answers = {}
    for field, (question, default) in questions.items():
        answer = said[field]
        if answer is None and yes and default is None:
            option = "--" + field.replace("_", "-")
            raise click.UsageError(f"{option} is missing. Give it, or leave out --yes to be asked.")
        if answer is None:
            answer = default if yes else click.prompt(question, default=default, show_default=bool(default))
        answers[field] = str(answer)
    return answers


@transaction.atomic
def _make(
    asked: dict[str, str], members: Path | None, operator_email: str, operator_name: str
) -> tuple[Partnership, MembersImported | None, Account | None]:
    """All of it or nothing: a list with errors leaves no half-made partnership behind."""
    console = operator_at_console()
    partnership = set_up_partnership(actor=console, **asked)
    operator = make_operator(actor=console, email=operator_email, name=operator_name) if operator_email else None
    return partnership, _import(partnership, members) if members else None, operator


def _import(partnership: Partnership, members: Path) -> MembersImported:
    console = operator_at_console()
    try:
        errors = check_first_members(console, partnership.ref, members).errors
        if errors:
            raise CannotRunSetup(_errors_text(members, errors))
        return import_first_members(actor=console, partnership_ref=partnership.ref, path=members)
    except TableError as broken:
        raise CannotRunSetup(f"{members.name}: {broken} Nothing was made.") from broken


def _errors_text(members: Path, rows: list[RowErrors]) -> str:
    lines = [
        f"  row {error.row_number}{f', {error.column}' if error.column else ''}: {error.what} {error.todo}"
        for row in rows
        for error in row.errors
    ]
    more = [f"  … and {len(lines) - SHOWN_ERRORS} more."] if len(lines) > SHOWN_ERRORS else []
    head = f"{members.name} has errors in {count(len(rows), 'row')}. Nothing was made. Correct them and run this again."
    return "\n".join([head, *lines[:SHOWN_ERRORS], *more])


def _say_it_exists(partnership: Partnership) -> None:
    say(f"{partnership.name} exists already ({partnership.ref}) and is left as it is.")
    waiting = first_invitation(partnership)
    if waiting is not None:
        say("Its first coordinator has not joined yet. The link:")
        say(f"  {_link(waiting)}")


def _say_what_was_made(partnership: Partnership, imported: MembersImported | None) -> None:
    say(f"{partnership.name} is made ({partnership.ref}), with the shipped agreement and training as version 1.")
    if imported is not None:
        places = count(imported.new, "premises", "premises")
        say(f"Imported: {count(imported.organisations, 'member')}, {places}, {count(imported.invited, 'invitation')}.")


def _say_what_is_next(partnership: Partnership, operator: Account | None) -> None:
    invitation = first_invitation(partnership)
    if "WATCHWARD_URL" not in os.environ:
        say(f"\nWATCHWARD_URL is not set, so links begin with {settings.PUBLIC_URL} and open on this machine only.")
        say("Set it to the public address and run setup again to print them anew.")
    if invitation is not None:
        until = f"{invitation.expires_at:%-d %B %Y}"
        say(f"\nThe link for {invitation.name}, good for one person until {until}:")
        say(f"  {_link(invitation)}")
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        say(f"No mail server is set, so letters wait in {settings.EMAIL_FILE_PATH}. Hand the link over yourself.")
    say("\nNext:")
    say("  1. watchward run           serve it (with WATCHWARD_URL set to its public address)")
    say("  2. The coordinator joins with the link, sets up a second step, and opens “Governance”.")
    say("  3. Until every item there is registered, nobody is shown records of people (G-01).")
    if operator is not None:
        _say_how_to_enter(operator, "  4. ")


def _say_how_to_enter(operator: Account, number: str = "") -> None:
    reset = settings.PUBLIC_URL + reverse("account_reset_password")
    say(f"{number}{operator.email} chooses a password at {reset} and sees no people.")


def _link(invitation: Invitation) -> str:
    return settings.PUBLIC_URL + reverse("join", args=[token_of(invitation)])
