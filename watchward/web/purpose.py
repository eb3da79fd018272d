"""Ask for a purpose before somebody is looked up or opened, and remember it.

Who looks people up by name says why; that counts for a quarter of an hour. Who opens one subject from a report, a case
or a decision has said why: the link carries it sealed, for this session and an hour. A bare address has no purpose:
`policy.purposes.insist_on` refuses, and the middleware leads here and back.
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
from watchward.policy.purposes import HOLDS_FOR, OPEN_FOR, PURPOSES, Purpose
from watchward.web.access import SeatedRequest, seated
from watchward.web.sealed_words import CARRIED_AS, opened, sealed

KEPT_AS = "purpose"
OPENED_AS = "opened"
MOST_OPENED = 20  # subjects that a session remembers having opened
MINUTES = int(HOLDS_FOR.total_seconds()) // 60


def purpose_of(request: SeatedRequest, now: datetime | None = None) -> Purpose | None:
    """The purpose that this session gave for this partnership, while it counts."""
    kept: dict[str, Any] = request.session.get(KEPT_AS, {})
    if kept.get("where") != request.actor.partnership_id or kept.get("who") != request.actor.account_id:
        return None
    purpose = Purpose(str(kept["kind"]), str(kept["reference"]), datetime.fromisoformat(str(kept["at"])))
    return purpose if purpose.kind in PURPOSES and purpose.holds_at(now or timezone.now()) else None


def purpose_for(request: SeatedRequest, ref: str, now: datetime | None = None) -> Purpose | None:
    """Why this session opens one subject: the page that led here, the page that led here before, or what was said."""
    moment = now or timezone.now()
    said = (opened(request) or {}) if CARRIED_AS in request.GET else {}
    known = _opened(request, ref, moment)
    if said.get("subject") == ref and said.get("where") == request.actor.partnership_id:
        purpose = Purpose(said["kind"], said["reference"], moment)
        if known is None or known.noted != purpose.noted:
            remember_purpose(request, ref, purpose)
        return purpose
    return known or purpose_of(request, moment)


def remember_purpose(request: SeatedRequest, ref: str, purpose: Purpose | None) -> None:
    """Keep one subject open for another hour: it was just opened, or something was just done there."""
    if purpose is None:
        return
    kept = {one: row for one, row in request.session.get(OPENED_AS, {}).items() if one != ref}
    row = [request.actor.partnership_id, request.actor.account_id, purpose.kind, purpose.reference]
    kept[ref] = [*row, timezone.now().isoformat()]
    request.session[OPENED_AS] = dict(list(kept.items())[-MOST_OPENED:])


def to_subject(request: SeatedRequest, kind: str, reference: str, ref: str) -> str:
    """The address of a subject from a page that is the purpose: a report, a case, a decision."""
    said = {"subject": ref, "where": request.actor.partnership_id, "kind": kind, "reference": reference}
    return f"{reverse('subject', args=[ref])}?{urlencode({CARRIED_AS: sealed(request, said)})}"


def _opened(request: SeatedRequest, ref: str, now: datetime) -> Purpose | None:
    row = request.session.get(OPENED_AS, {}).get(ref)
    if not row or row[:2] != [request.actor.partnership_id, request.actor.account_id]:
        return None
    purpose = Purpose(row[2], row[3], datetime.fromisoformat(row[4]))
    return purpose if purpose.given_at <= now < purpose.given_at + OPEN_FOR else None


def ask_purpose(request: HttpRequest) -> HttpResponse:
    """Lead to the question and back here. What was typed into a search stays in the way back, sealed."""
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
