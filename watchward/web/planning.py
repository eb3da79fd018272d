"""Plan guard hours: a proposal by what is to be expected, each shift of which a person rosters or leaves."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from watchward.act.actions.trials import MOST_SLOTS, MOST_WEEKS, draw_trial, give_up_trial
from watchward.kit.charts import Chart, bars
from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.measure.queries.planning import MOST_GUARDS, MOST_HOURS, PlannedShift, Proposal, Wanted, propose
from watchward.measure.queries.trials import candidates
from watchward.patterns.coinflip import FEWEST, WEEKS
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


class LotForm(forms.Form):
    """How many slots, from when, for how long."""

    pairs = forms.IntegerField(
        label="Slots guarded at a time", min_value=FEWEST // 2, max_value=MOST_SLOTS // 2, initial=5
    )
    weeks = forms.IntegerField(label="Weeks of each half", min_value=4, max_value=MOST_WEEKS, initial=WEEKS)
    begins = forms.DateField(label="First Monday", widget=forms.DateInput(attrs={"type": "date"}))


@require_POST
@seated
def draw(request: SeatedRequest) -> HttpResponse:
    """Draw by lot which half of the slots is guarded first. Who stands there is rostered by a person."""
    require(request.actor, Permission.DEPLOYMENT_MANAGE)
    form = LotForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            slots = candidates(request.actor, 2 * said["pairs"])
            draw_trial(actor=request.actor, slots=slots, begins=said["begins"], weeks=said["weeks"])
        except (NotPermitted, NotFound):
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The lot is drawn and stands in the ledger. Roster the guards by it.")
            return redirect("did_it_work")
    page: dict[str, object] = {
        "form": WantedForm(),
        "lot": form,
        "found": None,
        "problem": "",
        "rows": [],
        "curve": None,
    }
    return render(request, "deployments/plan.html", page, status=422)


@require_POST
@seated
def give_up(request: SeatedRequest, ref: str) -> HttpResponse:
    """End a trial before its time."""
    give_up_trial(actor=request.actor, ref=ref)
    messages.success(request, "Given up. It stays in the list.")
    return redirect("did_it_work")


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
        "lot": LotForm(initial={"begins": _next_monday(request)}),
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


def _next_monday(request: SeatedRequest) -> date:
    today = timezone.now().astimezone(request.seat.partnership.zone_info).date()
    return today + timedelta(days=7 - today.weekday())


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
