"""The partnership at a glance. The first question it answers: which premises have trouble on which evenings?"""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from watchward.measure import pictures
from watchward.measure.queries.partnership import PartnershipFigures, partnership_figures
from watchward.measure.queries.scope import Scope
from watchward.measure.rules.periods import choices
from watchward.measure.rules.weeks import EVENING_WORDS, FEWEST_IN_WINDOW
from watchward.patterns.slots import LIMITS
from watchward.web.access import SeatedRequest, seated
from watchward.web.download import ENDINGS
from watchward.web.page import NavItem

ROWS = 15
STEPS = 4  # shades of an evening; more would cost the number its contrast


@seated
def dashboard(request: SeatedRequest) -> HttpResponse:
    """Every chart of the partnership, for one period and perhaps one group of kinds."""
    figures = partnership_figures(request.actor, request.GET.get("period", ""), group=request.GET.get("kind", ""))
    context = common(figures.scope) | charts(figures) | {"figures": figures, "files": files_of(figures.scope)}
    return render(request, "measure/dashboard.html", context)


def charts(figures: PartnershipFigures) -> dict[str, object]:
    """What the template draws; the same pictures go to mail and print."""
    scope = figures.scope
    return {
        "time": pictures.time_chart(scope, figures.over_time),
        "week": pictures.week_chart(figures.week, figures.left_out),
        "kinds": pictures.kinds_chart(figures.kinds if scope.group else figures.groups, figures.total),
        "map": pictures.map_chart(figures.premises, figures.zones, figures.total),
        "lost": pictures.losses_sentence(figures.losses),
        "recovered": pictures.recovered_sentence(figures.losses),
        "kind_rows": [(one.words, f"{one.count:,}") for one in figures.kinds[:ROWS]],
        "talking_rows": [(one.name, one.premises, f"{one.reports:,}") for one in figures.members if one.reports],
        "rows": [row for row in figures.premises[:ROWS] if row.count],
        "in_evenings": sum(row.in_evenings for row in figures.premises),
        "claims": [row for row in figures.premises if row.claim],
        "darkest": max((max(row.evenings) for row in figures.premises), default=0),
    }


def common(scope: Scope) -> dict[str, object]:
    """What every page of figures shows: the periods, the kinds, the limits of the data."""
    return {
        "scope": scope,
        "periods": period_tabs(scope),
        "here": {"period": scope.period.slug, "kind": scope.group},
        "query": query(scope),
        "LIMITS": LIMITS,
        "EVENING_WORDS": EVENING_WORDS,
        "FEWEST_IN_WINDOW": FEWEST_IN_WINDOW,
        "shade": shade,
    }


def files_of(scope: Scope) -> list[tuple[str, list[tuple[str, str]]]]:
    """The tables of the dashboard as files, with the filter of the page."""
    asked = query(scope)
    files = [
        (what, [(form.upper(), reverse("figures_export", args=[table, form]) + asked) for form in ENDINGS])
        for what, table in (("Kinds of incident", "kinds"), ("Over time", "time"), ("Who reports", "members"))
    ]
    places = [(form.upper(), reverse("premises_export", args=[form]) + asked) for form in ENDINGS]
    return [("Premises by evening", places), *files, ("Map", [("GeoJSON", reverse("map_file") + asked)])]


def period_tabs(scope: Scope, **kept: str) -> list[NavItem]:
    """The periods as tabs; the filter is kept."""
    return [
        NavItem(label, query(scope, period=slug, **kept), "", slug == scope.period.slug)
        for slug, label in choices(scope.span)
    ]


def query(scope: Scope, **changed: str) -> str:
    """The question mark and what follows, for the same page with something changed."""
    asked = {"period": scope.period.slug, "kind": scope.group} | changed
    return "?" + urlencode({name: value for name, value in asked.items() if value})


def shade(many: int, most: int) -> int:
    """How dark a count is drawn, 0 to 4."""
    return 0 if not many or not most else max(1, round(many / most * STEPS))
