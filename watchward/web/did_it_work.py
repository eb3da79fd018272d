"""Did the guards help? Always an interval, and "cannot tell yet" where that is the honest answer."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from watchward.measure.queries.did_it_work import CHOSEN_BY, LIMITS
from watchward.measure.queries.did_it_work import did_it_work as judged
from watchward.measure.queries.trials import trial_lines
from watchward.policy import Permission, may
from watchward.web.access import SeatedRequest, seated
from watchward.web.dashboard import common
from watchward.web.deployments import day_text


@seated
def did_it_work(request: SeatedRequest) -> HttpResponse:
    """The latest run of deployments, for all kinds or one group."""
    found = judged(request.actor, group=request.GET.get("kind", ""))
    page = common(found.scope) | {
        "found": found,
        "trials": trial_lines(request.actor),
        "today": timezone.now().astimezone(found.scope.zone).date(),
        "may_manage": bool(may(request.actor, Permission.DEPLOYMENT_MANAGE)),
        "day": lambda at: day_text(at.date() if isinstance(at, datetime) else at),
        "LIMITS": LIMITS,
        "CHOSEN_BY": CHOSEN_BY,
    }
    return render(request, "deployments/did_it_work.html", page)
