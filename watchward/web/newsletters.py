"""Newsletters: drafts made from the data, the coordinator's own words, a look, and the button that sends."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.kit.text import count, moment
from watchward.policy import Permission, require
from watchward.share.actions.newsletters import (
    change_newsletter,
    draft_newsletter,
    end_plan,
    plan_newsletter,
    send_newsletter,
)
from watchward.share.choices import Audience
from watchward.share.queries.letters import compose_newsletter
from watchward.share.queries.naming import cautions_in
from watchward.share.queries.newsletters import (
    count_recipients,
    get_newsletter,
    named,
    newsletters,
    plans,
    receipts_of_newsletter,
)
from watchward.share.queries.notices import places_to_pick
from watchward.share.rules.letters import LONGEST_INTRODUCTION, last_week
from watchward.web.access import SeatedRequest, seated


class WordsForm(forms.Form):
    """What a person adds to the numbers."""

    introduction = forms.CharField(
        label="Introduction", required=False,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": LONGEST_INTRODUCTION}),
        help_text="A few sentences. This leaves by e-mail and can be passed on, so it is about nobody.",
    )  # fmt: skip
    dates = forms.CharField(
        label="Dates", required=False, widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_INTRODUCTION}),
        help_text="One to a line, like “Tue 3 March, 10:00: meeting of the watch, town hall”.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@seated
def newsletter_list(request: SeatedRequest) -> HttpResponse:
    """Drafts, what was sent, and the standing orders. A POST makes a draft, or makes and ends an order."""
    require(request.actor, Permission.BULLETIN_WRITE)
    if request.method == "POST":
        return _ordered(request)
    zone = request.seat.partnership.zone_info
    places = places_to_pick(request.actor)
    context = {
        "lines": newsletters(request.actor),
        "plans": plans(request.actor),
        "week": last_week(timezone.now(), zone).words,
        "audiences": [
            (None, [{"value": Audience.EVERYBODY.value, "label": "Everybody"}]),
            ("Zones", [{"value": f"zones {ref}", "label": name} for ref, name in places.zones]),
            ("Watches", [{"value": f"watches {ref}", "label": name} for ref, name in places.watches]),
        ],
        "when": lambda at: moment(at, zone),
    }
    return render(request, "telling/newsletters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@seated
def newsletter(request: SeatedRequest, ref: str) -> HttpResponse:
    """One newsletter as it would arrive, its own words, and sending it."""
    found = get_newsletter(request.actor, ref)
    form = WordsForm(
        request.POST if request.method == "POST" else None,
        initial={"introduction": found.introduction, "dates": found.dates},
    )
    if request.method == "POST" and form.is_valid():
        answer = _worked_on(request, form, ref)
        if answer is not None:
            return answer
    found = get_newsletter(request.actor, ref)
    composed = compose_newsletter(found, "M-0000000000", request.user.name if request.user.is_authenticated else "")
    context: dict[str, Any] = {
        "one": found,
        "audience": named(found),
        "form": form,
        "composed": composed,
        "cautions": cautions_in(request.actor.partnership_id, found.introduction, found.dates),
        "recipients": None if found.sent_at else count_recipients(request.actor, ref),
        "receipts": receipts_of_newsletter(request.actor, ref) if found.sent_at else {},
        "when": lambda at: moment(at, request.seat.partnership.zone_info),
    }
    return render(request, "telling/newsletter.html", context, status=422 if form.errors else 200)


def _worked_on(request: SeatedRequest, form: WordsForm, ref: str) -> HttpResponse | None:
    """Keep the words, and send if that was pressed. None after a refusal, which stands on the form."""
    said = form.cleaned_data
    try:
        change_newsletter(actor=request.actor, ref=ref, introduction=said["introduction"], dates=said["dates"])
        if request.POST.get("do") != "send":
            messages.success(request, "Kept. Look at it below.")
            return redirect("newsletter", ref)
        many = send_newsletter(actor=request.actor, ref=ref)
    except (NotFound, NotPermitted):
        raise
    except Refused as refusal:
        form.add_error("introduction", str(refusal))
        return None
    messages.success(request, f"On its way to {count(many, 'person', 'people')}.")
    return redirect("newsletter", ref)


def _ordered(request: SeatedRequest) -> HttpResponse:
    said = request.POST
    if said.get("end"):
        end_plan(actor=request.actor, key=said["end"])
        messages.success(request, "Ended. From now on it waits until somebody sends it.")
        return redirect("newsletters")
    audience, _space, place = said.get("audience", "").partition(" ")
    if said.get("do") == "plan":
        plan_newsletter(actor=request.actor, audience=audience, place_ref=place)
        messages.success(request, "From now on it is sent every Monday at 8, in your name.")
        return redirect("newsletters")
    made = draft_newsletter(actor=request.actor, audience=audience, place_ref=place)
    return redirect(reverse("newsletter", args=[made.ref]))
