"""I know this person: keep away from a record, and who keeps away from which."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from watchward.assess.actions.recusals import declare_recusal, release_recusal
from watchward.assess.queries.recusals import open_recusals
from watchward.kit.text import moment
from watchward.web.access import SeatedRequest, seated


@seated
def recusals(request: SeatedRequest) -> HttpResponse:
    """One's own; the whole list for those who read about looks."""
    zone = request.seat.partnership.zone_info
    lines = [(one, moment(one.declared_at, zone)) for one in open_recusals(request.actor)]
    return render(request, "looks/recusals.html", {"lines": lines})


@require_POST
@seated
def recuse(request: SeatedRequest) -> HttpResponse:
    """Keep away from one record from now on."""
    declare_recusal(actor=request.actor, about=request.POST.get("about", ""))
    messages.success(request, "Thank you. This record is closed to you until another coordinator releases you.")
    return redirect("recusals")


@require_POST
@seated
def release(request: SeatedRequest, ref: str) -> HttpResponse:
    """Let somebody back."""
    release_recusal(actor=request.actor, ref=ref)
    messages.success(request, "They may read and work on that record again.")
    return redirect("recusals")
