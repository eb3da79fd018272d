"""A home and a database of their own for one measurement, and child processes that use them."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SCRATCH = Path(__file__).parent / "scratch"


class ChildError(Exception):
    """A child process of a measurement ended badly; its last words are the text."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an instance under measurement lives."""

    home: Path
    url: str = "sqlite://"

    @property
    def engine(self) -> str:
        """How the database is called in the table."""
        return "SQLite" if self.url.startswith("sqlite") else "PostgreSQL"

    def env(self) -> dict[str, str]:
        """The environment of everything that runs here. Nothing of the caller's own instance leaks in."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("WATCHWARD_", "DJANGO_"))}
        return kept | {
            "WATCHWARD_HOME": str(self.home),
            "WATCHWARD_DATABASE_URL": self.url,
            "WATCHWARD_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "PYTHONUNBUFFERED": "1",
        }

    def call(self, module: str, *arguments: object) -> Any:
        """Run `python -m module arguments` here; its answer is the JSON on its last line."""
        command = [sys.executable, "-m", module, *map(str, arguments)]
        done = subprocess.run(command, cwd=ROOT, env=self.env(), capture_output=True, text=True)
        if done.returncode:
            raise ChildError(f"{module} ended with {done.returncode}:\n{done.stderr[-3000:]}")
        lines = done.stdout.strip().splitlines()
        return json.loads(lines[-1]) if lines else None

    def prepare(self, *, files: bool = True) -> None:
        """Tables, cache table and, for pages, the static files: as an installation has them."""
        commands = [["migrate", "--no-input"], ["createcachetable"]]
        if files:
            commands.append(["collectstatic", "--no-input"])
        for command in commands:
            self.call("django", *command, "--verbosity", "0")


@contextmanager
def scratch(name: str) -> Iterator[Path]:
    """A folder that is gone afterwards, on the disk of the repository: a temporary folder may lie in memory."""
    SCRATCH.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=SCRATCH))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
