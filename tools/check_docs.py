"""Check the documentation against the code: targets, commands, settings, links and folders."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)


def documents(root: Path) -> dict[Path, str]:
    """Every page that people read, with its text."""
    pages = [
        *sorted(root.glob("*.md")),
        *sorted((root / "docs").rglob("*.md")),
        *sorted((root / "bench").glob("*.md")),
    ]
    return {page: page.read_text(encoding="utf-8") for page in pages}


def targets(makefile: str) -> list[str]:
    """The targets that explain themselves; the others are parts of these."""
    return re.findall(r"^([a-z-]+):.*?## ", makefile, re.MULTILINE)


def settings(source: str) -> list[str]:
    """The environment variables that settings.py reads."""
    return sorted(set(re.findall(r"\"(WATCHWARD_[A-Z_]+)\"", source)))


def commands() -> list[str]:
    """The commands of `watchward`, as click knows them."""
    sys.path.insert(0, str(ROOT))
    import click  # not needed by the rest of this file, which tests use without it

    from watchward.cli import cli

    assert isinstance(cli, click.Group), "watchward.cli.cli is no longer a group of commands."
    return cli.list_commands(click.Context(cli))


def unexplained(kind: str, names: Iterable[str], pages: Mapping[Path, str]) -> Iterator[str]:
    """One sentence for each name that no page mentions. `kind` is what stands before the name in a page."""
    text = "\n".join(pages.values())
    for name in names:
        if not re.search(rf"(?<![\w-]){re.escape(kind + name)}(?![\w-])", text):
            yield f"No page explains `{kind}{name}`. Add a line to docs/howto/ or to README.md."


def slug(heading: str) -> str:
    """The anchor that forges make of a heading."""
    kept = re.sub(r"[^\w\s-]", "", re.sub(r"`|\*", "", heading).lower())
    return re.sub(r"\s", "-", kept)


def broken_links(pages: Mapping[Path, str]) -> Iterator[str]:
    """One sentence for each link to a file or heading that is not there. The web is not asked."""
    for page, text in pages.items():
        for target in LINK.findall(FENCE.sub("", text)):
            if re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            path, _, anchor = unquote(target).partition("#")
            aim = (page.parent / path).resolve() if path else page
            if not aim.exists():
                yield f"{page.name} links to {target}, which does not exist."
            elif anchor and aim.suffix == ".md" and anchor not in map(slug, HEADING.findall(aim.read_text())):
                yield f"{page.name} links to {target}, but there is no such heading."


def folders(root: Path) -> list[str]:
    """The folders under version control: those at the top, and the floors of the house."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]  # the clone may belong to somebody else
    listed = subprocess.run(command, cwd=root, check=True, stdout=subprocess.PIPE, text=True).stdout
    parts = [Path(name).parts for name in listed.split("\0") if name]
    top = {part[0] for part in parts if len(part) > 1 and not part[0].startswith(".")}
    floors = {part[1] for part in parts if len(part) > 2 and part[0] == "watchward"}
    return sorted(top | floors)


def missing_from_map(names: Iterable[str], page: str) -> Iterator[str]:
    """One sentence for each folder that the map leaves out."""
    for name in names:
        if not re.search(rf"(?<![\w-]){re.escape(name)}/", page):
            yield f"docs/map.md does not name the folder {name}/. Say in one line what lives there."


def problems(root: Path) -> Iterator[str]:
    pages = documents(root)
    yield from unexplained("make ", targets((root / "Makefile").read_text()), pages)
    yield from unexplained("watchward ", commands(), pages)
    yield from unexplained("", settings((root / "watchward" / "settings.py").read_text()), pages)
    yield from broken_links(pages)
    map_page = root / "docs" / "map.md"
    if map_page in pages:
        yield from missing_from_map(folders(root), pages[map_page])
    else:
        yield "docs/map.md is missing. It names every folder and says what lives there."


def main() -> int:
    found = list(problems(ROOT))
    for sentence in found:
        print(sentence, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
