"""Who is this? Unknown people of several reports who look like one, side by side, and the keys that decide."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from watchward.assess.actions.judgements import judge_together
from watchward.assess.actions.series import set_apart
from watchward.assess.queries.unknown_people import SINCE, UnknownPeople, UnknownPerson, unknown_people
from watchward.assess.rules.subjects import BANDS
from watchward.kit.errors import NotPermitted, Refused
from watchward.kit.text import count, moment
from watchward.policy import Permission, may
from watchward.policy.purposes import Purpose
from watchward.records.ledger import record_view
from watchward.web.access import SeatedRequest, seated
from watchward.web.purpose import remember_purpose

PAIRS_SHOWN, SEEN_SHOWN = 3, 5


@seated
def unknown(request: SeatedRequest) -> HttpResponse:
    """What is proposed now."""
    return _show(request)


@require_POST
@seated
def open_one(request: SeatedRequest) -> HttpResponse:
    """They are one person: a known one, or one record is opened for them."""
    said = request.POST
    seen = [(report, mention) for one in said.getlist("seen") for report, _sign, mention in [one.partition("/")]]
    try:
        subject = judge_together(
            actor=request.actor, seen=seen, subject_ref=said.get("subject", ""), necessity=said.get("necessity", "")
        )
    except NotPermitted:
        raise
    except Refused as refusal:
        return _show(request, problem=str(refusal), typed=said)
    remember_purpose(request, subject.ref, Purpose("opened", subject.ref, timezone.now()))
    messages.success(request, f"{subject.ref}: judged to be in {count(len(seen), 'report')}.")
    return redirect("subject", subject.ref)


@require_POST
@seated
def not_one(request: SeatedRequest) -> HttpResponse:
    """They are not the same people: their reports are set apart."""
    try:
        set_apart(actor=request.actor, report_refs=request.POST.getlist("reports"))
    except NotPermitted:
        raise
    except Refused as refusal:
        return _show(request, problem=str(refusal))
    messages.success(request, "They are not proposed as one person again. It can be taken back on the page of series.")
    return redirect("unknown_people")


def _show(request: SeatedRequest, problem: str = "", typed: Any = None) -> HttpResponse:
    found = unknown_people(request.actor)
    refs = sorted({one.report for person in found.people for one in person.seen})
    record_view("unknown.viewed", actor=request.actor, ref="unknown/proposed", detail={"reports": refs})
    return render(
        request,
        "subjects/unknown.html",
        {
            "people": [_person(one) for one in found.people],
            "more": found.more,
            "says": _says(found),
            "when": partial(moment, zone=request.seat.partnership.zone_info),
            "may_open": bool(may(request.actor, Permission.SUBJECT_MANAGE)),
            "may_part": bool(may(request.actor, Permission.CASE_MANAGE)),
            "problem": problem,
            "typed": typed or {},
        },
        status=422 if problem else 200,
    )


def _says(found: UnknownPeople) -> str:
    left_out = f"; {found.left_out:,} further back were not" if found.left_out else ""
    many = count(found.looked_at, "person", "people")
    return f"{many} of the last {SINCE.days} days whom nobody has judged yet were compared with each other{left_out}."


def _person(one: UnknownPerson) -> dict[str, Any]:
    best = max((each.probability for each in one.alike), default=0.0)
    return {
        "key": one.seen[0].mention,
        "title": f"Seen in {count(len(one.seen), 'report')}",
        "band": _band(best),
        "seen": one.seen,
        "newest": one.seen[::-1][:SEEN_SHOWN],
        "older": max(0, len(one.seen) - SEEN_SHOWN),
        "known": one.known,
        "pairs": [(each, _band(each.probability)) for each in one.alike[:PAIRS_SHOWN]],
        "more_pairs": max(0, len(one.alike) - PAIRS_SHOWN),
    }


def _band(probability: float) -> str:
    return next(words for least, words in BANDS if probability >= least)
