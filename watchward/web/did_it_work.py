"""Did the guards help? Always an interval, and "cannot tell yet" where that is the honest answer."""

from django.http import HttpResponse
from django.shortcuts import render

from watchward.measure.queries.did_it_work import CHOSEN_BY, LIMITS
from watchward.measure.queries.did_it_work import did_it_work as judged
from watchward.web.access import SeatedRequest, seated
from watchward.web.dashboard import common
from watchward.web.deployments import day_text


@seated
def did_it_work(request: SeatedRequest) -> HttpResponse:
    """The latest run of deployments, for all kinds or one group."""
    found = judged(request.actor, group=request.GET.get("kind", ""))
    page = common(found.scope) | {
        "found": found,
        "day": lambda at: day_text(at.date()),
        "LIMITS": LIMITS,
        "CHOSEN_BY": CHOSEN_BY,
    }
    return render(request, "deployments/did_it_work.html", page)
