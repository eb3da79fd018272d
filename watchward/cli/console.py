"""What commands share on the terminal: lines, and a progress bar where somebody watches."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

import click

T = TypeVar("T")
WIDTH = 24
EVERY_SECONDS = 0.1


def say(text: str = "") -> None:
    """One line for the operator."""
    click.echo(text)


def progress(things: Iterable[T], total: int, what: str) -> Iterator[T]:
    """Hand the things on and draw `######.... 3/5 files` on a terminal; silent in logs and pipes."""
    shown, drawn_at = sys.stderr.isatty(), 0.0
    for done, thing in enumerate(things):
        if shown and time.monotonic() - drawn_at > EVERY_SECONDS:
            drawn_at = time.monotonic()
            click.echo(f"\r{bar(done, total)} {what}", err=True, nl=False)
        yield thing
    if shown:
        click.echo(f"\r{bar(total, total)} {what}", err=True)


def bar(done: int, total: int) -> str:
    """`############............  50/100`."""
    filled = WIDTH if total <= 0 else min(WIDTH, WIDTH * done // total)
    return f"{'#' * filled}{'.' * (WIDTH - filled)}  {done:,}/{total:,}"
