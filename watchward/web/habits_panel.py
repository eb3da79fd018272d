"""On the page of a subject: where, when, how and with whom, drawn from the reports judged to be theirs."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from watchward.assess.queries.habits import MOST, PARTS, Habits, Often, habits_of
from watchward.kit.charts import Chart, Outline, Place, dot_map, heat_grid
from watchward.kit.text import count
from watchward.partners.queries.zones import zone_edges
from watchward.policy import Actor

FEWEST = 2  # one report has no habits
Lines = list[tuple[str, str, str]]  # words, what is quiet beside them, address


def habits_panel(actor: Actor, ref: str) -> dict[str, Any] | None:
    """Context of `subjects/_habits.html`; nothing where there is one report or none."""
    habits = habits_of(actor, ref)
    if habits.reports < FEWEST or habits.first_on is None or habits.last_on is None:
        return None
    return {
        "says": f"{count(habits.reports, 'report')} from {_day(habits.first_on)} to {_day(habits.last_on)}, "
        "each judged by a person to be about them.",
        "when": _when(habits),
        "where": _where(actor, habits),
        "haunts": [
            (one.name, _beside(one.count, one.last_on), f"{reverse('reports')}?premises={one.ref}")
            for one in habits.haunts[:MOST]
        ],
        "more_haunts": max(0, len(habits.haunts) - MOST),
        "company": f"{reverse('network')}?around={ref}" if habits.associates else "",
        "lists": [
            (title, _lines(many), max(0, len(many) - MOST))
            for title, many in (
                ("How", habits.methods),
                ("What for", habits.goods),
                ("Vehicles in these reports", habits.vehicles),
                ("Seen with", habits.associates),
            )
            if many
        ],
    }


def _when(habits: Habits) -> Chart:
    known = habits.reports - habits.undated
    left_out = f"; {count(habits.undated, 'report')} with a longer from-to time left out" if habits.undated else ""
    return heat_grid(
        habits.week,
        column_labels=PARTS,
        title="When they were reported",
        denominator=f"{known:,} of {count(habits.reports, 'report')}, in parts of four hours{left_out}. "
        "When somebody is reported also depends on who was there to see them.",
    )


def _where(actor: Actor, habits: Habits) -> Chart | None:
    placed = [
        Place(one.name, one.latitude, one.longitude, one.count)
        for one in habits.haunts
        if one.latitude is not None and one.longitude is not None
    ]
    if not placed:
        return None
    return dot_map(
        placed,
        [Outline(one.name, one.corners) for one in zone_edges(actor.partnership_id)],
        title="Where they were reported",
        denominator=f"{sum(one.count for one in placed):,} of {count(habits.reports, 'report')}, "
        f"at {len(placed):,} of {count(len(habits.haunts), 'premises', 'premises')} that have a position.",
    )


def _lines(many: Sequence[Often]) -> Lines:
    return [
        (one.words, _beside(one.count, one.last_on), reverse("subject", args=[one.ref]) if one.ref else "")
        for one in many[:MOST]
    ]


def _beside(reports: int, last_on: Any) -> str:
    return f"{count(reports, 'report')}, last on {_day(last_on)}"


def _day(day: Any) -> str:
    return f"{day.day} {day:%B %Y}"
