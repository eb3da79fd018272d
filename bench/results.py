"""One measured number, the file of all numbers, and the page that shows them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.machine import describe

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results.json"
PAGE = FOLDER / "README.md"
FRAME = FOLDER / "frame.md"  # the words of README.md; the table goes where it says so
HERE = "<!-- the table of numbers -->"


@dataclass(frozen=True, slots=True)
class Number:
    """One number against its goal. `value` and `baseline` come from the same run."""

    id: str
    what: str
    goal: str
    value: float | str
    baseline: float | str
    unit: str
    holds: bool
    how: str
    machine: str = ""
    date: str = ""
    gross: bool = False  # so far off that the short form fails the build; never written down

    def line(self) -> str:
        """For the terminal."""
        sign = "ok  " if self.holds else "MISS"
        return f"{sign} {self.id} {self.what}: {self.value} {self.unit} (goal {self.goal}; beside it: {self.baseline})"


def stamped(numbers: Iterable[Number]) -> list[dict[str, object]]:
    """As they are stored: with the machine and the day, without what only the build needs."""
    machine, today = describe(), datetime.now(UTC).date().isoformat()
    rows = []
    for number in numbers:
        row = asdict(number) | {"machine": machine, "date": today}
        del row["gross"]
        rows.append(row)
    return rows


def merged(old: Sequence[dict[str, object]], new: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """The stored numbers, with those of every id measured now replaced; one that falls short stays like any other."""
    measured = {row["id"] for row in new}
    kept = [row for row in old if row["id"] not in measured]
    return sorted([*kept, *new], key=lambda row: str(row["id"]))


def save(numbers: Sequence[Number], results: Path = RESULTS, page: Path = PAGE) -> None:
    """Write the numbers to results.json and the page beside it."""
    old = json.loads(results.read_text(encoding="utf-8")) if results.exists() else []
    rows = merged(old, stamped(numbers))
    results.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    page.write_text(render(rows, FRAME.read_text(encoding="utf-8")), encoding="utf-8")


def render(rows: Sequence[dict[str, object]], frame: str) -> str:
    """The page: the words of `frame` with the table in its place."""
    missed = [row for row in rows if not row["holds"]]
    ids = sorted({str(row["id"]) for row in missed})
    verdict = f"{len(rows) - len(missed)} of {len(rows)} numbers hold."
    verdict += f" These fall short: {', '.join(ids)}." if missed else ""
    head = "| id | what | goal | value | beside it, same run | holds |\n|---|---|---|---|---|---|"
    lines = [f"| {' | '.join(_cells(row))} |" for row in rows]
    how = [
        f"- {one}" for one in sorted({f"{row['id']}: `{row['how']}`, {row['date']}, {row['machine']}" for row in rows})
    ]
    table = "\n".join([verdict, "", head, *lines, "", "How, when and on what:", "", *how])
    return frame.replace(HERE, table)


def _cells(row: dict[str, object]) -> list[str]:
    value = f"{row['value']} {row['unit']}".strip()
    cells = [row["id"], row["what"], row["goal"], value, row["baseline"], "yes" if row["holds"] else "**no**"]
    return [str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells]
