"""The week at a glance: a grid of days and hours, darker where more happened."""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from watchward.kit.charts.scales import class_tops
from watchward.kit.charts.svg import (
    SEQUENCE,
    SMALL,
    WIDTH,
    Chart,
    fit,
    label,
    line,
    node,
    number,
    picture,
    plain,
    table,
    text_width,
    tip,
)

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS = tuple(f"{hour:02d}" for hour in range(24))
_LEFT, _TOP, _ROW = 52.0, 26.0, 30.0

Cell = tuple[int, int]


def heat_grid(
    counts: Sequence[Sequence[int]],
    *,
    row_labels: Sequence[str] = DAYS,
    column_labels: Sequence[str] = HOURS,
    title: str,
    unit: str = "reports",
    denominator: str = "",
    outline: Collection[Cell] = (),
    outline_means: str = "",
) -> Chart:
    """Draw counts as a grid of cells; by default the hours of the week, Monday first.

    Args:    outline: (row, column) cells to frame, such as opening hours; `outline_means` says what they are.
             denominator: out of what these were counted; made from the total where empty.
    Raises:  ValueError: the labels do not fit the counts, or a count below 0.
    """
    _check(counts, row_labels, column_labels)
    highest = max((max(row) for row in counts), default=0)
    tops = class_tops(highest, len(SEQUENCE) - 1)
    width = (WIDTH - _LEFT - 2) / len(column_labels)
    parts = [
        *_heads(row_labels, column_labels, width),
        *_cells(counts, row_labels, column_labels, tops, width, unit),
        *_frame(set(outline), len(row_labels), len(column_labels), width),
    ]
    bottom = _TOP + _ROW * len(counts)
    parts += _legend(tops, bottom + 16, unit, outline_means if outline else "")
    height = bottom + 46 + (28 if outline and outline_means else 0)
    total = sum(map(sum, counts))
    sentence = _sentence(counts, row_labels, column_labels, unit, total)
    return Chart(
        picture(height, title, sentence, parts),
        table(["", *column_labels], [[name, *row] for name, row in zip(row_labels, counts, strict=True)]),
        sentence,
        plain(denominator) or f"{number(total)} {plain(unit)} with a known day and hour.",
    )


def _check(counts: Sequence[Sequence[int]], rows: Sequence[str], columns: Sequence[str]) -> None:
    if not counts or len(counts) != len(rows) or any(len(row) != len(columns) or not row for row in counts):
        raise ValueError(f"The grid needs {len(rows)} rows of {len(columns)} counts, one for each label.")
    if any(count < 0 for row in counts for count in row):
        raise ValueError("A count is below 0.")


def _heads(rows: Sequence[str], columns: Sequence[str], width: float) -> Iterator[str]:
    widest = max(text_width(plain(name), SMALL) for name in columns) + 8
    every = max(1, int(-(-widest // width)))
    if len(columns) == 24:
        every = max(every, 3)  # 00 03 06 … reads as a clock
    for column in range(0, len(columns), every):
        yield label(_LEFT + column * width + 1, _TOP - 9, columns[column], kind="muted", size=SMALL)
    for row, name in enumerate(rows):
        short = name[:3] if name in DAYS else name
        yield label(0, _TOP + (row + 0.5) * _ROW + 6, fit(short, _LEFT - 8))


def _cells(
    counts: Sequence[Sequence[int]],
    rows: Sequence[str],
    columns: Sequence[str],
    tops: Sequence[int],
    width: float,
    unit: str,
) -> Iterator[str]:
    for row, line_counts in enumerate(counts):
        for column, count in enumerate(line_counts):
            step = bisect_left(tops, count) + 1 if count else 0
            spoken = f"{rows[row]} {_span(columns, column)}: {number(count)} {unit}"
            yield node(
                "rect",
                f"heat-{_spread_step(step, len(tops))}",
                tip(spoken),
                x=_LEFT + column * width + 0.75,
                y=_TOP + row * _ROW + 0.75,
                width=width - 1.5,
                height=_ROW - 1.5,
                rx=2,
            )


def _spread_step(step: int, classes: int) -> int:
    """Use the whole range of colours where there are three classes or more; fewer stay in the middle."""
    darkest = len(SEQUENCE) - 1
    top = min(darkest, darkest // 2 + classes)  # one report in a cell is no alarm
    return 0 if step == 0 else top - round((classes - step) * (top - 1) / max(classes, darkest // 2))


def _span(columns: Sequence[str], column: int) -> str:
    if tuple(columns) == HOURS:
        return f"{column:02d}:00 to {'midnight' if column == 23 else f'{column + 1:02d}:00'}"
    return columns[column]


def _frame(cells: set[Cell], rows: int, columns: int, width: float) -> Iterator[str]:
    """Draw the edge of a set of cells: each side that has no framed neighbour."""
    for row, column in sorted(cells):
        if not (0 <= row < rows and 0 <= column < columns):
            raise ValueError(f"There is no cell {row}, {column} to frame.")
        x, y = _LEFT + column * width, _TOP + row * _ROW
        sides = {
            (row - 1, column): (x, y, x + width, y),
            (row + 1, column): (x, y + _ROW, x + width, y + _ROW),
            (row, column - 1): (x, y, x, y + _ROW),
            (row, column + 1): (x + width, y, x + width, y + _ROW),
        }
        for neighbour, side in sides.items():
            if neighbour not in cells:
                yield line("outline", *side, stroke_width=2.5, stroke_linecap="round")


def _legend(tops: Sequence[int], y: float, unit: str, outline_means: str) -> Iterator[str]:
    lows = [1, *(top + 1 for top in tops[:-1])][: len(tops)]  # an empty grid has no classes
    names = ["0", *(_range(low, top) for low, top in zip(lows, tops, strict=True))]
    x = _LEFT
    for step, name in enumerate(names):
        kind = f"heat-{_spread_step(step, len(tops))}"
        yield node("rect", kind, x=x + 0.75, y=y, width=18, height=18, rx=2)
        yield label(x + 24, y + 14.5, name, size=SMALL, kind="muted")
        x += 36 + text_width(name, SMALL)
    yield label(x, y + 14.5, fit(unit, WIDTH - x, SMALL), size=SMALL, kind="muted")
    if outline_means:
        yield node("rect", "outline", x=_LEFT + 1.5, y=y + 29, width=16, height=16, stroke_width=2.5)
        yield label(_LEFT + 24, y + 43, fit(outline_means, WIDTH - _LEFT - 26, SMALL), size=SMALL, kind="muted")


def _range(low: int, top: int) -> str:
    return number(low) if low == top else f"{number(low)}–{number(top)}"


def _sentence(
    counts: Sequence[Sequence[int]], rows: Sequence[str], columns: Sequence[str], unit: str, total: int
) -> str:
    if not total:
        return plain(f"No {unit} with a known day and hour.")
    count, row, column = max(
        ((count, -r, -c) for r, counted in enumerate(counts) for c, count in enumerate(counted)),
    )
    tied = sum(other == count for counted in counts for other in counted) - 1
    most = f"{rows[-row]} {_span(columns, -column)}"
    also = f", as in {number(tied)} {'other' if tied == 1 else 'others'}" if tied else ""
    return plain(f"{number(total)} {unit} in all; the most are on {most} with {number(count)}{also}.")
