"""The register of processors (Article 28, G-15): who handles data for the partnership, and the contract about it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from watchward.partners.actions.governance import CannotRegister
from watchward.partners.actions.processors import end_processor, register_processor, replace_processor
from watchward.partners.queries.processors import ProcessorLine, get_processor, processors_of
from watchward.partners.rules.governance import ItemState
from watchward.partners.rules.processors import ProcessorSaid
from watchward.policy import Permission, may, require
from watchward.web.access import SeatedRequest, seated
from watchward.web.forms.office import add_problems
from watchward.web.forms.processors import ProcessorForm

STATES = {
    ItemState.READY: ("On file", "success"),
    ItemState.EXPIRING: ("Due soon", "warning"),
    ItemState.EXPIRED: ("Overdue", "danger"),
    ItemState.MISSING: ("No contract", "danger"),
}


@seated
def processors(request: SeatedRequest) -> HttpResponse:
    """Those at work, and what was in force before."""
    lines = processors_of(request.actor, _today(request))
    context = {
        "now": [(one, STATES[ItemState(one.state)]) for one in lines if one.ended_on is None],
        "before": [one for one in lines if one.ended_on is not None],
        "may_manage": bool(may(request.actor, Permission.GOVERNANCE_MANAGE)),
    }
    return render(request, "governance/processors.html", context)


@seated
def processor_add(request: SeatedRequest) -> HttpResponse:
    """One more."""
    require(request.actor, Permission.GOVERNANCE_MANAGE)
    return _form(request, None)


@seated
def processor(request: SeatedRequest, ref: str) -> HttpResponse:
    """State one anew; what was in force before stays readable."""
    require(request.actor, Permission.GOVERNANCE_MANAGE)
    return _form(request, get_processor(request.actor, ref, _today(request)))


@require_POST
@seated
def processor_end(request: SeatedRequest, ref: str) -> HttpResponse:
    """It handles nothing for the partnership any more."""
    ended = end_processor(actor=request.actor, ref=ref)
    messages.success(request, f"{ended.name} is in the register as ended.")
    return redirect("processors")


def _form(request: SeatedRequest, old: ProcessorLine | None) -> HttpResponse:
    names = ProcessorForm.base_fields
    form = ProcessorForm(request.POST or None, initial={one: getattr(old, one) for one in names} if old else {})
    if form.is_valid():
        said = ProcessorSaid(**form.cleaned_data)
        try:
            if old is None:
                register_processor(actor=request.actor, said=said)
            else:
                replace_processor(actor=request.actor, ref=old.ref, said=said)
            messages.success(request, f"{said.name}: registered.")
            return redirect("processors")
        except CannotRegister as refusal:
            add_problems(form, refusal.problems)
    return render(
        request, "governance/processor_form.html", {"form": form, "old": old}, status=422 if form.errors else 200
    )


def _today(request: SeatedRequest) -> Any:
    return timezone.now().astimezone(request.seat.partnership.zone_info).date()
