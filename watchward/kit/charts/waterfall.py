"""A waterfall: how step after step adds up, for and against, from where it starts to where it ends."""

from collections.abc import Iterator, Sequence

from watchward.kit.charts.svg import WIDTH, Chart, fit, label, line, node, picture, plain, table, text_width, tip

Step = tuple[str, float]
_ROW, _BAR, _MOST_LEFT = 34.0, 20.0, 0.44


def waterfall(steps: Sequence[Step], *, title: str, unit: str, end: str, denominator: str, heading: str = "") -> Chart:
    """Draw each (label, value) as a bar that begins where the one before ended; values above 0 lead to the right.
    The first step is where it starts.

    Args:    end: what the last bar, from 0 to the sum, is called. unit: what the values are counted in.
             denominator: what the values mean, in a sentence.
    Raises:  ValueError: there is no step.
    """
    if not steps:
        raise ValueError("A waterfall needs at least one step.")
    total = sum(value for _name, value in steps)
    rows = [*steps, (end, total)]
    sentence = _sentence(steps, total, unit, end)
    return Chart(
        picture(len(rows) * _ROW + 8, title, sentence, _drawn(rows, unit)),
        table([heading or "Step", unit.capitalize()], [(name, signed(value)) for name, value in rows]),
        sentence,
        plain(denominator),
    )


def signed(value: float) -> str:
    """A value with its sign, one place behind the point: +4.1, −2.0."""
    return f"{value:+.1f}".replace("-", "−") if round(value, 1) else "0"


def _drawn(rows: Sequence[Step], unit: str) -> Iterator[str]:
    edges, at = [0.0], 0.0
    for _name, value in rows[:-1]:
        at += value
        edges.append(at)
    left = min(WIDTH * _MOST_LEFT, max(text_width(plain(name)) for name, _value in rows) + 14)
    side = max(text_width(signed(value)) for _name, value in rows) + 12
    low, high = min(edges), max(edges)
    scale = (WIDTH - left - 2 * side) / ((high - low) or 1.0)

    def x(value: float) -> float:
        return left + side + (value - low) * scale

    for place, (name, value) in enumerate(rows):
        is_end = place == len(rows) - 1
        start = 0.0 if is_end else edges[place]
        yield from _bar(place, name, value, x(start), x(start + value), is_end=is_end, left=left, unit=unit)
        if place < len(rows) - 2:
            bottom = 4 + (place + 0.5) * _ROW + _BAR / 2
            yield line("grid", x(edges[place + 1]), bottom, x(edges[place + 1]), bottom + _ROW - _BAR)
    yield line("axis", x(0), 2, x(0), len(rows) * _ROW + 6)


def _bar(
    place: int, name: str, value: float, start: float, stop: float, *, is_end: bool, left: float, unit: str
) -> Iterator[str]:
    """One step. What speaks against has another colour, leads to the left, and has a minus: never colour alone."""
    middle = 4 + (place + 0.5) * _ROW
    paint = "bar-quiet" if is_end else "bar" if value >= 0 else "signal"
    yield label(left - 10, middle + 6, fit(name, left - 10), text_anchor="end", font_weight=600 if is_end else 400)
    spoken = tip(f"{name}: {signed(value)} {unit}")
    yield node(
        "rect", paint, spoken, x=min(start, stop), y=middle - _BAR / 2, width=max(abs(stop - start), 1.5), height=_BAR,
        rx=2,
    )  # fmt: skip
    if value >= 0:
        yield label(max(start, stop) + 6, middle + 6, signed(value))
    else:
        yield label(min(start, stop) - 6, middle + 6, signed(value), text_anchor="end")


def _sentence(steps: Sequence[Step], total: float, unit: str, end: str) -> str:
    most = max(steps[1:] or steps, key=lambda step: abs(step[1]))
    which = "for" if most[1] > 0 else "against"
    return plain(f"{end}: {signed(total)} {unit}. What counts most, {which}: {most[0]} with {signed(most[1])}.")
