"""B4: every role at every address of their own and of another partnership, and every key at every operation."""

import subprocess
import sys
import xml.etree.ElementTree as ElementTree  # reads only what pytest has just written
from collections.abc import Iterator
from pathlib import Path

from bench.place import ROOT, scratch
from bench.results import Number

WALKS = ("tests/house/test_access.py", "tests/house/test_access_api.py", "tests/house/test_leaks.py")
TABLES = ("tests/house/access.txt", "tests/house/access_api.txt")


def measure(*, quick: bool = False) -> Iterator[Number]:  # noqa: ARG001 (the walks have one form only)
    """The walks of the suite, which read the list of addresses themselves; here they are counted."""
    print("B4: every role at every address.", file=sys.stderr, flush=True)
    with scratch("b4") as folder:
        said = folder / "said.xml"
        command = [sys.executable, "-m", "pytest", *WALKS, "-q", "--junit-xml", str(said)]
        subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        walks, differences = _counted(said)
    pages, operations = (_cells(ROOT / table) for table in TABLES)
    yield Number(
        id="B4",
        what="Differences from the access tables, and words of one partnership that another one reads",
        goal="0",
        value=differences,
        baseline=f"{pages:,} answers of pages and {operations:,} of operations stand in the tables; {walks} walks",
        unit="differences",
        holds=differences == 0 and walks > 0,
        how="python -m bench --only B4",
        gross=differences > 0,
    )


def _counted(said: Path) -> tuple[int, int]:
    """(walks, walks that found something). A run that said nothing found everything wrong."""
    if not said.exists():
        return 0, 1
    suite = ElementTree.parse(said).getroot().find("testsuite")
    if suite is None:
        return 0, 1
    return int(suite.get("tests", 0)), int(suite.get("failures", 0)) + int(suite.get("errors", 0))


def _cells(table: Path) -> int:
    """How many answers a table holds."""
    rows = [line.split() for line in table.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return sum(one.isdigit() for row in rows for one in row)
