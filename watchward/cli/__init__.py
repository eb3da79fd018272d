"""Face for operators: the watchward command."""

import os

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="watchward", message="%(version)s")
def cli() -> None:
    """Run, set up and look after a Watchward installation."""


def main() -> None:
    """Start Django, then the command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watchward.settings")
    import django

    django.setup()
    cli()
