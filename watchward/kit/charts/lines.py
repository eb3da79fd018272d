"""Over time: columns, lines with limits, and the small line beside a number. What is not known is a gap."""

from collections.abc import Iterator, Sequence

from watchward.kit.charts.scales import Scale, round_scale
from watchward.kit.charts.svg import (
    SMALL,
    WIDTH,
    Chart,
    fit,
    label,
    line,
    node,
    number,
    path,
    picture,
    plain,
    table,
    text_width,
    tip,
)

Value = float | None
Point = tuple[str, Value]
_TOP, _FLOOR, _HEIGHT = 30.0, 270.0, 312.0


def columns_over_time(
    periods: Sequence[Point],
    *,
    title: str,
    unit: str = "reports",
    denominator: str = "",
    heading: str = "Period",
    average: Sequence[Value] = (),
    average_name: str = "usual",
    limits: Sequence[tuple[float, float] | None] = (),
    is_last_partial: bool = False,
) -> Chart:
    """Draw counts per week or month as columns, oldest first; None is a period without data: a gap.

    Args:    average: an optional line through the columns, one value per period.
             limits: an optional (low, high) band per period, within which chance alone would keep the counts.
             is_last_partial: the last period is not over; its column is quiet, so that nobody sees a fall.
    Raises:  ValueError: a value below 0, or an average or limits of another length than the periods.
    """
    _same_length(periods, average, limits)
    scale, left = _axis(periods, average, limits)
    slot = (WIDTH - left) / max(1, len(periods))
    parts = [*_grid(scale, left, unit), *_band(limits, scale, left, slot)]
    for position, (name, value) in enumerate(periods):
        partial = is_last_partial and position == len(periods) - 1
        parts.append(_column(left + position * slot, slot, name, value, scale, unit, is_partial=partial))
    for kind, thickness in (("halo", 6.0), ("average", 2.5)) if average else ():
        parts += _runs(kind, average, scale, left, slot, thickness)
    if average and (last := average[-1]) is not None:
        parts.append(_named_end(average_name, scale(last)))
    parts += _period_labels([name for name, _ in periods], left, slot)
    sentence = _time_sentence(periods, unit, is_last_partial=is_last_partial)
    header, rows = _rows(periods, heading, unit, average, average_name, limits)
    return Chart(
        picture(_HEIGHT, title, sentence, parts),
        table(header, rows),
        sentence,
        _denominator(denominator, periods, unit),
    )


def line_with_limits(
    points: Sequence[Point],
    *,
    title: str,
    unit: str,
    limits: Sequence[tuple[float, float] | None],
    centre: Sequence[Value] = (),
    centre_name: str = "usual",
    denominator: str = "",
    heading: str = "Period",
) -> Chart:
    """Draw a line in the band in which chance would keep it; points outside are marked and named.

    Args:    limits: (low, high) per point, None where there is none.  None as a value breaks the line.
    Raises:  ValueError: a value below 0, or limits or centre of another length than the points.
    """
    _same_length(points, centre, limits)
    scale, left = _axis(points, centre, limits)
    slot = (WIDTH - left) / max(1, len(points))
    values = [value for _, value in points]
    outside = [
        position
        for position, (value, limit) in enumerate(zip(values, limits, strict=True))
        if value is not None and limit is not None and not limit[0] <= value <= limit[1]
    ]
    parts = [*_grid(scale, left, unit), *_band(limits, scale, left, slot)]
    parts += _runs("axis", centre, scale, left, slot, 1.5)
    parts += _runs("line", values, scale, left, slot, 2.5)
    for position, (name, value) in enumerate(points):
        if value is None:
            parts.append(_gap(left + position * slot, slot, name))
            continue
        parts += _dot(left + (position + 0.5) * slot, scale(value), name, value, unit, position in outside)
    if centre and (last := centre[-1]) is not None:
        parts.append(_named_end(centre_name, scale(last)))
    parts += _period_labels([name for name, _ in points], left, slot)
    sentence = _limits_sentence(points, outside, unit)
    known = sum(value is not None for value in values)
    below = plain(denominator) or f"{number(known)} periods with data, {number(len(points) - known)} without."
    header, rows = _rows(points, heading, unit, centre, centre_name, limits)
    return Chart(
        picture(_HEIGHT, title, sentence, parts),
        table(header, rows),
        sentence,
        below,
    )


