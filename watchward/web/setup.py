"""The instance operator's page: which partnerships there are, and one more. It shows no people."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from watchward.kit.errors import Refused
from watchward.partners.actions.setup import CannotSetUp, set_up_partnership
from watchward.partners.queries.setup import partnerships_here
from watchward.web.access import SeatedRequest, operating
from watchward.web.forms import office as forms


@operating
def setup(request: SeatedRequest) -> HttpResponse:
    """Make a partnership: the same action as `watchward setup`."""
    here = partnerships_here(request.actor)
    form = forms.SetupForm(request.POST or None)
    if form.is_valid():
        try:
            if settings.DEMO:
                raise CannotSetUp(
                    {"name": "This is the demonstration. Real partnerships live on their own installation."}
                )
            made = set_up_partnership(actor=request.actor, **form.cleaned_data)
            messages.success(request, f"{made.name} is made. The invitation goes to its first coordinator.")
            return redirect("setup")
        except CannotSetUp as refusal:
            forms.add_problems(form, refusal.problems)
        except Refused as refusal:
            form.add_error("coordinator_email", str(refusal))
    return render(request, "setup/setup.html", {"form": form, "here": here}, status=422 if form.errors else 200)
