"""Series: reports that look like the work of the same people, why, and what a person makes of each proposal."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from watchward.assess.actions.series import set_apart, take_back_apart
from watchward.assess.queries.series import SINCE, Proposal, Proposals, proposed_series, set_apart_now
from watchward.kit.errors import NotFound, NotPermitted, Refused
from watchward.kit.refs import tidy_ref
from watchward.kit.text import count, moment
from watchward.policy import Permission, may
from watchward.records.ledger import record_view
from watchward.web.access import SeatedRequest, seated
from watchward.web.reports import line_of

TIES_SHOWN = 6
LIKELY, POSSIBLE = 0.7, 0.4


@seated
def series(request: SeatedRequest) -> HttpResponse:
    """What is proposed now."""
    return _show(request)


@require_POST
@seated
def apart(request: SeatedRequest) -> HttpResponse:
    """These are no series, or one of them does not belong."""
    said = request.POST
    refs, others = (
        [tidy_ref(one) for one in said.get(name, "").split(",") if one.strip()] for name in ("reports", "from")
    )
    try:
        made = set_apart(actor=request.actor, report_refs=refs, from_refs=others)
    except NotPermitted:
        raise
    except Refused as refusal:
        return _show(request, problem=str(refusal))
    messages.success(request, f"Set apart: {count(made, 'pair')}. They are not proposed together again.")
    return redirect("series")


@require_POST
@seated
def together(request: SeatedRequest) -> HttpResponse:
    """Two that were set apart may belong together after all."""
    said = request.POST
    try:
        take_back_apart(actor=request.actor, one_ref=said.get("one", ""), other_ref=said.get("other", ""))
    except NotPermitted:
        raise
    except (NotFound, Refused) as refusal:
        return _show(request, problem=str(refusal))
    messages.success(request, "They may be proposed together again.")
    return redirect("series")


def _show(request: SeatedRequest, problem: str = "") -> HttpResponse:
    found = proposed_series(request.actor)
    refs = [row.ref for one in found.proposals for row in one.reports]
    record_view("series.viewed", actor=request.actor, ref="series/proposed", detail={"reports": refs})
    zone = request.seat.partnership.zone_info
    year = timezone.now().astimezone(zone).year
    return render(
        request,
        "cases/series.html",
        {
            "proposals": [_proposal(one, year) for one in found.proposals],
            "more": found.more,
            "says": _says(found),
            "apart": set_apart_now(request.actor),
            "when": partial(moment, zone=zone),
            "may_manage": bool(may(request.actor, Permission.CASE_MANAGE)),
            "problem": problem,
        },
        status=422 if problem else 200,
    )


def _says(found: Proposals) -> str:
    left_out = f"; {found.left_out:,} older ones of these days were not" if found.left_out else ""
    many = count(found.looked_at, "incident report")
    return f"{many} of the last {SINCE // timedelta(days=1)} days were compared{left_out}."


def _proposal(one: Proposal, year: int) -> dict[str, Any]:
    refs = [row.ref for row in one.reports]
    base = reverse("reports")
    lines = {row.ref: line_of(row, base, year, everywhere=False) for row in one.reports}
    strongest = one.ties[0].chance if one.ties else 0.0
    return {
        "lines": [(row.ref, lines[row.ref], ",".join(ref for ref in refs if ref != row.ref)) for row in one.reports],
        "refs": ",".join(refs),
        "title": f"{count(len(refs), 'report')}, {_span(one)}",
        "band": _band(strongest),
        "ties": [(lines[tie.one], lines[tie.other], _band(tie.chance), tie.reasons) for tie in one.ties[:TIES_SHOWN]],
        "more_ties": max(0, len(one.ties) - TIES_SHOWN),
        "new_case": f"{reverse('case_new')}?offered={','.join(refs)}",
    }


def _band(chance: float) -> str:
    return "Likely" if chance >= LIKELY else "Possible" if chance >= POSSIBLE else "Worth a look"


def _span(one: Proposal) -> str:
    at = sorted(row.happened_at for row in one.reports)
    days = (at[-1] - at[0]).days
    places = len({row.premises_ref for row in one.reports})
    where = f"{places} premises" if places > 1 else one.reports[0].premises_name
    return f"{where}, " + (f"within {count(days, 'day')}" if days else "within a day")
