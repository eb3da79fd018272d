"""Text for people: money, counts, moments and lists in British English."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo


def pounds(pence: int | None, *, whole: bool = False) -> str:
    """Money in pence as pounds; whole pounds lose their pence. `None` is an en dash.

    `whole` rounds to the nearest pound from £1,000 upwards, for large figures that are read at a glance.
    """
    if pence is None:
        return "–"
    if whole and abs(pence) >= 1000_00:
        pence = (abs(pence) + 50) // 100 * 100 * (1 if pence > 0 else -1)
    whole_pounds, rest = divmod(abs(pence), 100)
    sign = "−" if pence < 0 else ""
    return f"{sign}£{whole_pounds:,}" if not rest else f"{sign}£{whole_pounds:,}.{rest:02d}"


def count(number: int, singular: str, plural: str = "") -> str:
    """`1 report`, `1,204 reports`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def listed(things: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, final = list(things) or [""]
    return f"{', '.join(most)} {last} {final}" if most else final


def moment(at: datetime | None, zone: ZoneInfo) -> str:
    """`Fri 6 Mar 2026, 21:15` in local time. `None` is an en dash."""
    if at is None:
        return "–"
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def day(at: datetime, zone: ZoneInfo) -> str:
    """`6 March 2026` in local time."""
    local = at.astimezone(zone)
    return f"{local.day} {local:%B %Y}"


def clipped(text: str, length: int = 90) -> str:
    """The first `length` characters on one line, cut at a word where possible."""
    flat = " ".join(text.split())
    if len(flat) <= length:
        return flat
    return flat[:length].rsplit(" ", 1)[0] + " …"
