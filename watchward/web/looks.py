"""Looks at people: who looked how much today, and what guards against misuse."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from watchward.assess.actions.alarms import close_alarm, plant_canary, remove_canary
from watchward.assess.choices import AlarmOutcome
from watchward.assess.queries.alarms import AlarmLine, alarms_for, canaries_of
from watchward.kit.errors import NotPermitted
from watchward.kit.text import moment
from watchward.partners.actions.looks import (
    LEAST_DAYS,
    MOST_DAYS,
    REASONS,
    CannotSetSafeguards,
    SafeguardsSaid,
    lift_pause,
    set_safeguards,
)
from watchward.partners.queries.looks import budgets_of, lookers_today
from watchward.policy import Permission, Remedy, may, require
from watchward.policy.budgets import LEAST_PERCENT, MOST_PERCENT
from watchward.web.access import SeatedRequest, seated
from watchward.web.forms.office import add_problems


class Safeguards(forms.Form):
    """The settings; one percentage for each role is added to them."""

    reconfirm_days = forms.IntegerField(
        label="Ask who still works here every so many days",
        help_text=f"{LEAST_DAYS} to {MOST_DAYS}. Who is not confirmed in time can only send reports.",
        error_messages={"invalid": "Enter a whole number of days.", "required": "Enter a number of days."},
    )
    anchor_first = forms.CharField(
        label="Send the ledger's head each day to", required=False, max_length=254,
        help_text="Two people who keep these letters. A ledger that was rewritten no longer fits them.",
    )  # fmt: skip
    anchor_second = forms.CharField(label="And to", required=False, max_length=254)

    def __init__(self, *args: Any, roles: list[tuple[str, str, int]], **named: Any) -> None:
        super().__init__(*args, **named)
        for role, label, share in roles:
            self.fields[f"percent_{role}"] = forms.IntegerField(
                label=label,
                initial=share,
                error_messages={"invalid": "Enter a whole number.", "required": "Enter a number."},
            )


@seated
def looks(request: SeatedRequest) -> HttpResponse:
    """Who looked how much today."""
    return render(
        request,
        "looks/looks.html",
        {
            "alarms": _alarms(request, is_open=True),
            "closed": _alarms(request, is_open=False),
            "outcomes": [{"value": one.value, "label": str(one.label)} for one in AlarmOutcome],
            "canaries": canaries_of(request.actor),
            "today": lookers_today(request.actor),
            "reasons": [{"value": one, "label": words} for one, words in REASONS.items()],
            "may_set": bool(may(request.actor, Permission.GOVERNANCE_MANAGE)),
        },
    )


def _alarms(request: SeatedRequest, *, is_open: bool) -> list[tuple[AlarmLine, str]]:
    zone = request.seat.partnership.zone_info
    return [(one, moment(one.at, zone)) for one in alarms_for(request.actor, is_open=is_open, now=timezone.now())]


@require_POST
@seated
def close(request: SeatedRequest, ref: str) -> HttpResponse:
    """What came of an alarm."""
    said = request.POST
    close_alarm(actor=request.actor, ref=ref, outcome=said.get("outcome", ""), words=said.get("words", ""))
    messages.success(request, "The alarm is closed. What came of it stays on record.")
    return redirect("looks")


@require_POST
@seated
def canary(request: SeatedRequest) -> HttpResponse:
    """Plant a canary on a record, or take one away."""
    ref = request.POST.get("about", "").strip()
    if request.POST.get("change") == "remove":
        remove_canary(actor=request.actor, about=ref)
        messages.success(request, "The canary was taken away.")
        return redirect("looks")
    nouns = {"R": "report", "S": "subject"}
    plant_canary(actor=request.actor, about=f"{nouns.get(ref[:1].upper(), '')}/{ref.upper()}")
    messages.success(request, "The canary sits there. Any look at that record raises an alarm from now on.")
    return redirect("looks")


@require_POST
@seated
def lift(request: SeatedRequest, ref: str) -> HttpResponse:
    """Let somebody look on until midnight."""
    more = lift_pause(actor=request.actor, membership_ref=ref, reason=request.POST.get("reason", ""))
    messages.success(request, f"They may look at {more:,} more today. The reason stands in the ledger.")
    return redirect("looks")


@seated
def safeguards(request: SeatedRequest) -> HttpResponse:
    """Budgets of looks, the clock of the places, and who keeps the ledger's head."""
    require(request.actor, Permission.GOVERNANCE_MANAGE)
    if not request.actor.is_recently_confirmed:
        raise NotPermitted("To change what guards against misuse, confirm that it is still you.", Remedy.CONFIRM)
    partnership = request.seat.partnership
    budgets = budgets_of(partnership)
    initial = {name: getattr(partnership, name) for name in ("reconfirm_days", "anchor_first", "anchor_second")}
    roles = [(ident, role.value[:1].upper() + role.value[1:], share) for ident, role, share, _budget in budgets]
    form = Safeguards(request.POST or None, initial=initial, roles=roles)
    if form.is_valid():
        said = form.cleaned_data
        percents = {ident: said[f"percent_{ident}"] for ident, *_rest in budgets}
        try:
            set_safeguards(
                actor=request.actor,
                said=SafeguardsSaid(said["reconfirm_days"], said["anchor_first"], said["anchor_second"], percents),
            )
        except CannotSetSafeguards as refusal:
            add_problems(form, refusal.problems)
        else:
            messages.success(request, "The safeguards are set. They hold from the next look on.")
            return redirect("looks")
    context = {
        "form": form,
        "budgets": [(form[f"percent_{ident}"], budget) for ident, _role, _share, budget in budgets],
        "least": LEAST_PERCENT,
        "most": MOST_PERCENT,
    }
    return render(request, "looks/safeguards.html", context, status=422 if form.errors else 200)
