"""The town on one page: where to stand when, hot spots, what repeats nearby and what is new. For tasking."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from watchward.kit.text import moment
from watchward.measure import pictures
from watchward.measure.queries.town import REACH, TownFigures, town_figures
from watchward.patterns.hours import window_words
from watchward.web.access import SeatedRequest, seated
from watchward.web.dashboard import common, query
from watchward.web.download import ENDINGS


@seated
def town(request: SeatedRequest) -> HttpResponse:
    """Slots, hot spots, near repeats and new clusters of one period and perhaps one group of kinds."""
    found = town_figures(request.actor, request.GET.get("period", ""), group=request.GET.get("kind", ""))
    counts = {row.pk: row.count for row in found.rows}
    context = common(found.scope) | {
        "found": found,
        "patterns": found.patterns,
        "map": pictures.map_chart(found.rows, found.zones, found.total),
        "hot": [(*found.names[one.pk], counts.get(one.pk, 0), one.around, one.z) for one in found.patterns.hot],
        "warned": [
            (*found.names[one.at], one.on, [(*found.names[pk], far) for pk, far in one.near])
            for one in found.patterns.warned
        ],
        "fresh": [(one, [found.names[pk] for pk in one.premises]) for one in found.patterns.fresh],
        "REACH": round(REACH),
        "files": _files(found),
        "when": moment,
        "window_words": window_words,
    }
    return render(request, "measure/town.html", context)


def _files(found: TownFigures) -> list[tuple[str, list[tuple[str, str]]]]:
    asked = query(found.scope)
    slots = [(form.upper(), reverse("figures_export", args=["slots", form]) + asked) for form in ENDINGS]
    return [("Slots for tasking", slots), ("Map", [("GeoJSON", reverse("map_file") + asked)])]
