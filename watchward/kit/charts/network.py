"""Who was seen with whom: people as dots by how often they were seen, ties as lines by how often together."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from watchward.kit.charts.svg import (
    SMALL,
    WIDTH,
    Box,
    Chart,
    fit,
    label,
    line,
    node,
    picture,
    plain,
    table,
    text_width,
    tip,
)

_EDGE, _DOT, _BIGGEST, _THICKEST, _LABEL = 34.0, 7.0, 20.0, 7.0, 150.0


@dataclass(frozen=True, slots=True)
class Dot:
    """One person. `x` and `y` from 0 to 1; `mark` is one or two letters inside the dot, such as the group's."""

    name: str
    x: float
    y: float
    count: int
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Two people by their places in the list of dots, and how often they were together."""

    one: int
    other: int
    count: int


def network(
    dots: Sequence[Dot], lines: Sequence[Line], *, title: str, sentence: str, denominator: str,
    rows: Sequence[Sequence[object]], header: Sequence[str],
) -> Chart:  # fmt: skip
    """Draw it. Groups are told apart by the letters in the dots, never by colour alone; the table names all.

    Args:    rows, header: the table beside it, which says in words what the picture shows.
    Raises:  ValueError: a line leads to nobody.
    """
    if any(not (0 <= end < len(dots)) for one in lines for end in (one.one, one.other)):
        raise ValueError("A line leads to nobody.")
    if not dots:
        empty = [label(0, 36, "Nobody was seen with anybody else.", kind="muted")]
        return Chart(picture(60, title, sentence, empty), table(header, rows), plain(sentence), plain(denominator))
    height = min(WIDTH, max(260.0, 90.0 * math.sqrt(len(dots)) + 2 * _EDGE))
    at = [(_EDGE + one.x * (WIDTH - 2 * _EDGE), _EDGE + one.y * (height - 2 * _EDGE)) for one in dots]
    most = max(one.count for one in dots)
    size = [_DOT + (_BIGGEST - _DOT) * math.sqrt(one.count / most) for one in dots]
    parts = [*_lines(dots, lines, at), *_dots(dots, at, size), *_names(dots, lines, at, size)]
    return Chart(picture(height, title, sentence, parts), table(header, rows), plain(sentence), plain(denominator))


def _lines(dots: Sequence[Dot], lines: Sequence[Line], at: Sequence[tuple[float, float]]) -> Iterator[str]:
    most = max((one.count for one in lines), default=1)
    for one in sorted(lines, key=lambda each: each.count):
        said = f"{dots[one.one].name} and {dots[one.other].name}: {one.count} together"
        width = 1.2 + (_THICKEST - 1.2) * one.count / most
        yield node("g", "", tip(said) + line("axis", *at[one.one], *at[one.other], stroke_width=width))


def _dots(dots: Sequence[Dot], at: Sequence[tuple[float, float]], size: Sequence[float]) -> Iterator[str]:
    for one, (x, y), radius in zip(dots, at, size, strict=True):
        inner = tip(f"{one.name}: seen {one.count} times")
        inner += node("circle", "dot", "", cx=x, cy=y, r=radius, stroke_width=1.5)
        if one.mark:
            room = max(radius, 11.0)
            if room > radius:
                inner += node("circle", "dot", "", cx=x, cy=y, r=room, stroke_width=1.5)
            inner += label(x, y + 5, one.mark, kind="paper-text", size=SMALL, text_anchor="middle", font_weight=700)
        yield node("g", "", inner)


def _names(
    dots: Sequence[Dot], lines: Sequence[Line], at: Sequence[tuple[float, float]], size: Sequence[float]
) -> Iterator[str]:
    """Names for the most seen first, and only where they meet no other name and no dot; away from one's own lines."""
    taken = [Box(x - r, y - r, 2 * r, 2 * r) for (x, y), r in zip(at, [max(one, 11.0) for one in size], strict=True)]
    order = sorted(range(len(dots)), key=lambda place: (-dots[place].count, dots[place].name))
    towards = _towards(lines, at)
    for place in order:
        name = fit(dots[place].name, _LABEL, SMALL)
        radius, width = max(size[place], 11.0), text_width(name, SMALL)
        box = _free(at[place], radius, width, towards[place], taken, place)
        if box is not None:
            taken.append(box)
            yield label(box.x, box.y + SMALL, name, kind="halo", size=SMALL, stroke_width=4, stroke_linejoin="round")
            yield label(box.x, box.y + SMALL, name, size=SMALL)


def _towards(lines: Sequence[Line], at: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Where somebody's lines lead, all together: x and y, each line as long as any other."""
    found = [(0.0, 0.0)] * len(at)
    for line_ in lines:
        for here, there in ((line_.one, line_.other), (line_.other, line_.one)):
            x, y = at[there][0] - at[here][0], at[there][1] - at[here][1]
            long = math.hypot(x, y) or 1.0
            found[here] = (found[here][0] + x / long, found[here][1] + y / long)
    return found


def _free(
    at: tuple[float, float], radius: float, width: float, towards: tuple[float, float], taken: Sequence[Box], own: int
) -> Box | None:
    """Right, left, below or above the dot, where there is room: first where the fewest lines lead."""
    (x, y), tall, gap = at, SMALL + 4, 4.0
    sides = (
        (1, 0, x + radius + gap, y - tall / 2), (-1, 0, x - radius - gap - width, y - tall / 2),
        (0, 1, x - width / 2, y + radius + gap), (0, -1, x - width / 2, y - radius - gap - tall),
    )  # fmt: skip
    for _right, _down, left, top in sorted(
        sides, key=lambda side: round(side[0] * towards[0] + side[1] * towards[1], 3)
    ):
        box = Box(left, top, width, tall)
        others = (one for place, one in enumerate(taken) if place != own)
        if left >= 0 and left + width <= WIDTH and top >= 0 and not any(box.meets(one) for one in others):
            return box
    return None


def letters(groups: Sequence[Sequence[str]]) -> Mapping[str, str]:
    """A letter for each group of two or more, A for the largest; after Z comes AA."""
    found: dict[str, str] = {}
    for at, group in enumerate(one for one in groups if len(one) > 1):
        mark = chr(65 + at % 26) if at < 26 else f"{chr(64 + at // 26)}{chr(65 + at % 26)}"
        found |= dict.fromkeys(group, mark)
    return found
