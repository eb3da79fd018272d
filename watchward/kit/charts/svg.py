"""The paper that charts are drawn on: safe text, thin elements, colours that a stylesheet may override.

Every mark carries presentation attributes (right in mail and print) *and* a `ww-chart-…` class (dark mode on
the page: a class in a stylesheet beats a presentation attribute). No style attribute, no <style>, no
script: the strict content security policy holds.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH = 640.0  # of every full-size chart, in its own units; text of 17 is about 10 px on a 360 px telephone
TEXT = 17.0
SMALL = 15.0
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
SEQUENCE = (
    "#eef1f4",
    "#cfe3ea",
    "#9ccbd6",
    "#5fabc0",
    "#2b86a6",
    "#15608a",
    "#0b3a63",
)  # light to dark, one hue
PAINT: dict[str, dict[str, str]] = {
    "text": {"fill": "#1d2733"},
    "muted": {"fill": "#55606d"},
    "axis": {"stroke": "#8a949f", "fill": "none"},
    "grid": {"stroke": "#dfe4e8", "fill": "none"},
    "bar": {"fill": "#15608a"},
    "bar-quiet": {"fill": "#9fb4c4"},
    "gap": {"fill": "#f3f5f7", "stroke": "#b9c2cb"},
    "line": {"stroke": "#15608a", "fill": "none"},
    "average": {"stroke": "#1d2733", "fill": "none"},
    "dot": {"fill": "#15608a", "stroke": "#ffffff"},
    "place": {"fill": "#2b86a6", "stroke": "#ffffff"},
    "signal": {"fill": "#b3400f", "stroke": "#ffffff"},
    "signal-text": {"fill": "#9a350a"},
    "limit": {"stroke": "#b3400f", "fill": "none"},
    "band": {"fill": "#e6edf2"},
    "outline": {"stroke": "#b3400f", "fill": "none"},
    "zone": {"fill": "#f1f4f6", "stroke": "#8a949f"},
    "paper-text": {"fill": "#ffffff"},
    "halo": {"stroke": "#ffffff", "fill": "none"},
    "ink": {"fill": "#1d2733", "stroke": "none"},
    **{f"heat-{step}": {"fill": colour} for step, colour in enumerate(SEQUENCE)},
}


@dataclass(frozen=True, slots=True)
class Table:
    """The same numbers as a table: a header row and rows of the same length."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with what must stand beside it: its numbers, a plain sentence, its denominator."""

    svg: str
    table: Table
    sentence: str
    denominator: str

    def __html__(self) -> str:
        """Return the picture for templates: every text in it is already escaped."""
        return self.svg


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle that text or a mark takes up."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: "Box") -> bool:
        """Say whether two boxes overlap."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


def plain(text: object) -> str:
    """Return text on one line without control, format, surrogate or unassigned characters."""
    flat = " ".join(str(text).split())
    if flat.isprintable():  # nearly always: a grid asks hundreds of times
        return flat
    return "".join(c for c in flat if c in "\u200d\u00ad" or unicodedata.category(c) not in _UNPRINTABLE)


_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Cn", "Co"})


def safe(text: object) -> str:
    """Return text that is safe inside XML, in elements and in attributes."""
    return escape(plain(text), {'"': "&quot;", "'": "&#39;"})


def number(value: float) -> str:
    """Write a number as people read it: thousands separators, at most two decimals, a real minus sign."""
    written = f"{value:,.2f}".rstrip("0").rstrip(".")
    return written.replace("-", "−") if written != "-0" else "0"


def text_width(text: str, size: float = TEXT) -> float:
    """Estimate how wide text will be; wide scripts count double. Generous: the widest font of the page counts."""
    return size * sum(_advance(c) for c in text)


def _advance(char: str) -> float:
    if unicodedata.east_asian_width(char) in ("W", "F"):
        return 1.02
    if char in "iljtf.,:;'|!() ":
        return 0.37
    return 0.95 if char in "MWmw@%" else 0.7 if char.isupper() else 0.62


def fit(text: object, width: float, size: float = TEXT) -> str:
    """Cut text to a width, with an ellipsis."""
    whole = plain(text)
    if text_width(whole, size) <= width:
        return whole
    kept = whole
    while kept and text_width(f"{kept}…", size) > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


_PAINT_WRITTEN = {
    kind: f' class="ww-chart-{kind}"' + "".join(f' {key}="{colour}"' for key, colour in paint.items())
    for kind, paint in PAINT.items()
}


def node(name: str, kind: str = "", inner: str = "", **attributes: object) -> str:
    """Write one element; `kind` gives it its paint and its class; `stroke_width` means stroke-width."""
    written = _PAINT_WRITTEN[kind] if kind else ""
    for key, value in attributes.items():
        given = _short(value) if isinstance(value, float) else safe(value)
        written += f' {key.replace("_", "-")}="{given}"'
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def label(x: float, y: float, text: object, *, kind: str = "text", size: float = TEXT, **more: object) -> str:
    """Write one line of text with its baseline at y."""
    return node("text", kind, safe(text), x=x, y=y, font_size=size, **more)


def tip(text: object) -> str:
    """Write the title that shows when a mark is pointed at."""
    return f"<title>{safe(text)}</title>"


def line(kind: str, x1: float, y1: float, x2: float, y2: float, *, stroke_width: float = 1.0, **more: object) -> str:
    """Write a straight line."""
    return node("line", kind, "", x1=x1, y1=y1, x2=x2, y2=y2, stroke_width=stroke_width, **more)


def path(
    kind: str, points: Iterable[tuple[float, float]], *, closed: bool = False, inner: str = "", **more: object
) -> str:
    """Write a line through points."""
    steps = "L".join(f"{_short(x)} {_short(y)}" for x, y in points)
    return node("path", kind, inner, d=f"M{steps}{'Z' if closed else ''}", **more)


def picture(height: float, title: str, description: str, parts: Iterable[str], *, width: float = WIDTH) -> str:
    """Close the drawing: it scales to its container and says its title and what it shows."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_short(width)} {_short(height)}" role="img" '
        f'class="ww-chart" font-family="{safe(FONT)}" preserveAspectRatio="xMidYMid meet">'
        f"<title>{safe(title)}</title><desc>{safe(description)}</desc>{''.join(parts)}</svg>"
    )


def table(header: Sequence[object], rows: Iterable[Sequence[object]]) -> Table:
    """Make the table beside a chart; numbers as people read them, unknown ones as "not known"."""
    return Table(tuple(map(_cell, header)), tuple(tuple(map(_cell, row)) for row in rows))


def _cell(value: object) -> str:
    if value is None:
        return "not known"
    return number(value) if isinstance(value, (int, float)) else plain(value)


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
