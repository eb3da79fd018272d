"""Which events are looks at people, what each weighs, and the one place where they are counted (G-12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone

from watchward.records.models import Tally


@dataclass(frozen=True, slots=True)
class Weight:
    """What one event weighs: so much, and one more for each thing that its detail lists or counts under `each`."""

    base: int
    each: str = ""


# A house test reads every kind off the code: what ends like a look stands here or in NOT_LOOKS.
WEIGHTS: dict[str, Weight] = {
    "case.package_viewed": Weight(1, each="reports"),
    "case.viewed": Weight(1),
    "disclosure.viewed": Weight(1),
    "evidence.continuity_viewed": Weight(1),
    "evidence.exported": Weight(5),  # an original leaves the house
    "evidence.viewed": Weight(1),
    "gallery.entry_viewed": Weight(1),
    "gallery.picture_viewed": Weight(1),
    "gallery.printed": Weight(5, "entries"),  # paper leaves the house
    "gallery.viewed": Weight(0, "entries"),  # one for each person on the page, with the small pictures on it
    "import.previewed": Weight(1),
    "import.problems_downloaded": Weight(5),
    "report.exported": Weight(25),  # a file of many, after a confirmation of its own
    "report.viewed": Weight(1),  # with the small pictures on it
    "series.viewed": Weight(1),  # with what is said of people in its reports
    "subject.listed": Weight(0, "new"),  # a name in a list or among what a search found, once a day
    "subject.looked_up": Weight(1, "subjects"),
    "subject.viewed": Weight(1),
    "unknown.viewed": Weight(1),  # with what is said of people whom nobody knows
}
NOT_LOOKS: dict[str, str] = {
    "figures.exported": "counts of places, and no person",
    "members.exported": "names businesses, and no person",
}


def weight_of(kind: str, detail: Mapping[str, Any]) -> int:
    """What one event adds to the looks of its actor; most kinds add nothing."""
    weight = WEIGHTS.get(kind)
    if weight is None:
        return 0
    shown = detail.get(weight.each, 0) if weight.each else 0
    return weight.base + (shown if isinstance(shown, int) else len(shown))


# One statement on both engines: the row of the day is made or moved on, and answers with what it now holds.
COUNT = """
INSERT INTO records_tally AS kept (partnership_id, account_id, day, hour, in_hour, in_day, lifted)
VALUES (%s, %s, %s, %s, %s, %s, 0)
ON CONFLICT (partnership_id, account_id, day) DO UPDATE SET
    in_hour = CASE WHEN kept.hour = excluded.hour THEN kept.in_hour + excluded.in_hour ELSE excluded.in_hour END,
    in_day = kept.in_day + excluded.in_day,
    hour = excluded.hour
RETURNING in_hour, in_day, lifted
"""


def count_looks(partnership_id: int, account_id: int, weight: int, now: datetime) -> tuple[int, int, int]:
    """Add to the looks of this account's day. Returns (this hour, this day, what was added to today's budget)."""
    local = timezone.localtime(now)
    day = connection.ops.adapt_datefield_value(local.date())
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [partnership_id, account_id, day, local.hour, weight, weight])
        in_hour, in_day, lifted = cursor.fetchone()
    return in_hour, in_day, lifted


def looks_today(partnership_id: int, now: datetime) -> dict[int, Tally]:
    """The tallies of the present day, by account."""
    rows = Tally.everywhere.filter(partnership_id=partnership_id, day=timezone.localdate(now))
    return {one.account_id: one for one in rows}


def lift_today(partnership_id: int, account_id: int, more: int, now: datetime) -> bool:
    """Add to the budget of one account for the present day; False where it has looked at nothing yet."""
    rows = Tally.everywhere.filter(partnership_id=partnership_id, account_id=account_id, day=timezone.localdate(now))
    return bool(rows.update(lifted=F("lifted") + more))
