"""Retention: what goes when, what a hold keeps, and the certificates of what is gone."""

import json
from dataclasses import asdict
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from watchward.kit.errors import NotPermitted, Refused
from watchward.kit.text import count, listed, moment
from watchward.partners.actions import holds, periods
from watchward.partners.periods import LIMITS, Kept
from watchward.partners.queries import retention as queries
from watchward.partners.rules.holds import LONGEST_REVIEW
from watchward.policy import Permission, may
from watchward.web.access import SeatedRequest, seated
from watchward.wiring import RETENTION

NOUNS = (("report", "Report"), ("evidence", "File"), ("subject", "Subject"), ("case", "Case"), ("membership", "Person"))
UNITS = {name: "months" if name.endswith("months") else "days" for name in LIMITS}


@seated
def retention(request: SeatedRequest) -> HttpResponse:
    """What is due now, in a week and in a month; holds; certificates."""
    return _page(request)


@require_POST
@seated
def place(request: SeatedRequest) -> HttpResponse:
    """Place a hold."""
    said = {name: request.POST.get(name, "") for name in ("noun", "ref", "reason", "review_on")}
    try:
        hold = holds.place_hold(
            actor=request.actor, noun=said["noun"], ref=said["ref"], reason=said["reason"],
            review_on=_day(said["review_on"]), retention=RETENTION,
        )  # fmt: skip
    except NotPermitted:
        raise
    except Refused as refusal:
        return _page(request, said=said, problem=("hold-ref", str(refusal)), status=422)
    messages.success(request, f"{hold.about.partition('/')[2]} is held. Nothing of it is deleted until the hold ends.")
    return redirect("retention")


@require_POST
@seated
def review(request: SeatedRequest, ref: str) -> HttpResponse:
    """Keep a hold until the next review."""
    try:
        holds.review_hold(actor=request.actor, ref=ref, review_on=_day(request.POST.get("review_on", "")))
    except holds.CannotHold as refusal:
        return _page(request, problem=(f"review-{ref}", str(refusal)), status=422)
    messages.success(request, "The hold goes on until the next review.")
    return redirect("retention")


@require_POST
@seated
def end(request: SeatedRequest, ref: str) -> HttpResponse:
    """End a hold."""
    holds.end_hold(actor=request.actor, ref=ref)
    messages.success(request, "The hold has ended. What is over its time goes with the next run.")
    return redirect("retention")


@require_POST
@seated
def propose(request: SeatedRequest) -> HttpResponse:
    """Propose other periods."""
    said = {name: request.POST.get(name, "").strip() for name in LIMITS}
    try:
        numbers = {name: int(text) if text.isdecimal() else -1 for name, text in said.items()}
        periods.propose_periods(actor=request.actor, kept=Kept(**numbers))
    except periods.CannotChangePeriods as refusal:
        return _page(request, said=said, problem=("report_days", str(refusal)), status=422)
    messages.success(request, "Proposed. The periods change when a second person agrees.")
    return redirect("retention")


@require_POST
@seated
def decide(request: SeatedRequest, ref: str) -> HttpResponse:
    """Agree to a proposal as the second person, or drop it."""
    try:
        if request.POST.get("answer") == "agree":
            periods.agree_periods(actor=request.actor, ref=ref)
            messages.success(request, "Agreed. The clocks go by these periods now.")
        else:
            periods.drop_periods(actor=request.actor, ref=ref)
            messages.success(request, "The proposal is dropped.")
    except periods.CannotChangePeriods as refusal:
        return _page(request, problem=("proposal", str(refusal)), status=422)
    return redirect("retention")


@seated
def certificate(request: SeatedRequest, ref: str) -> HttpResponse:
    """One certificate, to read or print."""
    paper = queries.get_certificate(request.actor, ref)
    zone = request.seat.partnership.zone_info
    context = {
        "paper": paper,
        "classes": [(what, f"{many:,}", f"{dict(paper.counts).get(what, 0):,}") for what, many in paper.expected],
        "began": moment(paper.began_at, zone),
        "finished": moment(paper.finished_at, zone),
        "partnership": request.seat.partnership.name,
    }
    return render(request, "retention/certificate.html", context)


@seated
def certificate_file(request: SeatedRequest, ref: str) -> HttpResponse:
    """The same for programs."""
    paper = asdict(queries.get_certificate(request.actor, ref))
    plain = paper | {
        "partnership": request.seat.partnership.name,
        "counts": dict(paper["counts"]),
        "expected": dict(paper["expected"]),
        "began_at": paper["began_at"].isoformat(),
        "finished_at": paper["finished_at"].isoformat(),
        "digest_is": "SHA-256 of the sorted list of noun/REF, one to a line, from the ledger's events retention.erased",
    }
    answer = HttpResponse(json.dumps(plain, indent=2), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{paper["ref"]}.json"'
    return answer


def _page(
    request: SeatedRequest, *, said: dict[str, str] | None = None, problem: tuple[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    actor, zone = request.actor, request.seat.partnership.zone_info
    lines = [(one, _what_goes(one)) for one in queries.what_is_due(actor, RETENTION)]
    kept, proposal = queries.kept_here(actor), queries.proposal_of(actor)
    said = said or {}
    context = {
        "lines": lines,
        "holds": [(one, moment(one.placed_at, zone)) for one in queries.holds_in_force(actor)],
        "papers": [(one, moment(one.finished_at, zone)) for one in queries.certificates(actor)],
        "may_hold": bool(may(actor, Permission.HOLD_MANAGE)),
        "may_change": bool(may(actor, Permission.GOVERNANCE_MANAGE)),
        "nouns": [{"value": one, "label": label, "selected": said.get("noun") == one} for one, label in NOUNS],
        "said": said,
        "problem": problem,
        "fields": [
            (name, periods.WORDS[name], f"{LIMITS[name][0]} to {LIMITS[name][1]:,} {UNITS[name]}",
             said.get(name, getattr(kept, name)))
            for name in LIMITS
        ],
        "proposal": proposal,
        "changes": _changes(kept, proposal),
        "review_by": timezone.localdate() + LONGEST_REVIEW,
    }  # fmt: skip
    return render(request, "retention/retention.html", context, status=status)


def _what_goes(line: queries.ClockLine) -> str:
    """`3 reports and 4 people described`, and why others wait."""
    goes = listed(f"{many:,} {what}" for what, many in line.counts) if line.counts else ""
    waits = "; ".join(f"{count(many, 'thing waits', 'things wait')}: {why}" for why, many in line.waiting)
    return ". ".join(one for one in (goes, waits) if one)


def _changes(kept: Kept, proposal: queries.Proposal | None) -> list[str]:
    if proposal is None:
        return []
    pairs = [(name, getattr(kept, name), getattr(proposal.kept, name)) for name in LIMITS]
    return [f"{periods.WORDS[name]}: {old} to {new} {UNITS[name]}" for name, old, new in pairs if old != new]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
