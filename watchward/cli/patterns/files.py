"""What the commands on files of incidents share: options, reading with the guess printed, writing tables."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from watchward.cli.console import say
from watchward.kit.errors import Refused
from watchward.kit.rowfiles import CannotRead, Row, read_rows
from watchward.kit.tables import write_csv
from watchward.patterns.reading import Told, mapping_of, read

Command = TypeVar("Command", bound=Callable[..., Any])

FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
TABLE: Final = click.Path(dir_okay=False, path_type=Path)
FOLDER: Final = click.Path(file_okay=False, path_type=Path)
EXITS: Final = "Exit codes: 0 done, {}; 1 refused or failed, 2 the command line was not understood."


@dataclass(frozen=True, slots=True)
class Asked:
    """How a file is to be read."""

    file: Path
    given: Sequence[str]
    zone: str
    now: datetime | None

    @property
    def clocks(self) -> ZoneInfo:
        """Whose clocks the times are of. Raises: Refused: there are none of that name."""
        try:
            return ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError) as unknown:
            raise Refused(f"There is no time zone {self.zone}. Write one like Europe/London.") from unknown

    @property
    def moment(self) -> datetime:
        """What is later is in the future."""
        return self.now or datetime.now(self.clocks)

    def told(self, *needs: str, clock: bool = True) -> tuple[list[Row], Told]:
        """The rows, and what they tell; what was guessed is said."""
        clocks, rows = self.clocks, read_rows(self.file)
        if not rows:
            raise CannotRead(f"{self.file} has a heading and no row under it.")
        mapping = mapping_of(self.given, list(rows[0]), needs=needs or ("place", "when"))
        if not self.given:
            say("Guessed: " + ", ".join(f"{column}={kind}" for column, kind in mapping.items()) + ".")
        return rows, read(rows, mapping, now=self.moment, zone=clocks, clock=clock)


def asks(command: Command) -> Command:
    """The file and the options of every command here."""
    for one in (
        click.option("--now", type=click.DateTime(), help="What is later is in the future; the clock if not given."),
        click.option("--zone", default="Europe/London", show_default=True, help="Whose clocks the times are of."),
        click.option(
            "--map", "given", multiple=True, help="column=kind, once for each column; guessed if not given."
        ),
        click.argument("file", type=FILE),
    ):  # fmt: skip
        command = one(command)
    return command


def write(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """A table as CSV. Raises: Refused: it cannot be written."""
    try:
        with path.open("w", encoding="utf-8", newline="") as place:
            write_csv(rows, place)
    except OSError as broken:
        raise Refused(f"{path} cannot be written: {broken}") from broken


def folder(path: Path) -> Path:
    """The folder, made if need be. Raises: Refused: it cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as broken:
        raise Refused(f"{path} cannot be made: {broken}") from broken
    return path


def number(value: float | None, digits: int = 2) -> float | None:
    """A number for a table; empty where there is none, or no end."""
    return round(float(value), digits) if value is not None and math.isfinite(value) else None


def some(told: Told) -> Told:
    """What was told, if any of it can be counted. Raises: Refused: none, with the reasons."""
    if not len(told.incidents.premises):
        raise Refused(" ".join(["No incident can be counted.", *told.said, *told.incidents.said]))
    return told


@contextmanager
def in_words() -> Iterator[None]:
    """The engine's own objections are sentences: refuse with them."""
    try:
        yield
    except ValueError as wrong:
        raise Refused(str(wrong)) from wrong
