"""The start page: what this person does most, and what waits for them."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from watchward.partners.actions.accounts import use_partnership
from watchward.web.access import SeatedRequest, seated


@seated
def home(request: SeatedRequest) -> HttpResponse:
    """Large and few for members; the partnership at a glance for the office."""
    return render(request, "home.html", {})


@require_POST
@seated(before_admission=True)
def switch_partnership(request: SeatedRequest) -> HttpResponse:
    """Change the partnership in use, for people who work for several."""
    use_partnership(account_id=request.actor.account_id, partnership_ref=request.POST.get("partnership", ""))
    return redirect("home")
