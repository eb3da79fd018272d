"""Face for operators: the watchward command."""

import os
import sqlite3
from importlib import import_module

import click

from watchward.kit.errors import Refused

# name: (where it is, what `watchward --help` says). Loaded only when asked for, so that each starts quickly.
COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("watchward.cli.run:run", "Serve Watchward: the pages and the worker together."),
    "setup": ("watchward.cli.setup:setup", "Make a real partnership and invite its first coordinator."),
    "work": ("watchward.cli.work:work", "Do what waits: deliveries, imports, deletion, housekeeping."),
    "import": ("watchward.cli.importing:import_log", "Bring in a member's own incident log, CSV or Excel."),
    "export": ("watchward.cli.exporting:export", "Write the reports of a partnership into a CSV file."),
    "retention": ("watchward.cli.retention:retention", "Delete what is due, or say what would be."),
    "backup": ("watchward.cli.backup:backup", "Write everything into one archive while the server runs."),
    "restore": ("watchward.cli.restore:restore", "Fill an empty place from an archive, or check the archive."),
    "reset-second-step": ("watchward.cli.reset_second_step:reset", "Take a lost passkey or phone off an account."),
    "confirm-place": (
        "watchward.cli.confirm_place:confirm",
        "Say that a coordinator nobody confirmed still works here.",
    ),
    "search": ("watchward.cli.search:search", "Build the index of the search anew."),
    "identify": ("watchward.cli.identify:identify", "Tell who is who in files of people, CSV or Parquet."),
    "patterns": ("watchward.cli.patterns:patterns", "Say when it happens, and whether that is chance, for files."),
    "export-ledger": (
        "watchward.cli.export_ledger:export_ledger",
        "Write a ledger into a file, to check elsewhere.",
    ),
    "verify-ledger": ("watchward.cli.verify_ledger:verify_ledger", "Walk every chain and name the first bad row."),
}
STARTS_DJANGO_ITSELF = {"run", "restore"}  # they choose the home folder or the mode first


class HouseGroup(click.Group):
    """Loads a command when it is named, and turns refusals into one sentence and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """In the order in which an operator needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the one command that is wanted, with Django behind it."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in STARTS_DJANGO_ITSELF:
            start_django()
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list in `--help`, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Refusals are written for people: no traceback."""
        try:
            return super().invoke(ctx)
        except Refused as refusal:
            raise click.ClickException(str(refusal)) from refusal
        except Exception as broken:
            if (why := nothing_here(broken)) is None:
                raise
            raise click.ClickException(why) from broken


@click.group(cls=HouseGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="watchward", message="%(version)s")
def cli() -> None:
    """Run, set up and look after a Watchward installation.

    Every command explains itself: watchward COMMAND --help. Exit codes: 0 done, 1 refused or found broken (the
    last line says why), 2 the command line was not understood.
    """


def start_django() -> None:
    """Read the settings and load the models, once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watchward.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def nothing_here(broken: Exception) -> str | None:
    """The sentence for a folder without an installation: most often WATCHWARD_HOME names the wrong one."""
    from django.conf import settings
    from django.db import DatabaseError, connection

    if not isinstance(broken, (DatabaseError, sqlite3.Error)):
        return None
    try:
        if "records_chain" in connection.introspection.table_names():
            return None
    except DatabaseError:
        return None
    return f"There is no Watchward in {settings.HOME} yet. Set WATCHWARD_HOME to its folder, or run watchward setup."


def main() -> None:
    """The watchward command."""
    cli(prog_name="watchward")