def sparkline(points: Sequence[Point], *, title: str, unit: str = "reports", denominator: str = "") -> Chart:
    """Draw a small line for beside a number: no axis, the last known point marked; gaps stay gaps."""
    values = [value for _, value in points]
    scale = round_scale([value for value in values if value is not None], 30, 6)
    slot = 136.0 / max(1, len(points))
    parts = list(_runs("line", values, scale, 4, slot, 2.0))
    known = [position for position, value in enumerate(values) if value is not None]
    if known and (last := values[known[-1]]) is not None:
        spoken = tip(f"{points[known[-1]][0]}: {number(last)} {unit}")
        parts.append(node("circle", "dot", spoken, cx=4 + (known[-1] + 0.5) * slot, cy=scale(last), r=4))
    sentence = _time_sentence(points, unit)
    return Chart(
        picture(36, title, sentence, parts, width=144),
        table(["Period", unit.capitalize()], points),
        sentence,
        _denominator(denominator, points, unit),
    )


def _same_length(
    points: Sequence[Point], middle: Sequence[Value], limits: Sequence[tuple[float, float] | None]
) -> None:
    if any(len(series) not in (0, len(points)) for series in (middle, limits)):
        raise ValueError("Give one value of the line, and one pair of limits, for each period.")
    if any(limit and not limit[0] <= limit[1] for limit in limits):
        raise ValueError("A lower limit is above its upper limit.")


def _axis(
    points: Sequence[Point], middle: Sequence[Value], limits: Sequence[tuple[float, float] | None]
) -> tuple[Scale, float]:
    every = [value for _, value in points] + list(middle) + [bound for limit in limits if limit for bound in limit]
    scale = round_scale([value for value in every if value is not None], _FLOOR, _TOP)
    return scale, max(text_width(number(tick), SMALL) for tick in scale.ticks) + 12


def _grid(scale: Scale, left: float, unit: str) -> Iterator[str]:
    for tick in scale.ticks:
        yield line("grid" if tick else "axis", left, scale(tick), WIDTH, scale(tick))
        yield label(left - 8, scale(tick) + 5, number(tick), kind="muted", size=SMALL, text_anchor="end")
    yield label(0, 14, fit(unit, WIDTH, SMALL), kind="muted", size=SMALL)


def _column(x: float, slot: float, name: str, value: Value, scale: Scale, unit: str, *, is_partial: bool) -> str:
    if value is None:
        return _gap(x, slot, name)
    thick = min(44.0, slot * 0.74)
    spoken = f"{name}: {number(value)} {unit}{' so far' if is_partial else ''}"
    top = scale(value)
    return node(
        "rect",
        "bar-quiet" if is_partial else "bar",
        tip(spoken),
        x=x + (slot - thick) / 2,
        y=top,
        width=thick,
        height=_FLOOR - top,
        rx=min(2.0, thick / 4),
    )


def _gap(x: float, slot: float, name: str) -> str:
    spoken = tip(f"{name}: no data")
    shade = node(
        "rect",
        "gap",
        spoken,
        x=x + slot * 0.08,
        y=_TOP,
        width=slot * 0.84,
        height=_FLOOR - _TOP,
        stroke_dasharray="3 3",
    )
    middle, height = x + slot / 2, (_FLOOR + _TOP) / 2
    if slot < SMALL + 4:
        return shade
    turned = f"rotate(-90 {middle:.1f} {height:.1f})"
    return shade + label(
        middle, height + 5, "no data", kind="muted", size=SMALL, text_anchor="middle", transform=turned
    )


def _runs(
    kind: str, values: Sequence[Value], scale: Scale, left: float, slot: float, thickness: float
) -> Iterator[str]:
    """Draw a line that breaks at every gap; a lone point becomes a short dash."""
    run: list[tuple[float, float]] = []
    for position, value in enumerate([*values, None]):
        if value is not None:
            run.append((left + (position + 0.5) * slot, scale(value)))
            continue
        if len(run) == 1:
            run = [(run[0][0] - slot * 0.2, run[0][1]), (run[0][0] + slot * 0.2, run[0][1])]
        if run:
            yield path(kind, run, stroke_width=thickness, stroke_linejoin="round", stroke_linecap="round")
        run = []


