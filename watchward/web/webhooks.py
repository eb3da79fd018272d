"""Which programs are told of events: the list, one more, one of them with its last attempts."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from watchward.kit.errors import Refused
from watchward.kit.text import moment
from watchward.policy import Permission, require
from watchward.share.actions import webhooks as actions
from watchward.share.queries.webhooks import WebhookLine, get_webhook, webhooks_of
from watchward.share.rules.webhooks import KINDS, TESTED
from watchward.web.access import SeatedRequest, seated
from watchward.web.forms.office import add_problems
from watchward.web.forms.webhooks import WebhookForm

WORDS = {**KINDS, TESTED: "A test was asked for"}


@seated
def webhooks(request: SeatedRequest) -> HttpResponse:
    """Every program that is told something, and whether it listens."""
    return render(request, "webhooks/list.html", {"rows": [_shown(request, one) for one in webhooks_of(request.actor)]})


@seated
def add_webhook(request: SeatedRequest) -> HttpResponse:
    """One more. Its secret is shown once, on the page that answers the form."""
    require(request.actor, Permission.WEBHOOK_MANAGE)
    form = WebhookForm(request.POST or None)
    if form.is_valid():
        try:
            webhook, secret = actions.add_webhook(actor=request.actor, **form.cleaned_data)
            return render(request, "webhooks/secret.html", {"webhook": webhook, "secret": secret, "is_new": True})
        except actions.CannotKeepWebhook as refusal:
            add_problems(form, refusal.problems)
    return render(request, "webhooks/add.html", {"form": form}, status=422 if form.errors else 200)


@seated
def webhook(request: SeatedRequest, ref: str) -> HttpResponse:
    """One program with the last attempts; the part with the attempts comes anew while something waits."""
    found, attempts = get_webhook(request.actor, ref)
    zone = request.seat.partnership.zone_info
    context = {
        "row": _shown(request, found),
        "kinds": [KINDS.get(kind, kind) for kind in found.kinds],
        "attempts": [(one, WORDS.get(one.kind, one.kind), moment(one.at, zone)) for one in attempts],
    }
    part = "webhooks/_attempts.html" if request.headers.get("HX-Request") else "webhooks/webhook.html"
    return render(request, part, context)


@require_POST
@seated
def change_webhook(request: SeatedRequest, ref: str) -> HttpResponse:
    """Test, pause, resume, a new secret, delete; each is one button."""
    change = request.POST.get("change", "")
    if change == "test":
        actions.ask_for_test(actor=request.actor, ref=ref)
        messages.success(request, "A test is on its way. How it went appears below within seconds.")
    elif change == "pause":
        actions.pause_webhook(actor=request.actor, ref=ref)
        messages.success(request, "Paused. Nothing more goes there until you resume it.")
    elif change == "resume":
        actions.resume_webhook(actor=request.actor, ref=ref)
        messages.success(request, "Resumed. It is told what happens from now on.")
    elif change == "secret":
        found, secret = actions.renew_secret(actor=request.actor, ref=ref)
        return render(request, "webhooks/secret.html", {"webhook": found, "secret": secret, "is_new": False})
    elif change == "remove":
        actions.remove_webhook(actor=request.actor, ref=ref)
        messages.success(request, "Deleted. The program is told nothing more.")
        return redirect("webhooks")
    else:
        raise Refused("Pick what to change. Go back and press one of the buttons.")
    return redirect("webhook", ref)


def _shown(request: SeatedRequest, one: WebhookLine) -> dict[str, Any]:
    """One line with words for its state."""
    zone = request.seat.partnership.zone_info
    if one.paused_at is not None:
        state, kind = ("Paused", "neutral") if one.paused_by else ("Paused by the clock", "danger")
    elif one.trouble:
        state, kind = "Trouble", "warning"
    elif one.last_at is None:
        state, kind = "Nothing sent yet", "outline"
    else:
        state, kind = "Listening", "success"
    return {
        "hook": one,
        "pill": (state, kind),
        "made": f"{moment(one.made_at, zone)}, by {one.made_by}",
        "last": moment(one.last_at, zone) if one.last_at else "Never",
        "next": moment(one.waits_until, zone) if one.waits_until and one.waits_until > timezone.now() else "",
    }
