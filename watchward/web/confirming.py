"""Who still works for you? Asked every 90 days; one page for everybody who may say so."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.kit.text import count, day
from watchward.partners.actions.confirming import confirm_places, say_has_left
from watchward.partners.queries.confirming import places_to_confirm
from watchward.web.access import SeatedRequest, seated


@seated
def confirm(request: SeatedRequest) -> HttpResponse:
    """Tick those who still work here; untick nobody by accident."""
    problem = ""
    if request.method == "POST":
        try:
            number = confirm_places(actor=request.actor, membership_refs=request.POST.getlist("who"))
        except (NotFound, NotPermitted):
            raise
        except Refused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, f"{count(number, 'person', 'people')} confirmed.")
            return redirect("places_confirm")
    everybody = request.GET.get("all") == "1"
    zone, partnership = request.seat.partnership.zone_info, request.seat.partnership
    people = places_to_confirm(request.actor, everybody=everybody)
    return render(
        request,
        "members/confirm.html",
        {
            "rows": [(one, day(one.due_at, zone)) for one in people],
            "everybody": everybody,
            "days": partnership.reconfirm_days,
            "ticked": request.POST.getlist("who"),
            "problem": problem,
        },
        status=422 if problem else 200,
    )


@require_POST
@seated
def has_left(request: SeatedRequest, ref: str) -> HttpResponse:
    """Somebody no longer works here."""
    place = say_has_left(actor=request.actor, membership_ref=ref)
    messages.success(request, f"{place.account.name} can no longer read anything. Your coordinator ends the place.")
    return redirect("places_confirm")
