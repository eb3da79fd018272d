"""Bars: which is more. Every bar says its own number, so that nobody has to measure against an axis."""

from collections.abc import Collection, Iterator, Sequence
from typing import Literal

from watchward.kit.charts.saying import most_of
from watchward.kit.charts.scales import Scale, round_scale
from watchward.kit.charts.svg import (
    SMALL,
    TEXT,
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

Bar = tuple[str, float | None]
_ROW, _BAR = 34.0, 22.0


def bars(
    items: Sequence[Bar],
    *,
    title: str,
    unit: str = "reports",
    denominator: str = "",
    direction: Literal["horizontal", "vertical"] = "horizontal",
    highlight: Collection[int] = (),
    heading: str = "",
    total: float | None = None,
    says: str = "",
) -> Chart:
    """Draw one bar for each (label, value) in the order given; None is drawn as not known, never as 0.

    Args:    highlight: positions of the bars that are meant; the others turn quiet.
             heading: what the labels are, for the table ("Kind of incident").
             total: out of how many, where the bars are not all there is; else their sum.
             says: the sentence, where bars do not add up, such as rates.
             vertical suits up to about 12 short labels.
    Raises:  ValueError: a value below 0 or not finite.
    """
    scale_for = round_scale([value for _, value in items if value is not None], 0, 1)
    if direction == "horizontal":
        height, parts = len(items) * _ROW + 8, list(_lying(items, scale_for, unit, highlight))
    else:
        height, parts = 320.0, list(_standing(items, unit, highlight))
    if not items:
        height, parts = 60.0, [label(0, 36, "Nothing to show yet.", kind="muted")]
    known = [value for _, value in items if value is not None]
    sentence = plain(says) or _sentence(items, unit, total)
    return Chart(
        picture(height, title, sentence, parts),
        table([heading, unit.capitalize()], items),
        sentence,
        plain(denominator) or f"{number(sum(known))} {plain(unit)} in {number(len(known))} groups.",
    )


def _paint(position: int, highlight: Collection[int]) -> str:
    return "bar" if not highlight or position in highlight else "bar-quiet"


def _lying(items: Sequence[Bar], scale: Scale, unit: str, highlight: Collection[int]) -> Iterator[str]:
    left = min(WIDTH * 0.42, max((text_width(plain(name)) for name, _ in items), default=0) + 14)
    widest = max((text_width(number(value)) for _, value in items if value is not None), default=0)
    highest = max((value for _, value in items if value is not None), default=0) or scale.high
    room = WIDTH - left - widest - 14
    for position, (name, value) in enumerate(items):
        middle = 4 + (position + 0.5) * _ROW
        yield label(left - 10, middle + 6, fit(name, left - 10), text_anchor="end")
        if value is None:
            yield label(left + 8, middle + 6, "not known", kind="muted", size=SMALL)
            continue
        length = room * value / highest
        spoken = tip(f"{name}: {number(value)} {unit}")
        yield node(
            "rect",
            _paint(position, highlight),
            spoken,
            x=left,
            y=middle - _BAR / 2,
            width=length,
            height=_BAR,
            rx=2,
        )
        yield label(left + length + 8, middle + 6, number(value))
    yield line("axis", left, 2, left, len(items) * _ROW + 6)


def _standing(items: Sequence[Bar], unit: str, highlight: Collection[int]) -> Iterator[str]:
    floor = 270.0
    highest = max((value for _, value in items if value is not None), default=0) or 1.0
    scale = Scale(0.0, highest, (), floor, 30.0)  # no axis to read, so the tallest bar takes the whole height
    slot = WIDTH / max(1, len(items))
    thick = min(64.0, slot * 0.66)
    for position, (name, value) in enumerate(items):
        middle = (position + 0.5) * slot
        yield label(middle, floor + 24, fit(name, slot - 4, SMALL), size=SMALL, text_anchor="middle")
        if value is None:
            yield label(
                middle,
                floor - 8,
                fit("not known", slot, SMALL),
                kind="muted",
                size=SMALL,
                text_anchor="middle",
            )
            continue
        top = scale(value)
        spoken = tip(f"{name}: {number(value)} {unit}")
        yield node(
            "rect",
            _paint(position, highlight),
            spoken,
            x=middle - thick / 2,
            y=top,
            width=thick,
            height=floor - top,
            rx=2,
        )
        size = TEXT if text_width(number(value)) <= slot else SMALL
        yield label(middle, top - 8, number(value), size=size, text_anchor="middle")
    yield line("axis", 0, floor, WIDTH, floor)


def _sentence(items: Sequence[Bar], unit: str, total: float | None) -> str:
    known = [(value, name) for name, value in items if value is not None]
    total = sum(value for value, _ in known) if total is None else total
    if not known or not total:
        return plain(f"No {unit} to compare.")
    unknown = len(items) - len(known)
    rest = f" {number(unknown)} {'is' if unknown == 1 else 'are'} not known." if unknown else ""
    return plain(f"{most_of([(name, value) for value, name in known], unit, total)}{rest}")
