"""The register of premises with what happened at each, and the page of one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from watchward.kit.charts import Chart
from watchward.kit.text import moment
from watchward.measure import pictures
from watchward.measure.queries.premises import PremisesFigures, premises_figures, premises_list
from watchward.policy import Permission, may
from watchward.web.access import SeatedRequest, seated
from watchward.web.dashboard import common, period_tabs, query
from watchward.web.download import ENDINGS


@seated
def list_premises(request: SeatedRequest) -> HttpResponse:
    """A table to search; members see their own places only."""
    words, sector = request.GET.get("q", "").strip()[:80], request.GET.get("sector", "")
    found = premises_list(
        request.actor,
        request.GET.get("period", ""),
        group=request.GET.get("kind", ""),
        words=words,
        sector=sector,
    )
    context = common(found.scope) | {
        "found": found,
        "words": words,
        "sector": sector,
        "periods": period_tabs(found.scope, q=words, sector=sector),
        "darkest": max((max(row.evenings) for row in found.rows), default=0),
        "files": [
            (
                "Premises by evening",
                [
                    (form.upper(), reverse("premises_export", args=[form]) + query(found.scope, q=words, sector=sector))
                    for form in ENDINGS
                ],
            )
        ],
    }
    return render(request, "measure/premises_list.html", context)


@seated
def premises(request: SeatedRequest, ref: str) -> HttpResponse:
    """When, what, and how it stands beside others of its type."""
    figures = premises_figures(request.actor, ref, request.GET.get("period", ""), group=request.GET.get("kind", ""))
    context = common(figures.scope) | {
        "figures": figures,
        "row": figures.row,
        "has_answers": figures.row.pk in request.actor.premises or bool(may(request.actor, Permission.REPORT_READ_ALL)),
        "time": pictures.time_chart(figures.scope, figures.over_time),
        "week": week_picture(figures),
        "kinds": pictures.kinds_chart(figures.kinds, figures.row.count),
        "lost": pictures.losses_sentence(figures.losses),
        "recovered": pictures.recovered_sentence(figures.losses),
        "peers": pictures.peers_sentence(figures),
        "darkest": max(figures.row.evenings),
        "when": moment,
    }
    return render(request, "measure/premises.html", context)


def week_picture(figures: PremisesFigures) -> Chart:
    """The hours of the week, with the special slot outlined, or else the opening hours."""
    row, claim = figures.row, figures.row.claim
    if claim:
        return pictures.week_chart(row.week, row.left_out, opening=claim.cells, outline="the slot that is special")
    return pictures.week_chart(row.week, row.left_out, opening=figures.opening)
