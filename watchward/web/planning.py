"""Plan guard hours: a proposal by what is to be expected, each shift of which a person rosters or leaves."""

from datetime import timedelta
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from watchward.kit.charts import Chart, bars
from watchward.kit.errors import NotPermitted, Refused
from watchward.measure.queries.planning import MOST_GUARDS, MOST_HOURS, PlannedShift, Proposal, Wanted, propose
from watchward.patterns.hours import window_words
from watchward.policy import Permission, require
from watchward.web.access import SeatedRequest, seated

PURPOSE = "Planned by what is to be expected"


class WantedForm(forms.Form):
    """What may be spent in a week."""

    hours = forms.IntegerField(label="Guard hours a week", min_value=1, max_value=MOST_HOURS, initial=40)
    guards = forms.IntegerField(label="Guards", min_value=1, max_value=MOST_GUARDS, initial=2)
    shortest = forms.IntegerField(label="Shortest shift, hours", min_value=1, max_value=12, initial=3)
    longest = forms.IntegerField(label="Longest shift, hours", min_value=1, max_value=12, initial=6)
    pounds = forms.DecimalField(label="Pounds an hour", min_value=0, max_value=1_000, required=False)

    def wanted(self) -> Wanted:
        """As the query takes it."""
        said = self.cleaned_data
        return Wanted(
            said["hours"], said["guards"], said["shortest"], said["longest"], float(said["pounds"] or 0),
        )  # fmt: skip


@seated
def planning(request: SeatedRequest) -> HttpResponse:
    """Ask with hours and rules in the address; nothing is stored."""
    require(request.actor, Permission.DEPLOYMENT_MANAGE)
    form = WantedForm(request.GET or None)
    found, problem = None, ""
    if form.is_bound and form.is_valid():
        try:
            found = propose(request.actor, form.wanted())
        except NotPermitted:
            raise
        except Refused as refusal:
            problem = str(refusal)
    page = {
        "form": form,
        "found": found,
        "problem": problem,
        "rows": [(one, window_words(one.start, one.hours), _roster(request, one)) for one in found.shifts]
        if found
        else [],
        "curve": _picture(found) if found and found.curve else None,
    }
    return render(request, "deployments/plan.html", page, status=422 if problem or form.errors else 200)


def _picture(found: Proposal) -> Chart:
    """What the next hours would still meet."""
    return bars(
        [(f"First {end:,} hours", round(rate, 2)) for end, rate in found.curve],
        title="Reports met in 100 guarded hours",
        unit="reports",
        heading="Hours a week",
        says=found.curve_says,
        denominator="Blocks of four hours, the best first; rules of shifts, rest and licence are not in it.",
    )


def _roster(request: SeatedRequest, one: PlannedShift) -> str:
    """The form of a deployment, filled in for the next such day; a person picks the officer and agrees."""
    day, hour = divmod(one.start, 24)
    today = timezone.now().astimezone(request.seat.partnership.zone_info).date()
    first = today + timedelta(days=(day - today.weekday()) % 7 or 7)
    said = {
        "premises_ref": one.premises_ref,
        "day": first.isoformat(),
        "starts": f"{hour:02d}:00",
        "ends": f"{(hour + one.hours) % 24:02d}:00",
        "purpose": PURPOSE,
    }
    return f"{reverse('deployment_new')}?{urlencode(said)}"
