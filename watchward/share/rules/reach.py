"""Who is told by default, what goes further than that, and how long it stands (G-11, P-03, P-04, R-01). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from watchward.assess.rules.clocks import months_after
from watchward.policy import Decision
from watchward.share.choices import Reach, Shelf

KNOWN_MONTHS = 12  # nobody stands longer in a gallery than a record is kept
MINOR_MONTHS = 3  # P-04: looked at again every three months
AUTHORITIES = frozenset({Reach.POLICE, Reach.COUNCIL})


@dataclass(frozen=True, slots=True)
class Area:
    """Where somebody operates: ids of zones and of premises with a report judged to be them."""

    zones: frozenset[int] = frozenset()
    premises: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Audience:
    """One recipient with the places it stands for: (premises id, zone id or None)."""

    reach: Reach
    name: str
    key: int = 0
    places: tuple[tuple[int, int | None], ...] = ()


def is_wider(area: Area, audience: Audience) -> bool:
    """G-11: whether somebody would be told for whom there is no risk. The next-door shop is normal, a far one not."""
    if audience.reach in AUTHORITIES:
        return False
    if audience.reach == Reach.ZONE:
        return audience.key not in area.zones
    outside = [place for place in audience.places if not _is_near(area, place)]
    return bool(outside) or not audience.places


def may_be_told_of_minor(area: Area, audiences: Iterable[Audience]) -> Decision:
    """P-04: nobody beyond the affected premises, the police and the council."""
    for one in audiences:
        affected = one.reach == Reach.PREMISES and one.key in area.premises
        if one.reach not in AUTHORITIES and not affected:
            why = f"They may be under 18, so only the affected premises are told, not {one.name} (P-04)."
            return Decision(False, why)
    return Decision(True, "Only those affected are told.")


def longest(shelf: str, today: date, *, is_of_minor: bool, unknown_months: int, sanction_ends_on: date | None) -> date:
    """The last day on which a disclosure may stand."""
    months = unknown_months if shelf == Shelf.UNKNOWN else KNOWN_MONTHS
    last = months_after(today, min(months, MINOR_MONTHS) if is_of_minor else months)
    return min(last, sanction_ends_on) if sanction_ends_on else last


def _is_near(area: Area, place: tuple[int, int | None]) -> bool:
    premises, zone = place
    return premises in area.premises or zone in area.zones
