"""Abuse, injuries and weapons in numbers, for those who speak for the staff."""

from django.http import HttpResponse
from django.shortcuts import render

from watchward.measure import pictures
from watchward.measure.queries.staff_safety import PARTS_OF_DAY, staff_safety_figures
from watchward.measure.rules.small_numbers import FEW, FEWEST_SHOWN
from watchward.web.access import SeatedRequest, seated
from watchward.web.dashboard import common


@seated
def staff_safety(request: SeatedRequest) -> HttpResponse:
    """Counts only, none that could point at one person."""
    figures = staff_safety_figures(request.actor, request.GET.get("period", ""))
    context = common(figures.scope) | {
        "figures": figures,
        "chart": pictures.safety_chart(figures),
        "PARTS": PARTS_OF_DAY,
        "darkest": max((cell.value or 0 for _day, cells in figures.parts_of_week for cell in cells), default=0),
        "FEW": FEW,
        "FEWEST": FEWEST_SHOWN,
    }
    return render(request, "measure/staff_safety.html", context)
