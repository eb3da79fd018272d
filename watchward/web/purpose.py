"""Ask for a purpose before somebody is looked up, and remember it for a quarter of an hour.

A page that looks people up by name, or opens a subject, begins like this:

    purpose = purpose_of(request)
    if purpose is None:
        return ask_purpose(request)
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from watchward.assess.queries.search.asking import insist_on_record
from watchward.kit.errors import Refused
from watchward.partners.actions.purposes import give_purpose
from watchward.policy import Permission, require
from watchward.policy.purposes import HOLDS_FOR, PURPOSES, Purpose
from watchward.web.access import SeatedRequest, seated

KEPT_AS = "purpose"
MINUTES = int(HOLDS_FOR.total_seconds()) // 60


def purpose_of(request: SeatedRequest, now: datetime | None = None) -> Purpose | None:
    """The purpose that this session gave for this partnership, while it counts."""
    kept: dict[str, Any] = request.session.get(KEPT_AS, {})
    if kept.get("where") != request.actor.partnership_id or kept.get("who") != request.actor.account_id:
        return None
    purpose = Purpose(str(kept["kind"]), str(kept["reference"]), datetime.fromisoformat(str(kept["at"])))
    return purpose if purpose.kind in PURPOSES and purpose.holds_at(now or timezone.now()) else None


def ask_purpose(request: HttpRequest) -> HttpResponse:
    """Lead to the question and back here. What was typed into a search stays in the address of the way back."""
    back = request.get_full_path() if request.method == "GET" else request.path
    return redirect(f"{reverse('purpose')}?{urlencode({'next': back})}")


@seated
def purpose(request: SeatedRequest) -> HttpResponse:
    """What do you look somebody up for?"""
    require(request.actor, Permission.SUBJECT_READ)
    back = _way_back(request)
    said = request.POST
    problem = ""
    if request.method == "POST":
        try:
            insist_on_record(request.actor, said.get("kind", ""), said.get("reference", ""))
            given = give_purpose(
                actor=request.actor,
                kind=said.get("kind", ""),
                reference=said.get("reference", ""),
                words=said.get("words", ""),
            )
        except Refused as refusal:
            problem = str(refusal)
        else:
            request.session[KEPT_AS] = {
                "where": request.actor.partnership_id,
                "who": request.actor.account_id,
                "kind": given.kind,
                "reference": given.reference,
                "at": given.given_at.isoformat(),
            }
            return redirect(back)
    options = [{"value": one, "label": row[0], "selected": said.get("kind") == one} for one, row in PURPOSES.items()]
    context = {"options": options, "said": said, "problem": problem, "back": back, "minutes": MINUTES}
    return render(request, "looks/purpose.html", context, status=422 if problem else 200)


def _way_back(request: HttpRequest) -> str:
    asked = request.POST.get("next", "") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/"):
        return asked
    return reverse("home")
