"""Long texts as people write them: headings, paragraphs and lists, and nothing else."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Block:
    """kind: heading, paragraph or list."""

    kind: str
    text: str = ""
    points: list[str] = field(default_factory=list)


def blocks_of(text: str) -> list[Block]:
    """Read `# heading`, `- point` and plain lines; an empty line ends a paragraph. Never any HTML."""
    blocks: list[Block] = []
    is_open = False  # whether the next plain line goes on with the last paragraph
    for line in (raw.strip() for raw in text.splitlines()):
        if line.startswith("#"):
            blocks.append(Block("heading", line.lstrip("# ")))
        elif line.startswith("- "):
            if not blocks or blocks[-1].kind != "list":
                blocks.append(Block("list"))
            blocks[-1].points.append(line[2:].strip())
        elif line and is_open:
            blocks[-1].text += f" {line}"
            continue
        elif line:
            blocks.append(Block("paragraph", line))
        is_open = bool(line) and blocks[-1].kind == "paragraph"
    return blocks
