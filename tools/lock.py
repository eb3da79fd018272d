"""Renew the three lock files from pyproject.toml: exact versions, with hashes, for every platform."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"
COMPILE = ["pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"]
PLAIN = ["--no-annotate", "--no-header"]  # so that no address of a package index gets into a lock


def uv() -> str:
    """Where the pinned uv is."""
    asked = [sys.executable, str(ROOT / "tools" / "bootstrap.py"), "--uv"]
    return subprocess.run(asked, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def renew(*what: str, into: Path, text: str | None = None) -> None:
    """Compile one lock."""
    subprocess.run([uv(), *COMPILE, *PLAIN, *what, "-o", str(into)], check=True, cwd=ROOT, input=text, text=True)
    print(f"{into.relative_to(ROOT)} is up to date.")


def main(extra: list[str]) -> None:
    run, dev, tools = (LOCKS / f"{name}.txt" for name in ("run", "dev", "tools"))
    pinned = next(line.split()[0] for line in tools.read_text().splitlines() if line.startswith("uv=="))
    project = ["--extra", "postgres", "pyproject.toml"]
    renew(*project, *extra, into=run)
    everything = ["--group", "dev", "--group", "browser", "--extra", "link"]
    renew(*everything, "-c", str(run), *project, *extra, into=dev)
    renew("-", into=tools, text=f"{pinned}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