def _band(limits: Sequence[tuple[float, float] | None], scale: Scale, left: float, slot: float) -> Iterator[str]:
    run: list[tuple[float, float, float]] = []
    for position, limit in enumerate([*limits, None]):
        if limit:
            x = left + position * slot
            run += [(x, *limit), (x + slot, *limit)]
        elif run:
            above = [(x, scale(high)) for x, _, high in run]
            below = [(x, scale(low)) for x, low, _ in run]
            yield path("band", [*above, *reversed(below)], closed=True)
            for edge in (above, below):
                yield path("limit", edge, stroke_width=1, stroke_dasharray="5 4")
            run = []


def _dot(x: float, y: float, name: str, value: float, unit: str, is_outside: bool) -> Iterator[str]:
    spoken = tip(f"{name}: {number(value)} {unit}{', outside the limits' if is_outside else ''}")
    kind, radius = ("signal", 6.5) if is_outside else ("dot", 3.5)
    yield node("circle", kind, spoken, cx=x, cy=y, r=radius, stroke_width=1.5)
    if is_outside:
        yield label(x, y - 13, number(value), kind="signal-text", text_anchor="middle", font_weight=600)


def _named_end(name: str, y: float) -> str:
    word = fit(name, 160, SMALL)
    halo = label(
        WIDTH,
        y - 6,
        word,
        kind="halo",
        size=SMALL,
        text_anchor="end",
        stroke_width=4,
        stroke_linejoin="round",
    )
    return halo + label(WIDTH, y - 6, word, kind="text", size=SMALL, text_anchor="end")


def _period_labels(names: Sequence[str], left: float, slot: float) -> Iterator[str]:
    widest = max((text_width(fit(name, 110, SMALL), SMALL) for name in names), default=0) + 14
    every = max(1, int(-(-widest // slot)))
    for position in range(0, len(names), every):
        middle, word = left + (position + 0.5) * slot, fit(names[position], 110, SMALL)
        half = text_width(word, SMALL) / 2
        middle = min(max(middle, half), WIDTH - half)
        yield label(middle, _FLOOR + 26, word, kind="muted", size=SMALL, text_anchor="middle")


def _rows(
    points: Sequence[Point],
    heading: str,
    unit: str,
    middle: Sequence[Value],
    middle_name: str,
    limits: Sequence[tuple[float, float] | None],
) -> tuple[list[str], list[list[object]]]:
    header, rows = [heading, unit.capitalize()], [list[object](point) for point in points]
    if middle:
        header.append(middle_name.capitalize())
        rows = [[*row, value] for row, value in zip(rows, middle, strict=True)]
    if limits:
        header += ["Lower limit", "Upper limit"]
        rows = [[*row, *(limit or (None, None))] for row, limit in zip(rows, limits, strict=True)]
    return header, rows


def _denominator(given: str, points: Sequence[Point], unit: str) -> str:
    known = [value for _, value in points if value is not None]
    return plain(given) or f"{number(sum(known))} {plain(unit)} in {number(len(known))} periods with data."


def _time_sentence(points: Sequence[Point], unit: str, *, is_last_partial: bool = False) -> str:
    known = [(value, name) for name, value in points if value is not None]
    if not known:
        return plain(f"No {unit} are known for any period.")
    high, when_high = max(known, key=lambda pair: pair[0])
    last, when_last = known[-1]
    gaps = len(points) - len(known)
    missing = f" {number(gaps)} {'period has' if gaps == 1 else 'periods have'} no data." if gaps else ""
    so_far = " so far" if is_last_partial and points[-1][1] is not None else ""
    if when_high == when_last:
        return plain(f"{number(last)} {unit} in {when_last}{so_far}, the most of all.{missing}")
    return plain(f"{number(last)} {unit} in {when_last}{so_far}; the most were {number(high)} in {when_high}.{missing}")


def _limits_sentence(points: Sequence[Point], outside: Sequence[int], unit: str) -> str:
    known = sum(value is not None for _, value in points)
    if not outside:
        return plain(f"{number(known)} periods of {unit}, none outside what chance would explain.")
    names = ", ".join(points[position][0] for position in outside)
    return plain(
        f"{number(len(outside))} of {number(known)} periods of {unit} "
        f"{'is' if len(outside) == 1 else 'are'} outside what chance would explain: {names}."
    )
