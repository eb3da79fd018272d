"""Who acts most, does most harm and travels: three lists with how sure each place is, and what they stand on."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from watchward.assess.actions.listing import note_names
from watchward.assess.queries.ranking import HALF_LIVES, USUAL, Line, Rankings, rankings
from watchward.kit.text import count
from watchward.web.access import SeatedRequest, seated
from watchward.web.desk_panel import options

ONE_SIDED = 0.6  # of somebody's visits from one member: then the list says so


@seated
def ranking(request: SeatedRequest) -> HttpResponse:
    """The lists as they stand now. Looking at them is a look at everybody on them (G-12)."""
    found = rankings(request.actor, request.GET.get("half_life", USUAL))
    lists = (found.prolific, found.harmful, found.travelling)
    refs = sorted({one.ref for many in lists for one in many})
    note_names(actor=request.actor, refs=refs, how="ranking")
    return render(
        request,
        "subjects/ranking.html",
        {
            "lists": [
                (title, says, [_row(one) for one in many], name)
                for name, title, says, many in (
                    ("often", "Most often", "Visits in which they were judged to be, weighed by age.", found.prolific),
                    ("harm", "Most harm", "The same visits, each with the weight of its kind.", found.harmful),
                    ("away", "In several zones", "Within 30 days, wherever that was in two years.", found.travelling),
                )
            ],
            "choices": options([(one, f"Half after {one} days") for one in HALF_LIVES], found.half_life),
            "stands_on": _stands_on(found),
        },
    )  # fmt: skip


def _stands_on(found: Rankings) -> str:
    if not found.visits:
        return "No visit of two years has somebody in it whom a person judged to be a subject."
    said = f"{count(found.visits, 'visit')} of two years, reported by {count(found.members, 'member')}."
    return f"{said} {found.busiest} reported {100 * found.share:.0f} % of them: who reports much is seen much."


def _row(one: Line) -> dict[str, Any]:
    made = one.ranked
    return {
        "ref": one.ref,
        "title": one.title,
        "place": made.place,
        "between": "sure" if made.best == made.worst else f"between {made.best} and {made.worst}",
        "acts": made.acts,
        "now": f"{made.now:.1f}",
        "zones": ", ".join(one.zones),
        "one_sided": f"{100 * one.share:.0f} % from {one.most_from}" if one.share >= ONE_SIDED else "",
    }
