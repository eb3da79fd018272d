"""The demonstration's front door: become any generated person with one click. Served on loopback only."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from watchward.partners.queries.demo import demo_account, demo_cast, demo_is_allowed
from watchward.partners.rules.demo import is_loopback
from watchward.web.sign_in import DEMO_METHOD, open_session


def _only_in_demo(request: HttpRequest) -> None:
    """Refuse outside demo mode, from another machine, and beside real data: checked at every request."""
    if not settings.DEMO or not is_loopback(request.META.get("REMOTE_ADDR", "")) or not demo_is_allowed():
        raise Http404


def demo(request: HttpRequest) -> HttpResponse:
    """Everybody whom a newcomer can become."""
    _only_in_demo(request)
    return render(request, "demo.html", {"cast": demo_cast()})


@require_POST
def become(request: HttpRequest) -> HttpResponse:
    """Sign in as one generated account, which counts as both steps."""
    _only_in_demo(request)
    account = demo_account(request.POST.get("account", ""))
    if account is None:
        raise Http404
    open_session(request, account, DEMO_METHOD)
    return redirect("home")
